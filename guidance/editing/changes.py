"""What a draft changes against the edition before, point by point, and which of it is still to be told of."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from guidance.comparing import PointText, SectionText
from guidance.lineage import ChangeNote
from guidance.models import Edition
from guidance.substance import is_minor_allowed
from guidance.succession import texts_of


@dataclass(frozen=True)
class Changed:
    """A point that came, went or was reworded. `needs_note`: it changed in substance and no note tells of it."""

    point_id: str
    number: str
    title: str
    what: str
    needs_note: bool
    notes: list[ChangeNote] = field(default_factory=list)

    @property
    def is_withdrawn(self) -> bool:
        return self.what == "Withdrawn"


def changed_points(edition: Edition, before: Edition | None, notes: list[ChangeNote]) -> list[Changed]:
    """The changed points in the order of the draft, then the withdrawn ones. A first edition changes nothing."""
    if before is None:
        return []
    old, new = _by_id(texts_of(before)), _by_id(texts_of(edition))
    return list(_changed(old, new, notes))


def _changed(old: dict[str, PointText], new: dict[str, PointText], notes: list[ChangeNote]) -> Iterator[Changed]:
    for point_id in (*new, *(gone for gone in old if gone not in new)):
        was, now = old.get(point_id), new.get(point_id)
        if _said(was) == _said(now):
            continue
        named = now or old[point_id]
        told = [note for note in notes if note.point_id == point_id]
        is_told = any(not note.is_minor for note in told)
        yield Changed(
            point_id,
            named.number,
            named.heading or named.text,
            "New" if was is None else "Withdrawn" if now is None else "Reworded",
            needs_note=not is_told and not is_minor_allowed(_said(was), _said(now)),
            notes=told,
        )


def _by_id(sections: list[SectionText]) -> dict[str, PointText]:
    return {point.id: point for section in sections for point in section.points}


def _said(point: PointText | None) -> str:
    return f"{point.heading}\n{point.text}" if point else ""
