"""Three people and the records: a member on a phone, a helper whose grade changes, a safety lead."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys.conftest import FULL, People, Person
from tests.journeys.test_evidence import screenshot

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
WITH = BOTH if FULL else pytest.mark.parametrize("scripts", [True], ids=["with-javascript"])
"""Where no form is another without JavaScript; `make faults` has both."""
LINE = "Somebody says that they know my car"


def new_record(person: Person, line: str) -> str:
    """One line, saved; what mail and addresses call it."""
    person.open("/records/new/")
    person.page.get_by_label("One line about what happened", exact=False).fill(line)
    person.click("button", "Save")
    return person.page.locator(".portal-reference").inner_text()


@BOTH
def test_member_on_a_phone_saves_one_line_and_does_the_rest_in_any_order(people: People, *, scripts: bool) -> None:
    """Fault: ask for anything but the line before it is saved."""
    member = people.person(scripts=scripts, email="member2@council.example", is_on_phone=True)
    page = member.page
    member.click("link", "I am being threatened", exact=False)
    assert member.sees("Everything else on this page can wait.")
    member.click("link", "keep a record")
    said = page.locator("main").inner_text()
    order = ["in danger now?", "Who will read this", "nobody looks at it by itself", "Copy the profile", "One line"]
    places = [said.index(words) for words in order]
    assert places == sorted(places)
    page.get_by_label("One line about what happened", exact=False).fill(LINE)
    member.click("button", "Save")
    assert member.sees("Once you have your copies, you can block or report.")
    assert member.sees("Next reminder:")
    record = page.url

    member.click("link", "Show or add accounts")
    page.get_by_label("Account name").fill("@bin.fan")
    member.click("button", "Add")
    assert "@bin.fan" in page.content()
    member.open(record)
    assert "@bin.fan" not in page.content()
    member.click("link", "Add pictures and other files")
    page.get_by_label("Files", exact=True).set_input_files([screenshot(1)])
    page.get_by_role("button", name="Save and seal").click()
    page.get_by_text(re.compile("saved and sealed", re.IGNORECASE)).first.wait_for()
    decide_and_report(member, record)
    put_off_the_next_reminder(member)
    assert people.violations == []


def decide_and_report(member: Person, record: str) -> None:
    page = member.page
    member.open(record)
    member.click("link", "Decide")
    page.get_by_label("Pursue it", exact=True).check()
    member.click("button", "Save", exact=False)
    member.open(record)
    member.click("link", "Note a report to a platform")
    page.get_by_label("To which service?").select_option(label="Facebook")
    member.click("button", "Save", exact=False)
    member.open(record)
    member.click("link", "What to say to the police")
    assert member.sees("“This is an Operation Ford incident.”")
    member.click("button", "Note that it was reported", exact=False)
    page.get_by_label("101", exact=True).check()
    member.click("button", "Save", exact=False)
    member.open(record)
    assert member.sees("Police")


def put_off_the_next_reminder(member: Person) -> None:
    link = member.page.get_by_text("Next reminder:").get_by_role("link")
    due = link.inner_text()
    member.follow(link)
    assert member.sees("Why do I see this?")
    member.page.get_by_label("In two weeks").check()
    member.click("button", "Put it off")
    assert not member.sees(f"Next reminder: {due}")


def appoint(member: Person, grade: str) -> None:
    member.open("/people/delegates/appoint/")
    member.page.get_by_label("Who should help you?").select_option(label="Jonas Pike")
    member.page.get_by_label(grade, exact=True).check()
    last = timezone.localdate() + timedelta(days=7)
    box = member.page.get_by_role("group", name="Last day")
    for part in ("day", "month", "year"):
        box.get_by_label(part.capitalize(), exact=True).fill(str(getattr(last, part)))
    member.click("button", "Appoint", exact=False)


def end_help(member: Person) -> None:
    member.open("/people/delegates/")
    member.click("link", "End the help of Jonas Pike")
    member.page.get_by_role("button").filter(has_text="End").first.click()
    member.page.wait_for_load_state()


@WITH
def test_helper_reaches_as_far_as_the_member_says_and_is_out_at_once(people: People, *, scripts: bool) -> None:
    """Fault: a grade that is kept with the session."""
    member = people.person(scripts=scripts, email="member2@council.example")
    helper = people.person(scripts=scripts, email="delegate@council.example")
    appoint(member, "Record only")
    helper.open("/records/new/")
    helper.page.get_by_label("Tobias Fenn").check()
    helper.page.get_by_label("One line about what happened", exact=False).fill("A letter through the door")
    helper.click("button", "Save")
    assert helper.sees("You made this record for Tobias Fenn")
    assert not helper.sees("A letter through the door")
    record = helper.page.url

    end_help(member)
    appoint(member, "See the content")
    helper.open(record)
    assert helper.sees("A letter through the door")
    helper.click("link", "Add exact words")
    helper.page.get_by_role("textbox").last.fill("Mind your bins")
    helper.click("button", "Save", exact=False)
    assert "Mind your bins" not in helper.page.content()
    helper.open(record)
    helper.click("link", "Show the exact words")
    assert helper.sees("Mind your bins")

    end_help(member)
    for address in (helper.page.url, record):
        helper.page.goto(address)
        assert helper.sees("Page not found")
    member.open(record)
    member.click("link", "Who looked at it")
    assert member.sees("Jonas Pike: the exact words")
    assert people.violations == []


@WITH
def test_safety_lead_is_told_all_that_was_shared_and_asks_nothing_twice(people: People, *, scripts: bool) -> None:
    """What is read is counted; the month's page names nobody. Fault: exposure without `record.read`."""
    member = people.person(scripts=scripts, email="member3@council.example")
    lead = people.person(scripts=scripts, email="safety@council.example")
    reference = new_record(member, LINE)
    member.click("link", "Add exact words")
    member.page.get_by_role("textbox").last.fill("We know your car")
    member.click("button", "Save", exact=False)
    member.open(f"/records/{reference}/details/where/")
    member.page.get_by_label("How did it come?").select_option(label="A letter or leaflet")
    member.click("button", "Save", exact=False)
    member.open(f"/records/{reference}/share/")
    member.page.get_by_label("The safety leads", exact=True).check()
    member.page.get_by_label("The words, pictures and accounts as well", exact=False).check()
    member.click("button", "Share it")

    lead.open("/records/shared/seen/")
    before = shown(lead)
    lead.open("/records/shared/")
    lead.click("link", reference)
    assert lead.sees(LINE)
    assert lead.sees("A letter or leaflet")  # nobody is asked where it came
    assert "We know your car" not in lead.page.content()
    lead.click("link", "Exact words")
    assert lead.sees("We know your car")
    lead.open("/records/shared/seen/")
    assert shown(lead) == before + 1
    lead.open("/records/numbers/")
    lead.click("link", "The page of last month")
    assert lead.sees("Numbers from 1 to 4 are left out.")
    assert not lead.sees("Calloway")
    assert people.violations == []


def shown(lead: Person) -> int:
    found = re.search(r"content of records (\d+) time", lead.page.locator("main").inner_text())
    assert found is not None
    return int(found[1])
