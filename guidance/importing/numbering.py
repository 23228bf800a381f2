"""Printed numbers: are they one system, so that each point may keep the number that people cite it by?

A document that counts 1, 1.1, 1.2, 2 ..., or 1, 2, 3 ... through all its sections, or 1, (a), (b), keeps its
numbers: (b) below 2.1 is point "2.1.b". Where a number comes twice, or does not follow from those before it, the
whole document is numbered afresh instead, since half a system would send a citation to the wrong point.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from guidance.importing.blocks import Kind, Piece
from guidance.importing.lines import ROMANS, Line

LONGEST_NUMBER = 20  # characters, as the database holds it
MOST_SECTIONS_OUT = 3  # one section in three may go without numbers
FEWEST_CLAUSES = 4  # fewer numbers than these, below headings without any, are a list and not a system
_FIT = re.compile(r"[0-9A-Za-z]+(\.[0-9A-Za-z]+)*")


@dataclass(frozen=True, slots=True)
class Kept:
    """The numbers that a document keeps: of sections and of points, by the line they are printed on."""

    sections: dict[int, str]
    points: dict[int, str]


class _Inconsistent(Exception):
    """The numbers are no system."""


@dataclass(slots=True)
class _Section:
    line: int
    number: str
    points: dict[int, str] = field(default_factory=dict)
    has_text: bool = False

    @property
    def implied(self) -> str:
        """The number that all points of a section without one begin with, as 2 in "2.1" and "2.2"."""
        tops = {number.partition(".")[0] for number in self.points.values()}
        dotted = any("." in number for number in self.points.values())
        return self.number or (tops.pop() if dotted and len(tops) == 1 else "")


@dataclass(slots=True)
class _Step:
    """A list within a clause: its kind, how far it has counted, and its newest number."""

    kind: str
    value: int
    number: str
    parent: str


def kept_numbers(pieces: Sequence[Piece]) -> Kept | None:
    """The numbers to keep, or None when the document has none or they are no system."""
    try:
        sections = _Reader().sections(pieces)
    except _Inconsistent:
        return None
    points = {line: number for section in sections for line, number in section.points.items()}
    unfit = [n for n in points.values() if len(n) > LONGEST_NUMBER or not _FIT.fullmatch(n)]
    if unfit or len(set(points.values())) != len(points) or not _is_a_system(sections, points):
        return None
    return Kept(_all_numbered(sections), points)


def _is_a_system(sections: Sequence[_Section], points: dict[int, str]) -> bool:
    worded = [section for section in sections if section.has_text]
    out = [section for section in worded if not (section.number or section.points)]
    if not worded or MOST_SECTIONS_OUT * len(out) > len(worded):
        return False
    return any(section.implied for section in worded) or len(points) >= FEWEST_CLAUSES


def _all_numbered(sections: Sequence[_Section]) -> dict[int, str]:
    """Sections by their printed number; one without any gets the next letter, which no printed number uses."""
    numbers = [section.implied for section in sections]
    taken = set(numbers)
    letters = (letter for letter in _letters() if letter not in taken)
    twice = len([number for number in numbers if number]) != len(taken - {""})
    fit = [section.number if twice else section.implied for section in sections]
    return {section.line: number or next(letters) for section, number in zip(sections, fit, strict=True)}


def _letters() -> Iterator[str]:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    yield from alphabet
    yield from (first + second for first in alphabet for second in alphabet)


class _Reader:
    """Reads the numbers once, from the top. Raises _Inconsistent at the first that does not follow."""

    def __init__(self) -> None:
        self._sections: list[_Section] = []
        self._last: tuple[int, ...] = (0,)
        self._clause = ""
        self._steps: list[_Step] = []

    def sections(self, pieces: Sequence[Piece]) -> list[_Section]:
        for piece in pieces:
            if piece.kind is Kind.HEADING:
                self._open(piece.line, _name(piece.blocks[0].first))
                continue
            if not self._sections:
                self._open(0, "")
            self._sections[-1].has_text = True
            for line in piece.lines:
                if name := _name(line):
                    self._sections[-1].points[line.number] = self._number(name, line)
        return self._sections

    def _open(self, line: int, name: str) -> None:
        if name[:1].isdigit():
            self._advance(name)
        if name and any(section.number == name for section in self._sections):
            raise _Inconsistent
        self._sections.append(_Section(line, name))
        self._clause, self._steps = "", []

    def _advance(self, name: str) -> None:
        key = tuple(int(part) for part in name.split("."))
        if key <= self._last:
            raise _Inconsistent
        self._last = key

    def _number(self, name: str, line: Line) -> str:
        section = self._sections[-1].number
        if "." in name:
            if section and name.partition(".")[0] != section.partition(".")[0]:
                raise _Inconsistent
            return self._absolute(name)
        bracketed = "(" in line.marker
        if name.isdigit() and not section and not bracketed and int(name) == self._last[0] + 1:
            return self._absolute(name)
        return self._nested(name)

    def _absolute(self, name: str) -> str:
        self._advance(name)
        self._clause, self._steps = name, []
        return name

    def _nested(self, name: str) -> str:
        for kind, value in _readings(name):
            for at in range(len(self._steps) - 1, -1, -1):
                step = self._steps[at]
                if (step.kind, step.value + 1) == (kind, value):
                    del self._steps[at + 1 :]
                    step.value, step.number = value, f"{step.parent}.{name}"
                    return step.number
        kinds = {step.kind for step in self._steps}
        begun = [kind for kind, value in _readings(name) if value == 1 and kind not in kinds]
        parent = self._steps[-1].number if self._steps else self._clause or self._sections[-1].number
        if not begun or not parent:
            raise _Inconsistent
        self._steps.append(_Step(begun[0], 1, f"{parent}.{name}", parent))
        return self._steps[-1].number


def _name(line: Line) -> str:
    """The number without its brackets and stops: "2.1", "a"."""
    return line.printed_number.strip("(). ")


def _readings(name: str) -> list[tuple[str, int]]:
    """What a name may count as. An "i" is the first roman number unless a list of letters has come to h."""
    if name.isdigit():
        return [("digit", int(name))]
    lower = name.lower()
    readings = [("letter" + name[0].isupper() * "s", ord(lower) - ord("a") + 1)] if len(name) == 1 else []
    if lower in ROMANS:
        readings.append(("roman" + name[0].isupper() * "s", ROMANS.index(lower) + 1))
    return readings
