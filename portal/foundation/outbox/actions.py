"""Put something into the outbox, and work through what is due.

Each thing is done at least once: it is marked done after the deed, so a crash between the two repeats it, and its
Message-ID tells the copy. PostgreSQL is the only memory; drainers may be many and may die at any point.
"""

import logging
import random
import re
import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.foundation.audit.actions import Actor, record

from . import mail
from .models import WAITING, Item, ItemQuerySet
from .post import Post, PostClosed

MAX_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
POST_CLOSED_WAIT = timedelta(seconds=15)
BATCH = 20
"""Items claimed in one commit: few, since those behind an item that kills its worker wait for the lease to end."""
SECONDS = 20.0

AN_ID = re.compile(r"[\w.:+-]{0,100}", re.ASCII)
logger = logging.getLogger(__name__)


class HoldsText(ValueError):
    """A payload takes ids only: what people wrote never lies in the outbox."""


class CannotRevive(Exception):
    """The item is not dead, or its sealed text is gone."""


class UnknownKind(Exception):
    """No function is named for this kind of work."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be put into the outbox; see `add`."""

    kind: str
    key: str
    payload: Mapping[str, str] = field(default_factory=dict)
    due_at: datetime | None = None


def add(kind: str, *, key: str, payload: Mapping[str, str], due_at: datetime | None = None) -> None:
    """Have work of `kind` done at `due_at` (now, when None), once the caller's transaction is committed.

    A second call with the same `key` changes nothing. Raises HoldsText for a payload that is more than ids.
    """
    add_all([Entry(kind, key, payload, due_at)])


def add_all(entries: Iterable[Entry]) -> None:
    """Add many in one statement; see `add`."""
    now = timezone.now()
    Item.objects.bulk_create(
        [
            Item(kind=entry.kind, dedupe_key=entry.key, payload=_ids(entry), due_at=entry.due_at or now)
            for entry in entries
        ],
        ignore_conflicts=True,
    )


def _ids(entry: Entry) -> dict[str, str]:
    for name, value in entry.payload.items():
        if not isinstance(value, str) or not AN_ID.fullmatch(value):
            raise HoldsText(f"The payload of {entry.kind} holds more than an id under {name}.")
    return dict(entry.payload)


def add_sealed(kind: str, *, key: str, to: str, subject: str, body: str, expires_at: datetime) -> None:
    """Have a whole mail sent that may not be read at rest, such as a code for sign-in.

    It lies sealed, is wiped once it is sent, and dies unsent at `expires_at`. Idempotent on `key`; needs no entry
    in OUTBOX_KINDS.
    """
    sealed = mail.seal_mail(key=key, to=to, subject=subject, body=body)
    item = Item(kind=kind, dedupe_key=key, sealed=sealed, expires_at=expires_at)
    Item.objects.bulk_create([item], ignore_conflicts=True)


@transaction.atomic
def revive(item: Item, by: Actor) -> None:
    """Try a dead item again, at once, with all its attempts. Raises CannotRevive."""
    locked = Item.objects.select_for_update().get(pk=item.pk)
    if not locked.can_be_revived:
        raise CannotRevive
    died_why = locked.died_why
    locked.dead_at, locked.died_why, locked.attempts, locked.due_at = None, "", 0, timezone.now()
    locked.save(update_fields=["dead_at", "died_why", "attempts", "due_at"])
    record("outbox.revived", by=by, about=locked, data={"kind": locked.kind, "died_why": died_why})


def drain(limit: int = 100, *, seconds: float = SECONDS) -> int:
    """Do up to `limit` items that are due, beginning none after `seconds`; how many were taken in hand.

    Never call it inside a transaction: each item has its own commits.
    """
    stop_at, taken = time.monotonic() + seconds, 0
    bury_expired()
    with Post() as post:
        while taken < limit and time.monotonic() < stop_at:
            batch = claim(min(BATCH, limit - taken))
            if not batch:
                break
            taken += _work_through(batch, post, stop_at)
    return taken


def bury_expired() -> None:
    """Give up what nobody may send any more, and wipe it."""
    now = timezone.now()
    Item.objects.expired(now).free(now).update(dead_at=now, died_why=Item.Death.EXPIRED, lease_until=None, sealed=None)


