"""What readers searched for in vain, as an editor sees it."""

import pytest

from tests.journeys.conftest import People


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_editor_makes_a_group_of_what_was_searched_in_vain(people: People, scripts: bool) -> None:
    asked = "okapi quagga" if scripts else "axolotl quokka"
    reader = people.person(scripts=scripts)
    reader.open(f"/guidance/search/?q={asked}&as_typed=1")
    editor = people.person(scripts=scripts, email="comms.lead@council.example")

    editor.open("/guidance/synonyms/")
    editor.click("link", "What was searched for in vain")
    editor.click("link", f"Add {asked} to a group of synonyms")

    assert editor.page.get_by_role("textbox").input_value().strip() == asked
    assert people.violations == []
