"""How often one address may ask. Kept is a number for a minute, under a keyed hash: no address and no question."""

import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

MINUTE = 60


def seconds_to_wait(request: HttpRequest, *, what: str, per_minute: int) -> int:
    """0 when the address may ask; else the seconds until it may again. Counts this request.

    Readers who come at the same instant may be counted as one: the limit holds back a flood, not the odd request.
    """
    now = int(time.time())
    address = get_adapter(request).get_client_ip(request)
    who = salted_hmac("guidance.limits", f"{what} {address}", secret=settings.SECRET_KEY).hexdigest()[:32]
    key = f"limit:{who}:{now // MINUTE}"
    if cache.add(key, 1, timeout=2 * MINUTE):
        return 0
    return 0 if cache.incr(key) <= per_minute else MINUTE - now % MINUTE
