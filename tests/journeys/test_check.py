"""Check before you post: by somebody who has not signed in, who then asks for advice and loses nothing."""

import pytest

from tests.journeys.conftest import PASSWORD, People, Person

WORDING = "Ring Jo on 07700 900123 about 26/01234/FUL.\n\nIt must be refused."


def check(person: Person, *answers: str, wording: str = "") -> None:
    person.open("/guidance/")
    person.click("link", "Check before you post")
    for answer in answers:
        person.page.get_by_label(answer).check()
    person.page.get_by_label("What do you want to post?", exact=False).fill(wording)
    person.click("button", "Check")


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_check_before_you_post(people: People, *, scripts: bool) -> None:
    """No concern; then concerns, carried through signing in to the last page of the request."""
    person = people.person(scripts=scripts)
    check(person, "No to all of them", wording="The bowls club has a new path.")
    assert person.sees("Your answers raise no concern; this is not approval")

    check(person, "Will you help to decide this matter", "Are you angry", wording=WORDING)
    assert person.sees("Think again before you post")
    assert person.sees("07700 900123")
    person.click("button", "Ask for advice")
    person.page.get_by_label("Email").fill("member2@council.example")
    person.page.get_by_label("Password", exact=True).fill(PASSWORD)
    person.click("button", "Sign in")

    assert person.page.url.endswith("/advice/ask/")
    assert person.sees("It must be refused.")
    person.click("button", "Start", exact=True)
    person.page.get_by_label("The Communications Team", exact=True).check()
    person.click("button", "Continue")
    assert person.page.get_by_label("Something I have not posted yet").is_checked()
    person.click("button", "Continue")
    person.page.get_by_label("Facebook", exact=True).check()
    person.click("button", "Continue")
    person.page.get_by_label("My account as a councillor", exact=True).check()
    person.click("button", "Continue")
    assert person.page.get_by_label("What is the exact wording?").input_value() == WORDING
    for _ in range(3):
        person.click("button", "Continue")
    person.page.get_by_label("No", exact=True).check()
    person.click("button", "Continue")
    assert person.page.get_by_label("Planning or licensing").is_checked()
    person.click("button", "Continue")
    assert "Are you angry" in person.page.get_by_label("What would you like to know?", exact=False).input_value()
    person.click("button", "Continue")

    assert person.sees("Something to look at before you send it")
    assert person.sees("A telephone number:")
    assert people.violations == []
