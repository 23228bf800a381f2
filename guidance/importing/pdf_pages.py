"""The printed lines of a PDF, and which of them only repeat from page to page."""

import re
from collections import defaultdict
from dataclasses import dataclass

from guidance.importing.parsed import Log
from guidance.importing.rows import plain

EDGE_LINES = 3  # how many lines at the head and foot of a page may be running lines
FEW_WORDS = 5
NEAR = 6.0  # points
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–—]?\s*(\d{1,3})\s*[-–—]?(?:\s*(?:of|/)\s*\d{1,3})?", re.IGNORECASE)


@dataclass(slots=True)
class Printed:
    """One line as printed: its page, its place among all lines, its left end and its foot in points, its size."""

    page: int
    number: int
    x: float
    y: float
    size: float
    bold: bool
    raw: str = ""

    @property
    def text(self) -> str:
        return plain(self.raw)

    def add(self, part: str, size: float, *, bold: bool) -> None:
        self.raw += part
        self.size = max(self.size, size)
        self.bold = self.bold and (bold or not any(map(str.isalnum, part)))


def without_running_lines(pages: list[list[Printed]], log: Log) -> list[Printed]:
    """All lines but headers, footers and page numbers that come again; each of them is noticed once."""
    groups: defaultdict[tuple[str, bool], list[Printed]] = defaultdict(list)
    for page in pages:
        by_height = sorted(page, key=lambda line: -line.y)
        for line in by_height[:EDGE_LINES]:
            groups[_key(line), True].append(line)
        for line in by_height[-EDGE_LINES:]:
            groups[_key(line), False].append(line)
    aside: set[int] = set()
    for lines in groups.values():
        if _is_running(lines, len(pages)):
            fresh = [line for line in lines if line.number not in aside]
            aside.update(line.number for line in lines)
            if fresh:
                what = f"“{fresh[0].text}” at the edge of {len(lines)} pages was set aside as a running line."
                log.notice("N-14", fresh[0].number, what)
    return [line for page in pages for line in page if line.number not in aside]


def _is_running(lines: list[Printed], pages: int) -> bool:
    """The same words at the same height on at least half of the pages, or a page's own number."""
    held = {line.page for line in lines}
    if all(_is_page_number(line) for line in lines):
        return True
    level = max(line.y for line in lines) - min(line.y for line in lines) <= NEAR
    return level and len(held) >= 2 and 2 * len(held) >= pages


def _is_page_number(line: Printed) -> bool:
    found = _PAGE_NUMBER.fullmatch(line.text)
    return found is not None and int(found.group(1)) == line.page


def _key(line: Printed) -> str:
    """The words of a line, without what counts from page to page."""
    if len(line.text.split()) <= FEW_WORDS:
        return _DIGITS.sub("#", line.text)
    return re.sub(rf"\b{line.page}\b", "#", line.text)
