"""How often one address may ask. Kept is a number for a minute, under a keyed hash: no address and no question.

In a table of its own and in one statement: the cache in the database counts all its rows at every write.
"""

import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from guidance.models.searching import MINUTE

_COUNT = """
    INSERT INTO guidance_searchrate AS rate (who, minute, asked) VALUES (%s, %s, 1)
    ON CONFLICT (who, minute) DO UPDATE SET asked = rate.asked + 1
    RETURNING asked
"""


def seconds_to_wait(request: HttpRequest, *, what: str, per_minute: int) -> int:
    """0 when the address may ask; else the seconds until it may again. Counts this request."""
    now = int(time.time())
    address = get_adapter(request).get_client_ip(request)
    who = salted_hmac("guidance.limits", f"{what} {address}", secret=settings.SECRET_KEY).hexdigest()[:32]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [who, now // MINUTE])
        (asked,) = cursor.fetchone()
    return 0 if asked <= per_minute else MINUTE - now % MINUTE
