"""What the text in force consists of: every word of it, where it stands and how rare it is.

PostgreSQL cuts and stems the words (the same column that exact search reads, with its weights); here they are only
counted. A lexicon belongs to the fingerprints of its editions, which never change, so each process keeps it as long
as it is asked for. Ranking by rarity is done here because PostgreSQL's own ranks do not know how rare a word is.
"""

import math
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from guidance.models import PointVersion

WEIGHTS = {"A": 2.2, "B": 0.5, "C": 1.0}
"""What a word counts in a heading, in the title of the section, in the text."""
LENGTH = 0.1
"""How much a longer point counts less, from 0 to 1."""
POWER = 1.4
"""How much more a rare word tells than a common one. These figures were tuned on half of the project's questions."""
MOST_LEXICONS = 8
SHORTEST_CORRECTED = 5
TWO_SLIPS_FROM = 8
"""Letters. A shorter word is corrected by one slip at most, a longer one by two."""
_one_reads = threading.Lock()
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Lexicon:
    """The words of some editions. `places`: stem -> place of the point in `points` -> how much it counts there."""

    points: list[UUID]
    places: dict[str, dict[int, float]]
    lengths: list[float]
    words: dict[str, int]

    def rarity(self, stem: str) -> float:
        """How much a stem tells: 0 when no point has it, most when one point has it."""
        held = len(self.places.get(stem, ()))
        return math.log(1 + len(self.points) / held) ** POWER if held else 0.0

    def fits(self, stems: tuple[str, ...]) -> dict[int, float]:
        """The points that have all these stems, and how well each fits."""
        if not stems or any(stem not in self.places for stem in stems):
            return {}
        tells = max(self.rarity(stem) for stem in stems)
        if len(stems) == 1:
            return {point: tells * weight / self.lengths[point] for point, weight in self.places[stems[0]].items()}
        together = set.intersection(*(set(self.places[stem]) for stem in stems))
        weights = {point: min(self.places[stem][point] for stem in stems) for point in together}
        return {point: tells * weight / self.lengths[point] for point, weight in weights.items()}

    def nearest(self, word: str) -> str | None:
        """The word of the text that was most likely meant: one slip away, two when the word is long."""
        if len(word) < SHORTEST_CORRECTED or not word.isalpha():
            return None
        slips = 2 if len(word) >= TWO_SLIPS_FROM else 1
        near = process.extract(word, self.words.keys(), scorer=OSA.distance, score_cutoff=slips, limit=20)
        likely = [(slip, known[0] != word[0], -self.words[known], known) for known, slip, _ in near]
        return min(likely)[-1] if likely else None


def lexicon(editions: Iterable[tuple[UUID, str]]) -> Lexicon:
    """The words of editions, given as pairs of id and fingerprint. Whoever comes while they are read waits for them."""
    with _one_reads:
        return _read(tuple(sorted(editions, key=str)))


@lru_cache(maxsize=MOST_LEXICONS)
def _read(editions: tuple[tuple[UUID, str], ...]) -> Lexicon:
    # The fingerprints are part of the key only: an edition that is put back has other words under its old id.
    ids = [edition for edition, _ in editions]
    places: dict[str, dict[int, float]] = {}
    order: dict[UUID, int] = {}
    sizes: list[int] = []
    for pk, stem, weights in _stems_in(ids):
        point = order.setdefault(pk, len(order))
        if point == len(sizes):
            sizes.append(0)
        best = max(WEIGHTS.get(weight, 1.0) for weight in weights)
        places.setdefault(stem, {})[point] = best * (1 + 0.15 * min(len(weights) - 1, 2))
        sizes[point] += len(weights)
    average = sum(sizes) / len(sizes) if sizes else 1.0
    lengths = [1 - LENGTH + LENGTH * size / average for size in sizes]
    return Lexicon(list(order), places, lengths, _words_in(ids))


def _stems_in(editions: list[UUID]) -> list[tuple[UUID, str, list[str]]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT version.id, held.lexeme, held.weights FROM guidance_pointversion version,"
            " unnest(version.search) held WHERE version.edition_id = ANY(%s)"
            ' ORDER BY version.edition_id, version."order"',
            [editions],
        )
        rows: list[tuple[UUID, str, list[str]]] = cursor.fetchall()
    return rows


def _words_in(editions: list[UUID]) -> dict[str, int]:
    """Every word that may be meant by a misspelt one, and how often it stands there."""
    words: dict[str, int] = {}
    texts = PointVersion.objects.filter(edition__in=editions).values_list("heading", "section_title", "text")
    for text in texts.iterator():
        for word in _WORD.findall(" ".join(text).lower()):
            if len(word) >= SHORTEST_CORRECTED:
                words[word] = words.get(word, 0) + 1
    return words


def stems_of(texts: list[str]) -> list[tuple[str, ...]]:
    """Each text as PostgreSQL reads it: stems in their order, without the words that say nothing."""
    if not texts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT given.place, held.lexeme FROM unnest(%s::text[]) WITH ORDINALITY given(text, place),"
            " unnest(to_tsvector('english', given.text)) held ORDER BY given.place, held.positions[1]",
            [[text.replace("-", " ") for text in texts]],
        )
        stems: list[list[str]] = [[] for _ in texts]
        for place, stem in cursor.fetchall():
            stems[place - 1].append(stem)
    return [tuple(held) for held in stems]
