"""Hints on a wording: what a careful reader would point at before it is posted. Pure.

A hint never blocks and never judges. What it misses it misses silently, so no hint means nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from guidance.check import details, words

Span = tuple[int, int]
MOST_OF_A_KIND = 10
"""Hints of one kind in one wording. More would not be read."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of hint: what it is called, the label it rests on, and what it says."""

    name: str
    label: str
    sentence: str
    spans: Callable[[str], Iterable[Span]]


@dataclass(frozen=True, slots=True)
class Hint:
    """One place in the wording, from `start` up to but not including `end`, counted in characters."""

    kind: str
    start: int
    end: int
    label: str
    sentence: str


KINDS: dict[str, Kind] = {
    "email": Kind(
        "An e-mail address",
        "S8.3.1",
        "Has the person whose address this is agreed that you publish it?",
        details.emails,
    ),
    "telephone": Kind(
        "A telephone number",
        "S8.3.1",
        "Whose number is it? Leave it out unless it is yours, or they agreed.",
        details.telephones,
    ),
    "postcode": Kind(
        "A postcode",
        "S8.3.1",
        "If somebody lives there, leave it out. A place that is open to all may stay.",
        details.postcodes,
    ),
    "national_insurance": Kind(
        "A National Insurance number",
        "S8.3.1",
        "Take it out: nobody needs to see it, and others can misuse it.",
        details.national_insurance,
    ),
    "reference": Kind(
        "A planning or licensing reference",
        "S8.4.1",
        "If you will help to decide this case, say nothing that sounds as if your mind were made up.",
        details.references,
    ),
    "confidential": Kind(
        "Words that belong to confidential papers",
        "S6.2",
        "Is this from a paper or a meeting that the public may not see? Ask before you use any of it.",
        words.confidential,
    ),
    "officer": Kind(
        "Somebody on the council’s staff",
        "S5.3",
        "Does it need to say who? Staff cannot answer in public; speak to a senior officer instead.",
        words.officers,
    ),
    "shouting": Kind(
        "Capital letters",
        "S7.3",
        "Capitals read as shouting, and screen readers may spell them out. Would small letters do?",
        words.shouting,
    ),
    "election": Kind(
        "Words of an election",
        "S4.5",
        "Use nothing that the council pays for, and find out whether it needs an imprint.",
        words.election,
    ),
}


def hints(text: str) -> tuple[Hint, ...]:
    """What stands out, in reading order. Takes any text; at most `MOST_OF_A_KIND` of each kind."""
    found = [hint for kind in KINDS for hint in islice(_hints_of(kind, text), MOST_OF_A_KIND)]
    return tuple(sorted(found, key=lambda hint: (hint.start, hint.end)))


def _hints_of(kind: str, text: str) -> Iterator[Hint]:
    about = KINDS[kind]
    for start, end in about.spans(text):
        yield Hint(kind, start, end, about.label, about.sentence)
