"""A copy of an exhibit with parts covered: a sealed file of its own, with its own hash and the reason for it."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from abuse_log.evidence.models.exhibit import Exhibit
from portal.foundation.files.models import StoredFile
from portal.foundation.people.models import User
from portal.foundation.vault.fields import EncryptedTextField


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def with_files(self) -> Self:
        return self.select_related("exhibit__stored", "stored", "asked_by")

    def waiting(self) -> Self:
        """Neither made nor refused yet."""
        return self.filter(stored=None, refused_why="")


class Redaction(models.Model):
    """Asked for by a person, made by the worker. `boxes` are lists of left, top, width, height in 1/10,000."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="redactions")
    number = models.PositiveSmallIntegerField()
    boxes = models.JSONField()
    reason = EncryptedTextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    stored = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    refused_why = models.CharField(max_length=200, blank=True)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        ordering = ["exhibit", "number"]
        constraints = [
            models.UniqueConstraint(fields=["exhibit", "number"], name="abuse_log_redaction_number"),
            models.CheckConstraint(
                condition=Q(stored=None) | Q(refused_why=""), name="abuse_log_redaction_made_or_refused"
            ),
        ]

    def __str__(self) -> str:
        return f"covered copy {self.number} of {self.exhibit_id}"

    @property
    def label(self) -> str:
        """E001-R1: the first covered copy of exhibit E001."""
        return f"{self.exhibit.label}-R{self.number}"
