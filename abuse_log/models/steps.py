"""What was done besides reporting: help from the council, deeds on one's own page, and whether a record is closed.

Rows are only ever added (a trigger holds it); the one with the highest number is the latest.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from abuse_log.taxonomy import Deed, Stand, Support, SupportState
from portal.foundation.people.models import User
from portal.foundation.vault.fields import EncryptedTextField


class Step(models.Model):
    """What all of them have."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey("abuse_log.Incident", on_delete=models.PROTECT, related_name="%(class)ss")
    number = models.PositiveSmallIntegerField()
    note = EncryptedTextField(blank=True)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["-number"]


class SupportStep(Step):
    """What the council was asked for, gave or did not give. Nobody is told by noting it."""

    kind = models.CharField(max_length=14, choices=Support.choices)
    state = models.CharField(max_length=8, choices=SupportState.choices)
    happened_on = models.DateField(null=True, blank=True)

    class Meta(Step.Meta):
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="abuse_log_support_number"),
            models.CheckConstraint(condition=Q(kind__in=Support.values), name="abuse_log_support_kind"),
            models.CheckConstraint(condition=Q(state__in=SupportState.values), name="abuse_log_support_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.incident_id})"


class PageStep(Step):
    """A comment on one's own page that was hidden, or an account that was blocked: always with a reason (`note`)."""

    deed = models.CharField(max_length=10, choices=Deed.choices)
    has_copy = models.BooleanField()
    done_on = models.DateField()
    review_on = models.DateField(null=True, blank=True)

    class Meta(Step.Meta):
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="abuse_log_page_number"),
            models.CheckConstraint(condition=Q(deed__in=Deed.values), name="abuse_log_page_deed"),
            models.CheckConstraint(condition=~Q(note=""), name="abuse_log_page_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} ({self.incident_id})"


class StandStep(Step):
    """Whether the record still asks for anything."""

    stand = models.CharField(max_length=10, choices=Stand.choices)
    review_on = models.DateField(null=True, blank=True)

    class Meta(Step.Meta):
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="abuse_log_stand_number"),
            models.CheckConstraint(condition=Q(stand__in=Stand.values), name="abuse_log_stand_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_stand_display()} ({self.incident_id})"
