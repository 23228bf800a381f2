"""What the worker counted, month by month, and the figures that the Monitoring Officer's office let go out."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.foundation.people.models import User


class CountedMonth(models.Model):
    """The counts of the requests sent in one month (Europe/London), before anything is left out.

    `counted_at`: nothing that was changed before is missing. `sums`: see `reviews.advice.reports.counting`.
    """

    id = models.BigAutoField(primary_key=True)
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField(help_text="1 to 12.")
    counted_at = models.DateTimeField()
    sums = models.JSONField()

    class Meta:
        ordering = ["year", "month"]
        constraints = [
            models.UniqueConstraint(fields=["year", "month"], name="advice_counted_month_once"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="advice_counted_month_known"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"


class CheckedReport(models.Model):
    """The figures of a year as somebody of the Monitoring Officer's office let them go out. Only ever added to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField()
    counted_at = models.DateTimeField()
    months = models.JSONField(help_text="The sums of its months, from January on.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["year", "-at"], name="advice_checked_report_latest")]

    def __str__(self) -> str:
        return f"Figures of {self.year}, checked"
