"""Times and dates in words, for every page and mail of the portal."""

from datetime import date, datetime

from django import template
from django.utils import timezone

from portal.foundation.deadlines import words

register = template.Library()


@register.filter
def in_words(moment: datetime | None) -> str:
    """ "5pm on Thursday 26 November 2026" in Europe/London; nothing for no time.

    A time without a zone is taken as one of Europe/London.
    """
    if not isinstance(moment, datetime):
        return ""
    return words.in_words(timezone.make_aware(moment, words.LONDON) if timezone.is_naive(moment) else moment)


@register.filter
def day(moment: date | datetime | None) -> str:
    """ "26 November 2026" in Europe/London; nothing for no date."""
    if isinstance(moment, datetime):
        moment = (moment if timezone.is_naive(moment) else moment.astimezone(words.LONDON)).date()
    return words.day_in_words(moment) if isinstance(moment, date) else ""
