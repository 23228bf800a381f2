"""What a reader of a structured file hands over, and how that becomes the lines that the parser knows."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from guidance.importing.blocks import looks_like_heading
from guidance.importing.lines import LARGEST, MOST_LINES, RULER, Hint, Line, Markers, Unreadable

SUB_LEVEL = 9
"""Deeper than any heading that a file may mark: a name within a section."""
_NAMED = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[A-Za-z]|[ivxIVX]{2,5})\)?[.):]?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of a Word file, or a line of a PDF. `number` is its place in the file, from 1.

    `level` is that of a heading (0: none is marked); `label` a number or bullet that stands apart from the text, and
    `auto` tells that it is not among the file's own words; `bold`: the whole of it is.
    """

    number: int
    text: str
    level: int = 0
    label: str = ""
    auto: bool = False
    indent: int = 0
    gap: bool = True
    bold: bool = False
    hint: Hint = Hint.NONE


def is_number(text: str) -> bool:
    """Is the text nothing but a number, as the first cell of a row may be?"""
    return _NAMED.fullmatch(text.strip()) is not None


def with_bold_headings(rows: list[Row]) -> list[Row]:
    """Short bold paragraphs are headings where styles give none; where styles do, they are names in a section."""
    marked = sum(row.level > 0 for row in rows)
    named = [row for row in rows if _is_bold_name(row)]
    if marked <= 1 and len(named) < 2:
        return rows
    level = SUB_LEVEL if marked > 1 else 2 if marked else 1
    return [replace(row, level=level) if _is_bold_name(row) else row for row in rows]


def lines_from(rows: Iterable[Row]) -> list[Line]:
    """The lines for the parser. Raises `Unreadable` when there is nothing, or far too much."""
    lines = list(_lines(rows))
    if not lines:
        raise Unreadable("The file is empty: it holds no words.")
    if sum(len(line.text) for line in lines) > LARGEST:
        raise Unreadable(f"The file holds more than {LARGEST:,} letters: too many for a protocol.")
    return lines


def plain(text: str) -> str:
    """The text with single spaces, without characters that cannot be shown or stored."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _lines(rows: Iterable[Row]) -> Iterator[Line]:
    markers, above = Markers(), None
    for count, row in enumerate(rows):
        if count >= MOST_LINES:
            raise Unreadable(f"The file has more than {MOST_LINES:,} lines: too many for a protocol.")
        text = plain(row.text)
        if text.strip(RULER):
            above = _line(row, text, markers, above)
            yield above


def _line(row: Row, text: str, markers: Markers, above: Line | None) -> Line:
    gap = row.gap or above is None
    if row.hint is Hint.CAPTION:
        return Line(row.number, 0, "", text, gap=True, hint=Hint.CAPTION)
    if row.level:
        number, rest = (row.label, text) if row.label else markers.number_of_heading(text)
        auto = row.auto and bool(row.label)
        return Line(row.number, 0, f"{'#' * row.level} {number}".rstrip(), rest, gap=True, auto=auto)
    if row.label:
        return Line(row.number, row.indent, row.label, text, gap, auto=row.auto and any(map(str.isalnum, row.label)))
    marker, rest = markers.part(text, None if gap or row.hint is Hint.ROW else above)
    line = Line(row.number, row.indent, marker, rest, gap)
    if row.hint is Hint.ROW and not line.is_numbered:
        return Line(row.number, row.indent, "", text, gap=False, hint=Hint.ROW)
    return line if not line.is_heading_mark else Line(row.number, row.indent, "", text, gap)


def _is_bold_name(row: Row) -> bool:
    bulleted = row.label and not is_number(row.label)
    shown = row.bold and not row.level and row.hint is Hint.NONE and not bulleted and row.text.strip()
    text = plain(row.text)
    return bool(shown) and looks_like_heading(text) and not text.endswith(":")
