"""G5 at its number: confirmations while connections are cut, each pressed in two threads and tried until it is kept.

PORTAL_FAULTS=full does 10,000 confirmations instead of 300. Deliberate faults that turn it red: look first and then
write instead of one statement that ignores conflicts (presses fail, or two events are written); write the event in a
transaction of its own (a cut between the two loses or doubles it).
"""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import product

import psycopg
import pytest
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection, connections

from guidance.confirming import actions
from guidance.models import Acknowledgement, Edition, Statement
from portal.foundation.audit.models import Event
from portal.foundation.people.models import User
from tests.factories.guidance import adopted
from tests.factories.people import UserFactory

FULL = os.environ.get("PORTAL_FAULTS") == "full"
MEMBERS, DOCUMENTS = (1_000, 10) if FULL else (30, 10)
THREADS = 8
PAUSE = 0.2
"""Seconds between two cuts."""
CUT = """
    SELECT count(pg_terminate_backend(pid)) FROM (
        SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = current_user
        ORDER BY random() LIMIT 2
    ) AS unlucky
"""
Press = tuple[User, Edition]


@contextmanager
def cutting() -> Iterator[list[int]]:
    """Cuts connections of the app to its database, two at a time, until the block ends; yields what was cut."""
    over, cuts = threading.Event(), []
    settings = connection.get_connection_params()
    settings.pop("cursor_factory", None)
    settings.pop("context", None)

    def cut() -> None:
        with psycopg.connect(**settings, autocommit=True) as line:
            while not over.wait(PAUSE):
                found = line.execute(CUT).fetchone()
                cuts.append(found[0] if found else 0)

    thread = threading.Thread(target=cut)
    connection.close()  # this thread's own line is not to be cut while it waits
    thread.start()
    try:
        yield cuts
    finally:
        over.set()
        thread.join()


def press_until_kept(statement: Statement, presses: list[Press]) -> int:
    """Confirms each; a press whose connection is cut is made again. How often that happened."""
    failures = 0
    try:
        for member, edition in presses:
            while True:
                try:
                    actions.confirm(edition=edition.pk, statement=statement.pk, by=member)
                    break
                except (OperationalError, InterfaceError):
                    failures += 1
                    connections.close_all()
    finally:
        connections.close_all()
    return failures


@pytest.mark.usefixtures("committed_db")
def test_confirmations_under_cut_connections_are_neither_lost_nor_doubled() -> None:
    editions = [adopted(title=f"Protocol {number}") for number in range(DOCUMENTS)]
    members: list[User] = [UserFactory(roles=("member",)) for _ in range(MEMBERS)]
    statement = Statement.objects.current()
    wanted = list(product(members, editions))
    parts = [wanted[place :: THREADS // 2] for place in range(THREADS // 2)] * 2

    with cutting() as cuts, ThreadPoolExecutor(THREADS) as pool:
        failures = sum(pool.map(lambda part: press_until_kept(statement, part), parts))

    kept = sorted(Acknowledgement.objects.values_list("member", "edition"))
    print(f"{len(kept)} kept of {len(wanted)}, {sum(cuts)} connections cut, {failures} presses made again")
    assert kept == sorted((member.pk, edition.pk) for member, edition in wanted)
    assert Event.objects.filter(verb="guidance.confirmed").count() == len(wanted)
    assert failures >= (100 if FULL else 1)
    call_command("verify_audit")
