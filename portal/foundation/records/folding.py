"""Texts as they are read, to find words in them however they were typed. Pure.

Capitals, accents (also those that are signs of their own), wide and joined letters, invisible signs, and the sorts of
dashes, quotation marks and spaces make no difference: it is better to take out a word too much than to miss one.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_SAME = {"‘": "'", "’": "'", "‚": "'", "‛": "'", "ʼ": "'", "´": "'", "“": '"', "”": '"', "„": '"'}


@dataclass(frozen=True)
class Folded:
    """The folded signs, and for each the place in the text that it comes from."""

    text: str
    signs: str
    places: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where signs `start` to `end` stand in the text, with the accents and invisible signs that follow them."""
        first, last = self.places[start], self.places[end - 1] + 1
        while last < len(self.text) and not _sign(self.text[last]):
            last += 1
        return first, last


def fold(text: str) -> Folded:
    signs: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for sign in _sign(letter):
            signs.append(sign)
            places.append(place)
    return Folded(text, "".join(signs), tuple(places))


@lru_cache(maxsize=4096)
def _sign(letter: str) -> str:
    """What is left of one letter: nothing of an accent or of what cannot be seen."""
    if letter.isspace():
        return " "
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold())
    return "".join(_same(sign) for sign in plain if unicodedata.category(sign) not in ("Mn", "Me", "Cf", "Cc"))


def _same(sign: str) -> str:
    return "-" if unicodedata.category(sign) == "Pd" else _SAME.get(sign, sign)


def pattern(words: str) -> "re.Pattern[str] | None":
    """Finds the words in folded signs, whatever the spaces between them; None when there are none to see."""
    parts = fold(words).signs.split()
    return re.compile(r"\s+".join(map(re.escape, parts))) if parts else None


def places_of(words: str, folded: Folded) -> Iterator[tuple[int, int]]:
    """Every place in the text, also one that begins inside another: "ana" stands twice in "banana"."""
    sought, at = pattern(words), 0
    while sought is not None and (match := sought.search(folded.signs, at)):
        yield folded.original(*match.span())
        at = match.start() + 1
