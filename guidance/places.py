"""Where a search looks, read anew for each question and yet cheaply.

What Django needs to write the statement costs more than the statement itself; so its text is kept for the day it is
about. The answer is never kept: an edition counts for search at the moment at which it counts everywhere.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from guidance.models import Edition, today


@dataclass(frozen=True, order=True)
class Place:
    """An edition in which to look, and all that a result says of it."""

    edition: UUID
    content_hash: str
    document: str
    """The slug."""
    title: str


def places_to_look() -> tuple[Place, ...]:
    """What members read today (Europe/London), in a steady order."""
    sql, parameters = _statement(today())
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return tuple(sorted(Place(*row) for row in cursor.fetchall()))


@lru_cache(maxsize=2)
def _statement(day: date) -> tuple[str, tuple[Any, ...]]:
    columns = ("pk", "content_hash", "document__slug", "document__title")
    sql, parameters = Edition.objects.readable(day).order_by().values_list(*columns).query.sql_with_params()
    return sql, tuple(parameters)
