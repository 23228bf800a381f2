"""A record is shared, assessed and taken back; a page of the records that nobody touches closes after a warning."""

import pytest

from tests.journeys.conftest import People

LINE = "A remark about the bus shelter"
MINUTE = 60_000


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_share_weigh_and_take_back(people: People, *, scripts: bool) -> None:
    member = people.person(scripts=scripts, email="member2@council.example")
    lead = people.person(scripts=scripts, email="safety@council.example")
    member.open("/records/new/")
    member.page.get_by_label("One line about what happened", exact=False).fill(LINE)
    member.click("button", "Save")
    assert member.sees("No officer of the council can open it, and it is in no count.")
    reference = member.page.locator(".portal-reference").inner_text()
    member.click("link", "Share it with an office")
    assert member.sees("Nobody is alarmed by sharing: in danger, ring 999.")
    member.page.get_by_label("The safety leads", exact=True).check()
    member.click("button", "Share it")
    assert member.sees("Shared now")

    lead.open("/records/shared/")
    assert not lead.sees(LINE)
    lead.click("link", reference)
    assert lead.sees(LINE)
    address = lead.page.url
    lead.page.get_by_label("Assessed", exact=True).check()
    lead.page.get_by_label("How soon to act, as you see it").select_option(label="Watch")
    lead.page.get_by_label("Next step").fill("Ring on Monday")
    lead.click("button", "Note it")
    assert lead.sees("Noted. The member sees where it stands.")

    member.page.reload()
    assert member.sees("Next: Ring on Monday")
    member.page.get_by_role("button", name="Take it back").click()
    assert member.sees("They can no longer open it.")
    lead.page.goto(address)
    assert lead.sees("Page not found")
    assert people.violations == []


def test_page_warns_before_it_closes_and_keeps_what_was_typed(people: People) -> None:
    """Fault: `leave` without `isTyped`."""
    member = people.person(scripts=True, email="member2@council.example")
    page = member.page
    page.clock.install()
    member.open("/records/new/")
    page.clock.fast_forward(10 * MINUTE)
    page.get_by_role("button", name="Keep it open").click()
    page.get_by_label("One line about what happened", exact=False).fill(LINE)
    page.clock.fast_forward(10 * MINUTE)
    page.clock.fast_forward(2 * MINUTE)
    assert "What you typed is still on it." in page.get_by_role("dialog").inner_text()
    assert not page.locator("main").is_visible()
    page.get_by_role("button", name="Keep it open").click()
    assert page.get_by_label("One line about what happened", exact=False).input_value() == LINE
    member.open("/records/")
    page.clock.fast_forward(10 * MINUTE)
    page.clock.fast_forward(2 * MINUTE)
    page.wait_for_url(lambda url: "/records/" not in url)
    assert people.violations == []
