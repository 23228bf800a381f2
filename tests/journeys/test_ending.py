"""A member erases a record of their own, and takes the rest along."""

import pytest

from tests.journeys.conftest import People

LINE = "Recorded twice, about the bus lane"


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_erase_one_and_take_the_rest_along(people: People, *, scripts: bool) -> None:
    member = people.person(scripts=scripts, email="member2@council.example")
    member.open("/records/new/")
    member.page.get_by_label("One line about what happened", exact=False).fill(LINE)
    member.click("button", "Save")
    member.click("link", "Why, and what you can do")
    assert member.sees("As it stands now, it will be erased on")
    member.click("link", "Erase this record")
    member.click("button", "Erase it")
    assert member.sees("Tick the box if you want it erased")
    member.page.get_by_label("Erase this record. I know that nobody can bring it back.").check()
    member.click("button", "Erase it")
    assert member.sees("is erased within minutes.")

    member.click("link", "Take my records with me")
    member.click("button", "Make the file")
    assert member.sees("It is being made. It is here in a few minutes.")
    assert people.violations == []
