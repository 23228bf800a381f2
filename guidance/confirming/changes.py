"""What changed between two editions of a document, point by point: the old words and the new ones.

A plain listing: a point is known by its id, whatever its number; a section by its number.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guidance.models import Edition, PointVersion, Section


@dataclass(frozen=True)
class Words:
    """What an edition says at one place."""

    label: str
    heading: str
    text: str

    @property
    def paragraphs(self) -> list[str]:
        return [line for line in self.text.splitlines() if line.strip()]

    def says(self) -> tuple[str, str]:
        return self.heading, self.text


@dataclass(frozen=True)
class Change:
    """One place that differs. `old` is None for what is new, `new` for what is gone."""

    old: Words | None
    new: Words | None
    href: str = ""


@dataclass(frozen=True)
class Changes:
    """All that differs, in reading order. `renumbered` has the same words under another number."""

    added: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    renumbered: tuple[Change, ...] = ()
    withdrawn: tuple[Change, ...] = ()

    @property
    def number(self) -> int:
        return len(self.added) + len(self.changed) + len(self.renumbered) + len(self.withdrawn)


def changes_between(old: Edition, new: Edition) -> Changes:
    """What somebody who knows `old` finds different in `new`. Both belong to one document."""
    before = {version.point_id: version for version in _points(old)}
    after = {version.point_id: version for version in _points(new)}
    points = _compare(
        {key: _point_words(version) for key, version in before.items()},
        {key: _point_words(version) for key, version in after.items()},
        {key: version.get_absolute_url() for key, version in (before | after).items()},
    )
    headings = _compare(_sections(old), _sections(new), {})
    return Changes(
        added=(*headings.added, *points.added),
        changed=(*headings.changed, *points.changed),
        renumbered=points.renumbered,
        withdrawn=(*headings.withdrawn, *points.withdrawn),
    )


def _points(edition: Edition) -> Iterable[PointVersion]:
    return PointVersion.objects.defer("search").filter(edition=edition).order_by("order")


def _point_words(version: PointVersion) -> Words:
    return Words(f"Point {version.number}", version.heading, version.text)


def _sections(edition: Edition) -> dict[str, Words]:
    """The title and the lead-in of each section, which stand in no point."""
    rows = Section.objects.filter(edition=edition).order_by("order")
    return {row.number: Words(f"Section {row.number}", row.title, row.lead_in) for row in rows}


def _compare(old: Mapping[str, Words], new: Mapping[str, Words], addresses: Mapping[str, str]) -> Changes:
    both = [key for key in new if key in old]

    def listed(keys: Iterable[str]) -> tuple[Change, ...]:
        return tuple(Change(old.get(key), new.get(key), addresses.get(key, "")) for key in keys)

    return Changes(
        added=listed(key for key in new if key not in old),
        changed=listed(key for key in both if old[key].says() != new[key].says()),
        renumbered=listed(
            key for key in both if old[key].says() == new[key].says() and old[key].label != new[key].label
        ),
        withdrawn=listed(key for key in old if key not in new),
    )
