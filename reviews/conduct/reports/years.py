"""Municipal years: 1 May to 30 April in Europe/London. Pure but for today's date.

The municipal year begins with Annual Council in May. The day of that meeting moves, and a border that moves would count
a case twice or never; so the first of the month is the border, in every year.
"""

from datetime import date

from django.utils import timezone

MAY = 5
OFFERED = 5
"""How many years back a report may be asked for: later, cases of that time are disposed of."""


def ended_years(today: date | None = None) -> list[int]:
    """The municipal years that are over, the newest first, each by the year in whose May it begins."""
    today = today or timezone.localdate()
    last = today.year - (1 if today.month >= MAY else 2)
    return [last - back for back in range(OFFERED)]


def in_words(year: int) -> str:
    return f"1 May {year} to 30 April {year + 1}"
