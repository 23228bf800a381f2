"""Whether a member has asked about nearly the same words before. Looks at the member's own requests only."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from rapidfuzz import fuzz

from portal.foundation.people.models import User
from reviews.advice.models import Request
from reviews.advice.models.papers import fingerprint
from reviews.advice.states import State

ALIKE = 90
"""Likeness in percent from which two texts are nearly the same."""
LATEST = 20
"""How many of the member's latest requests are looked at."""
SHORT = 20
"""Characters below which only the very same words count."""


@dataclass(frozen=True)
class Earlier:
    """An earlier request about these words."""

    item: Request
    day: date
    is_same: bool


def asked_before(item: Request, user: User) -> list[Earlier]:
    """Earlier requests of the member, as far as the user may read them, latest first.

    The texts are opened in memory and compared there; nothing of it is kept.
    """
    words = item.draft_wording if item.has_wording else item.question
    if not words.strip():
        return []
    found = []
    for earlier in _latest(item, user):
        texts = [wording.text for wording in earlier.wordings.all()] if item.has_wording else [earlier.question]
        is_same = any(fingerprint(text) == fingerprint(words) for text in texts)
        if earlier.submitted_at is not None and (is_same or any(are_alike(words, text) for text in texts)):
            found.append(Earlier(earlier, timezone.localdate(earlier.submitted_at), is_same))
    return found


def are_alike(one: str, other: str) -> bool:
    """Whether two texts say nearly the same, whatever their capitals and spaces."""
    first, second = " ".join(one.casefold().split()), " ".join(other.casefold().split())
    if min(len(first), len(second)) < SHORT:
        return first == second and bool(first)
    return fuzz.ratio(first, second, score_cutoff=ALIKE) >= ALIKE


def _latest(item: Request, user: User) -> list[Request]:
    asked = Request.objects.asked_by_or_for(user).filter(member=item.member_id, submitted_at__isnull=False)
    kept = asked.exclude(state=State.WITHDRAWN).exclude(pk=item.pk)
    return list(kept.order_by("-submitted_at").prefetch_related("wordings")[:LATEST])
