"""An answer becomes a question and answer that everybody may read: rewritten, as a point in a draft of the guidance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from guidance.editing.actions.beginning import begin_new, begin_next
from guidance.editing.actions.points import Words, add_point
from guidance.editing.actions.sections import add_section
from guidance.models import Edition, EditionQuerySet, Kind, PointVersion, Section, today
from guidance.refusals import Refused
from portal.foundation.audit.actions import record
from portal.foundation.people.models import User
from reviews.advice import permissions
from reviews.advice.actions.steps import NotAllowed, Stale, WrongState, lock
from reviews.advice.models import Answer, Request, Reuse
from reviews.advice.traces import Told, traces_in

TITLE = "Questions and answers"
"""Of the document that is begun when the guidance holds no questions yet."""
FIRST_DAY = timedelta(days=7)
"""A draft that is begun here is meant to be in force from then; its page lets one choose another day."""
NEW = "new"


class StillTells(Exception):
    """The text would lead to the member. Holds one sentence for each trace."""

    def __init__(self, traces: Sequence[str]) -> None:
        super().__init__(" ".join(traces))
        self.traces = traces


class WrittenAlready(Exception):
    """There is a question and answer after this request already."""

    def __init__(self) -> None:
        super().__init__("A question and answer has been written after this request already.")


@dataclass(frozen=True)
class Published:
    """What is to be read by everybody. `place`: "DOCUMENT:NUMBER" of a section, or "new" with a title for one."""

    question: str
    answer: str
    place: str
    basis: str
    owner_role: str
    review_by: date
    section_title: str = ""
    is_law: bool = False
    law_as_at: date | None = None


@transaction.atomic
def begin_question(*, item: Request, by: User, version: int, said: Published) -> PointVersion:
    """Put it into the draft of the questions, with the points that the answer cites as they stand now.

    Raises ``NotAllowed``, ``Stale``, ``WrongState``, ``StillTells``, ``WrittenAlready`` and what guidance refuses.
    """
    locked = lock(item)
    if not permissions.handles(by, locked):
        raise NotAllowed
    if locked.version != version:
        raise Stale(locked)
    answer = locked.answers.last()
    if answer is None or not permissions.can_reuse(by, locked):
        raise NotAllowed if locked.answered_at else WrongState(locked)
    if traces := traces_in("\n".join([said.question, said.answer, said.basis, said.section_title]), told_of(locked)):
        raise StillTells(traces)
    if alive(locked):
        raise WrittenAlready
    made = _add(said, by=by, cited=cited_by(answer), officer_approves=locked.escalated_at is not None)
    reuse = Reuse.objects.create(item=locked, answer=answer, point_id=made.point_id, by=by)
    record("advice.reused", by=by, about=locked, data={"reuse": str(reuse.pk)})
    return made


def told_of(item: Request) -> Told:
    """All that is known of who asked, and in which words."""
    people = {item.member_id: item.member, item.asked_by_id: item.asked_by}.values()
    messages = item.messages.filter(sender="member")
    return Told(
        reference=item.reference,
        names=[person.full_name for person in people],
        emails=[person.email for person in people],
        own=[item.question, item.link, item.urgent_reason, *(message.text for message in messages)],
        posts=[wording.text for wording in item.wordings.all()],
    )


def cited_by(answer: Answer) -> list[PointVersion]:
    """The points that an answer cites as they stand in force now; one that is gone is left out."""
    citations = answer.citations.select_related("point").order_by("order")
    order = {citation.point.point_id: citation.order for citation in citations}
    found = PointVersion.objects.in_force().filter(point__in=order)
    return sorted(found, key=lambda version: order[version.point_id])


def alive(item: Request) -> bool:
    """Whether what was written after it stands in a draft, is published, or is to come."""
    reused = PointVersion.objects.filter(point__in=item.reuses.values("point"))
    drafts = reused.filter(edition__state=Edition.State.DRAFT)
    return drafts.exists() or reused.filter(edition__in=_live().values("pk")).exists()


def _live() -> EditionQuerySet:
    return Edition.objects.in_force() | Edition.objects.filter(
        state=Edition.State.PUBLISHED, effective_from__gt=today()
    )


def places() -> list[tuple[str, str]]:
    """Where it may stand: the sections of the questions, as their draft or newest edition has them."""
    return [
        (f"{edition.document_id}:{section.number}", f"{section.number} {section.title}")
        for edition in _newest_editions()
        for section in edition.sections.order_by("order")
    ]


def _newest_editions() -> list[Edition]:
    """Of each document of questions the draft, or else the newest edition."""
    found: dict[UUID, Edition] = {}
    editions = Edition.objects.filter(document__kind=Kind.QUESTIONS).exclude(state=Edition.State.WITHDRAWN)
    for edition in editions.select_related("document").order_by("document__title", "number"):
        if found.get(edition.document_id) is None or not found[edition.document_id].is_draft:
            found[edition.document_id] = edition
    return list(found.values())


def _add(said: Published, *, by: User, cited: Sequence[PointVersion], officer_approves: bool) -> PointVersion:
    edition, section = _open(said, by=by)
    last = section.points.order_by("order").values_list("point", flat=True).last()
    words = Words(
        text=said.answer,
        heading=said.question,
        basis=said.basis,
        is_law=said.is_law,
        law_as_at=said.law_as_at,
        owner_role=said.owner_role,
        review_by=said.review_by,
    )
    return add_point(
        edition,
        section=section.pk,
        after=last or "",
        words=words,
        keep_numbers=True,
        revision=_revision(edition),
        by=by,
        rests_on=cited,
        officer_approves=officer_approves,
    )


def _open(said: Published, *, by: User) -> tuple[Edition, Section]:
    """The draft of the document, begun when there is none, and the section in it. Refused."""
    document, _, number = said.place.partition(":")
    newest = {str(edition.document_id): edition for edition in _newest_editions()}
    if document == NEW:
        known = next(iter(newest.values()), None)
        edition = _draft_after(known, by=by) if known else _first(by=by)
        return edition, _new_section(edition, said.section_title, by=by)
    if document not in newest:
        raise Refused("Choose where it is to stand.")
    edition = _draft_after(newest[document], by=by)
    section = edition.sections.filter(number=number).first()
    if section is None:
        raise Refused("That section is no longer in the draft. Choose another one.")
    return edition, section


def _draft_after(newest: Edition, *, by: User) -> Edition:
    if newest.is_draft:
        return newest
    return begin_next(newest.document_id, effective_from=today() + FIRST_DAY, by=by)


def _first(*, by: User) -> Edition:
    return begin_new(Kind.QUESTIONS, title=TITLE, effective_from=today() + FIRST_DAY, by=by)


def _new_section(edition: Edition, title: str, *, by: User) -> Section:
    last = edition.sections.order_by("order").last()
    return add_section(
        edition,
        title=title,
        lead_in="",
        after=last.pk if last else None,
        keep_numbers=True,
        revision=_revision(edition),
        by=by,
    )


def _revision(edition: Edition) -> int:
    return Edition.objects.values_list("revision", flat=True).get(pk=edition.pk)
