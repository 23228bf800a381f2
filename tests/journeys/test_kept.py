"""A member types, looks away, and loses nothing; two windows never overwrite each other; the answer on one screen.

Deliberate faults that turn it red: take `data-autosave` off the form, or leave the new version out of the hidden
field. That it turns red when the form is sent while a save is on its way has not been seen.
"""

import re

from playwright.sync_api import APIResponse, Route

from tests.journeys.conftest import People, Person

FIRST, SECOND = "The fair is on Saturday.", "The fair is on Sunday."


def wording_page(person: Person) -> str:
    """A new draft, as far as the page of the wording; its address."""
    person.open("/advice/ask/")
    person.click("button", "Start")
    for choices in (("The Communications Team",), ("Something I have not posted yet",), ("X",)):
        for choice in choices:
            person.page.get_by_label(choice, exact=True).check()
        person.click("button", "Continue")
    person.page.get_by_label("My account as a councillor", exact=True).check()
    person.click("button", "Continue")
    return person.page.url


def test_draft_saves_itself_and_says_when_another_window_was_first(people: People) -> None:
    member = people.person(scripts=True, email="member3@council.example")
    here = wording_page(member)
    box = member.page.get_by_label("What is the exact wording?")

    box.press_sequentially(FIRST)
    member.page.get_by_text(re.compile(r"Saved at \d\d:\d\d")).wait_for()
    other = member.page.context.new_page()
    other.goto(here)
    assert other.get_by_label("What is the exact wording?").input_value() == FIRST

    other.get_by_label("What is the exact wording?").fill(SECOND)
    other.get_by_text(re.compile(r"Saved at")).wait_for()
    box.fill("Typed in the older window")
    member.page.get_by_text("changed or sent in another window").wait_for()
    other.reload()
    assert other.get_by_label("What is the exact wording?").input_value() == SECOND

    # Both texts are there, and pressed at the very moment of a save the page is not stale.
    member.click("button", "Continue")
    assert member.sees("This draft was changed in another window")
    assert member.sees(SECOND)
    assert box.input_value() == "Typed in the older window"
    member.open(here)
    held: list[tuple[Route, APIResponse]] = []
    member.page.route("**/keep/wording/", lambda route: held.append((route, route.fetch())))
    with member.page.expect_request("**/keep/wording/"):
        box.fill("Almost sent")
    member.page.get_by_role("button", name="Continue").click(no_wait_after=True)
    member.page.wait_for_timeout(300)
    route, kept = held[0]
    with member.page.expect_navigation(wait_until="load"):
        route.fulfill(response=kept)
    assert member.sees("Do you want to add pictures?")
    assert people.violations == []


def test_answer_is_read_asked_about_and_copied(people: People) -> None:
    for scripts in (True, False):
        member = people.person(scripts=scripts, email="member@council.example")
        member.open("/advice/")
        row = member.page.locator("li", has=member.page.locator(".govuk-tag", has_text="Answered"))
        member.follow(row.get_by_role("link").first)
        assert member.sees("Until when it holds")
        member.click("button", "Ask once more")
        assert member.sees("What else would you like to know?")
        member.click("link", "Back to the request")
        member.click("link", "Page to print")
        assert member.sees("Advice to the member, not a ruling")
    assert people.violations == []
