"""Add words and pictures, which are kept apart from the record."""

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from abuse_log.actions.common import acting_for, lock, next_number, reach_into, require
from abuse_log.actions.refusals import MOST_ROWS, Full
from abuse_log.models import Incident, Picture, Words
from abuse_log.patterns import trace
from abuse_log.permissions import can_add
from portal.foundation.audit.actions import record
from portal.foundation.files.actions import take_in
from portal.foundation.people.models import User


@transaction.atomic
def add_words(*, incident: Incident, by: User, kind: str, text: str) -> Words:
    """Add words as they were. They are kept apart from the record and never shown unasked."""
    locked = lock(incident)
    require(can_add(reach_into(locked, by)))
    if locked.words.count() >= MOST_ROWS:
        raise Full
    words = Words.objects.create(incident=locked, kind=kind, text=text, added_by=by)
    record("record.words_added", by=by, about=locked, data={"words": str(words.pk)}, acting_for=acting_for(locked, by))
    return words


@transaction.atomic
def add_picture(*, incident: Incident, by: User, upload: "UploadedFile[Any]") -> Picture:
    """Seal one picture into the record; the same picture sent again is not kept twice.

    Raises `files.actions.RefusedFile` with a sentence that names the reason.
    """
    locked = lock(incident)
    require(can_add(reach_into(locked, by)))
    twin = locked.pictures.filter(stored__sha256=sha256_of(upload)).first()
    if twin is not None:
        return twin
    number = next_number(locked.pictures.aggregate(last=Max("number"))["last"])
    stored = take_in(upload, by=by, room="abuse_log")
    picture = Picture.objects.create(incident=locked, number=number, stored=stored, added_by=by)
    trace(locked)
    record(
        "record.picture_added",
        by=by,
        about=locked,
        data={"picture": number, "sha256": stored.sha256},
        acting_for=acting_for(locked, by),
    )
    return picture


def sha256_of(upload: "UploadedFile[Any]") -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
