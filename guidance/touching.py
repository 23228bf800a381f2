"""What an edition does to the points of the one that it takes the place of, and to the check that rests on them.

For whoever is about to publish it, and for those who look afterwards at what was built on the words before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from guidance.check.hints import KINDS
from guidance.check.questions import QUESTIONS
from guidance.check.resting import resting_on
from guidance.comparing import Runs, compare_words
from guidance.lineage import Lineage
from guidance.models import Edition, Kind, PointVersion, today
from guidance.standing import is_same_text, says_the_same


class How(StrEnum):
    """What an edition does to a point."""

    REWORDED = "Reworded"
    LEAD_IN = "Other words before it"
    SPLIT = "Split"
    MERGED = "Merged"
    WITHDRAWN = "Withdrawn"
    REPLACED = "Replaced by the adopted protocol"


@dataclass(frozen=True, slots=True)
class TouchedPoint:
    """A point that will not say what it said. `goes_on_in`: where it goes on, when it was split or merged."""

    was: PointVersion
    now: PointVersion | None
    how: How
    goes_on_in: tuple[PointVersion, ...] = ()

    @property
    def before(self) -> Runs:
        """What the section says before the point."""
        return compare_words(self.was.said_before, self.now.said_before if self.now else "")

    @property
    def heading(self) -> Runs:
        return compare_words(self.was.heading, self.now.heading if self.now else "")

    @property
    def text(self) -> Runs:
        return compare_words(self.was.text, self.now.text if self.now else "")


@dataclass(frozen=True, slots=True)
class Resting:
    """A question or a hint of the check, with the points that it rested on and those that it will rest on."""

    what: str
    text: str
    was: tuple[PointVersion, ...]
    now: tuple[PointVersion, ...]


@dataclass(frozen=True, slots=True)
class Touching:
    """What an edition touches. `before` is the edition that it follows; None: there is none."""

    edition: Edition
    before: Edition | None
    points: tuple[TouchedPoint, ...]
    resting: tuple[Resting, ...]


def followed_by(edition: Edition) -> Edition | None:
    """The edition whose place this one takes: in force on its first day, or today for a draft that is late."""
    day = max(edition.effective_from, today()) if edition.is_draft else edition.effective_from
    standing = Q(state=Edition.State.PUBLISHED) | Q(state=Edition.State.WITHDRAWN, withdrawn_on__gt=day)
    earlier = Q(effective_from__lt=day) | Q(effective_from=day, number__lt=edition.number)
    others = Edition.objects.filter(standing, earlier, document=edition.document_id).exclude(pk=edition.pk)
    if found := others.order_by("-effective_from", "-number").first():
        return found
    return _displaced_plain_english(edition)


def _displaced_plain_english(edition: Edition) -> Edition | None:
    """The plain English, when this is the first text that the council adopts."""
    standing = Edition.objects.in_force().exclude(pk=edition.pk)
    if not edition.document.is_adopted or standing.filter(document__kind=Kind.ADOPTED).exists():
        return None
    return standing.filter(document__kind=Kind.PLAIN).first()


def touching(edition: Edition) -> Touching:
    """What the edition touches. Nine queries at most, however long it is."""
    before = followed_by(edition)
    old = _versions(before) if before else []
    new = _versions(edition)
    if before and before.document_id != edition.document_id:
        points = [TouchedPoint(version, None, How.REPLACED) for version in old]
    else:
        points = list(_touched(old, new, Lineage.objects.to_successors().filter(edition=edition)))
    return Touching(edition, before, tuple(points), tuple(_resting(edition, old, new, points)))


def _versions(edition: Edition) -> list[PointVersion]:
    return list(PointVersion.objects.with_place().filter(edition=edition).order_by("order"))


def _touched(
    old: Sequence[PointVersion], new: Sequence[PointVersion], steps: Iterable[Lineage]
) -> Iterable[TouchedPoint]:
    after = {version.point_id: version for version in new}
    onward: dict[str, list[Lineage]] = {}
    for step in steps:
        onward.setdefault(step.point_id, []).append(step)
    for was in old:
        now, parts = after.get(was.point_id), onward.get(was.point_id, [])
        if how := _how(was, now, parts):
            yield TouchedPoint(was, now, how, tuple(after[s.to_id] for s in parts if s.to_id in after))


def _how(was: PointVersion, now: PointVersion | None, parts: Sequence[Lineage]) -> How | None:
    if parts:
        return How.SPLIT if parts[0].kind == Lineage.Kind.SPLIT else How.MERGED
    if now is None:
        return How.WITHDRAWN
    if says_the_same(was, now):
        return None
    return How.LEAD_IN if is_same_text(was, now) else How.REWORDED


def _resting(
    edition: Edition, old: Sequence[PointVersion], new: Sequence[PointVersion], points: Iterable[TouchedPoint]
) -> Iterable[Resting]:
    """The questions and hints of the check whose points are touched, or that will rest on other points."""
    taken_away = {version.edition_id for version in (*old, *new)}
    others = [version for version in PointVersion.objects.in_force() if version.edition_id not in taken_away]
    if edition.document.kind == Kind.PLAIN and any(version.edition.document.is_adopted for version in others):
        return  # nothing rests on the plain English while an adopted text is in force
    touched = {point.was.point_id for point in points}
    asked = [("Question", each.text, each.labels) for each in QUESTIONS]
    asked += [("Hint", kind.name, (kind.label,)) for kind in KINDS.values()]
    labels = {label for _, _, of_one in asked for label in of_one}
    was, now = (resting_on(labels, _in_reading_order([*others, *versions])) for versions in (old, new))
    for what, text, of_one in asked:
        before, after = (_each_once(found, of_one) for found in (was, now))
        is_moved = [v.point_id for v in before] != [v.point_id for v in after]
        if is_moved or any(version.point_id in touched for version in before):
            yield Resting(what, text, before, after)


def _each_once(found: dict[str, PointVersion], labels: Iterable[str]) -> tuple[PointVersion, ...]:
    return tuple(dict.fromkeys(found[label] for label in labels if label in found))


def _in_reading_order(versions: Iterable[PointVersion]) -> list[PointVersion]:
    return sorted(versions, key=lambda version: (version.edition.document.title, version.edition.number, version.order))
