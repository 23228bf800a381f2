"""What waits for a person, asked of each room through its own door (`visible_to`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from abuse_log.models import InterestRequest, RingRequest, Share
from abuse_log.permissions import can_be_shared_with, can_see_numbers, can_see_rings
from guidance.editing.waiting import waiting_drafts
from guidance.models import Document, Edition, SleepingDraft
from guidance.permissions import can_confirm, can_count_confirmations, can_edit, can_sleep_on
from portal.foundation.deadlines.words import day_in_words, in_words
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import Role, RoleGrant, SensitiveRequest, User
from portal.foundation.people.permissions import (
    DECIDES_SENSITIVE,
    can_appoint_delegate,
    can_keep_people,
    can_see_people,
    is_comms,
    is_monitoring_officer,
    may_help_members,
)
from portal.foundation.records.permissions import can_enter
from portal.home.records_office.views.disposals import waiting_disposals
from portal.home.touched import waits_for
from reviews.advice.elections.permissions import can_keep_periods
from reviews.advice.models import Absence, AnswerDraft, Request, SecondLook
from reviews.advice.opening import openings
from reviews.advice.permissions import can_ask, can_see_reports
from reviews.advice.states import State
from reviews.conduct.board import board_rows, counted
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case, Sending
from reviews.conduct.permissions import can_see_room

SHOWN = 10
"""How many requests of one kind the page names one by one; a list of the room shows the rest."""


@dataclass(frozen=True)
class Waiting:
    """One line of the home page. `due_at` is in UTC."""

    text: str
    href: str
    due_at: datetime | None = None
    note: str = ""
    is_late: bool = False
    opening: str = ""
    """The first words of a request, as the lists of advice show them; none of what is private."""


@dataclass(frozen=True)
class Task:
    """Something that this person can begin from here."""

    text: str
    href: str
    note: str


def waiting_for(user: User) -> list[Waiting]:
    """The lines for this person: what is late first, then by when it is due, then what has no day."""
    now = timezone.now()
    lines = [
        *_rings(user),
        *_shared(user),
        *_asked(user),
        *_handled(user, now),
        *_looks(user),
        *_unsent(user),
        *_guidance(user),
        *_touched(user),
        *_people(user),
        *_office(user),
        *_records(user),
        *_matters(user),
    ]
    lines += _machines(user)
    last = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(lines, key=lambda line: (not line.is_late, line.due_at or last))


def tasks_for(user: User) -> list[Task]:
    """What this person can do here, by their roles today."""
    read = Task("Read the guidance", reverse("guidance:contents"), "What to do, what to avoid, point by point.")
    tasks = [*_before_posting(user), read]
    if can_ask(user):
        tasks.append(
            Task("Check your accounts", reverse("guidance:checkup"), "Twelve questions on security; nothing is kept.")
        )
        tasks.append(Task("Keep a record", reverse("abuse_log:new"), "Of what was said or done to a member."))
    tasks += _advising(user)
    tasks += _guidance_tasks(user)
    if can_appoint_delegate(user):
        tasks.append(Task("People who help me", reverse("people:delegates"), "Name somebody, or end it."))
    if may_help_members(user):
        tasks.append(Task("Whom I help", reverse("people:helping"), "Which members, how far, and until when."))
    if can_see_rings(user):
        tasks.append(
            Task("Members to ring", reverse("abuse_log:rings"), "Who asks to be rung because a life is at risk.")
        )
    if can_enter(user):
        tasks.append(Task("Records office", reverse("records_office:index"), "Holds, disclosures, retention."))
    tasks += _records_tasks(user)
    tasks += _matters_tasks(user)
    if can_see_people(user):
        tasks.append(Task("People and roles", reverse("people:list"), "Accounts, offices, invitations."))
    if can_keep_people(user):
        tasks.append(
            Task("Operations", reverse("home:operations"), "What could not be sent; whether the worker is up.")
        )
    return tasks


def _matters_tasks(user: User) -> Iterator[Task]:
    if can_see_room(user):
        yield Task("Matters", reverse("conduct:list"), "What you have a part in; what is overdue comes first.")
    if is_comms(user) or user.is_member:
        with acting_as(user.pk):
            has_notices = Sending.objects.filter(to_person=user).exists()
        if has_notices:
            yield Task("Notices shown to you", reverse("conduct:shown_to_me"), "Not public: for you alone.")


def _records_tasks(user: User) -> Iterator[Task]:
    if can_be_shared_with(user):
        yield Task("Shared with you", reverse("abuse_log:shared"), "Records that members shared with your office.")
    if can_see_numbers(user):
        yield Task("Records in numbers", reverse("abuse_log:numbers"), "What is shared, counted; names nobody.")
    if is_monitoring_officer(user):
        yield Task("Sensitive interests", reverse("abuse_log:interests"), "Members who ask; yes or no.")


def _advising(user: User) -> Iterator[Task]:
    if is_comms(user):
        yield Task("Advice desk", reverse("advice:desk"), "Requests that members sent.")
    if is_monitoring_officer(user):
        yield Task("Advice for the Monitoring Officer", reverse("advice:office"), "Passed on, or sent to you only.")
    if can_keep_periods(user):
        yield Task("Pre-election periods", reverse("advice:elections"), "Enter, change and end the dates of elections.")
    if can_see_reports(user):
        yield Task("Advice in numbers", reverse("advice:reports"), "How much, how fast, on what; names nobody.")


def _guidance_tasks(user: User) -> Iterator[Task]:
    if can_edit(user):
        yield Task("Drafts", reverse("guidance:drafts"), "Write the guidance, review it, publish it.")
    if can_count_confirmations(user):
        yield Task("Confirmations", reverse("guidance:confirmations"), "How many members confirmed the guidance.")


def _before_posting(user: User) -> Iterator[Task]:
    if can_ask(user):
        yield Task("Ask for advice", reverse("advice:start"), "Before you post, or when you already have.")
        yield Task("Check before you post", reverse("guidance:check"), "A minute of questions; nothing is kept.")
    if can_sleep_on(user):
        yield Task("Sleep on a draft", reverse("guidance:sleeping"), "Kept for you alone, to be read again tomorrow.")


def _rings(user: User) -> Iterator[Waiting]:
    rings = RingRequest.objects.visible_to(user).unanswered().with_people()
    for ring in rings[:SHOWN]:
        note = f"Asked at {in_words(ring.asked_at)}."
        yield Waiting(f"Ring {ring.member.full_name} now", reverse("abuse_log:rings"), note=note, is_late=True)


def _shared(user: User) -> Iterator[Waiting]:
    """Shared records that nobody has weighed yet, and requests about an interest; a reference and nothing else."""
    shares = Share.objects.visible_to(user).unweighed().in_list()
    for share in shares[:SHOWN]:
        yield Waiting(f"{share.incident.neutral_reference}: shared with you", share.get_absolute_url())
    if is_monitoring_officer(user):
        asked = InterestRequest.objects.visible_to(user).unanswered().exclude(member=user)
        for one in asked.select_related("member")[:SHOWN]:
            href = reverse("abuse_log:interest_answer", args=[one.pk])
            yield Waiting(f"{one.member.full_name}: a sensitive interest", href)


def _asked(user: User) -> Iterator[Waiting]:
    mine = Request.objects.asked_by_or_for(user)
    asked = list(mine.filter(state=State.AWAITING_MEMBER)[:SHOWN])
    answered = list(mine.filter(state=State.ANSWERED)[:SHOWN])
    drafts = list(mine.filter(state=State.DRAFT)[:SHOWN])
    words = openings([*asked, *answered, *drafts], for_member=True)
    for items, says, note in (
        (asked, ": a question for you", "Our time waits for your reply."),
        (answered, ": read the answer", "Close it when it has helped."),
    ):
        for item in items:
            href = item.get_absolute_url()
            yield Waiting(f"{item.reference}{says}", href, note=note, opening=words.get(item.pk, ""))
    for item in drafts:
        href, opening = reverse("advice:check", args=[item.pk]), words.get(item.pk, "")
        yield Waiting("A request that you have not sent yet", href, note="Kept as a draft.", opening=opening)


def _handled(user: User, now: datetime) -> Iterator[Waiting]:
    """What is theirs, and what nobody has taken yet; the desk and the office each see their own."""
    covered = Absence.objects.covered_by(user)
    desk = Q(with_office=False) & (Q(adviser=user) | Q(adviser__in=covered) | Q(state=State.SUBMITTED))
    office = Q(with_office=True) & (Q(accepted_by=user) | Q(accepted_by__in=covered) | Q(accepted_by=None))
    here = desk if is_comms(user) else Q(pk__in=[])
    here |= office if is_monitoring_officer(user) else Q(pk__in=[])
    found = Request.objects.handled_by(user).open().exclude(state=State.AWAITING_MEMBER).filter(here)
    handled = list(found.order_by("act_by")[:SHOWN])
    words = openings(handled, for_member=False)
    for item in handled:
        holder = {None: "not taken yet", user.pk: "yours"}.get(item.holder_id, "you cover")
        is_late = item.act_by is not None and item.act_by < now
        text, opening = f"{item.reference}, {holder}", words.get(item.pk, "")
        yield Waiting(text, item.get_desk_url(), item.act_by, is_late=is_late, opening=opening)


def _looks(user: User) -> Iterator[Waiting]:
    looks = list(SecondLook.objects.wanted_of(user).select_related("item")[:SHOWN])
    words = openings([look.item for look in looks], for_member=False)
    for look in looks:
        href = reverse("advice:second_look", args=[look.item_id, look.pk])
        text, opening = f"{look.item.reference}: a second look is wanted", words.get(look.item_id, "")
        yield Waiting(text, href, look.item.act_by, opening=opening)


def _guidance(user: User) -> Iterator[Waiting]:
    if can_confirm(user):
        for edition in Edition.objects.relied_on().not_confirmed_by(user).select_related("document")[:SHOWN]:
            yield Waiting(
                f"Confirm: {edition.document}, edition {edition.number}",
                reverse("guidance:confirm"),
                note="What changed is shown first.",
            )
    for draft in SleepingDraft.objects.visible_to(user).due():
        note = f"It will be deleted by itself on {day_in_words(timezone.localdate(draft.delete_at))}."
        yield Waiting("A draft you slept on", draft.get_absolute_url(), note=note)
    for document in Document.objects.overdue().filter(owner_role__in=user.role_names())[:SHOWN]:
        note = f"Its review was due on {day_in_words(document.next_review_on)}."
        yield Waiting(f"Review: {document}", reverse("guidance:reviews"), note=note, is_late=True)
    for edition, what in waiting_drafts(user)[:SHOWN]:
        href = reverse("guidance:draft", args=[edition.pk])
        yield Waiting(f"{what}: {edition}", href, note="A draft of the guidance.")


def _unsent(user: User) -> Iterator[Waiting]:
    """Answers of theirs that waited to go out and could not, while the request is open."""
    drafts = AnswerDraft.objects.filter(by=user, item__in=Request.objects.handled_by(user).open().values("pk"))
    unsent = list(drafts.exclude(not_sent_because="").select_related("item")[:SHOWN])
    words = openings([draft.item for draft in unsent], for_member=False)
    for draft in unsent:
        text, opening = f"{draft.item.reference}: your answer did not go out", words.get(draft.item_id, "")
        yield Waiting(text, draft.item.get_desk_url(), note=draft.not_sent_because, is_late=True, opening=opening)


def _touched(user: User) -> Iterator[Waiting]:
    """Answers to look at again: those whose points have changed, and that this person may find to hold."""
    if number := waits_for(user):
        answers = "1 answer cites" if number == 1 else f"{number} answers cite"
        note = "See whether it still holds." if number == 1 else "See whether they still hold."
        yield Waiting(f"{answers} guidance that has changed", reverse("home:touched_answers"), note=note)


def _people(user: User) -> Iterator[Waiting]:
    if not user.has_role(*DECIDES_SENSITIVE):
        return
    for request in SensitiveRequest.objects.waiting().exclude(asked_by=user).exclude(user=user)[:SHOWN]:
        yield Waiting("A decision that needs a second person", reverse("people:sensitive_request", args=[request.pk]))


def _office(user: User) -> Iterator[Waiting]:
    """A member without a term of office can do nothing here; they and the administrator are told why."""
    held = RoleGrant.objects.in_force().filter(role=Role.MEMBER)
    idle = held.exclude(user__in=User.objects.holding(Role.MEMBER))
    if idle.filter(user=user).exists():
        yield Waiting(
            "Your term of office is not entered",
            reverse("people:person", args=[user.pk]),
            note="Ask the administrator.",
        )
    if can_keep_people(user):
        for grant in idle.filter(user__is_active=True).select_related("user")[:SHOWN]:
            href = reverse("people:person", args=[grant.user_id])
            yield Waiting(f"{grant.user.full_name}: a member without a term of office", href, note="Enter the term.")


def _records(user: User) -> Iterator[Waiting]:
    """Records at the end of their time, for whoever decides."""
    if number := waiting_disposals(user):
        text = "1 record waits" if number == 1 else f"{number} records wait"
        yield Waiting(
            f"{text} for your decision", reverse("records_office:due"), note="Whether to dispose, or keep longer."
        )


def _matters(user: User) -> Iterator[Waiting]:
    """Cases in which they have to do something: by a reference that says nothing of what it is about."""
    if not can_see_room(user):
        return
    with acting_as(user.pk):
        mine = Case.objects.on_board(user)
        (rows, _), numbers = board_rows(mine.to_do(), "", SHOWN), counted(mine)
    if numbers.late > 1:
        yield Waiting(f"{numbers.late} matters are overdue", reverse("conduct:list"), numbers.since, is_late=True)
    for row in rows:
        href = reverse("conduct:case", args=[row.id])
        if row.needs_declaration:
            text = f"Matter {row.neutral_reference}: a question for you first"
            yield Waiting(text, href, row.due, is_late=row.is_late)
        elif row.due is not None:
            yield Waiting(f"Matter {row.neutral_reference}", href, row.due, is_late=row.is_late)


def _machines(user: User) -> Iterator[Waiting]:
    if user.has_role(Role.ADMINISTRATOR) and (dead := Item.objects.dead().count()):
        yield Waiting(
            f"{dead} that could not be sent", reverse("home:operations"), note="Mend the cause, then try again."
        )
