"""Points of the texts in force that are to be looked at again: which, by when, and by whom.

A document is what is reviewed and what its owners are reminded of. A point that has a day of its own, such as one on
law, is named here as well when that day comes near, under the role that looks after it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from guidance.models import OwnerRole, PointVersion, today

AHEAD = timedelta(days=60)
"""How far ahead a point is named: as early as the first reminder of a document."""


@dataclass(frozen=True, slots=True)
class Group:
    """The points of one role, the most urgent first."""

    role: str
    points: tuple[PointVersion, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """What is overdue and what comes soon, counted, and all of it by role."""

    overdue: int
    soon: int
    groups: tuple[Group, ...]


def points_due(on: date | None = None) -> Due:
    """Of the points in force those that are due within AHEAD, or overdue (a day in Europe/London). One query."""
    day = on or today()
    dated = PointVersion.objects.in_force().with_reviews().filter(review_by__isnull=False)
    near = [point for point in dated if point.review_due_on and point.review_due_on <= day + AHEAD]
    late = sum(1 for point in near if point.review_due_on and point.review_due_on < day)
    return Due(late, len(near) - late, tuple(_by_role(near)))


def _by_role(points: Iterable[PointVersion]) -> Iterable[Group]:
    ordered = sorted(points, key=lambda point: (_role(point), point.review_due_on or date.max))
    for role, group in groupby(ordered, key=_role):
        yield Group(role, tuple(group))


def _role(point: PointVersion) -> str:
    """Who looks after it: its own role, or that of its document."""
    return OwnerRole(point.owner_role or point.edition.document.owner_role).label
