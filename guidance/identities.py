"""Which point of a new text is which point of the editions before it."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable
from typing import Protocol

from guidance.fingerprints import PointWords


class Known(Protocol):
    """A point as an edition before this one had it."""

    point_id: str
    number: str
    text: str


class Numbered(Protocol):
    """What both sides are compared by."""

    @property
    def number(self) -> str: ...
    @property
    def text(self) -> str: ...


def keep_identities(points: Iterable[PointWords], newest: Iterable[Known], vanished: Iterable[Known]) -> dict[str, str]:
    """The ids that points of a new text keep, by their new number; a point without one here is a new point.

    `newest` is the edition before; `vanished` are older versions of points that it no longer had, newest
    first. The same words under the same number are the same point; so are the same words under another
    number, since a link must follow what was said, not where it stood. Only then does a number alone decide:
    that point was reworded. Words that come back after an edition without them get their old id back.
    """
    points, newest, vanished = list(points), list(newest), list(vanished)
    kept: dict[str, str] = {}
    _match(kept, points, newest, _number_and_words)
    _match(kept, points, [*newest, *vanished], _words)
    _match(kept, points, newest, _number)
    return kept


def _match(
    kept: dict[str, str],
    points: list[PointWords],
    known: list[Known],
    key: Callable[[Numbered], Hashable],
) -> None:
    used = set(kept.values())
    waiting: defaultdict[Hashable, deque[str]] = defaultdict(deque)
    for old in known:
        if old.point_id not in used:
            waiting[key(old)].append(old.point_id)
    for point in points:
        candidates = waiting[key(point)] if point.number not in kept else deque[str]()
        while candidates and point.number not in kept:
            if (point_id := candidates.popleft()) not in used:
                kept[point.number] = point_id
                used.add(point_id)


def _words(point: Numbered) -> Hashable:
    """Words without regard to line breaks, which the same text may have elsewhere in another file."""
    return " ".join(point.text.split())


def _number(point: Numbered) -> Hashable:
    return point.number


def _number_and_words(point: Numbered) -> Hashable:
    return point.number, _words(point)
