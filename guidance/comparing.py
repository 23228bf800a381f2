"""Two editions side by side, word by word and point by point: pure, and proved by putting the new text together.

Points are matched by their ids, never by position, so each diff is small and a move is seen as a move. A
comparison holds enough to make the new text out of the old one (`apply`), which is how its truth is tested.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import chain, groupby

MOST_PIECES = 2_000
"""Words, and then sentences, up to which two texts are compared; beyond that one stands for the other whole."""
TOO_DIFFERENT = 0.25
"""Below this share of words in common a text reads better as one removal and one addition."""
_PIECE = re.compile(r"(\S*)(\s*)")
_SENTENCE = re.compile(r"([^.!?\n]*[.!?\n]*)(\s*)")


class Doing(StrEnum):
    """What happened to a run of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class NotTheOld(Exception):
    """A comparison was applied to a text that it was not made from."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words that were kept, removed or added together, with the space after them."""

    doing: Doing
    text: str


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class PointText:
    """A point as one edition has it."""

    id: str
    number: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section as one edition has it."""

    number: str
    title: str
    lead_in: str
    points: tuple[PointText, ...]


@dataclass(frozen=True, slots=True)
class PointChange:
    """What happened to one point. `was` and `number` are its numbers; None: it was not there, or is not any more.

    `from_section` is the title of the section it was moved out of, or of its own when it only changed its place.
    """

    id: str
    was: str | None
    number: str | None
    heading: Runs
    text: Runs
    is_moved: bool = False
    from_section: str = ""

    @property
    def is_added(self) -> bool:
        return self.was is None

    @property
    def is_withdrawn(self) -> bool:
        return self.number is None

    @property
    def is_reworded(self) -> bool:
        """Whether a word of a point in both editions changed; other line breaks or spaces alone are none."""
        return not (self.is_added or self.is_withdrawn) and (is_changed(self.heading) or is_changed(self.text))

    @property
    def is_same(self) -> bool:
        """Whether nothing changed that a reader would look for; its number may be another."""
        return not (self.is_added or self.is_withdrawn or self.is_moved or self.is_reworded)


@dataclass(frozen=True, slots=True)
class SectionChange:
    """What happened to one section, with its points in their new order and the withdrawn ones where they stood."""

    was: str | None
    number: str | None
    title: Runs
    lead_in: Runs
    points: tuple[PointChange, ...]

    @property
    def is_same(self) -> bool:
        return not (is_changed(self.title) or is_changed(self.lead_in)) and all(point.is_same for point in self.points)


Comparison = tuple[SectionChange, ...]


def is_changed(runs: Runs) -> bool:
    """Whether any word was removed or added; space alone does not count."""
    return any(run.doing is not Doing.KEPT and run.text.strip() for run in runs)


def compare_words(old: str, new: str) -> Runs:
    """The runs that lead from one text to the other, without losing a space of either."""
    if old == new:
        return (Run(Doing.KEPT, new),) if new else ()
    for pattern in (_PIECE, _SENTENCE):
        before, after = _pieces(pattern, old), _pieces(pattern, new)
        if max(len(before), len(after)) <= MOST_PIECES:
            return _joined(_runs(before, after))
    return _joined([Run(Doing.REMOVED, old), Run(Doing.ADDED, new)])


def patch(runs: Runs, old: str) -> str:
    """The new text, made from the old one. Raises NotTheOld when the runs tell of another text."""
    at, made = 0, []
    for run in runs:
        if run.doing is not Doing.ADDED:
            if not old.startswith(run.text, at):
                raise NotTheOld
            at += len(run.text)
        if run.doing is not Doing.REMOVED:
            made.append(run.text)
    if at != len(old):
        raise NotTheOld
    return "".join(made)


def compare(old: Sequence[SectionText], new: Sequence[SectionText]) -> Comparison:
    """What changed from one edition to another, in the order of the new one."""
    return _Comparing(old, new).changes()


def apply(comparison: Comparison, old: Sequence[SectionText]) -> list[SectionText]:
    """The new edition, made from the old one. Raises NotTheOld when the comparison tells of another text."""
    sections = {section.number: section for section in old}
    points = {point.id: point for section in old for point in section.points}
    gone = [point.id for change in comparison for point in change.points if point.is_withdrawn]
    kept = [point.id for change in comparison for point in change.points if not point.is_added]
    if sorted(kept) != sorted(points) or not set(gone) <= set(points):
        raise NotTheOld
    return [
        SectionText(
            change.number,
            patch(change.title, sections[change.was].title if change.was is not None else ""),
            patch(change.lead_in, sections[change.was].lead_in if change.was is not None else ""),
            tuple(_patched(point, points.get(point.id)) for point in change.points if not point.is_withdrawn),
        )
        for change in comparison
        if change.number is not None
    ]


def counterparts(old: Sequence[SectionText], new: Sequence[SectionText]) -> dict[str, str]:
    """For the number of each new section that of the old one it continues: the same title, else the same number."""
    titles: dict[str, list[str]] = {}
    for section in old:
        titles.setdefault(section.title, []).append(section.number)
    found = {section.number: titles[section.title].pop(0) for section in new if titles.get(section.title)}
    free = {section.number for section in old} - set(found.values())
    return found | {s.number: s.number for s in new if s.number not in found and s.number in free}


class _Comparing:
    """The two editions with what is looked up in them again and again."""

    def __init__(self, old: Sequence[SectionText], new: Sequence[SectionText]) -> None:
        self.old, self.new = old, new
        self.before = {point.id: (section, point) for section in old for point in section.points}
        self.after = {point.id for section in new for point in section.points}
        self.continues = counterparts(old, new)
        self.moved = self._moved()

    def changes(self) -> Comparison:
        by_number = {section.number: section for section in self.old}
        standing = [
            self._section(section, by_number.get(self.continues.get(section.number, ""))) for section in self.new
        ]
        ended = [s for s in self.old if s.number not in set(self.continues.values())]
        return (*standing, *(self._ended(section) for section in ended))

    def _moved(self) -> set[str]:
        """Points in another section, and within the order of all the fewest whose moving explains the rest."""
        common = [(section, point.id) for section in self.new for point in section.points if point.id in self.before]
        place = {point_id: at for at, point_id in enumerate(self.before)}
        crossed = {i for s, i in common if self.continues.get(s.number) != self.before[i][0].number}
        staying = [point_id for _, point_id in common if point_id not in crossed]
        in_order = _longest_rising([place[point_id] for point_id in staying])
        return crossed | {point_id for at, point_id in enumerate(staying) if at not in in_order}

    def _section(self, section: SectionText, was: SectionText | None) -> SectionChange:
        rows = [self._point(point) for point in section.points]
        for gone in _runs_of_gone(was, self.after) if was else ():
            at = next((n for n, row in enumerate(rows, start=1) if row.id == gone.after), 0)
            rows[at:at] = [self._withdrawn(point) for point in gone.points]
        return SectionChange(
            was=was.number if was else None,
            number=section.number,
            title=compare_words(was.title if was else "", section.title),
            lead_in=compare_words(was.lead_in if was else "", section.lead_in),
            points=tuple(rows),
        )

    def _ended(self, section: SectionText) -> SectionChange:
        gone = tuple(self._withdrawn(point) for point in section.points if point.id not in self.after)
        title, lead_in = compare_words(section.title, ""), compare_words(section.lead_in, "")
        return SectionChange(section.number, None, title, lead_in, gone)

    def _point(self, point: PointText) -> PointChange:
        section, was = self.before.get(point.id, (None, None))
        is_moved = point.id in self.moved
        return PointChange(
            id=point.id,
            was=was.number if was else None,
            number=point.number,
            heading=compare_words(was.heading if was else "", point.heading),
            text=compare_words(was.text if was else "", point.text),
            is_moved=is_moved,
            from_section=f"{section.number} {section.title}" if section and is_moved else "",
        )

    def _withdrawn(self, point: PointText) -> PointChange:
        return PointChange(
            point.id, point.number, None, compare_words(point.heading, ""), compare_words(point.text, "")
        )


@dataclass(frozen=True, slots=True)
class _Gone:
    """Neighbours that were withdrawn together, and the point that stands before them, if any."""

    after: str
    points: tuple[PointText, ...]


def _runs_of_gone(section: SectionText, standing: set[str]) -> list[_Gone]:
    found, after = [], ""
    for is_gone, group in groupby(section.points, key=lambda point: point.id not in standing):
        points = tuple(group)
        if is_gone:
            found.append(_Gone(after, points))
        else:
            after = points[-1].id
    return found


def _patched(change: PointChange, old: PointText | None) -> PointText:
    if change.number is None or (old.number if old else None) != change.was:
        raise NotTheOld
    heading = patch(change.heading, old.heading if old else "")
    return PointText(change.id, change.number, heading, patch(change.text, old.text if old else ""))


def _pieces(pattern: re.Pattern[str], text: str) -> list[tuple[str, str]]:
    """Words (or sentences) with the space after each; space in front of the first belongs to an empty one."""
    found = [(match[1], match[2]) for match in pattern.finditer(text) if match[0]]
    return found if found and not found[0][0] else [("", ""), *found]


def _runs(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> Iterable[Run]:
    matcher = SequenceMatcher(None, [word for word, _ in before], [word for word, _ in after])
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    same = sum(block.size for block in blocks) - 1
    if same < TOO_DIFFERENT * min(len(before) - 1, len(after) - 1):
        blocks = [block for block in blocks if block.a == block.b == 0][:1]
        blocks = [block._replace(size=1) for block in blocks]
    old_at = new_at = 0
    for block in [*blocks, None]:
        old_to, new_to = (block.a, block.b) if block else (len(before), len(after))
        yield Run(Doing.REMOVED, _text(before[old_at:old_to]))
        yield Run(Doing.ADDED, _text(after[new_at:new_to]))
        if block:
            old_at, new_at = old_to + block.size, new_to + block.size
            pairs = zip(before[old_to:old_at], after[new_to:new_at], strict=True)
            yield from chain.from_iterable(_kept(*pair) for pair in pairs)


def _kept(old: tuple[str, str], new: tuple[str, str]) -> Iterable[Run]:
    """A word that stands in both, though the space after it may differ."""
    if old == new:
        return (Run(Doing.KEPT, "".join(new)),)
    return (Run(Doing.KEPT, new[0]), Run(Doing.REMOVED, old[1]), Run(Doing.ADDED, new[1]))


def _text(pieces: Iterable[tuple[str, str]]) -> str:
    return "".join(chain.from_iterable(pieces))


def _joined(runs: Iterable[Run]) -> Runs:
    """Neighbours of a kind made one; between two kept runs what was removed stands before what was added."""
    found: list[Run] = []
    for is_kept, group in groupby((run for run in runs if run.text), key=lambda run: run.doing is Doing.KEPT):
        together = list(group)
        for doing in (Doing.KEPT,) if is_kept else (Doing.REMOVED, Doing.ADDED):
            if text := "".join(run.text for run in together if run.doing is doing):
                found.append(Run(doing, text))
    return tuple(found)


def _longest_rising(numbers: list[int]) -> set[int]:
    """The places of a longest rising row among the numbers (patience sorting)."""
    tops: list[int] = []
    top_at: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        before.append(top_at[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(number)
            top_at.append(at)
        else:
            tops[pile], top_at[pile] = number, at
    found: set[int] = set()
    at = top_at[-1] if top_at else -1
    while at >= 0:
        found.add(at)
        at = before[at]
    return found
