"""Times and dates on the page."""

from datetime import UTC, date, datetime, time

import pytest
from django.template import Context, Template

from portal.foundation.deadlines.words import list_in_words, time_in_words


def shown(value: object, name: str) -> str:
    return Template("{% load portal_time %}{{ value|" + name + " }}").render(Context({"value": value}))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 11, 26, 17, tzinfo=UTC), "5pm on Thursday 26 November 2026"),
        (datetime(2026, 7, 1, 16, 30, tzinfo=UTC), "5.30pm on Wednesday 1 July 2026"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "12.30am on Wednesday 1 July 2026"),
        (datetime.fromisoformat("2026-11-26T09:05"), "9.05am on Thursday 26 November 2026"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "1.30am on Sunday 25 October 2026, after the clocks go back"),
        (None, ""),
        ("", ""),
        (date(2026, 11, 26), ""),
    ],
)
def test_in_words(moment: object, expected: str) -> None:
    assert shown(moment, "in_words") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2026, 11, 26), "26 November 2026"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026"),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "29 March 2026"),
        (datetime.fromisoformat("2026-06-30T23:30"), "30 June 2026"),
        (None, ""),
        ("soon", ""),
    ],
)
def test_day(value: object, expected: str) -> None:
    assert shown(value, "day") == expected


@pytest.mark.parametrize(
    ("clock_time", "expected"),
    [(time(0), "midnight"), (time(0, 1), "12.01am"), (time(12), "midday"), (time(12, 1), "12.01pm"), (time(9), "9am")],
)
def test_time_in_words(clock_time: time, expected: str) -> None:
    assert time_in_words(clock_time) == expected


@pytest.mark.parametrize(
    ("things", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_list_in_words(things: list[str], expected: str) -> None:
    assert list_in_words(things) == expected
