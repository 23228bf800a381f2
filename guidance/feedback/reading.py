"""When somebody first looks at what is sent now, said before it is sent."""

from datetime import datetime, time

from django.utils import timezone

from portal.foundation.deadlines.models import Calendar
from portal.foundation.deadlines.words import day_in_words
from portal.foundation.deadlines.working_days import CalendarName

DESK_CLOSES = time(17)


def when_somebody_looks(at: datetime) -> str:
    """One sentence. The queue is read on working days (Europe/London); no day for a reply is promised."""
    local, calendar = timezone.localtime(at), Calendar.objects.working(CalendarName.SERVICE)
    if calendar.is_working(local.date()) and local.time() < DESK_CLOSES:
        return "It is read on working days until 5pm, so perhaps today."
    return f"Nobody reads it before {day_in_words(calendar.next_working(local.date()))}."
