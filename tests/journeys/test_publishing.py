"""An adviser rewords a point of law, two others approve it, and a member reads the new words."""

from datetime import date

import pytest

from tests.journeys.conftest import People, Person
from tests.journeys.test_main_job import fill_date


def fill_day(person: Person, field: str, day: date) -> None:
    for box, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        person.page.locator(f"#id_{field}_{box}").fill(str(value))


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_reword_tell_approve_publish_and_read(people: People, scripts: bool) -> None:
    title = "Questions and answers"
    words = f"You must read it once more, {'with' if scripts else 'without'} haste."
    adviser = people.person(scripts=scripts, email="comms@council.example")
    begin_and_send(adviser, title, words)

    lead = people.person(scripts=scripts, email="comms.lead@council.example")
    approve(lead, title)
    assert lead.sees("The Monitoring Officer has to approve it")
    officer = people.person(scripts=scripts, email="mo@council.example")
    approve(officer, title)
    assert officer.sees("Nothing is missing: publish it.")
    officer.click("button", "Publish")
    assert officer.sees("is published. It is in force from")

    member = people.person(scripts=scripts, email="member@council.example")
    member.open("/guidance/questions-and-answers/section-Q1/")
    assert member.sees(words)
    member.open("/guidance/questions-and-answers/history/")
    assert member.sees("It is a duty now.")
    assert people.violations == []


def begin_and_send(adviser: Person, title: str, words: str) -> None:
    adviser.open("/guidance/")
    adviser.click("link", "Drafts")
    adviser.click("button", "Begin a draft")
    adviser.click("button", "Begin")
    assert adviser.sees("Choose what you want to write")
    adviser.page.get_by_label(f"The next edition of “{title}”").check()
    fill_date(adviser.page, 0)
    adviser.click("button", "Begin")
    adviser.click("link", "Edit point Q1.1")
    adviser.page.locator("#id_text").fill(words)
    adviser.page.get_by_label("It states the law or the Code of Conduct").check()
    adviser.page.locator("#id_basis").fill("The council’s Code of Conduct")
    fill_day(adviser, "law_as_at", date(2026, 11, 1))
    adviser.click("button", "Preview")
    assert adviser.sees("Preview – not saved yet")
    adviser.click("button", "Save")
    adviser.click("link", "Write the note for point Q1.1")
    adviser.page.get_by_label("What changed?").fill("It is a duty now.")
    adviser.page.get_by_label("Why?").fill("Members asked for it.")
    adviser.click("button", "Save the note")
    adviser.click("button", "Send for review")
    assert adviser.sees("You wrote on it, so somebody else approves it.")


def approve(person: Person, title: str) -> None:
    person.open("/")
    person.click("link", f"Approve: {title}", exact=False)
    person.click("link", "See what changed", exact=False)
    person.click("link", "The draft")
    person.click("button", "Approve these words")
    assert person.sees("You have approved it.")
