"""What is overdue cannot be missed: on the board, on the home page, and for good in the history of the case.

Faults that turn these red, all tried: the board without closed cases of which both sides are still to be told; without
the days of sanctions; missed limits only of clocks that still run; the home page without the number.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from portal.foundation.people.models import User
from tests.cluster import servers
from tests.conduct.counted_house import NO_ACTION, Builder
from tests.conduct.pages import ask, signed_in, words
from tests.conftest import of_its_own
from tests.factories import conduct
from tests.factories.people import UserFactory

LIST = "/records/matters/"


def day(ago: int) -> str:
    return (timezone.localdate() - timedelta(days=ago)).isoformat()


@dataclass(frozen=True)
class Office:
    """One officer with five cases, and a party to the first."""

    holder: User
    party: User
    untold: uuid.UUID
    told_late: uuid.UUID
    sanctioned: uuid.UUID
    held: uuid.UUID
    fresh: uuid.UUID


@pytest.fixture(scope="module")
def office(template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    for database in of_its_own(template, django_db_blocker):
        yield _build(database.name)


def _build(database: str) -> Office:
    house, holder, party = Builder(), conduct.officer(), UserFactory()
    untold, told_late = (house.case("form", day(60), day(50), steps=NO_ACTION) for _ in range(2))
    sanctioned, held, fresh = (house.case("form", day(60)) for _ in range(3))
    for case in (untold, told_late, sanctioned, held, fresh):
        house.given(case, holder.pk)
    house.given(untold, party.pk, "complainant")
    for case in (untold, told_late):
        house.stands(case, "no_further_action", closed=day(50))
    house.clock(untold, "send_decision", day(50), f"{day(43)} 17:00Z")
    house.clock(told_late, "send_decision", day(50), f"{day(43)} 17:00Z", f"{day(20)} 12:00Z")
    house.clock(told_late, "acknowledge", day(60), f"{day(53)} 17:00Z", f"{day(53)} 17:00:59Z")
    house.stands(sanctioned, "follow_up")
    house.sanction(sanctioned, day(40), due=day(3))
    house.stands(held, "on_hold", review_on=day(1))
    house.clock(held, "assessment", day(60), f"{day(32)} 17:00Z", f"{day(30)} 12:00Z", state="paused")
    house.clock(held, "hold_review", day(30), f"{day(-2)} 17:00Z")
    house.clock(fresh, "acknowledge", day(0), f"{day(-7)} 17:00Z")
    servers.psql("; ".join(house.sql), database)
    return Office(holder, party, untold, told_late, sanctioned, held, fresh)


def test_board_says_first_what_is_late_how_late_and_why(office: Office) -> None:
    shown = words(signed_in(office.holder).get(LIST))
    assert 'Matters: <span class="conduct-board__late-count">3 overdue</span>' in shown
    assert "3 overdue, the oldest since" in shown
    assert "4 to work on" in shown
    order = [shown.index(str(case)) for case in (office.untold, office.sanctioned, office.held, office.fresh)]
    assert order == sorted(order)
    rows = shown
    assert rows.count(">Overdue</strong> ") == 3
    assert ">Overdue</strong> by 43 days, since " in rows
    assert [f": {why}<" in rows for why in (
        "send a decision with reasons", "settle a sanction", "look again at the hold")] == [True] * 3  # fmt: skip


def test_closed_case_leaves_the_board_when_nothing_is_due(office: Office) -> None:
    client = signed_in(office.holder)
    assert str(office.told_late) not in words(client.get(LIST))
    closed = words(client.get(LIST, {"show": "closed"}))
    assert (str(office.told_late) in closed, str(office.untold) in closed) == (True, False)


def test_limit_that_was_met_late_stays_in_the_history(office: Office) -> None:
    missed = words(ask(office.holder, "case", str(office.told_late))).partition("Time limits that were missed")[2]
    assert "<strong>Send a decision with reasons</strong>, 23 days late" in missed
    assert "Acknowledge the complaint" not in missed.partition("What was done")[0]
    assert "Time limits that were missed" not in words(ask(office.holder, "case", str(office.fresh)))


def test_limit_missed_before_a_hold_is_not_forgotten_on_hold(office: Office) -> None:
    shown = words(ask(office.holder, "case", str(office.held)))
    assert "<strong>Decide the assessment</strong>, 2 days late" in shown
    assert "not met when it was paused at" in shown


def test_sanction_that_nobody_settled_is_a_warning_on_its_case(office: Office) -> None:
    assert "Overdue: Settle a sanction, since" in words(ask(office.holder, "case", str(office.sanctioned)))


def test_home_says_how_many_are_overdue_before_it_names_them(office: Office) -> None:
    shown = words(signed_in(office.holder).get("/"))
    assert shown.index("3 matters are overdue") < shown.index(str(office.untold))


def test_party_is_told_of_no_limit(office: Office) -> None:
    client = signed_in(office.party)
    assert str(office.untold) in words(client.get(LIST, {"show": "closed"}))
    assert "verdue" not in words(client.get(LIST))
    assert ">Overdue<" not in words(client.get("/"))
