"""From the lines of a PDF to paragraphs: wrapped lines are joined, bullets and numbers begin anew."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from guidance.importing.blocks import HEADING_WORDS, is_finished
from guidance.importing.lines import DASHES, GLYPHS, starts_lower
from guidance.importing.parsed import Log
from guidance.importing.pdf_pages import Printed
from guidance.importing.rows import Row

LARGER = 1.08  # a heading is at least so much larger than the body
MOST_LEVELS = 6
PARTED = 1.25  # a paragraph begins where lines stand so much further apart than they do mostly
SHORT = 0.75  # of the longest usual line: a line that ends before it may end a paragraph
COLUMN = 5.0  # points that count as one column of indent
_BULLET = re.compile(rf"[{GLYPHS}]\s*\S")
_DASH = re.compile(rf"[{DASHES}]\s+\S")
_NUMBER = re.compile(r"\(?(?:\d{1,2}(?:\.\d{1,2}){1,3}[.)]?|(?:\d{1,2}|[a-z]|[ivx]{2,5})(?:\.|\)))\s+\S")


def paragraphs_of(lines: Sequence[Printed], log: Log) -> list[Row]:
    """The paragraphs, headings and list items, in the order in which they are printed."""
    return _Joiner(lines).rows(lines, log)


class _Joiner:
    def __init__(self, lines: Sequence[Printed]) -> None:
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[_rounded(line.size)] += len(line.text)
        self._body = sizes.most_common(1)[0][0] if sizes else 1.0
        larger = sorted((size for size in sizes if size >= self._body * LARGER), reverse=True)
        self._levels = {size: min(level, MOST_LEVELS) for level, size in enumerate(larger, start=1)}
        steps = [a.y - b.y for a, b in pairwise(lines) if a.page == b.page and 0 < a.y - b.y < 4 * self._body]
        self._step = median(steps) if steps else 1.2 * self._body
        widths = sorted(len(line.text) for line in lines)
        self._width = widths[len(widths) * 9 // 10] if widths else 0
        self._edge = min((line.x for line in lines), default=0.0)

    def rows(self, lines: Sequence[Printed], log: Log) -> list[Row]:
        rows: list[Row] = []
        above: Printed | None = None
        for line in lines:
            if above is not None and self._goes_on(rows[-1], above, line):
                if rows[-1].text.endswith("-") and starts_lower(line.text):
                    what = f"“{rows[-1].text.split()[-1]}” ends a line with a hyphen; left as printed, in two parts."
                    log.notice("N-16", above.number, what)
                bold = rows[-1].bold and line.bold and rows[-1].level > 0
                rows[-1] = replace(rows[-1], text=f"{rows[-1].text} {line.text}", bold=bold)
            else:
                rows.append(self._row(line, rows[-1] if rows else None))
            above = line
        return rows

    def _row(self, line: Printed, above: Row | None) -> Row:
        text = line.text
        in_list = _begins_item(text) and above is not None and _begins_item(above.text) and not above.level
        return Row(
            line.number,
            text,
            level=self._level(line),
            indent=max(0, round((line.x - self._edge) / COLUMN)) if _begins_item(text) else 0,
            gap=not in_list,
            bold=line.bold,
        )

    def _level(self, line: Printed) -> int:
        return self._levels.get(_rounded(line.size), 0) if len(line.text.split()) <= 2 * HEADING_WORDS else 0

    def _goes_on(self, row: Row, above: Printed, line: Printed) -> bool:
        """Does the line belong to the paragraph above it?"""
        level = self._level(line)
        if row.level or level:
            near = above.page == line.page and 0 <= above.y - line.y <= PARTED * 1.3 * line.size
            return row.level == level and near and not _begins_item(line.text) and above.bold == line.bold
        if _BULLET.match(line.text) or (above.bold != line.bold and is_short(above, self._width)):
            return False
        ended = is_finished(row.text) or row.text.endswith((":", ";", ",", " or", " and"))
        early = is_short(above, self._width)
        if (_NUMBER.match(line.text) or _DASH.match(line.text)) and (ended or early):
            return False
        if above.page != line.page or line.y > above.y:
            return not ended or (starts_lower(line.text) and not row.text.endswith(":"))
        parted = above.y - line.y > PARTED * self._step
        return not parted and not (early and is_finished(row.text))


def is_short(line: Printed, width: int) -> bool:
    return len(line.text) < SHORT * width


def _begins_item(text: str) -> bool:
    return bool(_BULLET.match(text) or _DASH.match(text) or _NUMBER.match(text))


def _rounded(size: float) -> float:
    return round(size * 2) / 2
