"""Copies with parts covered. A person says where and why; the worker makes them; the original stays as it is."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from abuse_log.actions.common import acting_for, lock, next_number, reach_into, require
from abuse_log.actions.refusals import Refused
from abuse_log.evidence.actions import custody, stamping
from abuse_log.evidence.models import Exhibit, Redaction
from abuse_log.evidence.taxonomy import ROOM, Deed
from abuse_log.permissions import can_read
from portal.foundation.audit.actions import record
from portal.foundation.files.actions import original_pieces, take_made
from portal.foundation.files.copying import CannotCopy, safe_pieces
from portal.foundation.files.models import StoredFile
from portal.foundation.files.safe_copy import Box
from portal.foundation.outbox.actions import add
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User

KIND, WATCH = "record.cover", "record.cover_watch"
WATCH_EVERY = timedelta(minutes=5)
GAVE_UP = "The portal tried several times and could not make it. Cover the picture once more."


class NothingToCover(Refused):
    sentence = "Only a picture of which a copy can be shown can be covered. Nothing was made."


@transaction.atomic
def cover(*, exhibit: Exhibit, by: User, boxes: Sequence[Box], reason: str) -> Redaction:
    """Have a copy made with these parts covered. Raises `NothingToCover` and `Full`."""
    locked = lock(exhibit.incident)
    require(can_read(reach_into(locked, by)))
    if not exhibit.stored.is_ready:
        raise NothingToCover
    number = next_number(exhibit.redactions.aggregate(last=Max("number"))["last"])
    redaction = Redaction.objects.create(
        exhibit=exhibit, number=number, boxes=[list(box) for box in boxes], reason=reason, asked_by=by
    )
    add(KIND, key=_key(redaction), payload={"redaction": str(redaction.pk)})
    _watch(redaction)
    data: dict[str, str | int | bool | None] = {"exhibit": exhibit.number, "copy": number}
    record("record.cover_asked", by=by, about=locked, data=data, acting_for=acting_for(locked, by))
    return redaction


def _key(redaction: Redaction) -> str:
    return f"{KIND}:{redaction.pk}"


def _watch(redaction: Redaction) -> None:
    """Come back to it later, apart from the item that makes it: that one may kill every worker that takes it."""
    now = timezone.now()
    key = f"{WATCH}:{redaction.pk}:{int(now.timestamp())}"
    add(WATCH, key=key, payload={"redaction": str(redaction.pk)}, due_at=now + WATCH_EVERY)


@transaction.atomic
def watch_cover(item: Item) -> None:
    """The work of the outbox kind "record.cover_watch": a copy that nobody tries to make any more is refused.

    Else it would be waited for, and no pack made, for ever.
    """
    redaction = Redaction.objects.waiting().filter(pk=UUID(item.payload["redaction"])).first()
    if redaction is None:
        return
    if Item.objects.waiting().filter(dedupe_key=_key(redaction)).exists():
        _watch(redaction)
    else:
        Redaction.objects.waiting().filter(pk=redaction.pk).update(refused_why=GAVE_UP)


def make_covered(item: Item) -> None:
    """The work of the outbox kind "record.cover". May run twice: the first to finish counts."""
    waiting = Redaction.objects.waiting().with_files().select_related("exhibit__incident")
    redaction = waiting.filter(pk=UUID(item.payload["redaction"])).first()
    if redaction is None:
        return
    try:
        copy = b"".join(safe_pieces(original_pieces(redaction.exhibit.stored), redaction.boxes))
    except CannotCopy as error:
        Redaction.objects.filter(pk=redaction.pk, stored=None).update(refused_why=str(error))
        return
    _settle(redaction, copy)


@transaction.atomic
def _settle(redaction: Redaction, copy: bytes) -> None:
    locked = lock(redaction.exhibit.incident)
    if not Redaction.objects.waiting().filter(pk=redaction.pk).exists():
        return
    stored = _keep(redaction, copy)
    Redaction.objects.filter(pk=redaction.pk).update(stored=stored)
    by = redaction.asked_by
    custody.write(incident=locked, by=by, deed=Deed.REDACT, what=redaction.label, object_hash=stored.sha256)
    stamping.stamp_later(incident=locked, what=redaction.label, object_hash=stored.sha256)
    data: dict[str, str | int | bool | None] = {"exhibit": redaction.exhibit.number, "sha256": stored.sha256}
    record("record.covered", by=by, about=locked, data=data, acting_for=acting_for(locked, by))


def _keep(redaction: Redaction, copy: bytes) -> StoredFile:
    is_png = redaction.exhibit.stored.media_type == "image/png"
    media_type = "image/png" if is_png else "image/jpeg"
    return take_made([copy], name=redaction.label, media_type=media_type, by=redaction.asked_by, room=ROOM)
