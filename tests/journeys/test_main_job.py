"""The main job from end to end, as different people: read, ask, answer, record, be reminded; and the walls.

Once with JavaScript and once without. axe looks at each page that is met, at 1280 and 360 pixels.
"""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page

from tests import cluster
from tests.journeys.conftest import People, Person, Site

WORDING = "Great news for the bowls club: the new path opens on Saturday."
SUGGESTED = "Good news: the new path by the bowls club is planned to open on Saturday."
LINE = "A rude remark about my hat under a post"
WORDS = "That hat looks like a teapot, and you know it"


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.3)


def picture() -> dict[str, object]:
    data = BytesIO()
    Image.new("RGB", (320, 200), "teal").save(data, "PNG")
    return {"name": "screenshot.png", "mimeType": "image/png", "buffer": data.getvalue()}


def fill_date(page: Page, days: int) -> None:
    day = timezone.localdate() + timedelta(days=days)
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(label, exact=True).fill(str(value))


def continue_with(person: Person, *choices: str) -> None:
    for choice in choices:
        person.page.get_by_label(choice, exact=True).check()
    person.click("button", "Continue")


def mails(site: Site) -> str:
    folder = site.state / "mail"
    return "\n".join(path.read_text() for path in folder.glob("*.log")) if folder.exists() else ""


def same_as_absent(person: Person, path: str, absent: str) -> bool:
    """404 with the bytes of what does not exist."""
    request = person.page.request
    seen, missing = request.get(person.site.url + path), request.get(person.site.url + absent)
    return seen.status == missing.status == 404 and seen.body() == missing.body()


def reference_on(person: Person) -> str:
    found = re.search(r"ADV-\d{4}-\w{4,6}", person.page.locator("main").inner_text())
    assert found is not None
    return found[0]


def read_point(person: Person) -> None:
    """A member reads point 5.2, found by its number."""
    person.open("/guidance/")
    person.page.get_by_label("Search", exact=False).first.fill("5.2")
    person.click("button", "Search")
    person.follow(person.page.get_by_role("link", name=re.compile(r"5\.2")).first)
    assert person.sees("5.2")
    assert "/guidance/point/" in person.page.url


def ask(person: Person, *, office_only: bool = False) -> str:
    """Ask one question a page, check the answers, send; returns the address of the request."""
    person.open("/advice/ask/")
    person.click("button", "Start")
    continue_with(person, "Only the Monitoring Officer’s office" if office_only else "The Communications Team")
    continue_with(person, "Something I have not posted yet")
    continue_with(person, "Facebook", "Bluesky")
    continue_with(person, "My account as a councillor")
    person.page.get_by_label("What is the exact wording?").fill(WORDING)
    person.click("button", "Continue")
    person.page.get_by_label("Do you want to add pictures?", exact=False).set_input_files(picture())
    person.click("button", "Continue")
    fill_date(person.page, 12)
    person.click("button", "Continue")
    continue_with(person, "No")
    person.page.get_by_role("checkbox").first.check()
    person.click("button", "Continue")
    person.page.get_by_label("What would you like to know?", exact=False).fill("May I name the club?")
    person.click("button", "Continue")
    assert person.sees(WORDING)
    person.click("button", "Send request")
    assert person.sees("Request sent")
    assert re.search(r"\d(am|pm) on \w+day \d+ \w+ 20\d\d", person.page.locator("main").inner_text())
    person.click("link", "See your request")
    return person.page.url.removeprefix(person.site.url)


def answer(adviser: Person, reference: str) -> None:
    """Claim, ask the member is done elsewhere; find a point, choose a stance, send."""
    adviser.click("button", "Write the answer")
    adviser.page.get_by_label("A change is suggested").check()
    adviser.page.get_by_label("Your answer", exact=True).fill("Say planned, since the work may slip.")
    adviser.page.get_by_label("Suggested wording", exact=False).fill(SUGGESTED)
    adviser.click("button", "Find points")
    adviser.page.get_by_label("Find points of the guidance").fill("5.2")
    adviser.click("button", "Search")
    adviser.page.get_by_role("checkbox", name=re.compile(r"5\.2")).first.check()
    adviser.click("button", "Add to the answer")
    adviser.click("button", "Send the answer")
    assert adviser.sees("The answer goes out at")


