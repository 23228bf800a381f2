"""The hints on a wording as a page shows them, each kind with the point in force that it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass

from guidance.check.hints import KINDS, Hint, hints
from guidance.check.resting import points_for
from guidance.models import PointVersion


@dataclass(frozen=True)
class Finding:
    """Hints of one kind: what they are called and say, the places as words, and the point that they rest on."""

    name: str
    sentence: str
    places: list[str]
    point: PointVersion | None


def findings(wording: str) -> list[Finding]:
    """The hints on a wording, kind by kind, in the order in which each kind is first met."""
    by_kind: dict[str, list[Hint]] = {}
    for hint in hints(wording):
        by_kind.setdefault(hint.kind, []).append(hint)
    points = points_for({KINDS[kind].label for kind in by_kind}) if by_kind else {}
    return [_finding(wording, kind, found, points) for kind, found in by_kind.items()]


def _finding(wording: str, kind: str, found: Sequence[Hint], points: dict[str, PointVersion]) -> Finding:
    places = list(dict.fromkeys(" ".join(wording[hint.start : hint.end].split()) for hint in found))
    return Finding(KINDS[kind].name, KINDS[kind].sentence, places, points.get(KINDS[kind].label))
