"""Packs: asked for by the member, made by the worker, stamped when the authorities answer, given to somebody."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from abuse_log.actions.common import lock, next_number, owns, reach_into, require
from abuse_log.actions.refusals import Refused
from abuse_log.evidence.actions import custody, stamping
from abuse_log.evidence.bundle.bag import with_more
from abuse_log.evidence.bundle.build import Built, build, folder_of
from abuse_log.evidence.models import Dispatch, Pack, Redaction, Stamp
from abuse_log.evidence.taxonomy import ROOM, Audience, Deed
from abuse_log.models.incident import Incident
from abuse_log.permissions import can_take_original
from portal.foundation.audit.actions import record
from portal.foundation.files.actions import original_pieces, take_made
from portal.foundation.files.models import StoredFile
from portal.foundation.outbox.actions import add
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User

KIND = "record.pack"
PIECE = 64 * 1024


class NotReady(Refused):
    sentence = "This pack is not made yet, so nobody can have been given it."


class StillCovering(Refused):
    sentence = "A copy with parts covered is still being made. Ask for the pack again in a minute."


@transaction.atomic
def ask_pack(*, incident: Incident, by: User, audience: str, exhibits: Sequence[int], with_words: bool) -> Pack:
    """Have a pack made from the record as it is when the worker comes to it. Only the member may.

    Raises `Full`, and `StillCovering` for who gets covered copies in place of the originals.
    """
    locked = lock(incident)
    require(owns(locked, by))
    waiting = Redaction.objects.waiting().filter(exhibit__incident=locked, exhibit__number__in=exhibits)
    if audience != Audience.POLICE and waiting.exists():
        raise StillCovering
    known = set(locked.exhibits.values_list("number", flat=True))
    pack = Pack.objects.create(
        incident=locked,
        number=next_number(locked.packs.aggregate(last=Max("number"))["last"]),
        audience=audience,
        exhibits=sorted(known & set(exhibits)),
        with_words=with_words,
        asked_by=by,
    )
    add(KIND, key=f"{KIND}:{pack.pk}", payload={"pack": str(pack.pk)})
    record("record.pack_asked", by=by, about=locked, data={"pack": pack.number, "for": audience})
    return pack


def make_pack(item: Item) -> None:
    """The work of the outbox kind "record.pack". May run twice: the first to finish counts.

    A storage or typesetter that fails is an error, so that the outbox tries again.
    """
    pack = Pack.objects.with_files().filter(pk=UUID(item.payload["pack"]), state=Pack.State.WAITING).first()
    if pack is None:
        return
    with TemporaryFile() as bundle:
        built = build(pack, bundle)
        _settle(pack, bundle, built)


@transaction.atomic
def _settle(pack: Pack, bundle: IO[bytes], built: Built) -> None:
    locked = lock(pack.incident)
    if not Pack.objects.filter(pk=pack.pk, state=Pack.State.WAITING).exists():
        return
    stored = _keep(pack, bundle)
    Pack.objects.filter(pk=pack.pk).update(
        state=Pack.State.READY,
        stored=stored,
        manifest_hash=built.manifest_hash,
        tag_hash=built.tag_hash,
        made_at=timezone.now(),
    )
    what = f"{pack.label} for {pack.audience}"
    custody.write(incident=locked, by=pack.asked_by, deed=Deed.EXPORT, what=what, object_hash=built.tag_hash)
    stamping.stamp_later(incident=locked, what=pack.label, object_hash=built.tag_hash)
    record("record.pack_made", by=None, about=locked, data={"pack": pack.number, "sha256": stored.sha256})


def _keep(pack: Pack, bundle: IO[bytes]) -> StoredFile:
    return take_made(_read(bundle), name=folder_of(pack), media_type="application/zip", by=pack.asked_by, room=ROOM)


def _read(bundle: IO[bytes]) -> Iterator[bytes]:
    bundle.seek(0)
    while piece := bundle.read(PIECE):
        yield piece


def add_stamp(item: Item) -> None:
    """The work of the outbox kind "record.pack_stamp": put a time stamp of a bundle into the bundle.

    The bag itself stays as it is; the ZIP file, and so its hash, is another.
    """
    stamp = Stamp.objects.verified().filter(pk=UUID(item.payload["stamp"])).first()
    packs = Pack.objects.with_files().filter(tag_hash=stamp.object_hash, incident=stamp.incident) if stamp else []
    for pack in packs:
        with transaction.atomic():
            lock(pack.incident)
            _put_in(Pack.objects.with_files().get(pk=pack.pk), stamp)


def _put_in(pack: Pack, stamp: Stamp | None) -> None:
    if pack.stored is None or stamp is None:
        return
    with TemporaryFile() as bundle:
        for piece in original_pieces(pack.stored):
            bundle.write(piece)
        before = bundle.tell()
        with_more(bundle, f"tsa/bundle-{stamp.authority}.tsr", bytes(stamp.response or b""))
        bundle.seek(0, 2)
        if bundle.tell() > before:
            Pack.objects.filter(pk=pack.pk).update(stored=_keep(pack, bundle))


@transaction.atomic
def note_dispatch(*, pack: Pack, by: User, to_whom: str, way: str, handed_at: datetime, receipt: str) -> Dispatch:
    """Write down to whom a pack was given, how, when, and what they said. Raises `NotReady`."""
    locked = lock(pack.incident)
    require(can_take_original(reach_into(locked, by)))
    if pack.stored is None:
        raise NotReady
    dispatch = Dispatch.objects.create(
        pack=pack,
        to_whom=to_whom,
        way=way,
        handed_at=handed_at,
        receipt=receipt,
        bundle_hash=pack.stored.sha256,
        noted_by=by,
    )
    what = f"{pack.label} for {pack.audience}"
    custody.write(incident=locked, by=by, deed=Deed.SHARE, what=what, object_hash=pack.stored.sha256)
    record("record.pack_given", by=by, about=locked, data={"pack": pack.number, "way": way})
    return dispatch


@transaction.atomic
def take_out_pack(*, pack: Pack, by: User) -> StoredFile:
    """The member is about to get the bundle: written down first. Raises `NotReady`."""
    locked = lock(pack.incident)
    require(owns(locked, by))
    if pack.stored is None:
        raise NotReady
    what = f"{pack.label} for {pack.audience}"
    custody.write(incident=locked, by=by, deed=Deed.DOWNLOAD, what=what, object_hash=pack.stored.sha256)
    record("record.pack_taken", by=by, about=locked, data={"pack": pack.number, "sha256": pack.stored.sha256})
    return pack.stored
