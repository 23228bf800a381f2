"""Tokens that were damaged, moved or made by others are refused; nothing of them is shown.

The deliberate faults that turned these red are named at each test.
"""

import base64
import os
import random

import pytest
from django.test import override_settings

from portal.foundation.vault.ciphers import CannotUnseal, KeyRing, parse_keys, reseal, seal, unseal

OLD, NEW = os.urandom(32), os.urandom(32)
SECRET = "Ada was followed home — twice.".encode()


def ring(**keys: bytes) -> str:
    return ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in keys.items())


def test_seal_and_unseal_give_the_secret_back() -> None:
    token = seal(SECRET, context="here")

    assert unseal(token, context="here") == SECRET
    assert SECRET not in token


def test_seal_twice_gives_different_tokens() -> None:
    assert seal(SECRET, context="here") != seal(SECRET, context="here")


def test_unseal_refuses_a_thousand_bit_flips() -> None:
    """Red when the tag is not checked (CTR mode in place of GCM), or when an unknown key gives the token back."""
    chance = random.Random(20260101)
    token = seal(SECRET, context="here")
    refused = 0

    for _ in range(1000):
        flipped = bytearray(token)
        flipped[chance.randrange(len(token))] ^= 1 << chance.randrange(8)
        with pytest.raises(CannotUnseal):
            unseal(bytes(flipped), context="here")
        refused += 1

    assert refused == 1000


def test_unseal_refuses_every_shortened_token() -> None:
    token = seal(SECRET, context="here")

    for length in range(len(token)):
        with pytest.raises(CannotUnseal):
            unseal(token[:length], context="here")


@pytest.mark.parametrize(
    "junk", [b"", b"\x00", b"\x01", b"\x01\xff", b"plain text", bytes(200), b"\x01\x00" + bytes(40)]
)
def test_unseal_refuses_what_was_never_sealed(junk: bytes) -> None:
    with pytest.raises(CannotUnseal):
        unseal(junk, context="here")


def test_unseal_refuses_another_context() -> None:
    """Red when the context is left out of the associated data."""
    token = seal(SECRET, context="table.column.1")

    with pytest.raises(CannotUnseal):
        unseal(token, context="table.column.2")


def test_unseal_refuses_the_same_key_id_with_another_key() -> None:
    with override_settings(ENCRYPTION_KEYS=ring(one=OLD)):
        token = seal(SECRET, context="here")

    with override_settings(ENCRYPTION_KEYS=ring(one=NEW)), pytest.raises(CannotUnseal):
        unseal(token, context="here")


def test_unseal_refuses_a_key_that_left_the_ring() -> None:
    with override_settings(ENCRYPTION_KEYS=ring(one=OLD)):
        token = seal(SECRET, context="here")

    with override_settings(ENCRYPTION_KEYS=ring(two=NEW)), pytest.raises(CannotUnseal):
        unseal(token, context="here")


def test_unseal_refuses_a_token_that_names_another_key_of_the_ring() -> None:
    with override_settings(ENCRYPTION_KEYS=ring(one=OLD, two=NEW)):
        token = seal(SECRET, context="here")
        renamed = token.replace(b"one", b"two", 1)

        with pytest.raises(CannotUnseal):
            unseal(renamed, context="here")


def test_ring_first_key_seals_and_every_key_unseals() -> None:
    with override_settings(ENCRYPTION_KEYS=ring(old=OLD)):
        token = seal(SECRET, context="here")

    with override_settings(ENCRYPTION_KEYS=ring(new=NEW, old=OLD)):
        assert unseal(token, context="here") == SECRET
        moved = reseal(token, context="here")
    with override_settings(ENCRYPTION_KEYS=ring(new=NEW)):
        assert unseal(moved, context="here") == SECRET


def test_errors_do_not_repeat_the_secret_or_the_token() -> None:
    token = seal(SECRET, context="here")

    with pytest.raises(CannotUnseal) as refused:
        unseal(token, context="elsewhere")

    assert str(refused.value) == "The secret is damaged or does not belong here."


def test_parse_keys_reads_several_in_either_base64_alphabet() -> None:
    key = bytes([0xFB, 0xFF]) + bytes(range(30))
    plain, for_addresses = base64.b64encode(key).decode(), base64.urlsafe_b64encode(key).decode()

    assert parse_keys(f"a:{plain}") == KeyRing(current="a", keys={"a": key})
    assert parse_keys(f" b-2:{for_addresses} , a:{base64.b64encode(OLD).decode()}").current == "b-2"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "entry 1 must read id:key"),
        ("no-colon", "entry 1 must read id:key"),
        (":AAAA", "entry 1 must read id:key"),
        ("ä:AAAA", "entry 1 must read id:key"),
        ("a:***", "entry 1 is not valid base64"),
        ("a:é", "entry 1 is not valid base64"),
        ("a:AAAA", "entry 1 must hold 32 bytes; it holds 3"),
        ("a:" + base64.b64encode(bytes(32)).decode(), "entry 1 is not random"),
        (ring(a=OLD) + ",", "entry 2 must read id:key"),
        (ring(a=OLD) + "," + ring(a=NEW), "names the key id 'a' twice"),
        (ring(a=OLD, b=OLD), "gives the same key under two ids (entry 2)"),
    ],
    ids=range(11),
)
def test_parse_keys_says_what_is_wrong_without_the_key(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"^ENCRYPTION_KEYS ") as refused:
        parse_keys(text)

    assert sentence in str(refused.value)
    assert base64.b64encode(OLD).decode() not in str(refused.value)


def test_key_ring_never_shows_its_keys() -> None:
    assert repr(parse_keys(ring(a=OLD))) == "KeyRing(current='a')"