def open_at_desk(adviser: Person, reference: str, queue: str) -> None:
    adviser.open(queue)
    adviser.follow(adviser.page.get_by_role("link", name=re.compile(reference)).first)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_ask_and_answer(people: People, site: Site, scripts: bool) -> None:
    member = people.person(scripts=scripts, email="member@council.example")
    adviser = people.person(scripts=scripts, email="comms@council.example")

    read_point(member)
    address = ask(member)
    reference = reference_on(member)

    open_at_desk(adviser, reference, "/advice/desk/")
    adviser.click("button", "Take this request")
    adviser.click("link", "Ask the member a question")
    adviser.page.get_by_label("Your question to the member").fill("Has the club agreed?")
    adviser.click("button", "Send question")

    member.open(address)
    assert member.sees("Has the club agreed?")
    member.click("button", "Reply to the question")
    member.page.get_by_label("Your reply").fill("Yes, they wrote to me.")
    member.click("button", "Send reply")

    open_at_desk(adviser, reference, "/advice/desk/list/mine/")
    answer(adviser, reference)
    until(lambda: f"The answer to your request, {reference}, is ready" in mails(site))

    member.open(address)
    assert member.sees("words that come are underlined")
    assert all(member.sees(word) for word in SUGGESTED.split())
    assert member.sees("This is advice to you, not a ruling")
    member.click("button", "Close this request")
    assert member.sees("The request is closed")
    assert WORDING not in mails(site)
    assert people.violations == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_ask_about_something_posted_that_cannot_wait(people: People, scripts: bool) -> None:
    member = people.person(scripts=scripts, email="member2@council.example")
    member.open("/advice/ask/")
    member.page.get_by_text("Posted already? What to do first").click()
    assert member.sees("Copy it first, before you edit or delete.")
    member.click("button", "Start")
    continue_with(member, "The Communications Team")
    continue_with(member, "Something I have already posted")
    assert member.page.locator("a[href='tel:01632960199']").count()
    continue_with(member)
    continue_with(member, "Facebook")
    continue_with(member, "My personal account")
    member.page.get_by_label("What is the exact wording?").fill("The chair of the bowls club cannot count.")
    for _skipped in ("wording", "link", "pictures"):
        member.click("button", "Continue")
    member.click("button", "Continue")
    assert member.sees("There is a problem")
    member.page.get_by_label("If it is urgent, say why").fill("The club has rung me.")
    continue_with(member, "Yes")
    continue_with(member, "Equality or respect")
    continue_with(member)
    member.click("button", "Send request")
    assert member.sees("If it cannot wait")
    member.click("link", "All your requests")
    assert member.sees("The chair of the bowls club cannot count.")
    assert people.violations == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_escalate_to_the_monitoring_officer(people: People, site: Site, scripts: bool) -> None:
    member = people.person(scripts=scripts, email="member2@council.example")
    adviser = people.person(scripts=scripts, email="comms@council.example")
    officer = people.person(scripts=scripts, email="mo@council.example")
    address = ask(member)
    reference = reference_on(member)

    open_at_desk(adviser, reference, "/advice/desk/")
    adviser.click("button", "Take this request")
    adviser.click("link", "Pass to the Monitoring Officer")
    adviser.page.get_by_role("radio").first.check()
    adviser.page.get_by_label("Your view").fill("It may touch an interest.")
    adviser.click("button", "Pass on")

    open_at_desk(officer, reference, "/advice/monitoring-officer/")
    officer.click("button", "Accept this request")
    officer.click("link", "Return to the Communications Team")
    officer.page.get_by_label("Note to the adviser").fill("You may answer, unless the club is his.")
    officer.click("button", "Return")

    open_at_desk(adviser, reference, "/advice/desk/list/mine/")
    assert adviser.sees("You may answer, unless the club is his.")
    adviser.click("link", "Pass to the Monitoring Officer")
    adviser.page.get_by_role("radio").first.check()
    adviser.page.get_by_label("Your view").fill("The club is his.")
    adviser.click("button", "Pass on")

    open_at_desk(officer, reference, "/advice/monitoring-officer/")
    officer.click("button", "Accept this request")
    answer(officer, reference)
    until(lambda: f"The answer to your request, {reference}, is ready" in mails(site))

    member.open(address)
    assert member.sees("Advice from the Monitoring Officer’s office")
    assert people.violations == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_only_the_monitoring_officer(people: People, site: Site, scripts: bool) -> None:
    member = people.person(scripts=scripts, email="member3@council.example")
    adviser = people.person(scripts=False, email="comms.lead@council.example")
    officer = people.person(scripts=scripts, email="deputy.mo@council.example")

    address = ask(member, office_only=True)
    number = address.strip("/").split("/")[-1]
    reference = reference_on(member)

    absent = "/advice/desk/00000000-0000-4000-8000-000000000000/"
    assert same_as_absent(adviser, f"/advice/desk/{number}/", absent)
    assert same_as_absent(adviser, address, absent)
    adviser.open(f"/advice/desk/list/open/?q={reference}")
    assert not adviser.page.get_by_role("link", name=re.compile(reference)).count()
    open_at_desk(officer, reference, "/advice/monitoring-officer/")
    assert officer.sees(WORDING)
    assert people.violations == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_record_and_be_reminded(people: People, site: Site, scripts: bool) -> None:
    stranger = people.person(scripts=scripts)
    member = people.person(scripts=scripts, email="member@council.example")
    colleague = people.person(scripts=False, email="member2@council.example")

    stranger.open("/threatened/")
    assert stranger.sees("999")

    member.open("/records/new/")
    assert member.sees("Who will read this")
    member.page.get_by_label("One line about what happened").fill(LINE)
    member.page.locator("input[type=file]").set_input_files(picture())
    member.page.get_by_label("The exact words (optional)").fill(WORDS)
    member.click("button", "Save")
    address = member.page.url.removeprefix(site.url)
    assert member.sees(LINE)
    assert WORDS not in member.page.content()

    member.click("link", "Decide")
    member.page.get_by_label("Pursue", exact=False).check()
    member.click("button", "Save")
    member.open(address)
    member.click("link", "Note a report to a platform")
    member.page.get_by_label("To which service?").select_option(index=1)
    fill_date(member.page, 0)
    member.click("button", "Save")
    member.open(address)
    assert member.sees("Next reminder")

    reference = address.strip("/").split("/")[-1]
    assert same_as_absent(colleague, address, "/records/REC-2222222222/")
    day_has_come(site)
    until(lambda: reference in mails(site))
    assert LINE not in mails(site)
    assert WORDS not in mails(site)
    assert people.violations == []


def day_has_come(site: Site) -> None:
    """Let the day of the next reminder be now: the row is moved, everything else is the worker's."""
    name = site.environment["DATABASE_URL"].split("@/")[1].split("?")[0]
    cluster.servers.psql("UPDATE deadlines_reminder SET due_at = now() WHERE state = 'waiting'", name)
