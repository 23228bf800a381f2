"""Have others confirm when a hash existed. Never in a request, never in the way of the member, never given up.

The worker asks; an authority that does not answer is asked again, after one minute, then two, four and so on to six
hours. Until then the page says that the time stamp is waiting.
"""

import secrets
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from abuse_log.actions.common import lock
from abuse_log.evidence import chain, tsp
from abuse_log.evidence.actions import custody
from abuse_log.evidence.models import CustodyEntry, Pack, Stamp
from abuse_log.evidence.taxonomy import Deed
from abuse_log.models.incident import Incident
from portal.foundation.audit.actions import record
from portal.foundation.outbox.actions import Entry, add, add_all
from portal.foundation.outbox.models import Item

KIND, LOG = "record.stamp", "record.stamp_log"
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)


def authorities() -> dict[str, tsp.Authority]:
    """Those that are set up, by name."""
    rows = [tsp.Authority(row["name"], row["url"], Path(row["roots"])) for row in settings.TIMESTAMP_AUTHORITIES]
    return {authority.name: authority for authority in rows}


def stamp_later(*, incident: Incident, what: str, object_hash: str, lines: int | None = None) -> None:
    """Have every authority stamp this hash. Called inside the transaction of the deed; twice, it adds nothing.

    `lines`: of how many lines of the custody log it is the hash.
    """
    for name in authorities():
        stamp, is_new = Stamp.objects.get_or_create(
            incident=incident, object_hash=object_hash, authority=name, defaults={"what": what, "lines": lines}
        )
        if is_new:
            _queue(stamp, timedelta(0))


def stamp_logs() -> int:
    """Once a day: have each custody log stamped that has grown since it was last; how many they are.

    A second call on the same day (Europe/London) adds nothing.
    """
    if not authorities():
        return 0
    entries = CustodyEntry.objects.filter(incident=OuterRef("pk")).order_by("-seq").values("seq")[:1]
    stamps = Stamp.objects.of_custody().filter(incident=OuterRef("pk")).order_by("-lines").values("lines")[:1]
    grown = Incident.objects.annotate(
        there=Coalesce(Subquery(entries), 0), covered=Coalesce(Subquery(stamps), 0)
    ).filter(there__gt=F("covered"))
    today = timezone.localdate().isoformat()
    found = [
        Entry(LOG, f"{LOG}:{pk}:{today}", {"incident": str(pk)}) for pk in grown.values_list("pk", flat=True).iterator()
    ]
    add_all(found)
    return len(found)


@transaction.atomic
def stamp_log(item: Item) -> None:
    """The work of the outbox kind "record.stamp_log": the log of one record as it is now."""
    incident = Incident.objects.filter(pk=UUID(item.payload["incident"])).first()
    if incident is None:
        return
    locked = lock(incident)
    lines = chain.lines_of(locked.custody.all())
    covered = locked.stamps.of_custody().aggregate(last=Max("lines"))["last"] or 0
    if len(lines) > covered:
        count = len(lines)
        stamp_later(incident=locked, what=f"Lines 1 to {count}", object_hash=chain.digest_of(lines), lines=count)


def _queue(stamp: Stamp, wait: timedelta) -> None:
    add(
        KIND,
        key=f"{KIND}:{stamp.pk}:{stamp.attempts}",
        payload={"stamp": str(stamp.pk)},
        due_at=timezone.now() + wait,
    )


def wait_after(attempts: int) -> timedelta:
    doublings = min(max(attempts - 1, 0), 20)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def get_stamp(item: Item) -> None:
    """The work of the outbox kind "record.stamp". What fails is asked again later; the item itself never dies of it."""
    stamp = Stamp.objects.pending().select_related("incident").filter(pk=UUID(item.payload["stamp"])).first()
    if stamp is not None:
        attempt(stamp)


def attempt(stamp: Stamp) -> bool:
    """Ask once, and note what came of it; whether the time stamp is there now."""
    authority = authorities().get(stamp.authority)
    if authority is None or not authority.roots.is_file():
        return _failed(stamp, Stamp.Trouble.NOT_SET_UP, None)
    digest, nonce, raw = bytes.fromhex(stamp.object_hash), secrets.randbits(63), None
    try:
        raw = tsp.ask(authority, tsp.question(digest, nonce))
        checked = tsp.check(raw, digest=digest, nonce=nonce, authority=authority)
    except tsp.Silent:
        return _failed(stamp, Stamp.Trouble.SILENT, None)
    except tsp.Wrong:
        return _failed(stamp, Stamp.Trouble.WRONG, raw)
    _settle(stamp, raw, checked)
    return True


@transaction.atomic
def _failed(stamp: Stamp, trouble: Stamp.Trouble, raw: bytes | None) -> bool:
    """Note it, keep the answer that did not verify, and ask again later."""
    changes = {"response": raw} if raw is not None else {}
    Stamp.objects.pending().filter(pk=stamp.pk).update(attempts=F("attempts") + 1, trouble=trouble, **changes)
    stamp.refresh_from_db()
    if stamp.state == Stamp.State.PENDING:
        _queue(stamp, wait_after(stamp.attempts))
    return False


def _tell_packs(stamp: Stamp) -> None:
    """A time stamp of a bundle is put into the bundle."""
    if Pack.objects.filter(incident=stamp.incident, tag_hash=stamp.object_hash).exists():
        add("record.pack_stamp", key=f"record.pack_stamp:{stamp.pk}", payload={"stamp": str(stamp.pk)})


@transaction.atomic
def _settle(stamp: Stamp, raw: bytes, checked: tsp.Checked) -> None:
    locked = lock(stamp.incident)
    changed = (
        Stamp.objects.pending()
        .filter(pk=stamp.pk)
        .update(
            state=Stamp.State.VERIFIED,
            response=raw,
            stamped_at=checked.at,
            checked_by=checked.by,
            attempts=F("attempts") + 1,
            trouble="",
        )
    )
    if changed:
        _tell_packs(stamp)
        if stamp.lines is None:  # a line about the log in the log would make it grow, and be stamped, day after day
            what = f"{stamp.what}, {stamp.authority}"
            custody.write(incident=locked, by=None, deed=Deed.SEAL, what=what, object_hash=stamp.object_hash)
        data: dict[str, str | int | bool | None] = {"what": stamp.what, "sha256": stamp.object_hash}
        record("record.stamped", by=None, about=locked, data=data)
