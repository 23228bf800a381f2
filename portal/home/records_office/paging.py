"""Long lists, newest first, in pages that begin after the last row of the one before."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Model, Q, QuerySet

ROWS = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: list[Row]
    next_href: str


def page_of(rows: "QuerySet[Row]", after: str, *, by: str) -> Page[Row]:
    """Up to 50 rows by a time and the id, after the place that `after` names; junk is the first page."""
    place = _read(after)
    if place is not None:
        moment, pk = place
        rows = rows.filter(Q(**{f"{by}__lt": moment}) | Q(**{by: moment, "pk__lt": pk}))
    found = list(rows.order_by(f"-{by}", "-pk")[: ROWS + 1])
    next_href = f"?{urlencode({'after': _write(found[ROWS - 1], by)})}" if len(found) > ROWS else ""
    return Page(found[:ROWS], next_href)


def _write(row: Any, by: str) -> str:
    return f"{(getattr(row, by) - EPOCH) // timedelta(microseconds=1)}_{row.pk.hex}"


def _read(after: str) -> tuple[datetime, UUID] | None:
    moment, _, pk = after[:80].partition("_")
    try:
        return EPOCH + timedelta(microseconds=int(moment)), UUID(pk)
    except (ValueError, OverflowError):
        return None
