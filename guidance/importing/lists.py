"""From the lines of a list to its items: joins what a converter broke, parts what it ran together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from guidance.importing.blocks import is_finished, runs_on
from guidance.importing.lines import Hint, Line, starts_lower
from guidance.importing.parsed import Log

NARROW_COLUMN = 72  # characters
NARROW_LINES = 3
DEEPER = 2  # columns; one column of indent is a slip, two are a list within a list
DASH = "–"


class Mark(Enum):
    ITEM = "marked"
    UNDER = "marked, further in"
    NONE = "unmarked"


@dataclass(slots=True)
class Item:
    """An item while it grows. `rows` are parted by a line break, the texts of a row by a space."""

    mark: Mark
    indent: int
    gap: bool
    rows: list[list[str]]
    lines: list[int]
    size: int
    supplied: list[int] = field(default_factory=list)
    wrapped: bool = False

    @classmethod
    def begin(cls, line: Line, mark: Mark) -> "Item":
        return cls(mark, line.indent, line.gap, [[line.text]], [line.number], len(line.text.split()))

    @property
    def tail(self) -> str:
        return self.rows[-1][-1]

    @property
    def text(self) -> str:
        return "\n".join(" ".join(row) for row in self.rows)

    def continue_with(self, line: Line) -> None:
        self.rows[-1].append(line.text)
        self.lines.append(line.number)
        self.size += len(line.text.split())

    def add_row(self, line: Line) -> None:
        self.rows.append([])
        self.continue_with(line)

    def add_dash(self) -> None:
        self.supplied.append(self.size)
        self.rows[-1].append(DASH)
        self.size += 1

    def take(self, other: "Item") -> None:
        self.rows.extend(other.rows)
        self.lines.extend(other.lines)
        self.supplied.extend(self.size + at for at in other.supplied)
        self.size += other.size


def items_of(lines: Sequence[Line], log: Log) -> list[Item]:
    """The items of one list, whatever stands between them. Each mend goes into the log."""
    pieces = _joined(lines, log)
    _log_blank_lines(pieces, log)
    items = _in_pairs(pieces, log) if _are_pairs(pieces) else _one_by_one(pieces, log)
    for item in items:
        if item.wrapped:
            what = f"A list item ran over lines {item.lines[0]} to {item.lines[-1]}; joined with single spaces."
            log.repair("G-2", item.lines[0], what)
    return items


def _joined(lines: Sequence[Line], log: Log) -> list[Item]:
    """Puts sentences together that were cut. What starts a sentence of its own stays apart for now."""
    base = min(line.indent for line in lines if line.marker)
    mostly_lower = _is_mostly_lower(lines)
    pieces: list[Item] = []
    for line, is_narrow in zip(lines, _narrow(lines), strict=True):
        last = pieces[-1] if pieces else None
        mark = Mark.NONE if not line.marker else Mark.ITEM if line.indent == base else Mark.UNDER
        if last and line.hint is Hint.ROW:
            last.add_row(line)
        elif last and mark is Mark.NONE and not line.gap and (is_narrow or runs_on(last.tail, line.text)):
            last.continue_with(line)
            last.wrapped = True
        elif last and mark is Mark.NONE and line.gap and starts_lower(line.text):
            _attach_tail(last, line, log)
        elif last and mark is Mark.ITEM and not mostly_lower and _is_second_half(last, line):
            last.continue_with(line)
            log.repair("G-3", line.number, "One list item was broken into two; joined to the item above.")
        else:
            pieces.append(Item.begin(line, mark))
    return pieces


def _attach_tail(last: Item, line: Line, log: Log) -> None:
    if last.tail[-1] not in ",;:–—-":
        last.add_dash()
    last.continue_with(line)
    log.repair("G-6", line.number, "The tail of a list item stood alone; put back with a dash.")


def _is_second_half(last: Item, line: Line) -> bool:
    return starts_lower(line.text) and last.tail[-1] not in ".!?;:…"


def _is_mostly_lower(lines: Sequence[Line]) -> bool:
    """In some lists every item starts in lower case: that is a style, not a break."""
    marked = [line for line in lines if line.marker]
    return 2 * sum(starts_lower(line.text) for line in marked) >= len(marked)


def _narrow(lines: Sequence[Line]) -> list[bool]:
    """For each line: is it in an item set as a narrow column, where a line may well end with a sentence?"""
    verdicts = [False] * len(lines)
    start = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and not lines[end].marker and not lines[end].gap:
            continue
        group = lines[start:end]
        if (
            len(group) >= NARROW_LINES
            and all(len(line.text) <= NARROW_COLUMN for line in group)
            and any(starts_lower(line.text) for line in group[1:])
        ):
            verdicts[start:end] = [True] * len(group)
        start = end
    return verdicts


def _families(pieces: Sequence[Item]) -> list[list[Item]]:
    """Each marked item with what hangs below it, no blank line between."""
    families: list[list[Item]] = []
    for piece in pieces:
        if piece.mark is Mark.ITEM or piece.gap or not families:
            families.append([])
        families[-1].append(piece)
    return families


def _are_pairs(pieces: Sequence[Item]) -> bool:
    """A list of rules, most of them with exactly one explanation, is a list of pairs."""
    marked = [family for family in _families(pieces) if family[0].mark is Mark.ITEM]
    pairs = sum(len(family) == 2 for family in marked)
    return pairs >= 2 and 2 * pairs > len(marked)


def _in_pairs(pieces: Sequence[Item], log: Log) -> list[Item]:
    items = []
    for rule, *explanations in _families(pieces):
        for explanation in explanations:
            rule.take(explanation)
            marked = "a bullet of its own" if explanation.mark is Mark.UNDER else "an unmarked line"
            what = f"The explanation of a rule stood on {marked}; rule and explanation are one point."
            log.repair("G-11", explanation.lines[0], what)
        items.append(rule)
    return items


def _one_by_one(pieces: Sequence[Item], log: Log) -> list[Item]:
    items: list[Item] = []
    above: Item | None = None
    for piece in pieces:
        if above is None or piece.mark is Mark.ITEM:
            items.append(piece)
        elif piece.mark is Mark.UNDER and not piece.gap and piece.indent >= DEEPER:
            items[-1].take(piece)
        elif piece.mark is Mark.UNDER:
            items.append(piece)
        elif piece.gap or above.mark is Mark.NONE:
            items.append(piece)
            log.repair("G-7", piece.lines[0], "A list item had lost its marker; read as an item.")
        elif is_finished(above.tail):
            items.append(piece)
            log.repair("G-5", piece.lines[0], "A new sentence on an indented line; read as an item of its own.")
        else:
            items[-1].take(piece)
            items[-1].wrapped = True
        above = piece
    return items


def _log_blank_lines(pieces: Sequence[Item], log: Log) -> None:
    """A list with a blank line between all its items is a style; one gap among close items is a slip."""
    marked = [piece for piece in pieces[1:] if piece.mark is Mark.ITEM]
    if all(piece.gap for piece in marked):
        return
    for piece in marked:
        if piece.gap:
            log.repair("G-1", piece.lines[0] - 1, "A blank line split one list in two; read as one list.")


def log_markers(lines: Sequence[Line], log: Log) -> None:
    """Says once which list markers the text mixes."""
    marked = [line for line in lines if line.marker and not line.is_heading_mark and not line.is_numbered]
    counts = Counter(_style(line) for line in marked)
    if len(counts) > 1:
        usual = counts.most_common(1)[0][0]
        odd = next(line.number for line in marked if _style(line) != usual)
        named = ", ".join(f"“{style}” × {count}" for style, count in counts.most_common())
        log.repair("G-14", odd, f"Several list markers were read alike: {named}.")


def _style(line: Line) -> str:
    return (" " if line.indent else "") + line.marker + " "
