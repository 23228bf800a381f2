"""Take files in, make their safe copies, clear away what nobody refers to."""

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from portal.foundation.audit.actions import Actor, Fact, record
from portal.foundation.files.copying import CannotCopy, safe_pieces
from portal.foundation.files.kinds import PICTURE, family_of, limit_of
from portal.foundation.files.models import StoredFile
from portal.foundation.files.pictures import RefusedFile, TooLarge, check_file, tidy_name
from portal.foundation.files.storage import keep, open_object, sealed_storage
from portal.foundation.outbox.actions import add
from portal.foundation.outbox.models import Item
from portal.foundation.vault.streams import new_wrapped_key, sealed_pieces, unseal_stream

__all__ = [
    "RefusedFile",
    "drop_made",
    "file_made",
    "make_safe_copy",
    "original_pieces",
    "safe_copy_pieces",
    "seal_made",
    "sweep_orphans",
    "take_in",
    "take_made",
]

ORPHAN_AGE = timedelta(days=1)
"""Far longer than any transaction: an object without a row may belong to one that is not committed yet."""
NAMES_AT_ONCE = 500


class Measured:
    """Passes bytes on and knows how many they were and their SHA-256."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self._digest = hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._digest.update(piece)
            self.size += len(piece)
            yield piece

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


@transaction.atomic
def take_in(upload: "UploadedFile[Any]", *, by: Actor | None, room: str) -> StoredFile:
    """Keep an upload: hashed while it is read, sealed while it is written, never changed again.

    Call it inside the transaction of the action that the file belongs to. The object is written before its row, so a
    row never lacks its object; what a rollback leaves behind is swept later. People see nothing of it until the worker
    has made the safe copy. `by=None`: somebody without an account, on a public page. Raises RefusedFile.
    """
    stored = StoredFile(room=room, name=tidy_name(upload.name), media_type=check_file(upload, room))
    if not stored.is_picture:
        stored.state = StoredFile.State.SEALED
    try:
        _seal(stored, _bounded(upload, stored.media_type), by)
    except OSError as error:
        raise RefusedFile(stored.name, "could not be stored just now. Nothing was saved: try again later.") from error
    return file_made(stored)


def take_made(pieces: Iterable[bytes], *, name: str, media_type: str, by: Actor, room: str) -> StoredFile:
    """Keep a file that the portal itself made: sealed, with its hash, to be saved only.

    A picture waits for its safe copy like any other. Raises OSError when the storage fails: a worker tries again.
    """
    return file_made(seal_made(pieces, name=name, media_type=media_type, by=by, room=room))


def seal_made(pieces: Iterable[bytes], *, name: str, media_type: str, by: Actor, room: str) -> StoredFile:
    """The slow half of `take_made`, for who holds no lock meanwhile: the object is written, its row is not.

    Give it to `file_made` or to `drop_made`; of one that is given to neither, the object is swept after a day.
    """
    stored = StoredFile(room=room, name=tidy_name(name), media_type=media_type)
    if not stored.is_picture:
        stored.state = StoredFile.State.SEALED
    _seal(stored, pieces, by)
    return stored


@transaction.atomic
def file_made(stored: StoredFile) -> StoredFile:
    """The quick half of `take_made`."""
    stored.save(force_insert=True)
    if stored.is_picture:
        add("files.safe_copy", key=f"files.safe_copy:{stored.pk}", payload={"file": str(stored.pk)})
    return stored


def drop_made(stored: StoredFile) -> None:
    """Delete what `seal_made` wrote and nobody wants any more."""
    sealed_storage().delete(stored.original_object)


def original_pieces(stored: StoredFile) -> Iterator[bytes]:
    """The bytes as they were sent. Raises OSError and CannotUnseal, also on the way."""
    with open_object(stored.original_object) as sealed:
        yield from unseal_stream(sealed, bytes(stored.wrapped_key), context=stored.original_context)


def safe_copy_pieces(stored: StoredFile) -> Iterator[bytes]:
    """The bytes of the safe copy; of none, nothing."""
    if stored.is_ready:
        with open_object(stored.safe_object) as sealed:
            yield from unseal_stream(sealed, bytes(stored.safe_wrapped_key), context=stored.safe_context)


def _seal(stored: StoredFile, pieces: Iterable[bytes], by: Actor | None) -> None:
    stored.uploaded_by_id = by.pk if by else None
    stored.wrapped_key = new_wrapped_key(context=stored.original_context)
    content = Measured(pieces)
    stored.original_object = keep(sealed_pieces(content, stored.wrapped_key, context=stored.original_context))
    stored.size, stored.sha256 = content.size, content.sha256


def _bounded(upload: "UploadedFile[Any]", media_type: str) -> Iterator[bytes]:
    """Its bytes, counted as they come: what a browser says of a length is not believed."""
    read = 0
    for piece in upload.chunks():
        read += len(piece)
        if read > limit_of(media_type):
            raise TooLarge(tidy_name(upload.name), None if family_of(media_type) == PICTURE else limit_of(media_type))
        yield piece


def make_safe_copy(item: Item) -> None:
    """The work of the outbox kind "files.safe_copy": decode in a process of its own, encode again, seal, show.

    May run twice, also at once: the first to finish counts. A picture that cannot be decoded is refused with a reason,
    and its original stays. A storage that fails is an error, so that the outbox tries again.
    """
    stored = StoredFile.objects.waiting().filter(pk=uuid.UUID(item.payload["file"])).first()
    if stored is None:
        return
    stored.safe_wrapped_key = new_wrapped_key(context=stored.safe_context)
    try:
        copy = _keep_copy(stored)
    except CannotCopy as error:
        stored.state, stored.refused_why = StoredFile.State.REFUSED, str(error)
    else:
        stored.state, stored.safe_size, stored.safe_sha256 = StoredFile.State.READY, copy.size, copy.sha256
        stored.safe_media_type = "image/png" if stored.media_type == "image/png" else "image/jpeg"
    if not _settle(stored) and stored.safe_object:
        sealed_storage().delete(stored.safe_object)


def _keep_copy(stored: StoredFile) -> Measured:
    with open_object(stored.original_object) as sealed:
        original = unseal_stream(sealed, bytes(stored.wrapped_key), context=stored.original_context)
        copy = Measured(safe_pieces(original))
        pieces = sealed_pieces(copy, bytes(stored.safe_wrapped_key), context=stored.safe_context)
        stored.safe_object = keep(pieces)
    return copy


@transaction.atomic
def _settle(stored: StoredFile) -> bool:
    """Write the outcome, unless another run was first. The event witnesses the original's hash in the audit's chain."""
    if StoredFile.objects.select_for_update().waiting().filter(pk=stored.pk).first() is None:
        return False
    stored.save(
        update_fields=[
            "state",
            "refused_why",
            "safe_object",
            "safe_wrapped_key",
            "safe_sha256",
            "safe_size",
            "safe_media_type",
        ]
    )
    facts: dict[str, Fact] = {
        "room": stored.room,
        "sha256": stored.sha256,
        "size": stored.size,
        "safe_sha256": stored.safe_sha256,
    }
    record(f"file.{stored.state}", by=None, about=stored, data=facts)
    return True


def sweep_orphans(now: datetime | None = None) -> int:
    """Delete stored objects that no row refers to and that are older than a day; how many they were."""
    before = (now or timezone.now()) - ORPHAN_AGE
    storage, swept = sealed_storage(), 0
    for names in _objects_in_batches():
        known = StoredFile.objects.in_storage_as(names)
        for name in names:
            if name not in known and storage.get_modified_time(name) < before:
                storage.delete(name)
                swept += 1
    return swept


def _objects_in_batches() -> Iterator[list[str]]:
    storage = sealed_storage()
    folders = storage.listdir("")[0] if storage.exists("") else []
    for folder in folders:
        names = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
        for start in range(0, len(names), NAMES_AT_ONCE):
            yield names[start : start + NAMES_AT_ONCE]
