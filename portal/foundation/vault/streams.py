"""Seal files of any length without holding them in memory.

A sealed file is one format byte, then chunks of 64 KiB of plain text, each AES-256-GCM under a key made for this file
alone. The nonce is the chunk's number and a flag that only the last chunk carries, so chunks cannot be exchanged,
dropped, repeated or added, and a file that was cut short is found out. The file's key is itself sealed by the key ring
for one context and kept apart from the file (in its row): destroying the wrapped key destroys the file.
"""

import os
from collections.abc import Iterable, Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.foundation.vault.ciphers import KEY_BYTES, CannotUnseal, seal, unseal

CHUNK_BYTES = 64 * 1024
TAG_BYTES = 16
FORMAT = b"\x01"


def new_wrapped_key(*, context: str) -> bytes:
    """A fresh file key, sealed by the ring for this context."""
    return seal(os.urandom(KEY_BYTES), context=context)


def seal_stream(source: Iterable[bytes], target: IO[bytes], *, context: str) -> bytes:
    """Write `source` sealed to `target`; give the wrapped key that opens it again."""
    wrapped_key = new_wrapped_key(context=context)
    for piece in sealed_pieces(source, wrapped_key, context=context):
        target.write(piece)
    return wrapped_key


def sealed_pieces(source: Iterable[bytes], wrapped_key: bytes, *, context: str) -> Iterator[bytes]:
    """What `seal_stream` writes, piece by piece, for a target that reads rather than is written to.

    A wrapped key seals one file only: using it twice would repeat nonces.
    """
    cipher = AESGCM(unseal(wrapped_key, context=context))
    yield FORMAT
    number, held = 0, b""
    for chunk in _in_chunks(source):
        if number:
            yield cipher.encrypt(_nonce(number, last=False), held, FORMAT)
        number, held = number + 1, chunk
    yield cipher.encrypt(_nonce(max(number, 1), last=True), held, FORMAT)


def unseal_stream(source: IO[bytes], wrapped_key: bytes, *, context: str) -> Iterator[bytes]:
    """The plain chunks of a sealed file.

    Raises CannotUnseal at once for a key that does not open, and while iterating for a file that was changed.
    Every chunk given out was verified, but only the end of the iteration proves that none is missing.
    """
    cipher = AESGCM(unseal(wrapped_key, context=context))
    return _plain_chunks(source, cipher)


def _plain_chunks(source: IO[bytes], cipher: AESGCM) -> Iterator[bytes]:
    if source.read(1) != FORMAT:
        raise CannotUnseal("This is not a sealed file.")
    number, chunk, last = 1, _read_fully(source), False
    while not last:
        following = _read_fully(source)
        last = not following
        try:
            yield cipher.decrypt(_nonce(number, last=last), chunk, FORMAT)
        except InvalidTag as error:
            raise CannotUnseal("The file is damaged, cut short or does not belong here.") from error
        number, chunk = number + 1, following


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _in_chunks(source: Iterable[bytes]) -> Iterator[bytes]:
    """Cut what comes in any sizes into whole chunks; the last may be shorter, and none is empty."""
    waiting = bytearray()
    for piece in source:
        waiting += piece
        while len(waiting) >= CHUNK_BYTES:
            yield bytes(waiting[:CHUNK_BYTES])
            del waiting[:CHUNK_BYTES]
    if waiting:
        yield bytes(waiting)


def _read_fully(source: IO[bytes]) -> bytes:
    """One sealed chunk, even from a source that gives less than it was asked for; empty at the end."""
    wanted = CHUNK_BYTES + TAG_BYTES
    read = bytearray()
    while len(read) < wanted and (piece := source.read(wanted - len(read))):
        read += piece
    return bytes(read)
