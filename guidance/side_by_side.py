"""A comparison of two published editions as pages show it: counted, and with what is the same folded up."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from uuid import UUID

from guidance.comparing import Comparison, PointChange, SectionChange, compare, is_changed
from guidance.models import Edition
from guidance.succession import texts_of


@dataclass(frozen=True)
class SideBySide:
    """What changed from one edition to another, section by section and word by word."""

    changes: Comparison

    @property
    def is_same(self) -> bool:
        """Whether no word changed; numbers may have."""
        return all(section.is_same for section in self.changes)

    @property
    def points(self) -> list[PointChange]:
        return [point for section in self.changes for point in section.points]

    @property
    def added(self) -> int:
        return sum(point.is_added for point in self.points)

    @property
    def withdrawn(self) -> int:
        return sum(point.is_withdrawn for point in self.points)

    @property
    def reworded(self) -> int:
        return sum(point.is_reworded for point in self.points)

    @property
    def moved(self) -> int:
        return sum(point.is_moved for point in self.points)

    @property
    def headings(self) -> int:
        """Sections in both editions whose title or lead-in has other words."""
        both = [section for section in self.changes if section.was is not None and section.number is not None]
        return sum(is_changed(section.title) or is_changed(section.lead_in) for section in both)

    @property
    def renumbered(self) -> list[PointChange]:
        """Points whose words and place are the same, under another number."""
        return [point for point in self.points if point.is_same and point.was != point.number]

    def sections(self) -> list[tuple[SectionChange, list[tuple[bool, list[PointChange]]]]]:
        """Every section, with its points: those without a change folded up with their neighbours."""
        return [(section, list(_folded(section))) for section in self.changes]

    def changed_sections(self) -> list[tuple[SectionChange, list[tuple[bool, list[PointChange]]]]]:
        """Only what changed."""
        return [
            (section, [(False, [point]) for point in section.points if not point.is_same])
            for section in self.changes
            if not section.is_same
        ]


def side_by_side(old: Edition, new: Edition) -> SideBySide:
    """Compares two published editions of a document."""
    return SideBySide(_compared(old.pk, new.pk))


@lru_cache(maxsize=16)
def _compared(old: UUID, new: UUID) -> Comparison:
    """Published texts never change, so a comparison once made stays true."""
    editions = Edition.objects.in_bulk([old, new])
    return compare(texts_of(editions[old]), texts_of(editions[new]))


def _folded(section: SectionChange) -> Iterator[tuple[bool, list[PointChange]]]:
    """Neighbouring points without a change, to be folded up together; the changed ones each by itself."""
    for is_same, group in groupby(section.points, key=lambda point: point.is_same):
        if is_same:
            yield True, list(group)
        else:
            yield from ((False, [point]) for point in group)
