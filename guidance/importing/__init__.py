"""Reads a protocol as a council has it, and proves that no word of it was lost.

`parse(text)` finds sections and points by their shape, mends the mark-up (each mend is a `Repair`), leaves
the wording alone (what looks wrong in it is a `Notice`), and refuses with `Unreadable` what it cannot read.
"""

from guidance.importing.lines import LARGEST, Unreadable, read_protocol, words_in
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
    "MOST_POINTS",
    "Notice",
    "ParsedPoint",
    "ParsedProtocol",
    "ParsedSection",
    "Repair",
    "Unreadable",
    "parse",
    "read_protocol",
    "summary",
    "words_in",
    "words_of",
]
