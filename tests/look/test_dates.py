"""What people type for a date and a time, and what is made of it."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from portal.foundation.look.dates import TypedDate, Unread, in_boxes, read_date, read_time, short_time
from portal.foundation.look.widgets import DateField, DateTimeFieldInWords


class Meeting(forms.Form):
    """A date, and a moment."""

    day = DateField(what="The day", required=False)
    at = DateTimeFieldInWords(what="The date", required=False)


def boxes(name: str, *typed: str) -> dict[str, str]:
    return {f"{name}_{box}": text for box, text in zip(("day", "month", "year", "time"), typed, strict=False)}


def cleaned(name: str, *typed: str) -> Any:
    form = Meeting(boxes(name, *typed))
    assert form.is_valid(), form.errors
    return form.cleaned_data[name]


def refused(name: str, *typed: str) -> list[str]:
    return list(Meeting(boxes(name, *typed)).errors[name])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("26", "11", "2026"), date(2026, 11, 26)),
        (("06", "01", "2026"), date(2026, 1, 6)),
        ((" 6 ", " 1 ", " 2026 "), date(2026, 1, 6)),
        (("6", "January", "2026"), date(2026, 1, 6)),
        (("6", "SEPT", "2026"), date(2026, 9, 6)),
        (("29", "2", "2028"), date(2028, 2, 29)),
        (("1", "1", "1900"), date(1900, 1, 1)),
        (("31", "12", "2100"), date(2100, 12, 31)),
        (("", "", ""), None),
        (("  ", "\t", "\n"), None),
    ],
)
def test_date_is_read(typed: tuple[str, str, str], expected: date | None) -> None:
    assert cleaned("day", *typed) == expected


@pytest.mark.parametrize(
    ("typed", "sentence", "wrong"),
    [
        (("", "1", "2026"), "must include a day", ("day",)),
        (("1", "", "2026"), "must include a month", ("month",)),
        (("1", "1", ""), "must include a year", ("year",)),
        (("", "", "2026"), "must include a day and month", ("day", "month")),
        (("1", "", ""), "must include a month and year", ("month", "year")),
        (("31", "2", "2026"), "must be a real date", ("day",)),
        (("29", "2", "2026"), "must be a real date", ("day",)),
        (("32", "1", "2026"), "must be a real date", ("day",)),
        (("0", "1", "2026"), "must be a real date", ("day",)),
        (("1", "13", "2026"), "must be a real date", ("month",)),
        (("1", "ju", "2026"), "must be a real date", ("month",)),
        (("x", "13", "year"), "must be a real date", ("day", "month", "year")),
        (("-1", "1", "2026"), "must be a real date", ("day",)),
        (("1.5", "1", "2026"), "must be a real date", ("day",)),
        (("١", "1", "2026"), "must be a real date", ("day",)),
        (("1\x00", "1", "2026"), "must be a real date", ("day",)),
        (("1", "1", "26"), "must have a year with 4 numbers, like 2026", ("year",)),
        (("1", "1", "10000"), "must have a year with 4 numbers, like 2026", ("year",)),
        (("1", "1", "0026"), "must be between 1900 and 2100", ("year",)),
        (("1", "1", "1899"), "must be between 1900 and 2100", ("year",)),
        (("1", "1", "2101"), "must be between 1900 and 2100", ("year",)),
        (("9" * 5000, "1", "2026"), "must be a real date", ("day",)),
        (("1", "1", "9" * 5000), "must be a real date", ("year",)),
    ],
)
def test_date_is_refused_in_words(typed: tuple[str, str, str], sentence: str, wrong: tuple[str, ...]) -> None:
    assert refused("day", *typed) == [f"The day {sentence}"]
    with pytest.raises(Unread) as unread:
        read_date(TypedDate(*typed))
    assert unread.value.boxes == wrong


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("5pm", time(17)),
        ("5 pm", time(17)),
        ("5PM", time(17)),
        ("5 p.m.", time(17)),
        ("5.30pm", time(17, 30)),
        ("5:30 pm", time(17, 30)),
        ("5\xa0pm", time(17)),
        ("9am", time(9)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("12.15am", time(0, 15)),
        ("17:00", time(17)),
        ("17.45", time(17, 45)),
        ("1730", time(17, 30)),
        ("0905", time(9, 5)),
        ("09:05", time(9, 5)),
        ("00:00", time(0)),
        ("0:30", time(0, 30)),
        ("12:30", time(12, 30)),
        ("17", time(17)),
        ("noon", time(12)),
        ("Midday", time(12)),
        ("", None),
        ("   ", None),
    ],
)
def test_time_is_read(typed: str, expected: time | None) -> None:
    assert read_time(typed) == expected


@pytest.mark.parametrize("typed", ["5", "5:30", "12", "9.15", "11"])
def test_time_that_may_be_morning_or_afternoon_is_refused(typed: str) -> None:
    with pytest.raises(Unread, match="must say am or pm"):
        read_time(typed)


@pytest.mark.parametrize(
    "typed",
    ["25:00", "24:00", "24", "17:60", "13pm", "0am", "00", "five", "5pmish", "17:0", "5\x00pm", "1" * 41, "midnight"],
)
def test_time_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(Unread, match="must be a real time"):
        read_time(typed)


def test_moment_is_in_london() -> None:
    assert cleaned("at", "26", "11", "2026", "5pm") == datetime(2026, 11, 26, 17, tzinfo=UTC)
    assert cleaned("at", "26", "6", "2026", "5pm") == datetime(2026, 6, 26, 16, tzinfo=UTC)


def test_moment_may_be_left_out() -> None:
    assert cleaned("at", "", "", "", " ") is None


def test_hour_that_happens_twice_is_the_first_one() -> None:
    assert cleaned("at", "25", "10", "2026", "1:30am").astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_hour_that_spring_skips_is_refused() -> None:
    assert refused("at", "29", "3", "2026", "1:30am") == [
        "The time does not exist on that day, because the clocks go forward"
    ]


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        (("26", "11", "2026", ""), ["The time must be filled in, like 5pm or 17:00"]),
        (("", "", "", "5pm"), ["The date must include a day, month and year"]),
        (
            ("31", "2", "2026", "99"),
            ["The date must be a real date", "The time must be a real time, like 5pm or 17:00"],
        ),
        (("1", "", "2026", ""), ["The date must include a month", "The time must be filled in, like 5pm or 17:00"]),
    ],
)
def test_date_and_time_are_refused_each_in_its_own_sentence(typed: tuple[str, ...], sentences: list[str]) -> None:
    assert refused("at", *typed) == sentences


def test_required_date_is_asked_for() -> None:
    assert DateField().required is True
    with pytest.raises(forms.ValidationError, match="Enter a date"):
        DateField().clean(TypedDate())


def test_initial_moment_fills_the_boxes_in_london_time() -> None:
    html = str(Meeting(initial={"at": datetime(2026, 6, 26, 16, 30, tzinfo=UTC), "day": date(2026, 1, 6)}))
    assert 'name="at_time" type="text" value="5:30pm"' in html
    assert 'name="day_month" type="text" inputmode="numeric" value="1"' in html


def test_unchanged_boxes_are_not_a_change() -> None:
    initial = {"day": date(2026, 1, 6), "at": datetime(2026, 11, 26, 17, tzinfo=UTC)}
    same = Meeting(boxes("day", "06", "Jan", "2026") | boxes("at", "26", "11", "2026", "17:00"), initial=initial)
    other = Meeting(boxes("day", "7", "1", "2026") | boxes("at", "26", "11", "2026", "nonsense"), initial=initial)
    assert same.changed_data == []
    assert other.changed_data == ["day", "at"]


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)), st.times())
def test_boxes_filled_from_a_moment_are_read_back(day: date, clock: time) -> None:
    to_the_minute = clock.replace(second=0, microsecond=0)
    typed = in_boxes(datetime.combine(day, to_the_minute))
    assert (read_date(typed), read_time(typed.time)) == (day, to_the_minute)
    assert read_time(short_time(to_the_minute)) == to_the_minute


@given(st.text(), st.text(), st.text(), st.text())
def test_any_text_is_read_or_refused(day: str, month: str, year: str, clock: str) -> None:
    Meeting(boxes("day", day, month, year) | boxes("at", day, month, year, clock)).is_valid()
