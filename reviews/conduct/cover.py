"""A case that nobody holds: who may cover it, and how they hear that something needs a holding officer.

They are told without its reference, since they have no part in it. The administrators are told as well: they, with a
second person, give somebody from outside a deputy's role.
"""

import uuid

from django.db import connection
from django.db.models import QuerySet

from portal.foundation.outbox import actions as outbox
from portal.foundation.people.models import Role, User
from reviews.conduct.identity import acting_as_system


def may_cover(case_id: uuid.UUID) -> QuerySet[User]:
    """Officers who may hold it and have no stake and no conflict. The database answers the portal itself alone."""
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute("SELECT public.conduct_may_cover(%s)", [case_id])
        return User.objects.filter(pk__in=[row[0] for row in cursor.fetchall()]).order_by("full_name", "pk")


def tell_of_unheld(case_id: uuid.UUID, *, key: str) -> None:
    """One neutral mail to each who may cover, and to each administrator. ``key``: once for each cause."""
    officers = {one.pk for one in may_cover(case_id)}
    administrators = {one.pk for one in User.objects.holding(Role.ADMINISTRATOR)}
    for person in officers | administrators:
        outbox.add(
            "conduct.needs_holder",
            key=f"conduct.needs_holder:{key}:{person}",
            payload={"case": str(case_id), "person": str(person)},
        )
