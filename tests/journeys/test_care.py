"""Sleep on a draft and look over one's accounts, with and without JavaScript."""

import pytest

from guidance.checkup.questions import QUESTIONS
from tests.journeys.conftest import People

WORDING = "They never listen.\n\nI have had enough of Mill Lane!"


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_sleep_on_a_draft(people: People, *, scripts: bool) -> None:
    """From the check to the draft, and away with it; somebody who has not signed in keeps nothing."""
    stranger = people.person(scripts=scripts)
    stranger.open("/guidance/check/")
    stranger.page.get_by_label("Are you angry", exact=False).check()
    stranger.page.get_by_label("What do you want to post?", exact=False).fill(WORDING)
    stranger.click("button", "Check")
    assert stranger.sees("nothing of them is kept")

    member = people.person(scripts=scripts, email="member3@council.example")
    member.open("/guidance/check/")
    member.page.get_by_label("Are you angry", exact=False).check()
    member.page.get_by_label("What do you want to post?", exact=False).fill(WORDING)
    member.click("button", "Check")
    member.click("button", "Sleep on it")
    assert member.sees("Nobody but you: no officer, and no helper of yours.")
    assert member.page.get_by_label("Your draft").input_value() == WORDING
    member.page.get_by_label("In two days, at 8am").check()
    member.click("button", "Keep it for me")
    assert member.sees("I have had enough of Mill Lane!")

    member.open("/guidance/sleeping/")
    member.click("link", "They never listen.", exact=False)
    member.click("button", "Check it again")
    assert member.page.get_by_label("What do you want to post?", exact=False).input_value() == WORDING
    member.page.go_back()
    member.click("button", "Throw it away")
    assert member.sees("You sleep on no draft.")
    assert people.violations == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_look_over_ones_accounts(people: People, *, scripts: bool) -> None:
    person = people.person(scripts=scripts)
    person.open("/guidance/")
    person.click("link", "Check your accounts")
    person.click("button", "Show what to do")
    assert person.page.get_by_role("alert").count() == 1
    for number, question in enumerate(QUESTIONS):
        group = person.page.get_by_role("group", name=question.text)
        group.get_by_label("Yes" if number % 2 else "Not yet", exact=False).check()
    person.click("button", "Show what to do")
    assert person.sees("6 things of 12, the most dangerous first")
    assert person.sees("Turn on a passkey, or a code from an app, for each account")
    assert people.violations == []


def test_editor_sees_how_readable_an_edition_is(people: People) -> None:
    editor = people.person(scripts=True, email="comms@council.example")
    editor.open("/guidance/")
    editor.click("link", "Editions and what changed", exact=False)
    editor.click("link", "How readable edition 1 is")
    assert editor.sees("Points without a warning")
    assert people.violations == []
