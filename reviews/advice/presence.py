"""Who else has a request open. Kept for two minutes in the cache of the database and nowhere else."""

from datetime import datetime, timedelta

from django.core.cache import cache

from portal.foundation.people.models import User
from reviews.advice.models import Request

WHILE = timedelta(minutes=2)


def look(item: Request, user: User, now: datetime) -> list[User]:
    """Say that this person looks at the request, and answer who else does.

    Two who open it in the same instant may miss each other until one of them opens it again; nothing rests on it.
    """
    key = f"advice.looking:{item.pk}"
    known: dict[str, datetime] = cache.get(key) or {}
    seen = {pk: at for pk, at in known.items() if now - at < WHILE and pk != str(user.pk)}
    cache.set(key, {**seen, str(user.pk): now}, int(WHILE.total_seconds()))
    return list(User.objects.filter(pk__in=seen).order_by("full_name")) if seen else []
