"""What was decided and what was reported to a platform. Steps are added, never changed (a trigger holds it)."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from abuse_log.states import REPORT_TABLE, WAITING
from abuse_log.taxonomy import Choice, Platform, ReportedBy, ReportStatus
from abuse_log.times import when_given
from portal.foundation.people.models import User
from portal.foundation.vault.fields import EncryptedTextField


class Decision(models.Model):
    """One decision about a record; the one with the highest number holds. No row at all: undecided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey("abuse_log.Incident", on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    choice = models.CharField(max_length=11, choices=Choice.choices)
    reason = EncryptedTextField(blank=True)
    review_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="abuse_log_decision_number"),
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="abuse_log_known_choice"),
        ]

    def __str__(self) -> str:
        return f"{self.get_choice_display()} ({self.incident_id})"


class PlatformReportQuerySet(models.QuerySet["PlatformReport"]):
    def waiting(self) -> Self:
        """Without an outcome."""
        return self.filter(status__in=WAITING)


class PlatformReport(models.Model):
    """A report that somebody made to a platform; the portal itself reports nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey("abuse_log.Incident", on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    platform = models.CharField(max_length=10, choices=Platform.choices)
    reported_at = models.DateTimeField()
    reported_by = models.CharField(max_length=8, choices=ReportedBy.choices)
    platform_reference = EncryptedTextField(blank=True)
    what = EncryptedTextField(blank=True)
    status = models.CharField(max_length=13, choices=ReportStatus.choices, default=ReportStatus.SUBMITTED)
    version = models.PositiveIntegerField(default=1, editable=False)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PlatformReportQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="abuse_log_report_number"),
            models.CheckConstraint(condition=Q(platform__in=Platform.values), name="abuse_log_report_platform"),
            models.CheckConstraint(condition=Q(status__in=ReportStatus.values), name="abuse_log_report_status"),
            models.CheckConstraint(condition=Q(reported_by__in=ReportedBy.values), name="abuse_log_report_by"),
            models.CheckConstraint(
                condition=Q(reported_at__lte=models.F("noted_at")), name="abuse_log_report_in_the_past"
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.number} of {self.incident_id}"

    def get_absolute_url(self) -> str:
        return reverse("abuse_log:report", args=[self.incident.neutral_reference, self.number])

    @property
    def reported(self) -> str:
        """When it was reported, in words: the day alone when no time of day was given."""
        return when_given(self.reported_at)

    @property
    def is_waiting(self) -> bool:
        return self.status in WAITING

    @property
    def next_statuses(self) -> tuple[ReportStatus, ...]:
        return REPORT_TABLE[ReportStatus(self.status)]


class PlatformUpdate(models.Model):
    """One step of a report: what became known, when it was noted, and by whom."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(PlatformReport, on_delete=models.PROTECT, related_name="updates")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=13, choices=ReportStatus.choices)
    note = EncryptedTextField(blank=True)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="abuse_log_update_number"),
            models.CheckConstraint(condition=Q(status__in=ReportStatus.values), name="abuse_log_update_status"),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} ({self.report_id})"
