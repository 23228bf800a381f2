"""Finding points by their number and by their words, in the text in force and nowhere else.

In this order: the point with that number; the points that have every word, found and ranked by PostgreSQL's full text
(`websearch_to_tsquery`, which takes any input whatever); then points that have the words or others of the same meaning,
ranked by how rare those are. So an exact hit is never displaced. A word that the text does not know is corrected only
when no point has all the words, and the result says so. Nobody's searches are stored: a process remembers the last
answers under the words alone, for whoever asks the same, and forgets them when it ends. What an answer depends on is
part of its key (fingerprints of the editions, the groups of synonyms), so no answer outlives what it was made from.
"""

import heapq
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db import connection
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from guidance.lexicon import Lexicon, lexicon, stems_of
from guidance.markdown import without_signs
from guidance.models import Edition, PointVersion
from guidance.models.kinds import Kind, reading_order
from guidance.places import Place, places_to_look
from guidance.synonyms import State, Stems, Thesaurus, groups_now, thesaurus

LONGEST_QUERY = 200
"""Characters that are searched for; what stands behind them is not looked at."""
MOST_WORDS = 20
MOST_REMEMBERED = 256
"""Answers that a process remembers; one takes about 40 kilobytes."""
Within = tuple[tuple[UUID, str], ...]
"""Editions, each with its fingerprint."""
BY_WORDS = """
    SELECT version.id
    FROM websearch_to_tsquery('english', %(words)s) asked, guidance_pointversion version
    JOIN guidance_edition edition ON edition.id = version.edition_id
    JOIN guidance_document document ON document.id = edition.document_id
    WHERE version.edition_id = ANY(%(within)s) AND version.search @@ asked
    ORDER BY ts_rank(version.search, asked) DESC,
        array_position(%(kinds)s::text[], document.kind::text), document.title, version."order"
    LIMIT %(limit)s
"""
FEW = 3
"""With fewer points than this that have every word, a question of several words also shows what has some of them."""
SAME_MEANING = 0.85
"""How much another word of the same meaning counts beside the word itself."""
# Words that ask and name no subject. PostgreSQL leaves out "can" and "the" by itself, but not these.
ASKING = frozenset({
    "allowed", "also", "another", "anybody", "anyone", "anything", "could", "either", "even", "ever",
    "everybody", "everyone", "everything", "find", "found", "get", "gets", "getting", "go", "going", "gone",
    "got", "happen", "happens", "know", "let", "lot", "made", "make", "makes", "making", "many", "may", "maybe",
    "might", "much", "must", "need", "needs", "nobody", "ok", "okay", "one", "online", "person", "please",
    "put", "putting", "really", "right", "said", "say", "saying", "shall", "somebody", "someone", "something",
    "take", "taken", "taking", "talk", "tell", "telling", "thing", "things", "told", "took", "us", "use",
    "used", "using", "want", "wanted", "wants", "way", "whether", "would",
})  # fmt: skip
# Private-use characters, which no keyboard has: they mark a hit until the snippet is cut into parts.
_OPEN, _CLOSE = "\ue000", "\ue001"
_NUMBER = re.compile(
    r"^(?:points?|sections?|paragraphs?|paras?|no\.?|s\.?|§)?\s*([gq]?\d{1,4}(?:\.\d{1,4}){0,3})\b\.?(.*)$", re.I
)
_OPERATORS = re.compile(r'"|(?:^|\s)-\w')


@dataclass(frozen=True)
class Part:
    """A piece of a snippet: words that were searched for, or what stands between them."""

    text: str
    is_marked: bool


@dataclass(frozen=True)
class Hit:
    """A point that was found, with the words that show why."""

    version: PointVersion
    snippet: tuple[Part, ...]


@dataclass(frozen=True)
class Results:
    """What was found, best first. `is_widened`: no point had all the words, so these have some of them.

    `corrected`: what was searched for instead of what was typed; empty when that was searched for.
    """

    hits: tuple[Hit, ...]
    is_widened: bool
    corrected: str = ""
    missing_number: str = ""
    """The number of a point that was asked for and that no point has."""


@dataclass(frozen=True)
class Question:
    """A question as it is looked up: each idea with its own stems first, then those of the same meaning."""

    ideas: tuple[tuple[Stems, ...], ...]
    unknown: tuple[str, ...]


_A_POINT = re.compile(r"[A-Za-z]?\d{1,3}\.\d{1,3}")
"""A question that is the number of a point and nothing else."""


