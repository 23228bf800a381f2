"""How a time that is only partly known is kept and said. Without a time of day it is kept as the start of its day."""

from datetime import datetime, time

from django.utils import timezone

from abuse_log.taxonomy import Precision
from portal.foundation.deadlines.words import day_in_words, in_words


def knows_time_of_day(moment: datetime, precision: str) -> bool:
    """Whether the time of day was given (Europe/London)."""
    if precision == Precision.ABOUT:
        return timezone.localtime(moment).time() != time.min
    return precision == Precision.EXACT


def said(moment: datetime | None, precision: str) -> str:
    """ "about 5pm on Thursday 26 November 2026", "26 November 2026", or nothing."""
    if moment is None:
        return ""
    known = knows_time_of_day(moment, precision)
    words = in_words(moment) if known else day_in_words(timezone.localtime(moment).date())
    return f"about {words}" if precision == Precision.ABOUT else words


def when_given(moment: datetime) -> str:
    """ "5pm on Thursday 26 November 2026", or the day alone (Europe/London) when no time of day was given with it."""
    return said(moment, Precision.EXACT if knows_time_of_day(moment, Precision.ABOUT) else Precision.DAY)
