"""Which days count, and how many of them lie between two dates. Pure: no database and no clock of its own."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from typing import Protocol

from django.db.models import TextChoices

SATURDAY = 5
MONTHS_A_YEAR = 12
ONE_DAY = timedelta(days=1)


class CalendarName(TextChoices):
    """The four calendars of the portal. They differ, and the law decides which one a deadline follows."""

    SERVICE = "EW", "Our own service (England and Wales)"
    FOI = "FOI", "Freedom of information"
    ELECTION = "ELECTION", "Elections"
    CLEAR_DAYS = "CLEAR_DAYS", "Clear days before a meeting"


class BeyondCalendar(ValueError):
    """The day asked for lies outside the years that a date can hold (1 to 9999)."""


class Days(Protocol):
    """A way of counting days: working days, or every day."""

    def counts(self, day: date) -> bool: ...


class EveryDay:
    """Calendar days, as in "one month" or "30 days": each of them counts."""

    def counts(self, day: date) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Monday to Friday, without `non_days`, as they stood at one revision of the calendar's table.

    Days are dates in Europe/London. Every count begins on the day after the one given, which is day 0.
    """

    name: str
    non_days: frozenset[date]
    revision: int

    def counts(self, day: date) -> bool:
        return self.is_working(day)

    def is_working(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self.non_days

    def next_working(self, day: date) -> date:
        """The first working day after `day`, never `day` itself."""
        return self.add(day, 1)

    def on_or_after(self, day: date) -> date:
        """`day` when it is a working day, else the next one."""
        return day if self.is_working(day) else self.next_working(day)

    def add(self, day: date, working_days: int) -> date:
        """The last of `working_days` working days after `day`; `day` itself for none."""
        return add(self, day, working_days)

    def subtract(self, day: date, working_days: int) -> date:
        """The working day that lies `working_days` before `day`; `day` itself for none.

        This is how election law counts: "not later than the twenty-fifth day before the poll".
        """
        return walk(self, day, working_days, -ONE_DAY)

    def clear_days_before(self, meeting: date, clear_days: int) -> date:
        """The last day to publish for a meeting, with `clear_days` between the two and neither counted.

        Source: Local Government Act 1972, schedule 12, read with weekends and bank holidays left out.
        The council's constitution is the rule where it says otherwise.
        """
        return self.subtract(meeting, clear_days + 1)

    def end_of_calendar_days(self, day: date, calendar_days: int) -> date:
        """The last of `calendar_days` days after `day`, moved on to a working day when it is none.

        The period of the Data (Use and Access) Act 2025 for data protection complaints is such a one.
        """
        return self.on_or_after(add(EveryDay(), day, calendar_days))

    def skipped(self, first: date, last: date) -> tuple[date, ...]:
        """The weekdays from `first` to `last`, both included, that do not count here."""
        return tuple(d for d in sorted(self.non_days) if first <= d <= last and d.weekday() < SATURDAY)


def add(days: Days, day: date, number: int) -> date:
    """The last of `number` days that count after `day`."""
    return walk(days, day, number, ONE_DAY)


def add_months(day: date, months: int) -> date:
    """The day of the same number so many calendar months later, or the last day of that month when it has none.

    31 January and one month is 28 February, or 29 in a leap year; this is how the courts count months ("the
    corresponding date rule"). Raises BeyondCalendar after the year 9999.
    """
    if months < 0:
        raise ValueError("A number of months cannot be negative.")
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    if year > MAXYEAR:
        raise BeyondCalendar("That day is outside every calendar.")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def walk(days: Days, day: date, number: int, step: timedelta) -> date:
    if number < 0:
        raise ValueError("A number of days cannot be negative.")
    for _ in range(number):
        day = neighbour(days, day, step)
    return day


def neighbour(days: Days, day: date, step: timedelta) -> date:
    try:
        day += step
        while not days.counts(day):
            day += step
    except OverflowError as outside:
        raise BeyondCalendar("That day is outside every calendar.") from outside
    return day


def between(days: Days, earlier: date, later: date) -> int:
    """How many days count after `earlier` up to and including `later`; 0 when `later` is not later."""
    return sum(1 for day in each_day(earlier, later) if days.counts(day))


def each_day(earlier: date, later: date) -> Iterator[date]:
    for number in range(1, (later - earlier).days + 1):
        yield earlier + timedelta(days=number)
