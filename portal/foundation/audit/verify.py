"""Prove that no event was changed, taken away, moved or added behind the portal's back.

An independent computation of what the database's trigger does. The hash of an event is SHA-256 (hexadecimal) over its
parts, each as UTF-8 text behind its length in bytes and a colon, one after another:

    seq, at (UTC, YYYY-MM-DDTHH:MM:SS.ffffffZ), actor's id, actor's roles, id of the person acted for, verb,
    kind and id of what it is about, data (as PostgreSQL writes jsonb), "read" or "act", hash of the event before.

A missing person is the empty text. The chain alone cannot tell a tail that was cut (the head row can) or a chain that
was rewritten whole (only an anchor kept outside the database can).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, Self
from uuid import UUID

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from portal.foundation.audit.models import GENESIS, AuditHead, Event

ROWS_AT_ONCE = 5_000


class Broken(Exception):
    """The chain does not hold. `seq` is the first event that is wrong; the message says how, in a sentence."""

    def __init__(self, seq: int, how: str) -> None:
        super().__init__(f"Event {seq} {how}.")
        self.seq = seq


@dataclass(frozen=True)
class Anchor:
    """The number and hash of an event, as they were when they were noted outside."""

    seq: int
    hash: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "SEQ:HASH". Raises ValueError with one sentence."""
        number, _, digest = text.strip().partition(":")
        if not (number.isascii() and number.isdigit() and len(number) <= 18):
            raise ValueError("An anchor reads SEQ:HASH, with the number of the event before the colon.")
        if len(digest) != len(GENESIS) or set(digest) - set("0123456789abcdef"):
            raise ValueError("An anchor reads SEQ:HASH, with the 64 hexadecimal digits of the hash after the colon.")
        return cls(int(number), digest)


class Row(NamedTuple):
    """One event as it is stored."""

    seq: int
    at: datetime
    actor_id: UUID | None
    actor_roles: str
    acting_for_id: UUID | None
    verb: str
    about_kind: str
    about_id: str
    data: str
    is_read: bool
    prev_hash: str
    hash: str


def fingerprint(row: Row) -> str:
    """The hash that an untouched event has."""
    parts = (
        str(row.seq),
        row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        str(row.actor_id or ""),
        row.actor_roles,
        str(row.acting_for_id or ""),
        row.verb,
        row.about_kind,
        row.about_id,
        row.data,
        "read" if row.is_read else "act",
        row.prev_hash,
    )
    digest = hashlib.sha256()
    for part in parts:
        written = part.encode()
        digest.update(b"%d:%s" % (len(written), written))
    return digest.hexdigest()


@transaction.atomic
def verify(anchor: Anchor | None = None) -> Anchor:
    """Walk the whole chain, holding few rows in memory; give its head. Raises Broken at the first event that is wrong.

    Safe beside a working portal, which it does not hold up. The transaction is there because PostgreSQL would
    otherwise copy every row aside before it gives the first.
    """
    before = _head()
    marks = {known.seq: known.hash for known in (before, anchor) if known and known.seq}
    last = Anchor(0, GENESIS)
    for row in rows():
        last = _step(last, row)
        if marks.pop(row.seq, row.hash) != row.hash:
            raise Broken(row.seq, "has another hash than was noted: the chain was rewritten")
    if marks or (anchor and anchor.seq == 0 and anchor.hash != GENESIS):
        raise Broken(last.seq + 1, "is missing: the end of the chain was cut off")
    if last.seq > _head().seq:
        raise Broken(_head().seq + 1, "was added past the head of the chain")
    return last


def _step(last: Anchor, row: Row) -> Anchor:
    if row.seq != last.seq + 1:
        raise Broken(last.seq + 1, "is missing")
    if row.prev_hash != last.hash:
        raise Broken(row.seq, "does not follow the event before it")
    if fingerprint(row) != row.hash:
        raise Broken(row.seq, "was changed")
    return Anchor(row.seq, row.hash)


def rows() -> Iterator[Row]:
    """All events as they are stored, in the order of their numbers."""
    stored = (
        Event.objects.order_by("seq")
        .annotate(data_as_stored=Cast("data", TextField()))
        .values_list(*(name if name != "data" else "data_as_stored" for name in Row._fields))
    )
    return map(Row._make, stored.iterator(chunk_size=ROWS_AT_ONCE))


def _head() -> Anchor:
    head = AuditHead.objects.first()
    if head is None:
        raise Broken(1, "cannot be trusted: the row that names the head is gone")
    return Anchor(head.seq, head.hash)
