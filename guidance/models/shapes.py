"""How ids, numbers and fingerprints of the guidance are shaped. The database holds them to it."""

from django.utils.crypto import get_random_string

POINT_ID_LETTERS = "23456789bcdfghjkmnpqrstvwxz"
"""No vowels and nothing that looks like something else: an id can be read out and never spells a word."""
POINT_ID_LENGTH = 10
FINGERPRINT = r"^[0-9a-f]{64}$"
POINT_NUMBER = r"^[0-9A-Za-z]+(\.[0-9A-Za-z]+)*$"

SEE = "see:"
"""A label of an answer that starts so names what it rests on: a label of the protocol, or the number of a point."""


def mint_point_id() -> str:
    """A new permanent id for a point: random, never made from its number or its words."""
    return get_random_string(POINT_ID_LENGTH, POINT_ID_LETTERS)
