"""What search counts: words that found nothing, and how often an address asked within a minute."""

import time
from typing import Self

from django.db import models
from django.db.models import Q

LONGEST_WORDS = 80
MINUTE = 60


class SearchTally(models.Model):
    """Words that found nothing, and how often on a day. It has no room for who asked, from where, or at what time."""

    day = models.DateField(help_text="In Europe/London.")
    words = models.CharField(max_length=LONGEST_WORDS)
    asked = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "words"], name="guidance_search_tally_once_a_day"),
            models.CheckConstraint(condition=~Q(words="") & Q(asked__gte=1), name="guidance_search_tally_counts"),
        ]

    def __str__(self) -> str:
        return self.words


class SearchRateQuerySet(models.QuerySet["SearchRate"]):
    """Counts of minutes."""

    def past(self) -> Self:
        """Those that hold nobody back any more."""
        return self.filter(minute__lt=int(time.time()) // MINUTE - 1)


class SearchRate(models.Model):
    """How often one address asked within one minute. Under a keyed hash: no address and no question."""

    who = models.CharField(max_length=32)
    minute = models.BigIntegerField(help_text="Minutes since 1970, UTC.")
    asked = models.PositiveIntegerField()

    objects = SearchRateQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "minute"], name="guidance_search_rate_once_a_minute")]

    def __str__(self) -> str:
        return f"{self.asked} in minute {self.minute}"
