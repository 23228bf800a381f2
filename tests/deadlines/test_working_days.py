"""The council's counting of days, each row as it was worked out by hand."""

from datetime import date

import pytest

from portal.foundation.deadlines.bank_holidays import seed_days
from portal.foundation.deadlines.working_days import BeyondCalendar, CalendarName, WorkingCalendar, add_months

YEARS = range(2020, 2036)


def seeded(name: CalendarName) -> WorkingCalendar:
    return WorkingCalendar(name, frozenset(seed_days(name, YEARS)), revision=1)


EW = seeded(CalendarName.SERVICE)
FOI = seeded(CalendarName.FOI)
ELECTION = seeded(CalendarName.ELECTION)
CLEAR_DAYS = seeded(CalendarName.CLEAR_DAYS)

TUE_22_DEC = date(2026, 12, 22)
THU_24_DEC = date(2026, 12, 24)
DEEMED_29_DEC = date(2026, 12, 29)
WED_24_MAR = date(2027, 3, 24)
THU_29_APR = date(2027, 4, 29)
THU_23_DEC = date(2027, 12, 23)


@pytest.mark.parametrize(
    ("received", "working_days", "expected"),
    [
        (TUE_22_DEC, 1, date(2026, 12, 23)),
        (TUE_22_DEC, 2, date(2026, 12, 24)),
        (TUE_22_DEC, 3, date(2026, 12, 29)),
        (TUE_22_DEC, 5, date(2026, 12, 31)),
        (TUE_22_DEC, 10, date(2027, 1, 8)),
        (TUE_22_DEC, 20, date(2027, 1, 22)),
        (THU_24_DEC, 1, date(2026, 12, 29)),
        (THU_24_DEC, 3, date(2026, 12, 31)),
        (THU_24_DEC, 5, date(2027, 1, 5)),
        (THU_24_DEC, 20, date(2027, 1, 26)),
        (DEEMED_29_DEC, 1, date(2026, 12, 30)),
        (DEEMED_29_DEC, 3, date(2027, 1, 4)),
        (WED_24_MAR, 1, date(2027, 3, 25)),
        (WED_24_MAR, 2, date(2027, 3, 30)),
        (WED_24_MAR, 5, date(2027, 4, 2)),
        (WED_24_MAR, 10, date(2027, 4, 9)),
        (THU_29_APR, 1, date(2027, 4, 30)),
        (THU_29_APR, 5, date(2027, 5, 7)),
        (THU_23_DEC, 1, date(2027, 12, 24)),
        (THU_23_DEC, 2, date(2027, 12, 29)),
        (THU_23_DEC, 5, date(2028, 1, 4)),
        (date(2026, 11, 23), 20, date(2026, 12, 21)),
        (date(2027, 7, 5), 20, date(2027, 8, 2)),
    ],
)
def test_service_days_after_receipt(received: date, working_days: int, expected: date) -> None:
    assert EW.add(received, working_days) == expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [(date(2026, 11, 23), date(2026, 12, 22)), (date(2027, 7, 5), date(2027, 8, 4))],
)
def test_freedom_of_information_leaves_out_bank_holidays_of_any_part_of_the_uk(received: date, expected: date) -> None:
    assert FOI.add(received, 20) == expected


@pytest.mark.parametrize(
    ("poll", "working_days", "expected"),
    [
        (date(2026, 5, 7), 25, date(2026, 3, 30)),
        (date(2025, 5, 1), 25, date(2025, 3, 25)),
        (date(2024, 5, 2), 25, date(2024, 3, 26)),
        (date(2027, 5, 6), 25, date(2027, 3, 31)),
        (date(2027, 5, 6), 19, date(2027, 4, 8)),
        (date(2027, 5, 6), 18, date(2027, 4, 9)),
    ],
)
def test_election_days_before_the_poll(poll: date, working_days: int, expected: date) -> None:
    assert ELECTION.subtract(poll, working_days) == expected


@pytest.mark.parametrize(
    ("meeting", "expected"),
    [
        (date(2026, 12, 10), date(2026, 12, 2)),
        (date(2027, 1, 7), date(2026, 12, 29)),
        (date(2027, 5, 11), date(2027, 4, 30)),
    ],
)
def test_five_clear_days_before_a_meeting(meeting: date, expected: date) -> None:
    assert CLEAR_DAYS.clear_days_before(meeting, 5) == expected


def test_thirty_calendar_days_that_end_on_christmas_day_end_on_the_next_working_day() -> None:
    assert EW.end_of_calendar_days(date(2026, 11, 25), 30) == date(2026, 12, 29)


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
        (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
    ],
)
def test_bank_holidays_of_england_and_wales_as_published(year: int, expected: str) -> None:
    days = seed_days(CalendarName.SERVICE, [year])

    assert " ".join(day.strftime("%m-%d") for day in days) == expected


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2026, {"01-02", "03-17", "06-15", "07-13", "08-03", "11-30"}),
        (2027, {"01-04", "03-17", "07-12", "08-02", "11-30"}),
    ],
)
def test_freedom_of_information_adds_the_other_nations_holidays(year: int, expected: set[str]) -> None:
    added = seed_days(CalendarName.FOI, [year]).keys() - seed_days(CalendarName.SERVICE, [year]).keys()

    assert {day.strftime("%m-%d") for day in added} == expected


def test_christmas_eve_counts_for_the_service_and_not_for_elections() -> None:
    assert (EW.is_working(THU_24_DEC), ELECTION.is_working(THU_24_DEC)) == (True, False)


def test_next_working_day_is_never_the_same_day() -> None:
    assert (EW.next_working(THU_24_DEC), EW.on_or_after(THU_24_DEC)) == (DEEMED_29_DEC, THU_24_DEC)


def test_day_beyond_every_calendar_is_refused_in_words() -> None:
    with pytest.raises(BeyondCalendar):
        EW.add(date.max, 1)
    with pytest.raises(BeyondCalendar):
        EW.subtract(date.min, 1)


def test_negative_number_of_days_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        EW.add(THU_24_DEC, -1)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 8, 31), 13, date(2027, 9, 30)),
    ],
)
def test_months_end_on_the_same_number_or_the_last_day(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_months_before_or_beyond_every_calendar_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_months(date(2026, 1, 1), -1)
    with pytest.raises(BeyondCalendar):
        add_months(date(9999, 12, 1), 1)
