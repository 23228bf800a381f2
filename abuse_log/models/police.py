"""Reports that were made to the police. The portal itself reports nothing. Steps are added, never changed."""

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from abuse_log.states import POLICE_TABLE, WITH_POLICE
from abuse_log.taxonomy import Order, PoliceChannel, PoliceStatus, YesNo
from abuse_log.times import when_given
from portal.foundation.people.models import User
from portal.foundation.vault.fields import EncryptedTextField


class PoliceReportQuerySet(models.QuerySet["PoliceReport"]):
    def running(self) -> Self:
        """From which something may still come."""
        return self.filter(status__in=WITH_POLICE)


class PoliceReport(models.Model):
    """One report, with what the police gave in return: fields of 3.6 of the domain brief."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey("abuse_log.Incident", on_delete=models.PROTECT, related_name="police_reports")
    number = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=12, choices=PoliceChannel.choices)
    reported_at = models.DateTimeField()
    force = EncryptedTextField(blank=True)
    reference = EncryptedTextField(blank=True)
    ford_quoted = models.CharField(max_length=6, choices=YesNo.choices, blank=True)
    adviser_told_on = models.DateField(null=True, blank=True)
    as_hate = models.CharField(max_length=6, choices=YesNo.choices, blank=True)
    officer = EncryptedTextField(blank=True)
    contact = EncryptedTextField(blank=True)
    news_every = EncryptedTextField(blank=True)
    statement_given = models.CharField(max_length=6, choices=YesNo.choices, blank=True)
    handed_over = EncryptedTextField(blank=True)
    preservation_asked_on = models.DateField(null=True, blank=True)
    no_action_on = models.DateField(null=True, blank=True)
    orders = ArrayField(models.CharField(max_length=12, choices=Order.choices), default=list, blank=True)
    status = models.CharField(max_length=13, choices=PoliceStatus.choices, default=PoliceStatus.REPORTED)
    version = models.PositiveIntegerField(default=1, editable=False)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PoliceReportQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="abuse_log_police_number"),
            models.CheckConstraint(condition=Q(channel__in=PoliceChannel.values), name="abuse_log_police_channel"),
            models.CheckConstraint(condition=Q(status__in=PoliceStatus.values), name="abuse_log_police_status"),
            models.CheckConstraint(condition=Q(orders__contained_by=Order.values), name="abuse_log_police_orders"),
            models.CheckConstraint(
                condition=Q(reported_at__lte=models.F("noted_at")), name="abuse_log_police_in_the_past"
            ),
            *(
                models.CheckConstraint(
                    condition=Q((name, "")) | Q((f"{name}__in", YesNo.values)), name=f"abuse_log_police_{name}"
                )
                for name in ("ford_quoted", "as_hate", "statement_given")
            ),
        ]

    def __str__(self) -> str:
        return f"police report {self.number} of {self.incident_id}"

    def get_absolute_url(self) -> str:
        return reverse("abuse_log:police", args=[self.incident.neutral_reference, self.number])

    @property
    def reported(self) -> str:
        """When it was reported, in words: the day alone when no time of day was given."""
        return when_given(self.reported_at)

    @property
    def is_running(self) -> bool:
        return self.status in WITH_POLICE

    @property
    def next_statuses(self) -> tuple[PoliceStatus, ...]:
        return POLICE_TABLE[PoliceStatus(self.status)]


class PoliceUpdate(models.Model):
    """One step of a report: what became known, when it was noted, and by whom."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(PoliceReport, on_delete=models.PROTECT, related_name="updates")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=13, choices=PoliceStatus.choices)
    note = EncryptedTextField(blank=True)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="abuse_log_police_update_number"),
            models.CheckConstraint(condition=Q(status__in=PoliceStatus.values), name="abuse_log_police_update_status"),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} ({self.report_id})"