def tidy(typed: str) -> str:
    """What was typed, without what no database and no page can hold: NUL, other controls, lone surrogates."""
    shown = typed.encode("utf-8", "ignore").decode().replace(_OPEN, " ").replace(_CLOSE, " ")
    return re.sub(r"[\x00-\x1f\x7f]+", " ", shown).strip()


def find_points(text: str, limit: int = 10) -> list[PointVersion]:
    """The points in force that fit, best first; a point number comes before any words. Takes any text."""
    return [hit.version for hit in search(text, limit).hits]


def search(
    text: str, limit: int = 10, *, editions: QuerySet[Edition] | None = None, is_as_typed: bool = False
) -> Results:
    """As `find_points`, with snippets, and what was done to the question.

    `editions`: where to look; what members read when not given. `is_as_typed`: correct nothing.
    """
    words = _asked(text)
    if not words or limit < 1:
        return Results((), is_widened=False)
    if editions is None:
        within = tuple((place.edition, place.content_hash) for place in places_to_look())
    else:
        within = tuple(editions.values_list("pk", "content_hash"))
    return _look(within, None, words, limit, is_as_typed=is_as_typed)


def search_in(text: str, limit: int, places: tuple[Place, ...], *, is_as_typed: bool = False) -> Results:
    """As `search`, in these places, for pages that only read: the same question again is answered from memory."""
    words = _asked(text)
    if not words or limit < 1:
        return Results((), is_widened=False)
    return _remembered(places, groups_now(), words, limit, is_as_typed)


def _asked(text: str) -> str:
    return " ".join(tidy(text)[:LONGEST_QUERY].split())


@lru_cache(maxsize=MOST_REMEMBERED)
def _remembered(places: tuple[Place, ...], groups: State, words: str, limit: int, is_as_typed: bool) -> Results:
    # The titles in the places are part of the key only: the points that are remembered show them.
    within = tuple((place.edition, place.content_hash) for place in places)
    return _look(within, groups, words, limit, is_as_typed=is_as_typed)


def _look(within: Within, groups: State | None, words: str, limit: int, *, is_as_typed: bool) -> Results:
    ids = [edition for edition, _ in within]
    numbered = _by_number(ids, words, limit)
    exact = _by_words(ids, words, limit)
    first = list(dict.fromkeys([*numbered, *exact]))
    if not numbered and _A_POINT.fullmatch(words):
        return Results(_hits(exact[:limit], words), is_widened=False, missing_number=words)
    if len(first) >= limit or (numbered and not re.search(r"[^\W\d_]", _NUMBER.sub(r"\2", words))):
        return Results(_hits(first[:limit], words), is_widened=False)
    if first and _OPERATORS.search(words):
        return Results(_hits(first, words), is_widened=False)
    known, meanings = lexicon(within), thesaurus(groups or groups_now())
    question = _read(words, known, meanings)
    corrected = "" if first or is_as_typed else _corrected(words, question.unknown, known)
    if not corrected:
        return _widened(words, first, question, known, limit)
    first = _by_words(ids, corrected, limit)
    results = _widened(corrected, first, _read(corrected, known, meanings), known, limit)
    return replace(results, corrected=corrected if results.hits else "")


def _widened(words: str, first: list[UUID], question: Question, known: Lexicon, limit: int) -> Results:
    """The exact hits, then what fits by meaning, and by some of the words when few had all of them."""
    whole, some = _ranked(question, known, limit)
    found = list(dict.fromkeys([*first, *whole]))
    is_widened = not found and bool(some)
    if is_widened or (len(question.ideas) >= FEW and len(found) < FEW):
        found = list(dict.fromkeys([*found, *some]))
    shown = " or ".join([words, *(" ".join(term) for idea in question.ideas for term in idea[1:])])
    return Results(_hits(found[:limit], shown), is_widened)


def _by_number(within: list[UUID], words: str, limit: int) -> list[UUID]:
    """The point with this number; a section's number alone stands for its points."""
    asked = _NUMBER.match(words)
    if asked is None or ("." not in asked[1] and asked[2].strip()):
        return []
    number = ".".join(re.sub(r"\d+", lambda digits: str(int(digits[0])), part) for part in asked[1].upper().split("."))
    inside = Q(number=number) if "." in number else Q(number=number) | Q(section__number=number)
    found = PointVersion.objects.filter(inside, edition__in=within)
    return list(
        found.order_by(reading_order("edition__document__kind"), "edition__document__title", "order").values_list(
            "pk", flat=True
        )[:limit]
    )


