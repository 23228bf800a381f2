"""How good search is, in figures: questions as people ask them, misspelt words, and exact words.

The queries made here are the same on every run: they come from the text and a fixed seed.
"""

import random
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from guidance.lexicon import Lexicon, lexicon, stems_of
from guidance.models import Edition, PointVersion
from guidance.search import Results, search

FIRST = 3
"""A point counts as found when it is among so many."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST = 5


@dataclass(frozen=True)
class Case:
    """What is asked, and the numbers of the points of which any one is right."""

    asked: str
    points: frozenset[str]


@dataclass(frozen=True)
class Figure:
    """How many of the cases were answered right, and what was found where it was not."""

    asked: int
    right: int
    missed: tuple[tuple[Case, tuple[str, ...]], ...]

    @property
    def share(self) -> float:
        """Per cent."""
        return 100 * self.right / self.asked if self.asked else 0.0


def questions(path: Path) -> tuple[list[Case], list[Case]]:
    """The questions that search was tuned on, and those held out."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["questions"]
    halves: tuple[list[Case], list[Case]] = ([], [])
    for row in rows:
        halves[row["held_out"]].append(Case(row["asked"], frozenset(row["points"])))
    return halves


def measure(cases: list[Case], edition: Edition | None, *, first: int = FIRST) -> Figure:
    """Asks every case; right is one of its points among the first so many. No edition: all that members read."""
    within = Edition.objects.filter(pk=edition.pk) if edition else Edition.objects.readable()

    def found(case: Case) -> tuple[str, ...]:
        return _numbers(search(case.asked, FIRST, editions=within))

    return _figure(cases, found, first)


def _figure(cases: list[Case], found: Callable[[Case], tuple[str, ...]], first: int) -> Figure:
    answers = [(case, found(case)) for case in cases]
    missed = tuple((case, numbers) for case, numbers in answers if not case.points & set(numbers[:first]))
    return Figure(len(cases), len(cases) - len(missed), missed)


def _numbers(results: Results) -> tuple[str, ...]:
    return tuple(hit.version.number for hit in results.hits)


def exact_cases(edition: Edition, count: int, *, seed: int = 1) -> list[Case]:
    """Two or three words that one point has together and no other: it must come first."""
    return [Case(" ".join(words), frozenset({number})) for number, words in _sought(edition, count, 1, seed)]


def typo_cases(edition: Edition, count: int, *, seed: int = 2) -> list[Case]:
    """Two or three words that together stand in three points at most, one of them misspelt by one slip."""
    chance = random.Random(seed)
    cases = []
    for number, words in _sought(edition, count, FIRST, seed):
        spoilt = chance.randrange(len(words))
        asked = [_slip(word, chance) if place == spoilt else word for place, word in enumerate(words)]
        cases.append(Case(" ".join(asked), frozenset({number})))
    return cases


def _sought(edition: Edition, count: int, most: int, seed: int) -> list[tuple[str, list[str]]]:
    """Numbers of points, each with words of its own that at most so many points have together."""
    chance = random.Random(seed)
    known = lexicon([(edition.pk, edition.content_hash)])
    told = list(_told(edition))
    sought: list[tuple[str, list[str]]] = []
    for _ in range(count * 50):
        if len(sought) == count or not told:
            break
        number, stems = chance.choice(told)
        words = chance.sample(sorted(stems), min(len(stems), chance.choice([2, 2, 3])))
        if len(words) > 1 and _holders(known, {stems[word] for word in words}) <= most:
            sought.append((number, words))
    return sought


def _told(edition: Edition) -> Iterator[tuple[str, dict[str, str]]]:
    """Each point with its longer words and their stems."""
    for version in PointVersion.objects.filter(edition=edition).order_by("order"):
        letters = re.findall(r"[^\W\d_]+", f"{version.heading} {version.text}".lower())
        words = sorted({word for word in letters if len(word) >= SHORTEST})
        stems = {word: term[0] for word, term in zip(words, stems_of(words), strict=True) if len(term) == 1}
        yield version.number, stems


def _holders(known: Lexicon, stems: set[str]) -> int:
    held = [set(known.places.get(stem, ())) for stem in stems]
    return len(set.intersection(*held))


def _slip(word: str, chance: random.Random) -> str:
    """One slip of the finger: a letter left out, doubled by another, changed, or two swapped."""
    for _ in range(20):
        place = chance.randrange(len(word) - 1)
        before, after, letter = word[:place], word[place:], chance.choice(LETTERS)
        slips = [
            before + after[1:],
            before + letter + after,
            before + letter + after[1:],
            before + after[1] + after[0] + after[2:],
        ]
        spoilt = chance.choice(slips)
        if spoilt != word:
            return spoilt
    return word + word[-1]
