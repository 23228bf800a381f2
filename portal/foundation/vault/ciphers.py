"""Seal and unseal short secrets: AES-256-GCM under a ring of keys.

A token is: format byte, length of the key's id, the key's id (ASCII), nonce (12 bytes), ciphertext with tag.
Everything before the nonce and the *context* (where the secret lives, such as "table.column.primary-key") are
authenticated with it, so a token that was damaged, or moved to another row, column or key, cannot be unsealed.

A random 96-bit nonce bounds one key to 2**32 tokens (NIST SP 800-38D, section 8.3): add a new key long before that.
"""

import base64
import binascii
import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_BYTES = 32
NONCE_BYTES = 12
FORMAT = 1
KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


class CannotUnseal(Exception):
    """The token is damaged, from elsewhere, or sealed under a key that is not on the ring."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by id. `current` names the key that seals; every key on the ring unseals."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)


def parse_keys(text: str) -> KeyRing:
    """Read "id:base64-of-32-bytes[,id2:...]"; the first key seals, the others only unseal.

    Raises ValueError with one sentence that never repeats key material.
    """
    keys: dict[str, bytes] = {}
    for place, entry in enumerate((part.strip() for part in text.split(",")), start=1):
        key_id, key = _parse_entry(entry, place)
        if key_id in keys:
            raise ValueError(f"ENCRYPTION_KEYS names the key id {key_id!r} twice.")
        if key in keys.values():
            raise ValueError(f"ENCRYPTION_KEYS gives the same key under two ids (entry {place}).")
        keys[key_id] = key
    return KeyRing(current=next(iter(keys)), keys=keys)


def _parse_entry(entry: str, place: int) -> tuple[str, bytes]:
    key_id, colon, encoded = entry.partition(":")
    if not colon or not KEY_ID.fullmatch(key_id):
        raise ValueError(
            f"ENCRYPTION_KEYS entry {place} must read id:key, with an id of up to 32 letters, digits, - or _."
        )
    try:
        key = base64.b64decode(encoded, altchars=b"-_" if set(encoded) & {"-", "_"} else None, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"ENCRYPTION_KEYS entry {place} is not valid base64.") from error
    if len(key) != KEY_BYTES:
        raise ValueError(f"ENCRYPTION_KEYS entry {place} must hold 32 bytes; it holds {len(key)}.")
    if len(set(key)) < KEY_BYTES // 4:
        raise ValueError(f"ENCRYPTION_KEYS entry {place} is not random; make one with `openssl rand -base64 32`.")
    return key_id, key


def current_header() -> bytes:
    """How every token begins that is sealed under the current key."""
    ring = _ring(settings.ENCRYPTION_KEYS)
    return bytes([FORMAT, len(ring.current)]) + ring.current.encode("ascii")


def seal(plain: bytes, *, context: str) -> bytes:
    """A new token for `plain`, readable only with the same `context`. Two calls never give the same token."""
    ring = _ring(settings.ENCRYPTION_KEYS)
    header = current_header()
    nonce = os.urandom(NONCE_BYTES)
    return header + nonce + AESGCM(ring.keys[ring.current]).encrypt(nonce, plain, header + context.encode())


def unseal(token: bytes, *, context: str) -> bytes:
    """The secret inside `token`. Raises CannotUnseal for every token that `seal` did not make for this context."""
    ring = _ring(settings.ENCRYPTION_KEYS)
    header, nonce, body = _split(token)
    key = ring.keys.get(header[2:].decode("ascii", errors="replace"))
    if key is None:
        raise CannotUnseal("The secret was sealed under a key that is not on the ring.")
    try:
        return AESGCM(key).decrypt(nonce, body, header + context.encode())
    except InvalidTag as error:
        raise CannotUnseal("The secret is damaged or does not belong here.") from error


def reseal(token: bytes, *, context: str) -> bytes:
    """The same secret under the current key: what a change of keys does to every row."""
    return seal(unseal(token, context=context), context=context)


def _split(token: bytes) -> tuple[bytes, bytes, bytes]:
    if len(token) < 2 or token[0] != FORMAT:
        raise CannotUnseal("This is not a sealed secret.")
    nonce_at = 2 + token[1]
    body_at = nonce_at + NONCE_BYTES
    if len(token) < body_at:
        raise CannotUnseal("The secret is cut short.")
    return token[:nonce_at], token[nonce_at:body_at], token[body_at:]


@lru_cache(maxsize=4)
def _ring(text: str) -> KeyRing:
    return parse_keys(text)


def keyed_hash(plain: bytes, *, purpose: str) -> str:
    """A hash (64 hex digits) by which sealed text can be matched without being opened. The same text gives the same
    hash for one purpose, and another for another; without the current key nobody can try words against it.

    HMAC-SHA-256 under a key derived (HKDF) from the current key: after a change of keys the hashes are made anew.
    """
    ring = _ring(settings.ENCRYPTION_KEYS)
    derived = HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=f"keyed hash: {purpose}".encode())
    return hmac.new(derived.derive(ring.keys[ring.current]), plain, "sha256").hexdigest()
