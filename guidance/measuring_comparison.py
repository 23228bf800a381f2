"""Whether comparisons are true, and how long they take (G3): random pairs of editions, and pairs of 200 points."""

import random
import time
from collections.abc import Iterator

from guidance.comparing import PointText, SectionText, apply, compare

SENTENCE = "you must not may ask the council before a post goes out on 14 days’ notice – or é 漢 <b> &amp;"
WORDS = SENTENCE.split()
SPACES = (" ", " ", " ", "  ", "\n", "\u00a0")


def random_pairs(count: int, *, seed: int = 20261122) -> Iterator[tuple[list[SectionText], list[SectionText]]]:
    """Editions, each with what became of it by a few random edits."""
    chance = random.Random(seed)
    for _ in range(count):
        old = random_edition(chance)
        yield old, edited(chance, old)


def true_of(count: int) -> int:
    """Of how many random pairs the comparison makes the new text out of the old one."""
    return sum(apply(compare(old, new), old) == new for old, new in random_pairs(count))


def milliseconds(pairs: int, *, points: int = 200, words: int = 175, seed: int = 3) -> list[float]:
    """How long each comparison of two editions of so many points took (milliseconds), sorted."""
    chance, taken = random.Random(seed), []
    for _ in range(pairs):
        old = _long_edition(chance, points, words)
        new = edited(chance, old, most=points // 2)
        began = time.perf_counter()
        compare(old, new)
        taken.append(1_000 * (time.perf_counter() - began))
    return sorted(taken)


def _long_edition(chance: random.Random, points: int, words: int) -> list[SectionText]:
    size = max(points // 10, 1)
    sections = [
        [(f"p{at}-{n}", "", " ".join(chance.choices(WORDS, k=words))) for n in range(size)]
        for at in range(points // size)
    ]
    return _numbered(chance, sections)


def _words(chance: random.Random, most: int) -> str:
    return "".join(chance.choice(WORDS) + chance.choice(SPACES) for _ in range(chance.randint(0, most)))


def random_edition(chance: random.Random) -> list[SectionText]:
    """A small edition of words that weigh."""
    return _numbered(
        chance, [[(f"p{place}-{n}", _words(chance, 2), _words(chance, 9)) for n in range(chance.randint(0, 4))]
                 for place in range(chance.randint(1, 3))],
    )  # fmt: skip


def _numbered(chance: random.Random, sections: list[list[tuple[str, str, str]]]) -> list[SectionText]:
    return [
        SectionText(
            str(at), chance.choice("ABC") + _words(chance, 1), _words(chance, 2),
            tuple(PointText(i, f"{at}.{n}", heading, text) for n, (i, heading, text) in enumerate(points, start=1)),
        )
        for at, points in enumerate(sections, start=1)
    ]  # fmt: skip


def edited(chance: random.Random, old: list[SectionText], *, most: int = 5) -> list[SectionText]:
    """The edition after up to so many edits: points added, taken out, reworded, moved; sections added."""
    sections = [[(p.id, p.heading, p.text) for p in section.points] for section in old]
    for _ in range(chance.randint(0, most)):
        section = chance.choice(sections)
        doing = chance.randrange(5)
        if doing == 0:
            section.insert(chance.randint(0, len(section)), (f"n{chance.random()}", "", _words(chance, 6)))
        elif doing == 1 and section:
            section.pop(chance.randrange(len(section)))
        elif doing == 2 and section:
            point_id, heading, text = section[at := chance.randrange(len(section))]
            words = text.split(" ")
            words[chance.randrange(len(words))] = chance.choice(WORDS)
            section[at] = (point_id, heading, " ".join(words))
        elif doing == 3 and section:
            point = section.pop(chance.randrange(len(section)))
            other = chance.choice(sections)
            other.insert(chance.randint(0, len(other)), point)
        elif doing == 4:
            sections.insert(chance.randint(0, len(sections)), [])
    return _numbered(chance, sections)
