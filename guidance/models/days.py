"""Days at the council. A day is a date in Europe/London."""

from calendar import monthrange
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

LONDON = ZoneInfo("Europe/London")


def today() -> date:
    """The day it is at the council (Europe/London), which decides what is in force."""
    return timezone.localdate(timezone=LONDON)


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last day of a month that is too short for it."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def in_a_year() -> date:
    """When a text is reviewed unless somebody says otherwise: twelve months from today."""
    return months_later(today(), 12)
