"""Sealed files: whatever length, whole or refused.

Each fault was tried: without the last-chunk flag in the nonce the cut at a chunk's edge goes unseen; without the
chunk's number in it the exchange of two chunks does.
"""

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.foundation.vault.ciphers import CannotUnseal
from portal.foundation.vault.streams import CHUNK_BYTES, TAG_BYTES, seal_stream, unseal_stream

SEALED_CHUNK = CHUNK_BYTES + TAG_BYTES


def sealed(plain: bytes, context: str = "file.1") -> tuple[bytes, bytes]:
    target = io.BytesIO()
    wrapped_key = seal_stream([plain], target, context=context)
    return target.getvalue(), wrapped_key


def unsealed(content: bytes, wrapped_key: bytes, context: str = "file.1") -> bytes:
    return b"".join(unseal_stream(io.BytesIO(content), wrapped_key, context=context))


def plain_of(length: int) -> bytes:
    return random.Random(length).randbytes(length)


@pytest.mark.parametrize(
    "length", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 3 * CHUNK_BYTES + 5]
)
def test_seal_stream_any_length_comes_back(length: int) -> None:
    plain = plain_of(length)
    content, wrapped_key = sealed(plain)

    assert unsealed(content, wrapped_key) == plain
    assert len(content) == 1 + length + TAG_BYTES * max(1, -(-length // CHUNK_BYTES))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 3 * CHUNK_BYTES), max_size=6))
def test_seal_stream_pieces_of_any_size_come_back(sizes: list[int]) -> None:
    pieces = [plain_of(size) for size in sizes]
    target = io.BytesIO()

    wrapped_key = seal_stream(pieces, target, context="file.1")

    assert unsealed(target.getvalue(), wrapped_key) == b"".join(pieces)


def test_unseal_stream_reads_from_a_source_that_gives_little_at_a_time() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size, 1000) if size and size > 0 else 1000)

    plain = plain_of(2 * CHUNK_BYTES + 77)
    content, wrapped_key = sealed(plain)

    assert b"".join(unseal_stream(Slow(content), wrapped_key, context="file.1")) == plain


@pytest.mark.parametrize("length", [0, 10, CHUNK_BYTES, 2 * CHUNK_BYTES, 2 * CHUNK_BYTES + 9])
@pytest.mark.parametrize("missing", [1, TAG_BYTES, SEALED_CHUNK])
def test_unseal_stream_refuses_a_file_cut_short(length: int, missing: int) -> None:
    content, wrapped_key = sealed(plain_of(length))
    kept = content[: max(1, len(content) - missing)]

    with pytest.raises(CannotUnseal):
        unsealed(kept, wrapped_key)


def test_unseal_stream_refuses_a_file_cut_at_every_edge_of_a_chunk() -> None:
    content, wrapped_key = sealed(plain_of(4 * CHUNK_BYTES))

    for chunks in range(4):
        with pytest.raises(CannotUnseal):
            unsealed(content[: 1 + chunks * SEALED_CHUNK], wrapped_key)


def test_unseal_stream_refuses_exchanged_repeated_and_added_chunks() -> None:
    content, wrapped_key = sealed(plain_of(4 * CHUNK_BYTES))
    start, chunks = content[:1], [content[1 + i * SEALED_CHUNK : 1 + (i + 1) * SEALED_CHUNK] for i in range(4)]

    for order in ([1, 0, 2, 3], [0, 1, 1, 3], [0, 2, 3], [0, 1, 2, 3, 3], [3]):
        with pytest.raises(CannotUnseal):
            unsealed(start + b"".join(chunks[index] for index in order), wrapped_key)


def test_unseal_stream_refuses_bit_flips_everywhere() -> None:
    chance = random.Random(7)
    content, wrapped_key = sealed(plain_of(CHUNK_BYTES + 500))

    for _ in range(300):
        flipped = bytearray(content)
        flipped[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        with pytest.raises(CannotUnseal):
            unsealed(bytes(flipped), wrapped_key)


def test_unseal_stream_refuses_the_key_of_another_file_before_reading() -> None:
    content, _ = sealed(b"one")
    _, key_of_other = sealed(b"two", context="file.2")

    with pytest.raises(CannotUnseal):
        unseal_stream(io.BytesIO(content), key_of_other, context="file.1")


def test_unseal_stream_refuses_the_content_of_another_file() -> None:
    _, wrapped_key = sealed(b"one")
    content, _ = sealed(b"two")

    with pytest.raises(CannotUnseal):
        unsealed(content, wrapped_key)


def test_seal_stream_same_file_twice_shares_nothing() -> None:
    first, _ = sealed(plain_of(500))
    second, _ = sealed(plain_of(500))

    assert first[1:33] != second[1:33]
