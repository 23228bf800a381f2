"""Legal holds: while one stands, the record is neither deleted nor rewritten, whoever asks."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.foundation.vault.fields import EncryptedTextField


class HoldQuerySet(models.QuerySet["Hold"]):
    def in_force(self) -> Self:
        return self.filter(lifted_at=None)

    def about(self, thing: models.Model) -> Self:
        """Of one record, whatever its room."""
        return self.of(thing._meta.label_lower, thing.pk)

    def of(self, kind: str, about_id: uuid.UUID) -> Self:
        return self.filter(about_kind=kind, about_id=about_id)


class Hold(models.Model):
    """Placed with a reason by a named officer, lifted with a reason; the row is the history and is never removed.

    Altering a record to keep it from being disclosed is an offence (Freedom of Information Act 2000, section 77).
    """

    class Source(models.TextChoices):
        FOI = "foi", "A request under FOIA or the EIR"
        SAR = "sar", "A subject access request"
        CLAIM = "claim", "A legal claim"
        POLICE = "police", "The police"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    about_kind = models.CharField(max_length=100)
    about_id = models.UUIDField()
    reference = models.CharField(max_length=24)
    source = models.CharField(max_length=8, choices=Source.choices)
    reason = EncryptedTextField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = EncryptedTextField(blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at", "id"]
        indexes = [models.Index(fields=["about_kind", "about_id"], name="records_hold_about")]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True, lifted_at__isnull=True, lift_reason="")
                | Q(lifted_by__isnull=False, lifted_at__isnull=False) & ~Q(lift_reason=""),
                name="records_hold_lifted_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Hold on {self.reference}"
