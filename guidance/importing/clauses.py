"""The points of a section whose clauses carry printed numbers: each number begins one, all else goes on with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from guidance.importing.blocks import Kind, Piece, is_finished, looks_like_heading
from guidance.importing.lines import Hint, Line, starts_lower
from guidance.importing.links import find_links
from guidance.importing.parsed import Log, ParsedPoint


@dataclass(slots=True)
class _Clause:
    number: str
    heading: str = ""
    rows: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    has_paragraph: bool = False

    def finished(self) -> ParsedPoint:
        """A clause that is nothing but its name has that for its text; a name over a paragraph is its heading."""
        rows, heading = self.rows, self.heading
        if not rows:
            rows, heading = [heading], ""
        elif not heading and self.has_paragraph and looks_like_heading(rows[0]) and not rows[0].endswith(":"):
            heading, rows = rows[0], rows[1:]
        text = "\n".join(rows)
        return ParsedPoint(self.number, heading, text, tuple(self.lines), links=find_links(text))


class Clauses:
    """Grows the clauses of one section. What stands above the first is the lead-in of the section."""

    def __init__(self, numbers: Mapping[int, str], log: Log) -> None:
        self._numbers = numbers
        self._log = log
        self._heading: Line | None = None
        self._clauses: list[_Clause] = []
        self._above = _Clause("")

    def take(self, piece: Piece) -> None:
        if piece.kind is Kind.SUB_HEADING and not self._is_numbered(piece.blocks[0].first):
            self._set_heading(piece.blocks[0].first)
        elif piece.kind is Kind.SUB_HEADING:
            self._begin(piece.blocks[0].first, is_heading=True)
        else:
            for block in piece.blocks:
                for line in block.lines:
                    self._take_line(line, begins=line is block.first)

    @property
    def lead_in(self) -> str:
        return "\n".join(self._above.rows)

    def points(self) -> tuple[ParsedPoint, ...]:
        self._put_heading_in_text()
        if len(self._above.rows) > 1:
            what = f"The text above {self._clauses[0].number} has no numbers; kept as the lead-in of the section."
            self._log.notice("N-9", self._above.lines[0], what)
        return tuple(clause.finished() for clause in self._clauses)

    def _is_numbered(self, line: Line) -> bool:
        return line.number in self._numbers

    def _set_heading(self, line: Line) -> None:
        self._put_heading_in_text()
        self._heading = line

    def _put_heading_in_text(self) -> None:
        """A heading over text without a number: it stays where it is printed, in the clause above."""
        if self._heading is not None:
            line, self._heading = self._heading, None
            self._add(line, row=True)

    def _begin(self, line: Line, *, is_heading: bool = False) -> None:
        heading = self._heading.text if self._heading and not is_heading else ""
        if is_heading:
            self._put_heading_in_text()
        clause = _Clause(self._numbers[line.number], heading, [], [line.number])
        if is_heading:
            clause.heading = line.text
        else:
            clause.rows.append(line.text)
        self._heading = None
        self._clauses.append(clause)

    def _take_line(self, line: Line, *, begins: bool) -> None:
        if self._is_numbered(line):
            self._begin(line)
            return
        self._put_heading_in_text()
        clause = self._current
        goes_on = bool(clause.rows) and not is_finished(clause.rows[-1]) and _is_rest(clause.rows[-1], line)
        row = bool(line.marker) or line.hint is Hint.ROW or (begins and not goes_on)
        if row and not line.marker and line.hint is not Hint.ROW and clause.number:
            self._notice_paragraph(clause, line)
        self._add(line, row=row)

    @property
    def _current(self) -> _Clause:
        return self._clauses[-1] if self._clauses else self._above

    def _notice_paragraph(self, clause: _Clause, line: Line) -> None:
        alone_below_name = len(clause.rows) + bool(clause.heading) == 1
        clause.has_paragraph = clause.has_paragraph or len(clause.rows) == 1
        if not alone_below_name:
            what = f"A paragraph without a number stands below {clause.number}; kept as part of it."
            self._log.notice("N-7", line.number, what)

    def _add(self, line: Line, *, row: bool) -> None:
        clause = self._current
        if row or not clause.rows:
            clause.rows.append(line.text)
        else:
            clause.rows[-1] += f" {line.text}"
        clause.lines.append(line.number)


def _is_rest(above: str, line: Line) -> bool:
    """Is the line the rest of a sentence? With no blank line between, so is a capital below a line of some length."""
    return starts_lower(line.text) or (not line.gap and 3 * len(above) > 2 * len(line.text))
