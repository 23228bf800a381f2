"""A member takes all of their own records along: one sealed ZIP file, made by the worker, that goes after a week."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from tempfile import TemporaryFile
from typing import IO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from abuse_log.actions.common import require
from abuse_log.actions.refusals import Refused
from abuse_log.evidence.taxonomy import ROOM
from abuse_log.life.whole import whole_record
from abuse_log.models import Incident, Takeaway
from portal.foundation.audit.actions import record
from portal.foundation.files.actions import original_pieces, take_made
from portal.foundation.files.models import EXTENSIONS, StoredFile
from portal.foundation.outbox.actions import add
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from portal.foundation.records.whole import WholeRecord, as_data

KIND = "record.takeaway"
STAYS = timedelta(days=7)
PIECE = 64 * 1024
README = """All that this portal keeps of your own records, as it was when this was made.

Each record has a folder with its reference: record.json holds every field, record.txt the same to read, and evidence/
the files as they came and the copies with parts covered. SHA256SUMS lists the SHA-256 of each file; check it with
"sha256sum --check SHA256SUMS". Times are in UTC. What officers noted for themselves is not in it.

Keep it where nobody else can open it. In the portal it is deleted after seven days.
"""


class NothingToTake(Refused):
    sentence = "There is no record of yours that you can take with you."


def own_records(user: User) -> list[Incident]:
    """Those that they may take along today: all of their own, as far as they may still read them."""
    return list(Incident.objects.visible_to(user).filter(member=user).order_by("recorded_at", "pk"))


@transaction.atomic
def ask_takeaway(*, by: User) -> Takeaway:
    """Have it made. While one is being made, another is not begun. Raises `NothingToTake`."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if not own_records(by):
        raise NothingToTake
    waiting = Takeaway.objects.filter(member=by, state=Takeaway.State.WAITING).first()
    if waiting is not None:
        return waiting
    takeaway = Takeaway.objects.create(member=by)
    add(KIND, key=f"{KIND}:{takeaway.pk}", payload={"takeaway": str(takeaway.pk)})
    record("record.takeaway_asked", by=by, about=takeaway)
    return takeaway


def make_takeaway(item: Item) -> None:
    """The work of the outbox kind "record.takeaway". May run twice: the first to finish counts."""
    takeaway = Takeaway.objects.select_related("member").filter(pk=UUID(item.payload["takeaway"])).first()
    if takeaway is None or takeaway.state != Takeaway.State.WAITING:
        return
    incidents = own_records(takeaway.member)
    with TemporaryFile() as target:
        write_all(target, incidents)
        _settle(takeaway, target, incidents)


@transaction.atomic
def _settle(takeaway: Takeaway, target: IO[bytes], incidents: list[Incident]) -> None:
    wanted = sorted(one.pk for one in incidents)
    # A record that is being erased is waited for; when it has gone meanwhile, all of it is made anew.
    there = Incident.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=wanted).order_by("pk")
    if [one.pk for one in there] != wanted:
        raise RecordGone
    # After the records, as the function that erases one takes them.
    locked = Takeaway.objects.select_for_update(of=("self",)).select_related("member").get(pk=takeaway.pk)
    if locked.state != Takeaway.State.WAITING:
        return
    stored = take_made(_read(target), name="my-records", media_type="application/zip", by=locked.member, room=ROOM)
    locked.state, locked.stored, locked.records = Takeaway.State.READY, stored, wanted
    locked.made_at = timezone.now()
    locked.goes_at = locked.made_at + STAYS
    locked.save()
    record("record.takeaway_made", by=None, about=locked, data={"records": len(wanted), "sha256": stored.sha256})


class RecordGone(Exception):
    """A record went while the file was being made: the outbox tries again."""


def _read(target: IO[bytes]) -> Iterator[bytes]:
    target.seek(0)
    while piece := target.read(PIECE):
        yield piece


def write_all(target: IO[bytes], incidents: Iterable[Incident]) -> None:
    """One ZIP file, piece by piece; no file of a record is held in memory whole."""
    sums: list[str] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        _put(archive, sums, "README.txt", [README.encode()])
        for incident in incidents:
            _write_record(archive, sums, incident)
        archive.writestr("SHA256SUMS", "".join(sums))


def _write_record(archive: zipfile.ZipFile, sums: list[str], incident: Incident) -> None:
    folder = incident.neutral_reference
    whole = whole_record(incident.pk, for_member=True)
    told = as_data(whole, law="", made_at=timezone.now().isoformat(timespec="seconds"), has_identity=True)
    _put(
        archive,
        sums,
        f"{folder}/record.json",
        [json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace")],
    )
    _put(archive, sums, f"{folder}/record.txt", [_in_text(whole).encode("utf-8", "replace")])
    for exhibit in incident.exhibits.with_files():
        _put_stored(archive, sums, f"{folder}/evidence/{exhibit.label}", exhibit.stored)
        for copy in exhibit.redactions.with_files():
            if copy.stored is not None:
                _put_stored(archive, sums, f"{folder}/evidence/{copy.label}", copy.stored)


def _put_stored(archive: zipfile.ZipFile, sums: list[str], path: str, stored: StoredFile) -> None:
    _put(archive, sums, f"{path}.{EXTENSIONS[stored.media_type]}", original_pieces(stored))


def _put(archive: zipfile.ZipFile, sums: list[str], path: str, pieces: Iterable[bytes]) -> None:
    digest = hashlib.sha256()
    with archive.open(path, "w", force_zip64=True) as place:
        for piece in pieces:
            digest.update(piece)
            place.write(piece)
    sums.append(f"{digest.hexdigest()}  {path}\n")


def _in_text(whole: WholeRecord) -> str:
    lines = [whole.title, ""]
    for section in whole.sections:
        lines += [section.title.upper(), *(f"{field.name}: {field.value}" for field in section.fields), ""]
    return "\n".join(lines)


@transaction.atomic
def take_it(*, takeaway: Takeaway, by: User) -> StoredFile | None:
    """The member is about to get it: written down first. None while there is none, or when its days have passed."""
    locked = Takeaway.objects.select_for_update(of=("self",)).select_related("stored").get(pk=takeaway.pk)
    require(locked.member_id == by.pk)
    if locked.stored is None or locked.goes_at is None or locked.goes_at <= timezone.now():
        return None
    record("record.takeaway_taken", by=by, about=locked, data={"sha256": locked.stored.sha256})
    return locked.stored


@transaction.atomic
def forget_old() -> list[str]:
    """Let go of what a week has passed for; the names of its sealed objects, to be deleted after the commit."""
    names: list[str] = []
    for takeaway in Takeaway.objects.over().select_for_update(of=("self",), skip_locked=True).select_related("stored"):
        stored = takeaway.stored
        takeaway.state, takeaway.stored = Takeaway.State.GONE, None
        takeaway.save(update_fields=["state", "stored"])
        record("record.takeaway_gone", by=None, about=takeaway)
        if stored is not None:
            names.append(stored.original_object)
            stored.delete()
    return names
