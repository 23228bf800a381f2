"""Where sealed objects lie: the storage named "sealed" in settings.STORAGES."""

import io
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages


class DurableStorage(FileSystemStorage):
    """Files that are on the disk, not only on their way to it, when `save` returns; without an address."""

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        saved = super().save(name, content, max_length)
        path = Path(self.path(saved))
        for written in (path, path.parent):
            handle = os.open(written, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return saved

    def url(self, name: str | None) -> str:
        raise ValueError("A sealed object has no address.")


def sealed_storage() -> Storage:
    return storages["sealed"]


def keep(pieces: Iterator[bytes]) -> str:
    """Store the pieces as a new object under a random name, and give the name. Leaves nothing behind when it fails."""
    token = uuid.uuid4().hex
    name = f"{token[:2]}/{token}"
    is_kept = False
    try:
        name = sealed_storage().save(name, File(io.BufferedReader(_Pieces(pieces)), name))
        is_kept = True
    finally:
        if not is_kept:
            sealed_storage().delete(name)
    return name


def open_object(name: str) -> IO[bytes]:
    """Raises OSError when there is none."""
    return sealed_storage().open(name, "rb")


class _Pieces(io.RawIOBase):
    """An iterator of bytes in the shape of a file, as storages want to read it."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._waiting:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._waiting = piece
        taken = min(len(buffer), len(self._waiting))
        buffer[:taken], self._waiting = self._waiting[:taken], self._waiting[taken:]
        return taken
