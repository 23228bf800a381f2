"""Whether the answer comes before the member means to post, and what is said when it does not."""

from dataclasses import dataclass
from datetime import datetime

from portal.foundation.deadlines.words import in_words
from reviews.advice import showing, times
from reviews.advice.choices import Kind
from reviews.advice.models import Request

TO_COME = (Kind.BEFORE, Kind.REPLY)
"""Kinds that are asked when they are to go out."""


@dataclass(frozen=True)
class Late:
    """The answer may come after the time of posting. Times in words; ``if_urgent`` only where it would be sooner."""

    due: str
    goes_out: str
    if_urgent: str = ""


def late(item: Request, now: datetime) -> Late | None:
    """What a draft, or a request that is open, is told; None when there is time enough, or nothing to post."""
    if item.intended_at is None or item.kind not in TO_COME or not (item.is_draft or item.is_open):
        return None
    due = times.due_if_sent(item, now, is_urgent=item.is_urgent) if item.is_draft else item.due_at
    if due is None or due <= item.intended_at:
        return None
    return Late(in_words(due), showing.goes_out(item), _sooner(item, due, now))


def _sooner(item: Request, due: datetime, now: datetime) -> str:
    if not item.is_draft or item.is_urgent:
        return ""
    sooner = times.due_if_sent(item, now, is_urgent=True)
    return in_words(sooner) if sooner < due else ""
