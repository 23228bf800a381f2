"""Identities and pooled connections: what one request was, the next on the same connection is not.

Faults that turn these red: `set_config(..., false)`, that is SET in place of SET LOCAL; the identity set outside a
transaction; `_identity` without setting back (all tried).
"""

import os
import queue
import random
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import pytest
from celery import shared_task
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.http import HttpResponse

from portal.celery import app as celery
from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from reviews.conduct.identity import acting_as, walled
from reviews.conduct.models import Allegation, Case, Complainant, Grant, Paper, Step
from reviews.conduct.visibility import Capacity
from tests.conftest import Database
from tests.factories import conduct
from tests.factories.people import UserFactory

CASES, THREADS, CONNECTIONS = 20, 8, 3
REQUESTS = 5_000 if os.environ.get("PORTAL_FAULTS") == "full" else 300
TABLES = (Case, Grant, Paper, Allegation, Complainant, Step)


class Broken(Exception):
    """What a page of this test dies of."""


@dataclass(frozen=True)
class Town:
    cases: set[uuid.UUID]
    of: dict[uuid.UUID, set[uuid.UUID]]
    """The cases of each person."""


def build() -> Town:
    holder = conduct.officer()
    of: dict[uuid.UUID, set[uuid.UUID]] = {holder.pk: set()}
    for _ in range(CASES):
        case, _ = conduct.held_case(by=holder)
        of[holder.pk].add(case.pk)
        person = UserFactory()
        conduct.let_in(case, person, Capacity.SUPPORT, holder)
        of[person.pk] = {case.pk}
    of[UserFactory(roles=("auditor",)).pk] = set()
    return Town(set(of[holder.pk]), of)


def seen() -> set[uuid.UUID]:
    cases: set[uuid.UUID] = set(Case.objects.values_list("pk", flat=True))
    for model in TABLES[1:]:
        cases |= set(model._default_manager.values_list("case", flat=True))
    return cases


@walled
def page(request: SignedInRequest, dies: bool) -> HttpResponse:
    """Says which cases are there; every fifth one fails after it has looked."""
    found = seen()
    if dies:
        raise Broken
    return HttpResponse(" ".join(map(str, found)))


def asked(person: uuid.UUID | None, dies: bool) -> set[uuid.UUID]:
    if person is None:
        return seen()
    request = cast(SignedInRequest, SimpleNamespace(user=User(pk=person)))
    try:
        return {uuid.UUID(one) for one in page(request, dies).content.decode().split()}
    except Broken:
        return seen()  # on the connection as the failed request left it, and without an identity


@contextmanager
def lent(pool: "queue.Queue[Any]") -> Iterator[None]:
    """One connection of the pool, as this thread's own for one request."""
    wrapper = pool.get()
    connections[DEFAULT_DB_ALIAS] = wrapper
    try:
        yield
    finally:
        pool.put(wrapper)


def test_no_request_meets_what_is_not_its_persons(committed_db: Database) -> None:
    town, chance = build(), random.Random(6)
    pool: queue.Queue[Any] = queue.Queue()
    for _ in range(CONNECTIONS):
        wrapper = connections.create_connection(DEFAULT_DB_ALIAS)
        wrapper.inc_thread_sharing()
        pool.put(wrapper)
    people = list(town.of)
    orders = [
        (None if chance.random() < 0.2 else chance.choice(people), chance.random() < 0.2) for _ in range(REQUESTS)
    ]

    def request(order: tuple[uuid.UUID | None, bool]) -> set[uuid.UUID]:
        with lent(pool):
            return asked(*order)

    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(request, orders))
    while not pool.empty():
        pool.get().close()

    expected = [set() if person is None or dies else town.of[person] for person, dies in orders]
    assert answers == expected
    assert sum(1 for person, _ in orders if person is None) > REQUESTS / 10


def current() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('portal.conduct_identity', true), '')")
        return str(cursor.fetchone()[0])


def test_identity_ends_with_its_transaction(committed_db: Database) -> None:
    me, other = uuid.uuid4(), uuid.uuid4()

    with acting_as(me):
        with acting_as(other):
            assert current() == str(other)
        assert current() == str(me)
        with pytest.raises(Broken), acting_as(other):
            raise Broken
        assert current() == str(me)
    assert current() == ""
    with pytest.raises(Broken), acting_as(me):
        raise Broken
    assert current() == ""
    with acting_as(me):
        transaction.set_rollback(True)
    assert current() == ""
    with acting_as(me), connection.cursor() as cursor:
        cursor.execute("COMMIT")  # whoever ends the transaction early ends the identity with it
        assert current() == ""


def test_cursor_of_the_server_ends_with_its_transaction(committed_db: Database) -> None:
    """A list that is still being fetched when the identity ends gives nothing more, and nothing to the next."""
    case, holder = conduct.held_case(by=conduct.officer())
    with acting_as(holder.pk):
        rows = Paper.objects.iterator(chunk_size=1)
        assert next(rows).case_id == case.pk
        rows.close()
    assert list(Paper.objects.iterator(chunk_size=1)) == []
    with acting_as(holder.pk):
        ahead = Paper.objects.all()
    assert list(ahead) == []  # asked for inside, fetched outside: nothing


@shared_task(name="tests.conduct.dies", ignore_result=True)
def dies(person: str) -> None:
    with acting_as(uuid.UUID(person)):
        assert Case.objects.exists()
        raise Broken


def test_task_that_dies_leaves_no_identity(committed_db: Database) -> None:
    _, holder = conduct.held_case(by=conduct.officer())

    assert celery.tasks["tests.conduct.dies"].apply(args=[str(holder.pk)]).state == "FAILURE"

    assert current() == ""
    assert not Case.objects.exists()
