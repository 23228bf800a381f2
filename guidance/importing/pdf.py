"""PDF files with a text layer: what stands on which line, and which lines make one paragraph.

A PDF knows no paragraphs, headings or lists: they are told from places and sizes. Running headers, footers and page
numbers are set aside; hyphens at the end of a line stay as they are printed.
"""

import math
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from guidance.importing.lines import LARGEST, MOST_LINES, Unreadable
from guidance.importing.parsed import Log, ParsedProtocol
from guidance.importing.parsing import parse_lines
from guidance.importing.pdf_pages import Printed, without_running_lines
from guidance.importing.pdf_paragraphs import paragraphs_of
from guidance.importing.proof import letters
from guidance.importing.rows import lines_from, with_bold_headings

MOST_PAGES = 300
DAMAGED = "The PDF is damaged or built in a way that cannot be read: save it as Word (.docx) or plain text."
FAULTS = (
    PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, RecursionError,
    TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
"""What pypdf is known to raise when a file is not as the standard says."""


def read_pdf(data: bytes, log: Log) -> ParsedProtocol:
    """The protocol in a PDF. Raises `Unreadable`."""
    pages = list(_pages(data))
    if not any(pages):
        raise Unreadable("The PDF has no text layer, as a scan has none: ask for the document it was made from.")
    for number, lines in enumerate(pages, start=1):
        if not lines:
            log.notice("N-15", number, f"Page {number} has no text: look whether it is blank or a picture of text.")
    lines = without_running_lines(pages, log)
    source = " ".join(line.text for line in lines)
    return parse_lines(lines_from(with_bold_headings(paragraphs_of(lines, log))), source, log)


def _pages(data: bytes) -> Iterator[list[Printed]]:
    """The lines of each page. Raises `Unreadable`."""
    first, letters_so_far = 1, 0
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            raise Unreadable("The PDF is protected: save a copy without a password and without restrictions.")
        for number, page in enumerate(reader.pages, start=1):
            if number > MOST_PAGES:
                raise Unreadable(f"The PDF has more than {MOST_PAGES} pages: too many for a protocol.")
            lines = _Page(number, first).lines(page)
            first += len(lines)
            letters_so_far += sum(len(line.text) for line in lines)
            if first > MOST_LINES or letters_so_far > LARGEST:
                raise Unreadable("The PDF holds more text than a protocol does: it was not read.")
            yield lines
    except FAULTS as error:
        raise Unreadable(DAMAGED) from error


class _Page:
    """Collects the runs of one page, in the order in which the page draws them."""

    def __init__(self, number: int, first: int) -> None:
        self._number = number
        self._first = first
        self._lines: list[Printed] = []
        self._open: Printed | None = None
        self._seen: list[str] = []

    def lines(self, page: PageObject) -> list[Printed]:
        whole = page.extract_text(visitor_text=self._take)
        if letters(whole) != letters("".join(self._seen)):
            raise Unreadable("The PDF could not be read letter for letter, so nothing was taken.")
        return [line for line in self._lines if line.text]

    def _take(self, text: str, at: list[float], within: list[float], font: dict[str, Any] | None, size: float) -> None:
        self._seen.append(text)
        place, height = _place(at, within), size * _scale(at) * _scale(within)
        bold = "bold" in str((font or {}).get("/BaseFont", "")).lower()
        for count, part in enumerate(text.split("\n")):
            if count:
                self._open = None
            if not part.strip():
                if self._open is not None:
                    self._open.raw += part
                continue
            if self._open is None:
                self._open = Printed(self._number, self._first + len(self._lines), *place, height, bold)
                self._lines.append(self._open)
            self._open.add(part, height, bold=bold)


def _place(at: list[float], within: list[float]) -> tuple[float, float]:
    """Points from the left and from the foot of the page."""
    x, y = within[4], within[5]
    return x * at[0] + y * at[2] + at[4], x * at[1] + y * at[3] + at[5]


def _scale(matrix: list[float]) -> float:
    return math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])) or 1.0
