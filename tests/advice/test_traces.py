"""What leads to the member is found, however it is written; what does not, is let through.

Deliberate faults that turn these red, each tried: `_plain` that returns its text; `RUN` of 9; names compared with their
case; `_national` without the country; handles looked for with their @ only.
"""

import pytest

from reviews.advice.traces import Told, traces_in

POST = "The crossing on Mill Lane is a scandal and somebody at the council knows it."
TOLD = Told(
    reference="ADV-2026-0123",
    names=["Cllr Rosa Green"],
    emails=["rosa.green@council.example"],
    own=["I was rung on 07700 900 123 about @millwatch. See https://social.example/rosa.writes too.", ""],
    posts=[POST, "Shame on all of you"],
)


@pytest.mark.parametrize(
    "text",
    [
        "As in adv-2026-0123.",
        "Like ADV-2025-9999.",
        "ROSA  GREEN asked.",
        "rosa green asked.",
        "**Rosa**\nGreen's question.",
        "ro\u200bsa gre\u200ben",
        "Ask Green first.",
        "Write to Rosa.Green@council.example.",
        "Ring +44 7700 900123.",
        "As @MillWatch says.",
        "As millwatch says.",
        "See rosa.writes for it.",
        "May I say: the crossing, on Mill Lane, IS a *scandal*?",
        "“Shame on all of you!”",
    ],
)
def test_trace_is_found_and_named(text: str) -> None:
    assert len(traces_in(text, TOLD)) >= 1


@pytest.mark.parametrize(
    "text", ["Jos\u00e9 N\u00fa\u00f1ez asked.", "Jose Nunez asked.", "Nu\u0301n\u0303ez\u2019s post."]
)
def test_name_is_found_with_its_accents_and_without(text: str) -> None:
    told = Told("ADV-2026-0123", names=["Jos\u00e9 N\u00fa\u00f1ez"], emails=[], own=[])
    assert len(traces_in(text, told)) == 1


def test_reference_is_found_with_any_dash() -> None:
    assert len(traces_in("As in ADV\u20112026\u20130123.", TOLD)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Keep to the green route.",
        "Say what happened, and leave out who is to blame for it.",
        "The crossing on Mill Lane is a worry to many.",
        "Write to press@council.example or ring 01632 960000.",
        "Shame on all.",
    ],
)
def test_what_leads_to_nobody_is_let_through(text: str) -> None:
    assert traces_in(text, TOLD) == []


def test_sentence_says_what_to_take_out() -> None:
    assert traces_in("Rosa Green asked on 07700 900123.", TOLD) == [
        "Take out the name “Rosa Green”.",
        "Take out the telephone number “07700 900123”.",
    ]
