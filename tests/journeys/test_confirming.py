"""Members confirm the guidance; the Monitoring Officer sees who; the desk notes a review."""

import pytest
from django.utils import timezone

from tests.journeys.conftest import People
from tests.journeys.test_main_job import fill_date


@pytest.mark.parametrize(
    ("scripts", "email"),
    [(True, "member@council.example"), (False, "panel@council.example")],
    ids=["with JavaScript", "without JavaScript"],
)
def test_confirm_and_be_seen_by_the_monitoring_officer_only(people: People, scripts: bool, email: str) -> None:
    member = people.person(scripts=scripts, email=email)
    officer = people.person(scripts=scripts, email="mo@council.example")
    adviser = people.person(scripts=scripts, email="comms@council.example")
    member.open("/")
    name = member.page.locator("h1").inner_text().removeprefix("Hello, ")

    member.page.get_by_role("link", name="Confirm: ", exact=False).click()
    member.look()
    assert member.sees("It is no proof that you have read anything")
    member.click("button", "Confirm")
    assert member.sees("Your confirmation is kept")
    assert member.sees("There is nothing for you to confirm now")

    officer.open("/")
    officer.click("link", "Confirmations")
    officer.follow(officer.page.get_by_role("link", name="Who confirmed ", exact=False).first)
    assert officer.sees(name)

    adviser.open("/guidance/confirmations/")
    assert adviser.sees("Not yet")
    assert not adviser.sees(name)
    assert people.violations == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_note_a_review_that_changes_nothing(people: People, scripts: bool) -> None:
    lead = people.person(scripts=scripts, email="comms.lead@council.example")
    note = f"Read with the desk at {timezone.now():%H:%M:%S}, nothing to change."

    lead.open("/guidance/")
    lead.click("link", "Review dates")
    lead.follow(lead.page.get_by_role("link", name="Reviewed, no change", exact=False).first)
    lead.page.get_by_label("What did you look at?").fill(note)
    fill_date(lead.page, 300)
    lead.click("button", "Save the review")

    assert lead.sees("The review is noted")
    assert lead.sees(note)
    lead.click("link", "Set owner and review date", exact=False)
    assert lead.sees("Who looks after it?")
    assert people.violations == []
