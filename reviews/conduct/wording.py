"""How a letter is worded: fields in plain braces from a list, headings, and blanks that a person must fill.

Pure, and no template language: a field is replaced once by plain text, and what replaces it is never read again. A line
that begins with "## " is a heading; every other line is a paragraph, word for word.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FIELDS: Mapping[str, str] = {
    "council": "the name of the council",
    "today": "today’s date",
    "reference": "the reference of the case",
    "party": "the name of whoever the letter is to",
    "complainant": "the name of the complainant, unless the addressee may not know it",
    "members": "the subject members whom the addressee may know of",
    "received_on": "the day on which the complaint was received",
    "allegations": "the allegations that concern the addressee, numbered",
    "paragraphs": "the paragraphs of the Code that these allegations cite",
    "answer_by": "the last day for comments, counted from today",
    "reply_by": "the last day for the complainant’s answer, counted from today",
    "offer_until": "the last day of the offer to withdraw, counted from today",
    "draft_comments_by": "the last day for comments on the draft report, counted from today",
    "support_contacts": "who supports people outside the case",
    "office_phone": "the telephone number of the Monitoring Officer’s office",
    "officer": "the name of whoever writes the letter",
}
"""What the portal fills in, by name."""
BLANKS: Mapping[str, str] = {
    "question": "what you need to know",
    "reasons": "the reasons",
    "next_steps": "what happens next",
    "done_since": "what was done since you last wrote",
    "facts": "the facts, in short",
    "view": "the Independent Person’s view, in short",
    "provisions": "the provisions of the Code",
    "sanction": "what follows",
    "hearing_on": "the day, time and place of the hearing",
    "review_on": "when the hold is looked at again",
}
"""What only a person can write. It stands in the letter as a blank, and no letter is saved with one left."""
LONGEST = 50_000
HEADING = "## "
BLANK = "[Write here: "
NOT_A_HEADING = "\N{ZERO WIDTH SPACE}"
_BRACES = re.compile(r"\{([^{}\n]*)\}|[{}]")
_REST = re.compile(re.escape(BLANK) + r"([^\]\n]{1,80})\]")


class BadTemplate(Exception):
    """A template that cannot be used. The message is a sentence for whoever wrote it."""


@dataclass(frozen=True)
class Block:
    """One line of a letter: a heading, or a paragraph. Plain text."""

    is_heading: bool
    words: str


def check(words: str) -> None:
    """Raises BadTemplate for a field that is not known, and for a brace that stands alone."""
    for found in _BRACES.finditer(words):
        name = found[1]
        if name is None:
            raise BadTemplate("A brace stands alone. Braces are only for fields, such as {reference}.")
        if name not in FIELDS and name not in BLANKS:
            raise BadTemplate(f"“{name[:60]}” is not a field. Choose one of the fields listed on this page.")


def fill(words: str, values: Mapping[str, str]) -> str:
    """The words with each field replaced; one without a value becomes a blank. Raises BadTemplate."""
    check(words)
    return _BRACES.sub(lambda found: _literal(values[found[1]]) if found[1] in values else blank(found[1]), words)


def _literal(value: str) -> str:
    """What fills a field never becomes a heading: the complaint may begin a line as it likes."""
    return re.sub(rf"^(?=\s*{HEADING})", NOT_A_HEADING, value, flags=re.MULTILINE)


def blank(name: str) -> str:
    return f"{BLANK}{BLANKS.get(name) or FIELDS[name]}]"


def blanks_left(words: str) -> list[str]:
    """What a person still has to write."""
    return _REST.findall(words)


def blocks(words: str) -> list[Block]:
    """The lines of a letter that are not empty."""
    lines = (line.strip() for line in words.splitlines())
    return [Block(line.startswith(HEADING), line.removeprefix(HEADING)) for line in lines if line]


def listed(names: Iterable[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} and {last}" if first else last
