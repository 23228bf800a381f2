"""The first words by which a row is known.

Deliberate fault that turns the wall red: `shown = list(items)` in `openings`.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.advice import actions
from reviews.advice.opening import LONGEST, first_words, openings
from tests.advice.pages import signed_in, text_of
from tests.factories.advice import Desk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        ("Two\n\n  lines\tof it", "Two lines of it"),
        ("word " * 40, "word " * 17 + "word…"),
        ("x" * 200, "x" * LONGEST + "…"),
    ],
)
def test_first_words_are_one_short_line(text: str, line: str) -> None:
    assert first_words(text) == line


def test_row_begins_with_the_latest_wording_else_with_the_question() -> None:
    desk = Desk()
    worded = desk.awaiting()
    actions.reply(item=worded, by=desk.member, version=worded.version, text="Here.", wording="Quite other words")
    asked = desk.submitted(kind="general", question="May I film it?")

    page = text_of(signed_in(desk.adviser).get("/advice/desk/list/open/"))

    assert f"{worded.reference}: Quite other words</a>" in page
    assert f"{asked.reference}: May I film it?</a>" in page


def test_private_and_withdrawn_requests_begin_with_nothing_in_a_list() -> None:
    desk = Desk()
    private, gone = desk.office_only(), desk.submitted()
    gone = actions.withdraw(item=gone, by=desk.member, version=gone.version)

    assert openings([private, gone], for_member=False) == {}
    assert set(openings([private, gone], for_member=True)) == {gone.pk}


def test_words_of_a_page_cost_one_query() -> None:
    desk = Desk()
    items = [desk.submitted() for _ in range(4)]

    for some in (items[:1], items):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            openings(some, for_member=False)
        assert len(queries) == 1
