"""By what a public profile is known: one spelling for all of its spellings, and the keyed hash of that."""

import unicodedata
from urllib.parse import parse_qs, urlsplit

from django.db import connection

from portal.foundation.vault.ciphers import keyed_hash
from portal.foundation.vault.rotation import Sealing, opened_to_owner, when_free
from reviews.conduct.models import ProfileLook

PURPOSE = "conduct.profile"
FIRST_PARTS = (
    "c", "channel", "company", "groups", "home", "in", "p", "pages", "people", "pg", "profile", "profile.php", "u",
    "user", "users",
)  # fmt: skip
"""What stands before the name in the addresses of some platforms."""
BY_NUMBER = ("id", "user_id")


def plain_account(typed: str) -> str:
    """The name of an account as it was typed: alone, with @, or as an address of its platform.

    The platform is left out on purpose: the same name in two places is nearly always the same person, and a count that
    is too high only asks for a reason. Empty when nothing of it is left.
    """
    text = unicodedata.normalize("NFKC", typed).casefold()
    text = "".join(sign for sign in text if unicodedata.category(sign)[0] not in "CZ")
    if "/" not in text:
        return text.strip("@")
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
    except ValueError:  # such as a bracket that is never closed
        return text
    names = [name for name in parts.path.split("/") if name and name not in FIRST_PARTS]
    numbers = parse_qs(parts.query)
    number = next((numbers[key][0] for key in BY_NUMBER if key in numbers), "")
    found = names[0] if names else number
    return found.strip("@") or parts.netloc.removeprefix("www.")


def hashes_of(account: str, address: str) -> tuple[str, str]:
    """Of the account and of the address; empty for what was left empty."""
    account_hash, address_hash = (_hash(plain_account(typed)) for typed in (account, address))
    return account_hash, address_hash


def _hash(name: str) -> str:
    return keyed_hash(name.encode(), purpose=PURPOSE) if name else ""


def hash_all_anew() -> Sealing:
    """The hashes of each look by the current key (`settings.OTHER_SECRETS`), as the role that owns the tables."""
    sealing = Sealing(f"{ProfileLook._meta.db_table} (hashes)")
    when_free(ProfileLook, lambda: _all_anew(sealing))
    return sealing


def _all_anew(sealing: Sealing) -> bool:
    with opened_to_owner(ProfileLook), connection.cursor() as cursor:
        for look in ProfileLook.objects.all():
            wanted = hashes_of(look.account, look.address)
            if wanted != (look.account_hash, look.address_hash):
                cursor.execute(
                    "UPDATE conduct_profilelook SET account_hash = %s, address_hash = %s WHERE id = %s",
                    [*wanted, look.pk],
                )
                sealing.done += 1
    return True
