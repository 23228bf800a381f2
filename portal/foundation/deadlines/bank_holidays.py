"""The days that seed each calendar, from the `holidays` package. Pure.

Holidays proclaimed later, and the council's own closure days, are added by hand (`actions.add_non_working_day`).
"""

from collections.abc import Iterable
from datetime import date

import holidays

from .working_days import SATURDAY, CalendarName

ENGLAND = "ENG"
PARTS_OF_THE_UK = (ENGLAND, "WLS", "SCT", "NIR")
SEEDED_YEARS = range(2020, 2036)


def seed_days(name: CalendarName, years: Iterable[int]) -> dict[date, str]:
    """The weekdays that do not count in calendar `name`, each with what it is.

    FOI: Freedom of Information Act 2000 section 10(6), a bank holiday in any part of the United Kingdom.
    ELECTION: Local Elections (Principal Areas) Rules 2006 rule 2, which adds Christmas Eve.
    """
    years = tuple(years)
    parts = PARTS_OF_THE_UK if name == CalendarName.FOI else (ENGLAND,)
    days: dict[date, str] = {}
    for part in parts:
        for day, label in holidays.country_holidays("GB", subdiv=part, years=years).items():
            days.setdefault(day, label)
    if name == CalendarName.ELECTION:
        days |= {date(year, 12, 24): "Christmas Eve" for year in years}
    return {day: label for day, label in sorted(days.items()) if day.weekday() < SATURDAY}
