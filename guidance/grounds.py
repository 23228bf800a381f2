"""What points beside the protocol rest on: pinned when they are written, carried on, read again when it changes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from guidance.models import Edition, Ground, PointVersion
from guidance.standing import Standing, standing_of


@dataclass(frozen=True)
class ShownGround:
    """A pinned version, and what has become of it since."""

    ground: Ground
    standing: Standing

    @property
    def cited(self) -> PointVersion:
        return self.ground.cited

    @property
    def mark(self) -> str:
        """ "Point 5.2 has changed since this answer (edition 1 to 2)."; empty when it says what it said."""
        return self.standing.sentence if self.standing.is_touched else ""


def pin(version: PointVersion, cited: Iterable[PointVersion]) -> None:
    """Lets a point of a draft rest on these as well, each as it stands now."""
    known = set(version.grounds.values_list("cited", flat=True))
    new = [each for each in cited if each.pk not in known]
    Ground.objects.bulk_create(
        Ground(edition=version.edition, version=version, cited=each, cited_hash=each.hash, order=place)
        for place, each in enumerate(new, start=len(known) + 1)
    )


def copy_grounds(old: Edition, new: Edition) -> None:
    """Gives a new draft what the points of the edition before rest on."""
    here = dict(PointVersion.objects.filter(edition=new).values_list("point", "pk"))
    found = Ground.objects.filter(edition=old, version__point__in=here).select_related("version")
    Ground.objects.bulk_create(
        Ground(
            edition=new,
            version_id=here[each.version.point_id],
            cited_id=each.cited_id,
            cited_hash=each.cited_hash,
            order=each.order,
        )
        for each in found.defer("version__search")
    )


def cited_by(version: PointVersion) -> list[PointVersion]:
    """What a point rests on, in order."""
    return [each.cited for each in version.grounds.with_place()]


def grounds_of(edition: Edition, *, points: Collection[str] = ()) -> list[ShownGround]:
    """What the points of an edition (or these of them) rest on, and whether it changed. Seven queries at most."""
    found = Ground.objects.with_place().filter(edition=edition)
    if points:
        found = found.filter(version__point__in=points)
    return _shown(found)


def resting_on_any(points: Iterable[str]) -> list[Ground]:
    """Where texts in force rest on any version of these points."""
    return list(
        Ground.objects.with_place().filter(edition__in=Edition.objects.in_force(), cited__point__in=list(points))
    )


def _shown(found: Iterable[Ground]) -> list[ShownGround]:
    grounds = list(found)
    standings = standing_of(each.cited for each in grounds)
    return [ShownGround(each, standings[each.cited_id]) for each in grounds]
