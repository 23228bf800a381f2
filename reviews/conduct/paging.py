"""Pages of a list that begin after the last row of the one before. Junk in an address is the first page."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

ROWS = 25
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def write_place(moment: datetime, pk: UUID) -> str:
    return f"{(moment - EPOCH) // timedelta(microseconds=1)}_{pk.hex}"


def read_place(after: str) -> tuple[datetime, UUID] | None:
    moment, _, pk = after[:80].partition("_")
    try:
        return EPOCH + timedelta(microseconds=int(moment)), UUID(pk)
    except (ValueError, OverflowError):
        return None


def next_href(place: str, **kept: str) -> str:
    """The address of the next page; empty on the last."""
    return f"?{urlencode({**kept, 'after': place})}" if place else ""
