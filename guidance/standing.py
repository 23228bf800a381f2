"""What has become of a point since somebody cited one version of it: asked when it is shown, never stored.

Two versions say the same when their words are the same, and those that their sections say before them, whatever the
line breaks: "Members must not:" before a point is as much of its sense as the point.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from guidance.lineage import Lineage
from guidance.models import Edition, PointVersion
from guidance.succession import successors


class Change(StrEnum):
    """What became of a cited version. Only the first leaves its sense as it was."""

    RENUMBERED = "renumbered"
    REWORDED = "reworded"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    """Plain English, in whose place the council has adopted a protocol."""


def says_the_same(one: PointVersion, other: PointVersion) -> bool:
    """Whether both say the same, with what their sections say before them; numbers and spaces do not count."""
    return is_same_text(one, other) and one.said_before.split() == other.said_before.split()


def is_same_text(one: PointVersion, other: PointVersion) -> bool:
    """Whether heading and text of both are the same, word for word."""
    return one.heading.split() == other.heading.split() and one.text.split() == other.text.split()


@dataclass(frozen=True, slots=True)
class Standing:
    """A cited version, and what is there now. `latest`: its point in the edition of its document that is in force.

    `edition` is that edition; `goes_on_in` are the points in which one that is gone goes on.
    """

    cited: PointVersion
    latest: PointVersion | None
    edition: Edition | None
    is_read: bool
    goes_on_in: tuple[PointVersion, ...] = ()

    @property
    def now(self) -> PointVersion | None:
        """The version that members read today; None when the point is withdrawn or something stands in its place."""
        return self.latest if self.is_read else None

    @property
    def change(self) -> Change | None:
        if self.latest is None:
            return Change.WITHDRAWN
        if not self.is_read:
            return Change.REPLACED
        if not says_the_same(self.cited, self.latest):
            return Change.REWORDED
        return Change.RENUMBERED if self.cited.number != self.latest.number else None

    @property
    def is_touched(self) -> bool:
        """Whether what was cited no longer says what it said."""
        return self.change not in {None, Change.RENUMBERED}

    @property
    def is_only_before(self) -> bool:
        """Whether the point's own words are the same, and only what its section says before it changed."""
        return self.change is Change.REWORDED and self.latest is not None and is_same_text(self.cited, self.latest)

    @property
    def sentence(self) -> str:
        """What became of it, to whoever reads an answer that cites it. Only for one that has changed."""
        cited = self.cited
        from_to = f"edition {cited.edition.number}" + (f" to {self.edition.number}" if self.edition else "")
        if self.change is Change.RENUMBERED and self.latest:
            return f"Point {cited.number} is now {self.latest.number}, with the same words ({from_to})."
        if self.change is Change.REPLACED:
            return f"Point {cited.number} is plain English, and the council has adopted a protocol since this answer."
        if self.change is Change.WITHDRAWN and self.edition:
            return f"Point {cited.number} has been withdrawn since this answer ({from_to})."
        if self.change is Change.WITHDRAWN:
            return f"Point {cited.number} is no longer in force, and nothing stands in the place of {from_to}."
        if self.is_only_before:
            return f"What the section says before point {cited.number} has changed since this answer ({from_to})."
        return f"Point {cited.number} has changed since this answer ({from_to})."


def standing_of(versions: Iterable[PointVersion], on: date | None = None) -> dict[UUID, Standing]:
    """What became of each version by that day (today in Europe/London when none is given), by the version's id.

    The versions come with section and edition. Six queries at most, however many they are.
    """
    cited = {version.pk: version for version in versions}
    if not cited:
        return {}
    documents = {version.edition.document_id for version in cited.values()}
    editions = Edition.objects.in_force(on).filter(document__in=documents).select_related("document")
    current = {edition.document_id: edition for edition in editions}
    read = set(Edition.objects.readable(on).values_list("pk", flat=True))
    points = {version.point_id for version in cited.values()}
    here = PointVersion.objects.with_place().filter(edition__in=[e.pk for e in current.values()], point__in=points)
    latest = {version.point_id: version for version in here}
    onward = _onward(points - latest.keys(), current, on)
    return {
        pk: Standing(
            version,
            latest.get(version.point_id),
            edition := current.get(version.edition.document_id),
            is_read=edition is not None and edition.pk in read,
            goes_on_in=onward.get(version.point_id, ()),
        )
        for pk, version in cited.items()
    }


def _onward(
    gone: Collection[str], current: dict[UUID, Edition], on: date | None
) -> dict[str, tuple[PointVersion, ...]]:
    """For points that are gone the versions in force in which they go on. Two queries, none when nothing is gone."""
    if not gone:
        return {}
    begun = Edition.objects.once_in_force(on).filter(document__in=list(current)).values("pk")
    steps = Lineage.objects.to_successors().filter(edition__in=begun).order_by("made_at", "pk")
    links = list(steps.values_list("point", "to"))
    reached = PointVersion.objects.with_place().filter(
        edition__in=[edition.pk for edition in current.values()], point__in={to for _, to in links}
    )
    standing = {version.point_id: version for version in reached}
    return {point: tuple(standing[to] for to in successors(point, links, standing)) for point in gone}
