"""For whom the database answers. The second wall of a case: without an identity no row of this room is there.

The identity is a setting of the transaction (`SET LOCAL`), so a connection that goes back to the pool carries none. The
policies of row-level security read it; see the migration ``0002_wall`` and docs/adr/0009.
"""

import functools
import hashlib
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Concatenate, ParamSpec

from django.db import connection, transaction
from django.http import HttpResponse

from portal.foundation.people.requests import SignedInRequest

SETTING = "portal.conduct_identity"
SYSTEM = "system"
"""The portal itself: it sees that cases are there, in which state and whose, and nothing of what they say."""
Rest = ParamSpec("Rest")
View = Callable[Concatenate[SignedInRequest, Rest], HttpResponse]


def hash_of(code: str) -> bytes:
    """What is stored of a return code: SHA-256 of its letters and digits. A code has 100 random bits, so no salt."""
    return hashlib.sha256("".join(code.split()).replace("-", "").upper().encode()).digest()


@contextmanager
def _identity(value: str) -> Iterator[None]:
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        before = _exchange(value)
        yield
        # The end of the transaction takes the setting back by itself; so does a rollback, which allows no query first.
        if before != value and not is_outermost and not connection.needs_rollback:
            _exchange(before)


def _exchange(value: str) -> str:
    """Set the identity and return the one before, in one round trip: each action of the room pays for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH before AS MATERIALIZED (SELECT coalesce(current_setting(%s, true), '') AS value)"
            " SELECT value, set_config(%s, %s, true) FROM before",
            [SETTING, SETTING, value],
        )
        return str(cursor.fetchone()[0])


def acting_as(person_id: uuid.UUID) -> AbstractContextManager[None]:
    """A transaction in which the database answers for this person; an error undoes it, and this with it."""
    return _identity(str(uuid.UUID(str(person_id))))


def acting_by_code(code: str) -> AbstractContextManager[None]:
    """A transaction for whoever came back with a return code and has no account."""
    return _identity(f"code:{hash_of(code).hex()}")


def acting_by_hash(code_hash: bytes) -> AbstractContextManager[None]:
    """As ``acting_by_code``, for a session or a worker that knows only what is stored of the code."""
    return _identity(f"code:{code_hash.hex()}")


def drafting(draft_id: uuid.UUID) -> AbstractContextManager[None]:
    """A transaction that opens the one complaint that is being written under this id, and nothing else."""
    return _identity(f"draft:{draft_id}")


def receiving(case_id: uuid.UUID) -> AbstractContextManager[None]:
    """A transaction that may write down one case that is being received, and read nothing."""
    return _identity(f"receiving:{case_id}")


def acting_as_system() -> AbstractContextManager[None]:
    return _identity(SYSTEM)


def walled(view: View[Rest]) -> View[Rest]:
    """A page of this room: one transaction, in the name of whoever signed in."""

    @functools.wraps(view)
    def behind_the_wall(request: SignedInRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        with acting_as(request.user.pk):
            return view(request, *args, **kwargs)

    return behind_the_wall