def _by_words(within: list[UUID], words: str, limit: int) -> list[UUID]:
    """Points that have every word. Written by hand, since it is asked at every search."""
    with connection.cursor() as cursor:
        cursor.execute(BY_WORDS, {"words": words, "within": within, "kinds": Kind.values, "limit": limit})
        return [pk for (pk,) in cursor.fetchall()]


def _read(words: str, known: Lexicon, meanings: Thesaurus) -> Question:
    """Cuts a question into ideas: the longest phrase that has synonyms first, else word by word."""
    typed = re.findall(r"\w+", words.lower())[:MOST_WORDS]
    stems = [(word, term[0]) for word, term in zip(typed, stems_of(typed), strict=True) if term]
    telling = [(word, stem) for word, stem in stems if word not in ASKING]
    if not telling or len(typed) < FEW:
        telling = stems  # so short a question has no word to spare
    unknown = tuple(word for word, stem in telling if stem not in known.places and not meanings.knows(stem))
    return Question(tuple(_ideas([stem for _, stem in telling], meanings)), unknown)


def _ideas(stems: list[str], meanings: Thesaurus) -> Iterable[tuple[Stems, ...]]:
    place = 0
    while place < len(stems):
        for size in range(min(meanings.longest, len(stems) - place), 0, -1):
            term = tuple(stems[place : place + size])
            if size == 1 or term in meanings.others:
                yield (term, *meanings.others.get(term, ()))
                place += size
                break


def _corrected(words: str, unknown: tuple[str, ...], known: Lexicon) -> str:
    """The question with each unknown word replaced by the nearest word of the text; empty when there is none."""
    corrected = words
    for word in dict.fromkeys(unknown):
        meant = known.nearest(word)
        if meant is not None:
            corrected = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", meant, corrected, flags=re.IGNORECASE)
    return corrected if corrected != words else ""


def _ranked(question: Question, known: Lexicon, limit: int) -> tuple[list[UUID], list[UUID]]:
    """The points that have every idea, and those that have only some: of each so many, best first."""
    scores: dict[int, float] = {}
    met: dict[int, int] = {}
    ideas = dict.fromkeys(question.ideas)
    for idea in ideas:
        best = known.fits(idea[0])
        for term in idea[1:]:
            for point, fit in known.fits(term).items():
                if fit * SAME_MEANING > best.get(point, 0.0):
                    best[point] = fit * SAME_MEANING
        for point, fit in best.items():
            scores[point] = scores.get(point, 0.0) + fit
            met[point] = met.get(point, 0) + 1
    whole = [point for point, ideas_met in met.items() if ideas_met == len(ideas)]
    some = [point for point, ideas_met in met.items() if ideas_met < len(ideas)]
    return _best(whole, scores, known, limit), _best(some, scores, known, limit)


def _best(points: list[int], scores: dict[int, float], known: Lexicon, limit: int) -> list[UUID]:
    """So many of the points, the best first, in reading order where they are equal."""
    best = heapq.nsmallest(limit, points, key=lambda point: (-scores[point], point))
    return [known.points[point] for point in best]


def _hits(found: list[UUID], shown: str) -> tuple[Hit, ...]:
    """The points with their snippets, in the order given."""
    query = SearchQuery(shown, config="english", search_type="websearch")
    versions = (
        PointVersion.objects.with_place()
        .filter(pk__in=found)
        .annotate(
            snippet=SearchHeadline(
                Concat("heading", Value(" "), "text", output_field=TextField()),
                query,
                config="english",
                start_sel=_OPEN,
                stop_sel=_CLOSE,
                max_words=45,
                min_words=25,
                max_fragments=0,
            ),
        )
        .in_bulk(found)
        if found
        else {}
    )
    return tuple(Hit(versions[pk], _snippet(vars(versions[pk])["snippet"], versions[pk])) for pk in found)


def parts(marked: str) -> tuple[Part, ...]:
    """Cuts a marked snippet into parts, so that a template can escape each and mark it by itself."""
    pieces = re.split(f"{_OPEN}(.*?){_CLOSE}", marked, flags=re.DOTALL)
    return tuple(Part(piece, is_marked=place % 2 == 1) for place, piece in enumerate(pieces) if piece)


def _snippet(marked: str, version: PointVersion) -> tuple[Part, ...]:
    """The parts, with dots where the text goes on."""
    text = version.plain_text
    pieces = parts(without_signs(marked) if version.is_markdown else marked)
    shown = "".join(part.text for part in pieces).split()
    return pieces if not shown or text.split()[-1:] == shown[-1:] else (*pieces, Part(" …", is_marked=False))
