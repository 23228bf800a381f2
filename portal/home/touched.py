"""What a change of the guidance touches in the rooms above it, each asked through its own door."""

from dataclasses import dataclass

from guidance.models import Edition, today
from guidance.touching import TouchedPoint, Touching, touching
from portal.foundation.people.models import User
from reviews.advice.marks import MarkedAnswer, answers_citing, touched_answers
from reviews.advice.models import Answer, Request, RequestQuerySet
from reviews.advice.permissions import can_look_at_touched
from reviews.advice.states import State


@dataclass(frozen=True)
class Line:
    """An answer that cites a touched point. `href` is empty for whoever may not open the request."""

    reference: str
    href: str
    cited: str
    is_open: bool
    is_found_to_hold: bool


@dataclass(frozen=True)
class Affected:
    """A touched point with the answers that cite any version of it, as far as this reader may see them."""

    point: TouchedPoint
    answers: tuple[Line, ...]


def affected_by(edition: Edition, user: User) -> tuple[Touching, list[Affected]]:
    """What the edition touches, point by point. Of requests only those that this person may see, not even a number."""
    found = touching(edition)
    citing = answers_citing(
        {point.was.point_id for point in found.points}, _not_withdrawn(Request.objects.visible_to(user))
    )
    handled = Request.objects.handled_by(user).filter(pk__in=[each.answer.item_id for each in citing])
    on_desk = set(handled.values_list("pk", flat=True))
    by_point: dict[str, list[Line]] = {}
    for each in citing:
        for citation, mark in each.rows:
            item = each.answer.item
            line = Line(
                reference=item.reference,
                href=item.get_desk_url() if item.pk in on_desk else item.get_absolute_url(),
                cited=f"{citation.point.number}, edition {citation.point.edition.number}",
                is_open=mark is not None and mark.is_open,
                is_found_to_hold=mark is not None and mark.review is not None,
            )
            by_point.setdefault(citation.point.point_id, []).append(line)
    return found, [Affected(point, tuple(by_point.get(point.was.point_id, ()))) for point in found.points]


def to_look_at(user: User) -> list[MarkedAnswer]:
    """The marked answers that this person sees as somebody who advises."""
    return touched_answers(_not_withdrawn(Request.objects.handled_by(user))) if can_look_at_touched(user) else []


def _not_withdrawn(requests: RequestQuerySet) -> RequestQuerySet:
    """What was taken back is shown to nobody who advises, not even which points it was about."""
    return requests.exclude(state=State.WITHDRAWN)


def waits_for(user: User) -> int:
    """How many marked answers this person may find to hold still."""
    open_ones = [marked.answer.pk for marked in to_look_at(user)]
    return Answer.objects.confirmable_by(user).filter(pk__in=open_ones).count() if open_ones else 0


def is_current(edition: Edition) -> bool:
    """Whether the edition is a draft, to come, or in force: what came before has had its day."""
    if edition.is_draft:
        return True
    if edition.state == Edition.State.PUBLISHED and edition.effective_from > today():
        return True
    return Edition.objects.in_force().filter(pk=edition.pk).exists()
