"""Packs: asked for by the member, made by the worker, stamped when the authorities answer.

A bundle may be large, so it is written and sealed while nothing is locked: what goes in is read under the lock of the
record, and before the bundle is filed it is read again. What has changed meanwhile is never filed.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from tempfile import TemporaryFile
from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from abuse_log.actions.common import lock, next_number, owns, require
from abuse_log.actions.refusals import Refused
from abuse_log.evidence.actions import custody, stamping
from abuse_log.evidence.bundle import content
from abuse_log.evidence.bundle.bag import with_more
from abuse_log.evidence.bundle.build import Built, build, folder_of
from abuse_log.evidence.bundle.content import Contents
from abuse_log.evidence.models import Pack, Redaction, Stamp
from abuse_log.evidence.taxonomy import ROOM, Audience, Deed, Failure
from abuse_log.models.incident import Incident
from portal.foundation.audit.actions import record
from portal.foundation.files.actions import drop_made, file_made, original_pieces, seal_made
from portal.foundation.files.models import StoredFile
from portal.foundation.outbox.actions import add
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User

KIND, WATCH = "record.pack", "record.pack_watch"
WATCH_EVERY = timedelta(minutes=5)
PIECE = 64 * 1024
MOST_BYTES = 1_000_000_000
"""Of the files of one pack: what one upload or one stick takes, and what the worker writes in its time."""
TRIES = 3


class StillCovering(Refused):
    sentence = "A copy with parts covered is still being made. Ask for the pack again in a minute."


class TooLarge(Refused):
    sentence = "These files are more than 1 GB together. Make several packs, each with some of them."


class NotYet(Refused):
    sentence = "This pack is made, or still on its way. Make another one on the page of all packs."


class KeepsChanging(Exception):
    """Somebody works on the record; the outbox tries again in a while."""


@transaction.atomic
def ask_pack(
    *,
    incident: Incident,
    by: User,
    audience: str,
    exhibits: Sequence[int],
    with_words: bool,
    platform: str = "",
) -> Pack:
    """Have a pack made from the record as it is when the worker comes to it. Only the member may.

    `platform`: for a platform, which. Raises `Full`, `TooLarge`, and `StillCovering` for who gets covered copies in
    place of the originals.
    """
    locked = lock(incident)
    require(owns(locked, by))
    waiting = Redaction.objects.waiting().filter(exhibit__incident=locked, exhibit__number__in=exhibits)
    if audience != Audience.POLICE and waiting.exists():
        raise StillCovering
    chosen = locked.exhibits.filter(number__in=exhibits)
    if (chosen.aggregate(octets=Sum("stored__size"))["octets"] or 0) > MOST_BYTES:
        raise TooLarge
    pack = Pack.objects.create(
        incident=locked,
        number=next_number(locked.packs.aggregate(last=Max("number"))["last"]),
        audience=audience,
        platform=platform if audience == Audience.PLATFORM else "",
        exhibits=sorted(chosen.values_list("number", flat=True)),
        with_words=with_words,
        asked_by=by,
    )
    add(KIND, key=_key(pack), payload={"pack": str(pack.pk)})
    _watch(pack)
    record("record.pack_asked", by=by, about=locked, data={"pack": pack.number, "for": audience})
    return pack


def _key(pack: Pack) -> str:
    return f"{KIND}:{pack.pk}"


@transaction.atomic
def ask_again(*, pack: Pack, by: User) -> Pack:
    """The same once more, in place of one that was not made, or not in time. Raises `NotYet`, and as `ask_pack`."""
    locked = lock(pack.incident)
    require(owns(locked, by))
    standing = Pack.objects.get(pk=pack.pk)
    if not standing.can_be_asked_again:
        raise NotYet
    _give_up(standing, Failure.REPLACED)
    return ask_pack(
        incident=locked,
        by=by,
        audience=standing.audience,
        platform=standing.platform,
        exhibits=standing.exhibits,
        with_words=standing.with_words,
    )


def _watch(pack: Pack) -> None:
    """Come back to it later, apart from the item that makes it: that one may kill every worker that takes it."""
    now = timezone.now()
    key = f"{WATCH}:{pack.pk}:{int(now.timestamp())}"
    add(WATCH, key=key, payload={"pack": str(pack.pk)}, due_at=now + WATCH_EVERY)


@transaction.atomic
def watch_pack(item: Item) -> None:
    """The work of the outbox kind "record.pack_watch": a pack that nobody tries to make any more has failed."""
    pack = Pack.objects.filter(pk=UUID(item.payload["pack"]), state=Pack.State.WAITING).first()
    if pack is None:
        return
    lock(pack.incident)
    if Item.objects.waiting().filter(dedupe_key=_key(pack)).exists():
        _watch(pack)
    else:
        _give_up(pack, Failure.GAVE_UP)


def _give_up(pack: Pack, why: Failure) -> None:
    """End a pack that is still on its way. Under the lock of its record."""
    changed = Pack.objects.filter(pk=pack.pk, state=Pack.State.WAITING).update(state=Pack.State.FAILED, failed_why=why)
    if changed:
        record("record.pack_failed", by=None, about=pack.incident, data={"pack": pack.number, "why": str(why)})


def make_pack(item: Item) -> None:
    """The work of the outbox kind "record.pack". May run twice: the first to finish counts.

    A storage or typesetter that fails is an error, so that the outbox tries again. Raises KeepsChanging.
    """
    for _ in range(TRIES):
        pack = Pack.objects.with_files().filter(pk=UUID(item.payload["pack"]), state=Pack.State.WAITING).first()
        if pack is None or _is_made(pack):
            return
    raise KeepsChanging


def _is_made(pack: Pack) -> bool:
    """Make it and file it; whether that needs no second try."""
    contents = _read(pack)
    with TemporaryFile() as bundle:
        built = build(pack, contents, bundle)
        stored = _seal(pack, bundle)
    if is_filed := _file(pack, contents, built, stored):
        return is_filed
    drop_made(stored)
    return not Pack.objects.filter(pk=pack.pk, state=Pack.State.WAITING).exists()


@transaction.atomic
def _read(pack: Pack) -> Contents:
    pack.incident = lock(pack.incident)
    return content.read(pack)


@transaction.atomic
def _file(pack: Pack, contents: Contents, built: Built, stored: StoredFile) -> bool:
    """File the bundle, unless the pack has ended or its record would fill another one by now."""
    pack.incident = lock(pack.incident)
    if not Pack.objects.filter(pk=pack.pk, state=Pack.State.WAITING).exists() or content.read(pack) != contents:
        return False
    Pack.objects.filter(pk=pack.pk).update(
        state=Pack.State.READY,
        stored=file_made(stored),
        manifest_hash=built.manifest_hash,
        tag_hash=built.tag_hash,
        left_out=contents.left_out,
        made_at=timezone.now(),
    )
    by, about = pack.asked_by, pack.incident
    custody.write(incident=about, by=by, deed=Deed.EXPORT, what=pack.named, object_hash=built.tag_hash)
    stamping.stamp_later(incident=about, what=pack.label, object_hash=built.tag_hash)
    record("record.pack_made", by=None, about=about, data={"pack": pack.number, "sha256": stored.sha256})
    return True


def _seal(pack: Pack, bundle: IO[bytes]) -> StoredFile:
    pieces, name = _pieces(bundle), folder_of(pack)
    return seal_made(pieces, name=name, media_type="application/zip", by=pack.asked_by, room=ROOM)


def _pieces(bundle: IO[bytes]) -> Iterator[bytes]:
    bundle.seek(0)
    while piece := bundle.read(PIECE):
        yield piece


def add_stamp(item: Item) -> None:
    """The work of the outbox kind "record.pack_stamp": put the time stamps of a bundle into the bundle.

    The bag itself stays as it is; the ZIP file, and so its hash, is another, and the one before it goes. Raises
    KeepsChanging when another worker does the same.
    """
    stamp = Stamp.objects.verified().filter(pk=UUID(item.payload["stamp"])).first()
    if stamp is None:
        return
    packs = Pack.objects.with_files().filter(tag_hash=stamp.object_hash, incident=stamp.incident)
    if not all(_has_stamps(pack) for pack in packs):
        raise KeepsChanging


def _has_stamps(pack: Pack) -> bool:
    """Put in those that are missing; False when the ZIP file was exchanged by another meanwhile."""
    before = pack.stored
    if before is None:
        return True
    stamps = Stamp.objects.verified().filter(incident=pack.incident_id, object_hash=pack.tag_hash)
    with TemporaryFile() as bundle:
        for piece in original_pieces(before):
            bundle.write(piece)
        more = {f"tsa/bundle-{stamp.authority}.tsr": bytes(stamp.response or b"") for stamp in stamps}
        if not with_more(bundle, more):
            return True
        stored = _seal(pack, bundle)
    if is_exchanged := _exchange(pack, before, stored):
        return is_exchanged
    drop_made(stored)
    return False


@transaction.atomic
def _exchange(pack: Pack, before: StoredFile, stored: StoredFile) -> bool:
    """Its object is swept within days, like every one without a row."""
    lock(pack.incident)
    mine = Pack.objects.filter(pk=pack.pk, stored=before)
    if not mine.exists():
        return False
    mine.update(stored=file_made(stored))
    before.delete()
    return True
