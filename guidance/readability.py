"""How readable points are. Pure; warnings only: nothing is ever refused for them.

A sentence over 25 words; a reading grade over 9; the passive voice (by rule of thumb); an acronym that the edition
explains nowhere. The grade is that of Flesch and Kincaid (US Navy, 1975), a school year in the United States; an age
is about five years more. Text may be literal or Markdown.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from guidance.passive import passive_in
from guidance.sentences import Span, plain, sentences, words
from guidance.syllables import syllables

MOST_WORDS = 25
HIGHEST_GRADE = 9.0
FEWEST_GRADED = 20
"""Words. The formula was made for passages; a line with one long word in it would get any grade."""

ACRONYM = re.compile(r"(?<![\w.])([A-Z](?:[A-Z]|&(?=[A-Z])){1,5})(?:s|['’]s)?\b(?!\.\w)")
_EXPLAINED = re.compile(
    r"[\w’']\s{1,3}\(([A-Z][A-Z&]{1,5})s?\)"
    r"|\b([A-Z][A-Z&]{1,5})s?\s{1,3}\((?=\w[^()\n]{5,200}\))"
    r"|\b([A-Z][A-Z&]{1,5})s?\s{1,3}(?:stands for|is short for|means)\b"
)
_KNOWN_TO_ALL = "AM BBC CV ID IT MP NHS OK PC PDF PM SMS TV UK US USA WWW"
KNOWN = frozenset(_KNOWN_TO_ALL.split())
"""Nobody needs these explained."""
_LOUD = "ALL AND ANY DO DON IF IN IS IT MAY MUST NEVER NO NOT ON ONLY OR SHOULD STOP THE TO WILL YOU"
STRESSED = frozenset(_LOUD.split())
"""Ordinary words, in capitals to be heard."""
_ROMAN = re.compile(r"[IVX]+")


class Kind(StrEnum):
    """What a warning is about."""

    LONG = "long"
    GRADE = "grade"
    PASSIVE = "passive"
    ACRONYM = "acronym"


NAMES: dict[Kind, str] = {
    Kind.LONG: f"Sentences over {MOST_WORDS} words",
    Kind.GRADE: f"Reading grade over {HIGHEST_GRADE:.0f}",
    Kind.PASSIVE: "Passive voice",
    Kind.ACRONYM: "Acronyms explained nowhere",
}


@dataclass(frozen=True, slots=True)
class ReadabilityWarning:
    """One thing to look at. `span` is its place in the text as given, or in the heading; `place` the words there."""

    kind: Kind
    sentence: str
    place: str
    span: Span
    is_in_heading: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """How readable an edition is. `median_grade` is of the points that are long enough to grade; None without any."""

    points: int
    without_warnings: int
    graded: int
    median_grade: float | None
    longest_sentence: int
    by_kind: dict[Kind, int]
    """How many points have a warning of each kind."""

    @property
    def share(self) -> float:
        """Per cent of the points that have no warning; 100 when there are no points."""
        return 100 * self.without_warnings / self.points if self.points else 100.0


@dataclass(frozen=True, slots=True)
class Step:
    """An edition in the course of a document."""

    name: str
    figures: Figures


Words = tuple[str, str]
"""Heading and text of a point."""


def warnings_for(heading: str, text: str, explained: frozenset[str]) -> tuple[ReadabilityWarning, ...]:
    """What to look at in a point, in reading order. `explained` are the acronyms that its edition explains."""
    said = plain(text)
    found = [*_acronyms(heading, plain(heading), explained, is_in_heading=True)]
    in_text = [*_of_sentences(text, said), *_of_grade(text, said), *_acronyms(text, said, explained)]
    return (*found, *sorted(in_text, key=lambda warning: (warning.span.start, -warning.span.end)))


def explained_in(texts: Iterable[str]) -> frozenset[str]:
    """The acronyms that these texts explain: "Data Protection Officer (DPO)", "DPO (the officer who ...)"."""
    return frozenset(
        acronym for text in texts for match in _EXPLAINED.finditer(plain(text)) for acronym in match.groups() if acronym
    )


def explained_by(points: Iterable[Words]) -> frozenset[str]:
    """The acronyms that an edition explains in its points."""
    return explained_in(part for point in points for part in point)


def grade(text: str) -> float | None:
    """The grade of Flesch and Kincaid; None for a text of fewer than FEWEST_GRADED words."""
    return _grade(plain(text))


def figures(points: Iterable[Words]) -> Figures:
    """How readable these points are together, as one edition."""
    told = list(points)
    explained = explained_by(told)
    warned = [{warning.kind for warning in warnings_for(heading, text, explained)} for heading, text in told]
    texts = [plain(text) for _, text in told]
    grades = [reached for text in texts if (reached := _grade(text)) is not None]
    return Figures(
        points=len(told),
        without_warnings=sum(not kinds for kinds in warned),
        graded=len(grades),
        median_grade=median(grades) if grades else None,
        longest_sentence=max((len(words(text, span)) for text in texts for span in sentences(text)), default=0),
        by_kind=dict(Counter(kind for kinds in warned for kind in kinds)),
    )


def trend(editions: Iterable[tuple[str, Iterable[Words]]]) -> tuple[Step, ...]:
    """The figures of each edition, in the order given."""
    return tuple(Step(name, figures(points)) for name, points in editions)


def _of_sentences(text: str, said: str) -> Iterator[ReadabilityWarning]:
    for span in sentences(said):
        told = words(said, span)
        if len(told) > MOST_WORDS:
            why = f"{len(told)} words. Could it be two sentences?"
            yield ReadabilityWarning(Kind.LONG, why, _place(text, span), span)
        if passive := passive_in(told):
            why = "Passive voice. Could it say who does it?"
            yield ReadabilityWarning(Kind.PASSIVE, why, _place(text, passive), passive)


def _of_grade(text: str, said: str) -> Iterator[ReadabilityWarning]:
    reached = _grade(said)
    if reached is not None and reached > HIGHEST_GRADE:
        why = f"Reading grade {reached:.1f}; aim for {HIGHEST_GRADE:.0f} or less. Shorter words and sentences help."
        yield ReadabilityWarning(Kind.GRADE, why, "", Span(0, len(text)))


def _grade(said: str) -> float | None:
    sizes = [[syllables(word[0]) for word in words(said, span)] for span in sentences(said)]
    told = [size for size in sizes if size]
    count = sum(map(len, told))
    if count < FEWEST_GRADED:
        return None
    return 0.39 * count / len(told) + 11.8 * sum(map(sum, told)) / count - 15.59


def _acronyms(
    text: str, said: str, explained: frozenset[str], *, is_in_heading: bool = False
) -> Iterator[ReadabilityWarning]:
    """Each once, where it stands first. A text all in capitals shouts, and has none."""
    if said.isupper():
        return
    seen: set[str] = set()
    for match in ACRONYM.finditer(said):
        acronym = match[1]
        if acronym in seen or acronym in explained or acronym in KNOWN or acronym in STRESSED:
            continue
        if _ROMAN.fullmatch(acronym):
            continue
        seen.add(acronym)
        why = f"{acronym} is explained nowhere in this edition."
        span = Span(match.start(1), match.end(1))
        yield ReadabilityWarning(Kind.ACRONYM, why, _place(text, span), span, is_in_heading)


def _place(text: str, span: Span) -> str:
    return " ".join(text[span.start : span.end].split())
