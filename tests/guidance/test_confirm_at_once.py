"""Many members at the same moment, and impatient ones. Real commits, real threads."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from guidance.confirming import actions
from guidance.models import Acknowledgement, Asking, Edition, Statement
from portal.foundation.audit.models import Event
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import RoleGrant, Term, User
from tests.factories.guidance import adopted
from tests.factories.people import RoleGrantFactory, TermFactory, UserFactory, WardFactory

MEMBERS = 1_000 if os.environ.get("PORTAL_FAULTS") == "full" else 250
THREADS = 8


def _press_twice(edition: Edition, statement: Statement, members: list[User]) -> None:
    try:
        for member in members:
            actions.confirm(edition=edition.pk, statement=statement.pk, by=member)
    finally:
        connection.close()


def _members(count: int) -> list[User]:
    """So many members in office, written in three statements."""
    people = [User(email=f"member{number}@council.example", full_name=f"Member {number}") for number in range(count)]
    members = User.objects.bulk_create(people)
    RoleGrant.objects.bulk_create([RoleGrantFactory.build(user=member, role="member") for member in members])
    ward = WardFactory()
    Term.objects.bulk_create([TermFactory.build(user=member, ward=ward) for member in members])
    return members


@pytest.mark.usefixtures("committed_db")
def test_confirmations_under_eight_threads_are_neither_lost_nor_doubled() -> None:
    """250 members (1,000 when PORTAL_FAULTS=full), each of whom presses in two threads at about the same moment.

    The deliberate fault: look first and then write instead of one statement, and a press ends in an error.
    """
    edition, statement = adopted(), Statement.objects.current()
    members = _members(MEMBERS)
    parts = [members[place :: THREADS // 2] for place in range(THREADS // 2)] * 2

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda part: _press_twice(edition, statement, part), parts))

    confirmed = Acknowledgement.objects.values_list("member", flat=True)
    assert sorted(confirmed) == sorted(member.pk for member in members)
    assert Event.objects.filter(verb="guidance.confirmed").count() == MEMBERS


def _ask() -> None:
    try:
        actions.ask_members()
    finally:
        connection.close()


@pytest.mark.usefixtures("committed_db")
def test_several_beats_at_once_ask_each_member_once() -> None:
    adopted()
    members = [UserFactory(roles=("member",)) for _ in range(40)]

    with ThreadPoolExecutor(4) as beats:
        list(beats.map(lambda _: _ask(), range(4)))

    assert sorted(Asking.objects.values_list("member", flat=True)) == sorted(member.pk for member in members)
    assert Item.objects.filter(kind="guidance.confirm").count() == len(members)


def _write(by: User) -> str:
    try:
        return actions.write_statement(text=f"Words of {by.pk}", seen=1, by=by).text
    except actions.Stale as refusal:
        return str(refusal)
    finally:
        connection.close()


@pytest.mark.usefixtures("committed_db")
def test_of_two_who_write_a_statement_at_once_one_is_refused() -> None:
    officers = [UserFactory(roles=("monitoring_officer",)) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(_write, officers))

    assert results.count(actions.WRITTEN_SINCE) == 3
    assert Statement.objects.count() == 2
