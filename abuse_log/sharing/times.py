"""When officers are there, and by when they are to have looked. Working days of our own service, Europe/London."""

from datetime import datetime, time

from django.utils import timezone

from portal.foundation.deadlines.clocks import Policy, Started, reckon
from portal.foundation.deadlines.models import Calendar
from portal.foundation.deadlines.words import in_words
from portal.foundation.deadlines.working_days import CalendarName

OPENS, CLOSES = time(9), time(17)
ACKNOWLEDGE_DAYS = 1
TRIAGE_DAYS = 2
"""From the sharing: one working day to acknowledge, one more to assess it (standards and advice, section 10)."""


def due(shared_at: datetime, days: int) -> datetime:
    """The end of service so many working days after (UTC)."""
    policy = Policy(unit="working_days", amount=days)
    found = reckon([Started(shared_at, policy)], Calendar.objects.working(policy.calendar), shared_at).due_at
    return found if found is not None else shared_at  # only a paused clock has no due time


def first_look(now: datetime) -> str:
    """When somebody can first look at what is shared now, as a sentence."""
    calendar, here = Calendar.objects.working(CalendarName.SERVICE), timezone.localtime(now)
    if calendar.is_working(here.date()) and OPENS <= here.time() < CLOSES:
        return "Somebody may look from now on."
    is_before = calendar.is_working(here.date()) and here.time() < OPENS
    day = here.date() if is_before else calendar.next_working(here.date())
    opens = timezone.make_aware(datetime.combine(day, OPENS))
    return f"Nobody looks before {in_words(opens)}."
