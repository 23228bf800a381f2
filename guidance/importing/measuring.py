"""How well documents are split into points: measured on samples whose right points are known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guidance.importing.parsed import ParsedProtocol


@dataclass(frozen=True, slots=True)
class Splitting:
    """How many of the clauses asked for came out under their number with their own words, no more and no fewer."""

    asked: int
    right: int
    wrong: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Per cent."""
        return 100 * self.right / self.asked if self.asked else 100.0


def splitting(clauses: Mapping[str, str], protocol: ParsedProtocol) -> Splitting:
    """Compares a reading with the clauses that a document has, by number; words count, line breaks do not."""
    read = {point.number: _words(f"{point.heading} {point.text}") for point in protocol.points}
    wrong = tuple(number for number, text in clauses.items() if read.get(number) != _words(text))
    return Splitting(len(clauses), len(clauses) - len(wrong), wrong)


def together(parts: Iterable[Splitting]) -> Splitting:
    """The figure over several documents."""
    held = list(parts)
    wrong = tuple(number for part in held for number in part.wrong)
    return Splitting(sum(part.asked for part in held), sum(part.right for part in held), wrong)


def _words(text: str) -> list[str]:
    return text.split()
