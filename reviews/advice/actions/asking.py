"""What the member does with a request, or a delegate for them: send, reply, close, withdraw."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.outbox import actions as outbox
from portal.foundation.people.models import User
from portal.foundation.records.actions import hidden_reference, next_reference
from reviews.advice import permissions
from reviews.advice.actions.drafts import NotComplete
from reviews.advice.actions.steps import (
    NotAllowed,
    WrongState,
    begin,
    finish,
    lock,
    make_findable,
    member_acted_for,
    readers_of,
)
from reviews.advice.asking import missing
from reviews.advice.models import Message, Note, Request, Usefulness, WordingVersion
from reviews.advice.models.papers import fingerprint
from reviews.advice.states import Part, Step, Told, Verb


@transaction.atomic
def submit(*, item: Request, by: User, version: int, at: datetime | None = None) -> Request:
    """Send the request; it gets its reference. Pressed again, it answers with the request already sent.

    ``at`` is for the demonstration, whose desk has a past; no page passes it.
    Raises ``NotComplete`` when a required question is open, and the refusals of ``begin``.
    """
    locked = lock(item)
    if locked.submitted_at is not None and permissions.acts_for(by, locked):
        return locked
    locked, step = begin(item, Verb.SUBMIT, by=by, version=version)
    return send(locked, step, by=by, at=at)


def send(locked: Request, step: Step, *, by: User, at: datetime | None = None) -> Request:
    """What sending does, whoever sends: the reference, the fixed wording, the clocks. Raises ``NotComplete``."""
    if open_questions := missing(locked):
        raise NotComplete(open_questions)
    locked.submitted_at = at or timezone.now()
    # A gap in the numbers would tell the desk that somebody asked the Monitoring Officer's office only.
    locked.reference = hidden_reference("ADV") if locked.office_only else next_reference("ADV")
    if locked.office_only:
        locked.with_office, locked.escalated_at = True, locked.submitted_at
        locked.private_to = permissions.first_reader(locked)
    _forget_what_no_longer_applies(locked)
    _fix_wording(locked, locked.draft_wording, by=by)
    locked.draft_wording = ""
    if (passed := locked.goes_out_by) is not None and passed <= locked.submitted_at:
        locked.wanted_at = locked.submitted_at  # who sends it after the time of posting says thereby that it is
    fields = ("submitted_at", "reference", "with_office", "escalated_at", "private_to", "draft_wording", "wanted_at")
    finish(locked, step, by=by, changed=(*fields, *_MAY_LAPSE), data=_facts(locked), at=at)
    make_findable(locked)
    _ask_at_posting_time(locked)
    return locked


@transaction.atomic
def reply(*, item: Request, by: User, version: int, text: str, wording: str = "") -> Request:
    """Answer the question that was put to the member; a changed wording becomes its next version."""
    locked, step = begin(item, Verb.REPLY, by=by, version=version)
    Message.objects.create(item=locked, sort=Message.Sort.REPLY, sender=Message.Sender.MEMBER, text=text, by=by)
    _fix_wording(locked, wording, by=by)
    finish(locked, step, by=by)
    make_findable(locked)
    return locked


@transaction.atomic
def follow_up(*, item: Request, by: User, version: int, text: str) -> Request:
    """Ask once more about the answer, within 20 working days of it."""
    locked, step = begin(item, Verb.FOLLOW_UP, by=by, version=version)
    return _say_more(locked, step, by=by, text=text)


@transaction.atomic
def reopen(*, item: Request, by: User, version: int, text: str) -> Request:
    """Open it again within 20 working days of its end: the member with a message, the desk with a note."""
    locked, step = begin(item, Verb.REOPEN, by=by, version=version)
    if step.who is Part.ASKER:
        return _say_more(locked, step, by=by, text=text)
    Note.objects.create(item=locked, text=text, by=by)
    return finish(locked, step, by=by)


def _say_more(item: Request, step: Step, *, by: User, text: str) -> Request:
    Message.objects.create(item=item, sort=Message.Sort.FOLLOW_UP, sender=Message.Sender.MEMBER, text=text, by=by)
    finish(item, step, by=by)
    make_findable(item)
    return item


@transaction.atomic
def say_helped(*, item: Request, by: User, helped: str) -> None:
    """What the member says when asked once whether the advice helped. A second answer changes nothing."""
    locked = lock(item)
    if not permissions.can_say_helped(by, locked):
        raise NotAllowed
    Usefulness.objects.create(item=locked, helped=helped)


@transaction.atomic
def keep_wanted(*, item: Request, by: User) -> Request:
    """Help is still wanted although the time of posting has passed. Said twice, it stays as it was said first.

    It moves nothing, so that no form of those who advise grows stale by it. Raises ``NotAllowed``, ``WrongState``.
    """
    locked = lock(item)
    if not permissions.acts_for(by, locked):
        raise NotAllowed
    if locked.wanted_at is not None:
        return locked
    if not locked.asks_if_wanted(timezone.now()):
        raise WrongState(locked)
    locked.wanted_at = timezone.now()
    locked.save(update_fields=["wanted_at"])
    record("advice.still_wanted", by=by, about=locked, acting_for=member_acted_for(locked, Part.ASKER, by))
    return locked


@transaction.atomic
def close(*, item: Request, by: User, version: int) -> Request:
    """The member has read the answer and is done."""
    locked, step = begin(item, Verb.CLOSE, by=by, version=version)
    return finish(locked, step, by=by)


@transaction.atomic
def withdraw(*, item: Request, by: User, version: int) -> Request:
    """Take the request back. It is kept, and those who advise no longer see what it says."""
    locked, step = begin(item, Verb.WITHDRAW, by=by, version=version)
    return finish(locked, step, by=by)


def _ask_at_posting_time(item: Request) -> None:
    """When the time at which it was to go out passes without an answer, the member is asked if help is still wanted."""
    passed = item.goes_out_by
    if passed is None or item.wanted_at is not None:
        return
    for person in readers_of(item, Told.MEMBER_RECEIVED):
        outbox.add(
            "advice.still_wanted",
            key=f"advice.still_wanted:{item.pk}:{person.pk}",
            payload={"request": str(item.pk), "person": str(person.pk)},
            due_at=passed,
        )


_MAY_LAPSE = (
    "wanted_at",
    "platforms",
    "account",
    "link",
    "intended_at",
    "intended_has_time",
    "urgent_reason",
    "follows",
)


def _forget_what_no_longer_applies(item: Request) -> None:
    """An answer that belongs to a question which the final kind does not ask is not sent."""
    if item.kind == "general":
        item.platforms, item.account = [], ""
    if item.kind not in ("posted", "reply"):
        item.link = ""
    if item.kind not in ("before", "reply"):
        item.intended_at, item.intended_has_time = None, False
    if not item.has_wording:
        item.draft_wording = ""
    if not item.is_urgent:
        item.urgent_reason = ""
    # The desk must not learn by a link of what was for the Monitoring Officer's office only.
    if not item.office_only and item.follows is not None and item.follows.office_only:
        item.follows = None


def _fix_wording(item: Request, text: str, *, by: User) -> None:
    latest = item.wordings.last()
    if not text or (latest is not None and latest.text == text):
        return
    number = latest.number + 1 if latest else 1
    WordingVersion.objects.create(item=item, number=number, text=text, sha256=fingerprint(text), by=by)


def _facts(item: Request) -> dict[str, str | int | bool | None]:
    return {"reference": item.reference, "kind": item.kind, "urgent": item.is_urgent, "office_only": item.office_only}
