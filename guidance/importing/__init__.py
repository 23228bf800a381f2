"""Reads a protocol as a council has it, and proves that no word of it was lost.

`read_apart(name, data)` takes a file of any kind that is read (plain text, Markdown, Word, PDF) in a process of
its own, where it can do no harm; `read_document` is what that process calls. `parse(text)` finds sections and
points by their shape, mends the mark-up (each mend is a `Repair`), leaves the wording alone (what looks wrong in it
is a `Notice`), and refuses with `Unreadable` what it cannot read.
"""

from guidance.importing.apart import read_apart
from guidance.importing.documents import LARGEST_FILE, read_document
from guidance.importing.lines import LARGEST, Unreadable, contents_of, read_protocol, words_in
from guidance.importing.parsed import (
    Notice,
    ParsedPoint,
    ParsedProtocol,
    ParsedSection,
    Repair,
    summary,
    words_of,
)
from guidance.importing.parsing import MOST_POINTS, parse

__all__ = [
    "LARGEST",
    "LARGEST_FILE",
    "MOST_POINTS",
    "Notice",
    "ParsedPoint",
    "ParsedProtocol",
    "ParsedSection",
    "Repair",
    "Unreadable",
    "contents_of",
    "parse",
    "read_apart",
    "read_document",
    "read_protocol",
    "summary",
    "words_in",
    "words_of",
]
