"""What a draft changes against the edition before, point by point, and which of it is still to be told of."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from guidance.lineage import ChangeNote
from guidance.models import Edition
from guidance.succession import Said, is_minor, said_in


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
    return list(_changed(said_in(before), said_in(edition), notes))


def _changed(old: dict[str, Said], new: dict[str, Said], notes: list[ChangeNote]) -> Iterator[Changed]:
    for point_id in (*new, *(gone for gone in old if gone not in new)):
        was, now = old.get(point_id), new.get(point_id)
        if was and now and was.words == now.words:
            continue
        named = (now or old[point_id]).point
        told = [note for note in notes if note.point_id == point_id]
        is_told = any(not note.is_minor for note in told)
        yield Changed(
            point_id,
            named.number,
            named.heading or named.text,
            "New" if was is None else "Withdrawn" if now is None else "Reworded",
            needs_note=not is_told and not is_minor(was, now),
            notes=told,
        )
