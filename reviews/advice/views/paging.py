"""Pages of a list by key: the next page begins after the last row shown, however many rows there are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from reviews.advice.models import Request, RequestQuerySet

PAGE = 25

Key = Callable[[Request], datetime | None]


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and where the next page begins."""

    items: list[Request]
    next_after: str
    is_first: bool

    def next_href(self, kept: Mapping[str, str]) -> str:
        """The address of the next page, with the filters kept; empty on the last."""
        return f"?{urlencode({**kept, 'after': self.next_after})}" if self.next_after else ""


def page_by_urgency(found: RequestQuerySet, after: str) -> Page:
    """What must be done first comes first: by the due time, or by the posting time when that is earlier."""
    place = _read(after)
    if place:
        found = found.filter(Q(act_by__gt=place[0]) | Q(act_by=place[0], pk__gt=place[1]))
    return _cut(found.order_by("act_by", "pk"), lambda item: item.act_by, is_first=place is None)


def page_of_latest(found: RequestQuerySet, after: str) -> Page:
    """What changed last comes first."""
    place = _read(after)
    if place:
        found = found.filter(Q(changed_at__lt=place[0]) | Q(changed_at=place[0], pk__gt=place[1]))
    return _cut(found.order_by("-changed_at", "pk"), lambda item: item.changed_at, is_first=place is None)


def _cut(found: RequestQuerySet, key: Key, *, is_first: bool) -> Page:
    items = list(found[: PAGE + 1])
    last = key(items[PAGE - 1]) if len(items) > PAGE else None
    after = f"{last.isoformat()}~{items[PAGE - 1].pk}" if last else ""
    return Page(items[:PAGE], after, is_first)


def _read(after: str) -> tuple[datetime, UUID] | None:
    """The place in the list; None for the beginning and for junk, since an old address must still open."""
    moment, _, pk = after.partition("~")
    try:
        at, last = datetime.fromisoformat(moment), UUID(pk)
        # In UTC, since the database refuses offsets that Python reads, such as +23:59.
        return (at.astimezone(UTC), last) if timezone.is_aware(at) else None
    except (ValueError, OverflowError):
        return None
