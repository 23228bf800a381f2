"""What the committee is told of a municipal year: numbers that name nobody, so they stand outside the wall."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.foundation.people.models import User
from portal.foundation.people.permissions import is_monitoring_officer


class CommitteeReportQuerySet(models.QuerySet["CommitteeReport"]):
    def visible_to(self, user: User) -> Self:
        """For the Monitoring Officer's office, which brings it before the committee."""
        return self if is_monitoring_officer(user) else self.none()

    def made(self) -> Self:
        return self.filter(figures__isnull=False)


class CommitteeReport(models.Model):
    """The report of one municipal year, 1 May to 30 April: asked for, then counted once by the worker, then frozen.

    A municipal year is a whole one that has ended, and each has one report. Quarters, a year "so far", or a second
    count would be taken from each other, and the difference be one case. It keeps what is told and nothing else:
    numbers that are left out were thrown away when it was made.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField(unique=True)
    """In whose May the municipal year begins."""
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    figures = models.JSONField(null=True)
    """``reports.figures.Figures``; None while the worker has not counted."""
    counted_at = models.DateTimeField(null=True, editable=False)

    objects = CommitteeReportQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(figures=None, counted_at=None) | Q(figures__isnull=False, counted_at__isnull=False),
                name="conduct_report_counted_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} to {self.year + 1}"

    @property
    def is_made(self) -> bool:
        return self.figures is not None
