"""The lead enters an election; everybody whom it concerns is told; the numbers of the desk."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.journeys.conftest import People, Person

LINE = "Pre-election period until 10pm on"


def fill(person: Person, name: str, day: date) -> None:
    for box in ("day", "month", "year"):
        person.page.locator(f"[name={name}_{box}]").fill(str(getattr(day, box)))


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_enter_an_election_and_end_it(people: People, *, scripts: bool) -> None:
    today = timezone.localdate()
    lead = people.person(scripts=scripts, email="comms.lead@council.example")
    lead.click("link", "Pre-election periods")
    lead.click("button", "Enter the dates of an election")
    lead.page.get_by_label("Referendum", exact=True).check()
    fill(lead, "poll_date", today + timedelta(days=30))
    lead.click("button", "Work out the latest day for the notice")
    assert lead.sees("the 25th day before it")
    assert lead.page.get_by_label("Referendum", exact=True).is_checked()
    for name in ("notice_date", "starts_on"):
        fill(lead, name, today - timedelta(days=3))
    lead.click("button", "Save the dates")
    assert lead.page.get_by_text(LINE).count() == 1

    member = people.person(scripts=scripts, email="member@council.example")
    assert member.page.get_by_text(LINE).count() == 1

    lead.follow(lead.page.get_by_role("link", name="End early Referendum").first)
    lead.page.get_by_label("Why does the period end early?").fill("Called off")
    lead.click("button", "End the period now")
    assert lead.sees("The period has ended.")
    member.open("/")
    assert member.page.get_by_text(LINE).count() == 0
    assert people.violations == []


def test_the_desk_in_numbers(people: People) -> None:
    officer = people.person(scripts=True, email="mo@council.example")
    officer.click("link", "Advice in numbers")
    assert officer.page.get_by_role("img", name="Requests by month").count() == 1
    assert officer.sees("Requests and what came of them")
    assert people.violations == []
