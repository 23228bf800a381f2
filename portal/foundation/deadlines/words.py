"""Times and dates as people say them, always in Europe/London. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
NOON = 12


def time_in_words(clock_time: time) -> str:
    """ "5pm", "5.30pm", "midday" or "midnight"; seconds are left out."""
    hour, minute = clock_time.hour, clock_time.minute
    if (hour, minute) == (0, 0):
        return "midnight"
    if (hour, minute) == (NOON, 0):
        return "midday"
    minutes = f".{minute:02}" if minute else ""
    return f"{hour % NOON or NOON}{minutes}{'am' if hour < NOON else 'pm'}"


def day_in_words(day: date) -> str:
    """ "26 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def weekday_in_words(day: date) -> str:
    """ "Thursday 26 November", for a sentence in which the year is plain."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def in_words(moment: datetime) -> str:
    """ "5pm on Thursday 26 November 2026".

    On the night when the clocks go back the hour from 1am to 2am comes twice, so the words say which is meant.
    """
    local = moment.astimezone(LONDON)
    return f"{moment_in_words(moment)} {local.year}{which_of_two(local)}"


def moment_in_words(moment: datetime) -> str:
    """ "5pm on Thursday 26 November", for a sentence in which the year is plain."""
    local = moment.astimezone(LONDON)
    return f"{time_in_words(local.time())} on {weekday_in_words(local.date())}"


def which_of_two(local: datetime) -> str:
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return ""
    return ", after the clocks go back" if local.fold else ", before the clocks go back"


def list_in_words(things: Sequence[str]) -> str:
    """ "one", "one and two", "one, two and three"."""
    if len(things) < 2:
        return "".join(things)
    return f"{', '.join(things[:-1])} and {things[-1]}"


def number_of(number: int, thing: str) -> str:
    """ "1 working day", "3 working days"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
