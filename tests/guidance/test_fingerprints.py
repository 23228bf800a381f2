from dataclasses import replace

import pytest

from guidance.fingerprints import PointWords, SectionWords, of_edition, of_point

POINT = PointWords("1.1", "Kind", "Be kind – always.")
SECTION = SectionWords("1", "Manners", "You should:", "1.1", [POINT])


def test_point_fingerprint_is_that_of_its_canonical_form():
    """SHA-256 reckoned by hand with sha256sum over the form that the module describes."""
    assert of_point(POINT) == "06ea683841f7ba0b2718e03529bc9c48c76e7fe1a1fc0ad9d9afd737cb69a940"


@pytest.mark.parametrize("change", [{"number": "1.2"}, {"heading": ""}, {"text": "Be kind - always."}])
def test_point_fingerprint_tells_any_change(change):
    assert of_point(replace(POINT, **change)) != of_point(POINT)


@pytest.mark.parametrize(
    "change",
    [
        {"number": "2"},
        {"title": "Other"},
        {"lead_in": ""},
        {"lead_in_before": ""},
        {"points": [replace(POINT, text="Be rude.")]},
        {"points": []},
    ],
)
def test_edition_fingerprint_tells_any_change(change):
    assert of_edition([replace(SECTION, **change)]) != of_edition([SECTION])


def test_words_that_move_over_a_boundary_change_the_fingerprint():
    assert of_point(PointWords("1.1", "ab", "c")) != of_point(PointWords("1.1", "a", "bc"))
