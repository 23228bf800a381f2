"""Add exhibits to a record, and describe them."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from abuse_log.actions.common import acting_for, lock, next_number, reach_into, require
from abuse_log.actions.refusals import Changed
from abuse_log.evidence.actions import custody, stamping
from abuse_log.evidence.models import Description, Exhibit
from abuse_log.evidence.taxonomy import ROOM, Deed
from abuse_log.keeping import keep
from abuse_log.models.incident import Incident
from abuse_log.permissions import can_add, can_read
from portal.foundation.audit.actions import record
from portal.foundation.files.actions import take_in
from portal.foundation.people.models import User


@transaction.atomic
def add_exhibit(*, incident: Incident, by: User, upload: "UploadedFile[Any]") -> Exhibit:
    """Seal one file into the record; the same file sent again is not kept twice.

    Raises `files.actions.RefusedFile` with a sentence that names the reason, and `Full`.
    """
    locked = lock(incident)
    require(can_add(reach_into(locked, by)))
    twin = locked.exhibits.filter(stored__sha256=sha256_of(upload)).first()
    if twin is not None:
        return twin
    number = next_number(locked.exhibits.aggregate(last=Max("number"))["last"])
    stored = take_in(upload, by=by, room=ROOM)
    exhibit = Exhibit.objects.create(incident=locked, number=number, stored=stored, added_by=by)
    custody.write(incident=locked, by=by, deed=Deed.UPLOAD, what=exhibit.label, object_hash=stored.sha256)
    stamping.stamp_later(incident=locked, what=exhibit.label, object_hash=stored.sha256)
    keep(locked)
    data: dict[str, str | int | bool | None] = {"exhibit": number, "sha256": stored.sha256}
    record("record.exhibit_added", by=by, about=locked, data=data, acting_for=acting_for(locked, by))
    return exhibit


@transaction.atomic
def describe(*, exhibit: Exhibit, by: User, version: int, said: Mapping[str, Any]) -> Description:
    """Say what an exhibit is; what was said before stays. `version` is the number that the page showed, 0 for none.

    `said`: captured_at, captured_by, device, method, shows, covers, third_parties, device_kept. Raises `Changed`.
    """
    locked = lock(exhibit.incident)
    require(can_read(reach_into(locked, by)))
    last = exhibit.descriptions.aggregate(last=Max("number"))["last"] or 0
    if last != version:
        raise Changed
    description = Description.objects.create(exhibit=exhibit, number=next_number(last), written_by=by, **said)
    custody.write(incident=locked, by=by, deed=Deed.DESCRIBE, what=exhibit.label, object_hash=exhibit.stored.sha256)
    data: dict[str, str | int | bool | None] = {"exhibit": exhibit.number, "description": description.number}
    record("record.exhibit_described", by=by, about=locked, data=data, acting_for=acting_for(locked, by))
    return description


def sha256_of(upload: "UploadedFile[Any]") -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
