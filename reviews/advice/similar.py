"""Earlier answers to requests that read alike, found by their words among what the reader may see anyway."""

import re

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from portal.foundation.people.models import User
from reviews.advice.models import Answer, Request

MOST_WORDS = 40
MOST_COMPARED = 500
"""Of all that share a word only the latest are ranked, so that a desk of ten years answers as fast as a new one."""
SHOWN = 5
_WORD = re.compile(r"[^\W\d_]{4,30}")


def similar_answers(item: Request, user: User) -> list[Answer]:
    """The newest answers of the requests most alike, best first; none for what is for the office only."""
    words = _words(item)
    if item.office_only or not words:
        return []
    query = SearchQuery(" OR ".join(words), config="english", search_type="websearch")
    answered = Request.objects.handled_by(user).finished().filter(office_only=False, answered_at__isnull=False)
    alike = answered.filter(search=query).exclude(pk=item.pk).exclude(state="withdrawn").order_by("-changed_at")
    latest = list(alike.values_list("pk", flat=True)[:MOST_COMPARED])
    ranked = Request.objects.filter(pk__in=latest).annotate(rank=SearchRank(F("search"), query)).order_by("-rank", "pk")
    best = list(ranked.values_list("pk", flat=True)[:SHOWN])
    answers = Answer.objects.filter(item__in=best).select_related("item").order_by("number")
    newest = {answer.item_id: answer for answer in answers.prefetch_related("citations__point__edition__document")}
    return [newest[pk] for pk in best if pk in newest]


def _words(item: Request) -> list[str]:
    """The words that the member used, each once, longest first: long words tell most."""
    wording = item.wordings.last()
    said = f"{item.question} {wording.text if wording else ''}".lower()
    return sorted(set(_WORD.findall(said)), key=lambda word: (-len(word), word))[:MOST_WORDS]
