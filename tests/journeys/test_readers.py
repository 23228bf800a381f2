"""A member meets a word that is explained, says what is wrong with a point, gets a reply, and follows the guidance."""

import pytest
from django.utils import timezone

from tests.journeys.conftest import People


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_say_what_is_wrong_and_read_the_reply(people: People, scripts: bool) -> None:
    member = people.person(scripts=scripts, email="member3@council.example")
    adviser = people.person(scripts=scripts, email="comms@council.example")
    words = f"Which duty is meant, and by whom? Asked at {timezone.now():%H:%M:%S}."

    member.open("/guidance/plain-english/section-5/")
    assert member.sees("A word with a dotted line leads to the point that explains it.")
    term = member.page.locator("a.guidance-term", has_text="duty of respect")
    term.focus()
    with member.page.expect_navigation(wait_until="load"):
        member.page.keyboard.press("Enter")
    member.look()
    assert member.sees("Point 11.1")
    member.click("link", "Is something wrong with this point? Tell us")
    assert member.sees("Who will see this:")
    member.click("button", "Send")
    assert member.sees("There is a problem")
    member.page.get_by_label("I do not understand it").check()
    member.page.get_by_label("Tell us more").fill(words)
    member.click("button", "Send")
    reference = member.page.locator("h1 .govuk-caption-l").inner_text()
    assert member.sees(words)

    adviser.open("/guidance/")
    adviser.click("link", "What readers say of it")
    adviser.click("link", f"{reference}: point 11.1")
    adviser.page.get_by_label("Your reply").fill("The duty in the Code. We will say so.")
    adviser.page.get_by_label("The guidance will change").check()
    adviser.click("button", "Send the reply")
    assert adviser.sees("Your reply is kept")

    member.open("/guidance/feedback/mine/")
    member.click("link", f"{reference}: point 11.1")
    assert member.sees("The duty in the Code. We will say so.")
    assert people.violations == []


def test_follow_and_look_up_words(people: People) -> None:
    member = people.person(scripts=True, email="member3@council.example")

    member.open("/guidance/")
    member.click("link", "Get a mail when a new edition is in force")
    member.page.get_by_label("Everything, also what comes later").check()
    member.click("button", "Save")
    assert member.page.get_by_label("Everything, also what comes later").is_checked()
    member.open("/guidance/words/")
    assert member.sees("predetermination")
    assert people.violations == []
