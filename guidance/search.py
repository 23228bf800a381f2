"""Finding points by their number and by their words, in the text in force and nowhere else.

PostgreSQL's full text does the work: a generated column with weights (heading, section title, text) and
`websearch_to_tsquery`, which takes any input whatever. Nobody's searches are stored.
"""

import re
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Concat

from guidance.models import PointVersion
from guidance.synonyms import other_wordings

LONGEST_QUERY = 200
"""Characters that are searched for; what stands behind them is not looked at."""
MOST_WORDS = 20
# Private-use characters, which no keyboard has: they mark a hit until the snippet is cut into parts.
_OPEN, _CLOSE = "\ue000", "\ue001"
_NUMBER = re.compile(
    r"^(?:points?|sections?|paragraphs?|paras?|no\.?|s\.?|§)?\s*(\d{1,4}(?:\.\d{1,4}){0,3})\b\.?(.*)$", re.I
)


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
    """What was found, best first. `is_widened`: no point had all the words, so these have some of them."""

    hits: tuple[Hit, ...]
    is_widened: bool


def tidy(typed: str) -> str:
    """What was typed, without what no database and no page can hold: NUL, other controls, lone surrogates."""
    shown = typed.encode("utf-8", "ignore").decode().replace(_OPEN, " ").replace(_CLOSE, " ")
    return re.sub(r"[\x00-\x1f\x7f]+", " ", shown).strip()


def find_points(text: str, limit: int = 10) -> list[PointVersion]:
    """The points in force that fit, best first; a point number comes before any words. Takes any text."""
    return [hit.version for hit in search(text, limit).hits]


def search(text: str, limit: int = 10) -> Results:
    """As `find_points`, with snippets, and whether only some of the words were found."""
    words = tidy(text)[:LONGEST_QUERY].strip()
    if not words or limit < 1:
        return Results((), is_widened=False)
    numbered = _by_number(words, limit)
    wordings = [words, *other_wordings(words)]
    found = _by_words(wordings, limit)
    is_widened = not found and not numbered
    if is_widened:
        found = _by_words(re.findall(r"\w+", " ".join(wordings))[:MOST_WORDS], limit)
    seen = {hit.version.pk for hit in numbered}
    hits = [*numbered, *(hit for hit in found if hit.version.pk not in seen)][:limit]
    return Results(tuple(hits), is_widened=is_widened and bool(hits))


def _by_number(words: str, limit: int) -> list[Hit]:
    """The point with this number; a section's number alone stands for its points."""
    asked = _NUMBER.match(words)
    if asked is None or ("." not in asked[1] and asked[2].strip()):
        return []
    number = ".".join(str(int(part)) for part in asked[1].split("."))
    inside = Q(number=number) if "." in number else Q(number=number) | Q(section__number=number)
    return [
        Hit(version, (Part(_opening(version.text), False),))
        for version in PointVersion.objects.in_force().filter(inside)[:limit]
    ]


def _by_words(wordings: list[str], limit: int) -> list[Hit]:
    """Points that have every word of at least one of the wordings."""
    if not wordings:
        return []
    query = reduce(or_, (SearchQuery(words, config="english", search_type="websearch") for words in wordings))
    versions = (
        PointVersion.objects.in_force()
        .filter(search=query)
        .annotate(
            rank=SearchRank(F("search"), query),
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
        .order_by("-rank", "edition__document__title", "order")[:limit]
    )
    return [Hit(version, _snippet(vars(version)["snippet"], version.text)) for version in versions]


def parts(marked: str) -> tuple[Part, ...]:
    """Cuts a marked snippet into parts, so that a template can escape each and mark it by itself."""
    pieces = re.split(f"{_OPEN}(.*?){_CLOSE}", marked, flags=re.DOTALL)
    return tuple(Part(piece, is_marked=place % 2 == 1) for place, piece in enumerate(pieces) if piece)


def _snippet(marked: str, text: str) -> tuple[Part, ...]:
    """The parts, with dots where the text goes on."""
    pieces = parts(marked)
    shown = "".join(part.text for part in pieces).split()
    return pieces if not shown or text.split()[-1:] == shown[-1:] else (*pieces, Part(" …", is_marked=False))


def _opening(text: str) -> str:
    words = text.split()
    return " ".join(words[:30]) + ("…" if len(words) > 30 else "")
