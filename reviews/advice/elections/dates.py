"""The latest day for the notice of an election. Pure but for the calendar that is handed in."""

from datetime import date

from portal.foundation.deadlines.bank_holidays import SEEDED_YEARS
from portal.foundation.deadlines.working_days import WorkingCalendar

NOTICE_DAYS = 25
"""Local Elections (Principal Areas) Rules: the notice stands not later than the 25th day before the poll."""


def latest_notice(poll: date, calendar: WorkingCalendar) -> date | None:
    """The 25th day before the poll by the calendar of elections; None in years whose holidays it does not hold."""
    return calendar.subtract(poll, NOTICE_DAYS) if poll.year in SEEDED_YEARS else None


def ordinary_poll(after: date) -> date:
    """The next ordinary day of local elections: the first Thursday in May (RPA 1983 s37)."""
    year = after.year
    while (day := first_thursday_of_may(year)) < after:
        year += 1
    return day


def first_thursday_of_may(year: int) -> date:
    return next(date(year, 5, day) for day in range(1, 8) if date(year, 5, day).weekday() == 3)