@transaction.atomic
def claim(number: int) -> list[Item]:
    """Take up to `number` due items that no other drainer holds, for OUTBOX_LEASE_SECONDS."""
    now = timezone.now()
    items = list(Item.objects.due(now).select_for_update(skip_locked=True, no_key=True)[:number])
    until = now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    Item.objects.filter(pk__in=[item.pk for item in items]).update(lease_until=until)
    for item in items:
        item.lease_until = until
    return items


def _work_through(batch: list[Item], post: Post, stop_at: float) -> int:
    left = deque(batch)
    try:
        while left and time.monotonic() < stop_at:
            _attempt(left.popleft(), post)
    finally:
        _give_back(left)
    return len(batch) - len(left)


def _give_back(items: Iterable[Item]) -> None:
    for item in items:
        _mine(item).update(lease_until=None)


def _attempt(item: Item, post: Post) -> None:
    if not _begin(item):
        return
    try:
        _perform(item, post)
    except UnknownKind:
        _bury(item, Item.Death.UNKNOWN_KIND)
    except PostClosed as closed:
        _put_off(item, closed)
    except Exception as fault:
        # The edge of the worker: whatever a kind's function raises is one failed attempt of this item, so that
        # it backs off and dies in the end, and everything behind it goes on.
        logger.exception("outbox item %s of kind %s failed", item.pk, item.kind)
        _fail(item, fault)
    else:
        _finish(item)


def _begin(item: Item) -> bool:
    """Count the attempt before it is made, so that an item that kills its worker dies in the end too.

    False when it is not ours any more, or has had its attempts. It moves behind the others of its batch, which are
    then tried first if this worker dies. The count may be lost in a crash of PostgreSQL; nothing else may.
    """
    until = timezone.now() + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
        changed = _mine(item).update(attempts=F("attempts") + 1, lease_until=until, due_at=until)
    if not changed:
        return False
    item.attempts, item.lease_until = item.attempts + 1, until
    if item.has_expired:
        _bury(item, Item.Death.EXPIRED)
    elif item.attempts > MAX_ATTEMPTS:
        _bury(item, Item.Death.GAVE_UP)
    else:
        return True
    return False


def _perform(item: Item, post: Post) -> None:
    message = _message(item)
    if message is not None:
        message.extra_headers["Message-ID"] = item.message_id
        post.send(message)


def _message(item: Item) -> EmailMessage | None:
    if item.is_sealed_mail:
        return mail.open_sealed(item)
    path = settings.OUTBOX_KINDS.get(item.kind)
    if path is None:
        raise UnknownKind
    message: EmailMessage | None = import_string(path)(item)
    return message


def _finish(item: Item) -> None:
    # Whoever holds the lease by now: the deed is done, and a second copy must not follow.
    waiting = Item.objects.filter(WAITING, pk=item.pk)
    waiting.update(sent_at=timezone.now(), lease_until=None, sealed=None)


def _fail(item: Item, fault: Exception) -> None:
    if item.attempts >= MAX_ATTEMPTS:
        _bury(item, Item.Death.GAVE_UP, fault)
    else:
        due_at = timezone.now() + wait_after(item.attempts)
        _mine(item).update(lease_until=None, due_at=due_at, last_error=type(fault).__name__)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failures: 10 seconds, doubled each time, an hour at most, and never in step."""
    wait: timedelta = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
    return wait * random.uniform(0.75, 1)


def _put_off(item: Item, closed: PostClosed) -> None:
    """A mail server that is away for a day costs a day, not the mail: the attempt does not count."""
    _mine(item).update(
        lease_until=None,
        due_at=timezone.now() + POST_CLOSED_WAIT,
        attempts=F("attempts") - 1,
        last_error=str(closed),
    )


def _bury(item: Item, why: Item.Death, fault: Exception | None = None) -> None:
    changes = {"last_error": type(fault).__name__} if fault else {}
    _mine(item).update(dead_at=timezone.now(), died_why=why, lease_until=None, sealed=None, **changes)


def _mine(item: Item) -> ItemQuerySet:
    """The item while it waits under our lease: its end names the claim, since nobody else's ends at the same time."""
    return Item.objects.filter(WAITING, pk=item.pk, lease_until=item.lease_until)
