"""How good the hints are, on labelled wordings. Pure but for reading the file."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from guidance.check.hints import KINDS, hints


@dataclass(frozen=True, slots=True)
class Example:
    """A wording, and the kinds of hints that it should get. None: it is clean."""

    text: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over (example, kind) pairs."""

    right: int
    missed: int
    wrong: int

    @property
    def recall(self) -> float:
        """Of what should be found, the share that is. 1 when there is nothing to find."""
        wanted = self.right + self.missed
        return self.right / wanted if wanted else 1.0

    @property
    def precision(self) -> float:
        """Of what is found, the share that should be. 1 when nothing is found."""
        found = self.right + self.wrong
        return self.right / found if found else 1.0


@dataclass(frozen=True, slots=True)
class Figures:
    """The outcome; `surprises` are examples whose hints were not those expected, with what was found instead."""

    examples: int
    clean: int
    alarmed: int
    total: Score
    by_kind: dict[str, Score]
    surprises: tuple[tuple[Example, frozenset[str]], ...]

    @property
    def false_alarms(self) -> float:
        """The share of clean wordings that got any hint."""
        return self.alarmed / self.clean if self.clean else 0.0


def read_examples(path: Path) -> tuple[Example, ...]:
    """The examples of a file of groups: `kinds` and `texts`. Raises OSError or tomllib.TOMLDecodeError."""
    groups = tomllib.loads(path.read_text(encoding="utf-8"))["groups"]
    return tuple(Example(text, frozenset(group["kinds"])) for group in groups for text in group["texts"])


def measure(examples: Sequence[Example]) -> Figures:
    """What the hints found on these, against what they should have."""
    right: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    surprises = []
    for example in examples:
        found = frozenset(hint.kind for hint in hints(example.text))
        right.update(found & example.kinds)
        missed.update(example.kinds - found)
        wrong.update(found - example.kinds)
        if found != example.kinds:
            surprises.append((example, found))
    clean = [example for example in examples if not example.kinds]
    return Figures(
        examples=len(examples),
        clean=len(clean),
        alarmed=sum(not example.kinds for example, _ in surprises),
        total=Score(right.total(), missed.total(), wrong.total()),
        by_kind={kind: Score(right[kind], missed[kind], wrong[kind]) for kind in KINDS},
        surprises=tuple(surprises),
    )
