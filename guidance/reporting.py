"""The figures of the guidance, one section after the other. A section that measures something else is one line more."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from guidance.actions import ship_plain_english, ship_supplementary
from guidance.measuring import Figure, exact_cases, measure, questions, typo_cases
from guidance.measuring_comparison import milliseconds, true_of
from guidance.measuring_links import EDITIONS, EDITS, old_links, write_book, wrong_landings
from guidance.models import Edition, Kind, PointVersion
from guidance.readability import NAMES, figures


@dataclass(frozen=True)
class Asked:
    """What is to be measured: with which questions, and whether small sizes will do."""

    questions: Path
    is_quick: bool = False

    def size(self, full: int, quick: int) -> int:
        return quick if self.is_quick else full


@dataclass(frozen=True)
class Line:
    """One figure in words, and what fell short of it."""

    text: str
    short: tuple[str, ...] = ()


def search(asked: Asked) -> Iterator[Line]:
    """How often search finds the right point, on the plain-English edition (G7)."""
    edition = _plain_english()
    tuned, held_out = questions(asked.questions)
    generated = asked.size(300, 30)
    first_three = "right point among the first three"
    yield _found(f"Search, questions tuned on, {first_three}", measure(tuned, edition))
    yield _found(f"Search, questions held out, {first_three}", measure(held_out, edition))
    yield _found(f"Search, one word misspelt, {first_three}", measure(typo_cases(edition, generated), edition))
    exact = measure(exact_cases(edition, generated), edition, first=1)
    yield _found("Search, exact words, their point first", exact)


def beside(asked: Asked) -> Iterator[Line]:
    """What is asked about the texts beside the protocol, among all texts that members read."""
    path = asked.questions.with_name("questions_beside.toml")
    if not path.is_file():
        return
    _plain_english()
    ship_supplementary()
    tuned, held_out = questions(path)
    yield _found("All texts, questions tuned on about what stands beside the protocol", measure(tuned, None))
    yield _found("All texts, questions held out about what stands beside the protocol", measure(held_out, None))


def readability(asked: Asked) -> Iterator[Line]:
    """How the plain-English edition reads (G12)."""
    told = figures(PointVersion.objects.filter(edition=_plain_english()).values_list("heading", "text"))
    yield Line(f"Readability, points without a warning: {_share(told.without_warnings, told.points)}")
    grade = "none" if told.median_grade is None else f"{told.median_grade:.1f}"
    yield Line(f"Readability, median grade (Flesch-Kincaid) of {told.graded} points of 20 words or more: {grade}")
    yield Line(f"Readability, longest sentence: {told.longest_sentence} words")
    for readable, name in NAMES.items():
        yield Line(f"Readability, {name.lower()}: {told.by_kind.get(readable, 0)} points")


def _plain_english() -> Edition:
    return Edition.objects.in_force().filter(document__kind=Kind.PLAIN).first() or ship_plain_english()


def links(asked: Asked) -> Iterator[Line]:
    """Where old links lead after random edits of documents of their own (G1)."""
    books = [write_book(seed) for seed in range(asked.size(10, 1))]
    number = asked.size(10_000, 200)
    wrong = [*(each for book in books for each in book.wrong)]
    wrong += wrong_landings(old_links(books, random.Random(7), number))
    edits = len(books) * EDITIONS * EDITS
    yield Line(f"Links, old ones that lead right after {edits:,} random edits: {_share(number - len(wrong), number)}",
               tuple(wrong))  # fmt: skip


def comparison(asked: Asked) -> Iterator[Line]:
    """Whether comparisons are true, and how long one of 200 points takes (G3)."""
    number, pairs = asked.size(10_000, 100), asked.size(40, 3)
    right = true_of(number)
    yield Line(f"Comparison, random pairs whose new text it makes from the old: {_share(right, number)}")
    taken = milliseconds(pairs)
    p95 = taken[min(len(taken) - 1, int(0.95 * len(taken)))]
    yield Line(f"Comparison, two editions of 200 points, p95 of {pairs}: {p95:.0f} ms")


Section = Callable[[Asked], Iterator[Line]]
SECTIONS: tuple[Section, ...] = (search, beside, readability, links, comparison)


def _found(name: str, figure: Figure) -> Line:
    short = (f"{case.asked!r}: found {', '.join(found)}; right {sorted(case.points)}" for case, found in figure.missed)
    return Line(f"{name}: {_share(figure.right, figure.asked)}", tuple(short))


def _share(right: int, number: int) -> str:
    return f"{right:,} of {number:,} ({100 * right / number if number else 0:.1f} %)"
