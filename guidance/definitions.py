"""Words that the guidance explains: which they are, where they stand in a text, and how they go on to the next edition.

A word leads to the point that explains it, never from inside that point. Of two editions that explain the same word the
one whose text is read goes first, then what the council adopted.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from guidance.models import Definition, Edition, Piece, Point, PointVersion


@dataclass(frozen=True)
class Word:
    """A term that is explained, and where. `number`: that of the point in its edition."""

    term: str
    forms: tuple[str, ...]
    point_id: str
    number: str

    @property
    def href(self) -> str:
        """The permanent address of the point that explains it."""
        return reverse("guidance:point", args=[self.point_id])


class Glossary:
    """The words of what members read. Finds each once in the texts that it is shown, one after another."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._words: dict[str, Word] = {}
        for word in words:
            for form in word.forms:
                self._words.setdefault(_key(form), word)
        self._met: set[str] = set()

    @property
    def met(self) -> bool:
        """Whether any word was marked so far."""
        return bool(self._met)

    def mark(self, paragraphs: Sequence[Sequence[Piece]], *, inside: str) -> list[list[Piece]]:
        """The paragraphs of a point (`inside`: its id) with each word's first place as a link to what explains it."""
        return [[part for piece in line for part in self._cut(piece, inside)] for line in paragraphs]

    def found_in(self, text: str, *, inside: str) -> list[Word]:
        """The words that stand in a text, for texts that cannot be cut into pieces."""
        return [word for match in self._places(text) if (word := self._first(match.group(), inside))]

    def _cut(self, piece: Piece, inside: str) -> list[Piece]:
        if piece.href:
            return [piece]
        parts, begin = [], 0
        for match in self._places(piece.text):
            word = self._first(match.group(), inside)
            if word:
                parts += [Piece(piece.text[begin : match.start()]), Piece(match.group(), word.href, word.number)]
                begin = match.end()
        return [part for part in [*parts, Piece(piece.text[begin:])] if part.text]

    def _places(self, text: str) -> Iterable[re.Match[str]]:
        return self._pattern.finditer(text) if self._words else ()

    def _first(self, form: str, inside: str) -> Word | None:
        word = self._words.get(_key(form))
        if word is None or word.point_id == inside or word.term in self._met:
            return None
        self._met.add(word.term)
        return word

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """All forms, the longest first: whole words, in any case, with any space and either apostrophe."""
        longest_first = sorted(self._words, key=len, reverse=True)
        forms = (re.escape(form).replace(r"\ ", r"\s+").replace("'", "['’]") for form in longest_first)
        return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE)


def _key(form: str) -> str:
    return " ".join(form.replace("’", "'").casefold().split())


def glossary_for(edition: Edition) -> Glossary:
    """The words explained in what members read today, as a reader of this edition meets them. One query."""
    found = list(Definition.objects.readable())
    found.sort(key=lambda each: each.edition_id != edition.pk)  # stable: the rest stays in its order
    return Glossary(Word(each.term, tuple(each.forms), each.point_id, each.number or "") for each in found)


def copy_definitions(old: Edition, new: Edition) -> list[str]:
    """Gives a new draft the words of the edition before. Returns the terms left out: their point is not in it."""
    standing = set(PointVersion.objects.filter(edition=new).values_list("point_id", flat=True))
    known = list(old.definitions.order_by("term"))
    Definition.objects.bulk_create(
        Definition(edition=new, term=each.term, also=each.also, point_id=each.point_id)
        for each in known
        if each.point_id in standing
    )
    return [each.term for each in known if each.point_id not in standing]


def dangling_sentence(edition: Edition) -> str:
    """Which words lead nowhere, in one sentence; empty when none does."""
    terms = list(edition.definitions.dangling().order_by("term").values_list("term", flat=True))
    if not terms:
        return ""
    named = ", ".join(f"“{term}”" for term in terms)
    return f"Words explained by a point that is not in this edition: {named}. Give them another point, or end them."


def write_definitions(edition: Edition, terms: Iterable[tuple[str, Sequence[str], str]]) -> None:
    """Gives a draft its words: term, other forms, number of the point. KeyError for a number that is not there."""
    points: dict[str, Point] = {each.number: each.point for each in edition.point_versions.select_related("point")}
    Definition.objects.bulk_create(
        Definition(edition=edition, term=term, also=list(also), point=points[number]) for term, also, number in terms
    )
