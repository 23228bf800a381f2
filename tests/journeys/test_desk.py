"""The desk at work: a call is written down, a colleague looks first, the answer is undone, sent again, and goes out."""

import re

import pytest

from tests.journeys.conftest import People, Person, Site
from tests.journeys.test_main_job import mails, reference_on, until


def write_down_a_call(adviser: Person) -> str:
    adviser.open("/advice/desk/")
    adviser.click("link", "Log a phone call")
    adviser.page.get_by_label("Which member?").select_option(index=1)
    adviser.page.get_by_label("General question").check()
    adviser.page.get_by_label("What did they ask?").fill("May I film the meeting on Tuesday?")
    adviser.page.get_by_label("Something else", exact=True).check()
    adviser.click("button", "Log the call")
    assert adviser.sees("Logged as")
    return reference_on(adviser)


def write_against(adviser: Person) -> None:
    adviser.click("button", "Write the answer")
    adviser.page.get_by_label("We advise against it").check()
    adviser.page.get_by_label("Your answer", exact=True).fill("The chair has asked that nobody films it.")
    adviser.page.get_by_label("If no point applies, say why").fill("None fits.")
    adviser.click("button", "Send the answer")
    assert adviser.sees("Ask a colleague to look at advice against a post before it goes out")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_second_pair_of_eyes(people: People, site: Site, scripts: bool) -> None:
    adviser = people.person(scripts=scripts, email="comms@council.example")
    colleague = people.person(scripts=scripts, email="comms.lead@council.example")

    reference = write_down_a_call(adviser)
    adviser.click("button", "Take this request")
    write_against(adviser)
    adviser.click("button", "Ask a colleague to look first")
    colleague.open("/")
    colleague.click("link", f"{reference}: a second look is wanted")
    assert colleague.sees("The chair has asked that nobody films it.")
    colleague.page.get_by_label("Yes, I agree with it").check()
    colleague.click("button", "Send to Leila Hartnoll")

    adviser.open("/advice/desk/list/mine/")
    adviser.follow(adviser.page.get_by_role("link", name=re.compile(reference)).last)
    adviser.click("button", "Write the answer")
    assert adviser.sees("agrees")
    adviser.click("button", "Send the answer")
    until(lambda: f"The answer to your request, {reference}, is ready" in mails(site))
    assert people.violations == []


def keep_a_standard_text(lead: Person, title: str) -> None:
    lead.open("/advice/desk/")
    lead.click("link", "Standard texts")
    lead.click("link", "Write a new text")
    lead.page.get_by_label("Title", exact=False).fill(title)
    lead.page.get_by_label("Text", exact=True).fill("Anybody may film an open meeting.")
    lead.click("button", "Save")
    assert lead.sees(title)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_several_are_given_at_once(people: People, scripts: bool) -> None:
    lead = people.person(scripts=scripts, email="comms.lead@council.example")
    first = write_down_a_call(lead)
    second = write_down_a_call(lead)

    lead.open("/advice/desk/list/new/")
    for reference in (first, second):
        lead.page.get_by_label(f"Choose {reference}").check()
    lead.page.get_by_label("Assign the chosen requests to").select_option(index=1)
    lead.click("button", "Assign")

    assert lead.sees("2 requests are with")
    assert "/advice/desk/list/new/" in lead.page.url

    lead.open("/advice/desk/list/mine/")
    lead.follow(lead.page.get_by_role("link", name=re.compile(f"{second}: May I film")).last)
    lead.click("link", "Close as a duplicate")
    lead.page.get_by_label(first, exact=False).check()
    lead.click("button", "Close as a duplicate")
    assert lead.sees(f"Closed as asked twice: see {first}")
    lead.open("/advice/desk/list/mine/")
    lead.follow(lead.page.get_by_role("link", name=re.compile(f"{first}: May I film")).last)
    lead.click("link", "Hand over to a colleague")
    lead.page.get_by_label("Leila Hartnoll").check()
    lead.click("button", "Hand over")
    assert lead.sees("With Leila Hartnoll")
    keep_a_standard_text(lead, f"Filming after {first}")
    lead.open("/advice/desk/")
    lead.click("link", "Advice in numbers")
    assert lead.sees("Requests by month")
    assert people.violations == []


def test_list_is_gone_through_by_keys_that_are_off_at_first(people: People) -> None:
    adviser = people.person(scripts=True, email="comms@council.example")
    adviser.open("/advice/desk/list/open/")
    first = adviser.page.locator(".advice-list__title a").nth(0)

    adviser.page.keyboard.press("j")
    off = first.evaluate("link => link === document.activeElement")
    adviser.click("button", "Switch keys on")
    adviser.open("/advice/desk/list/open/")
    adviser.page.get_by_text("Search and filter").click()
    adviser.page.get_by_label("Words or a reference").press("j")
    typed = adviser.page.get_by_label("Words or a reference").input_value()
    adviser.page.locator("h1").click()
    for key in ("j", "j", "k"):
        adviser.page.keyboard.press(key)
    on = first.evaluate("link => link === document.activeElement")
    with adviser.page.expect_navigation():
        adviser.page.keyboard.press("o")
    opened = adviser.page.url
    with adviser.page.expect_navigation():
        adviser.page.keyboard.press("n")

    assert (off, typed, on) == (False, "j", True)
    assert re.search(r"/advice/desk/[0-9a-f-]{36}/$", opened)
    assert re.search(r"/advice/desk/[0-9a-f-]{36}/$", adviser.page.url)
    assert adviser.page.url != opened
    assert people.violations == []
