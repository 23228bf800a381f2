"""An exhibit: one sealed file of a record, and what people say about it. Both are only ever added to."""

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from abuse_log.evidence.taxonomy import Covers, Method
from portal.foundation.files.models import StoredFile
from portal.foundation.people.models import User
from portal.foundation.vault.fields import EncryptedTextField


class ExhibitQuerySet(models.QuerySet["Exhibit"]):
    def with_files(self) -> Self:
        return self.select_related("stored", "added_by")


class Exhibit(models.Model):
    """One file of a record. The sealed original stays as it came; of a picture, people see the safe copy.

    `added_at` is the server's clock in UTC: the moment it was received.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey("abuse_log.Incident", on_delete=models.PROTECT, related_name="exhibits")
    number = models.PositiveSmallIntegerField(editable=False)
    stored = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ExhibitQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="abuse_log_exhibit_number"),
        ]

    def __str__(self) -> str:
        return f"exhibit {self.number} of {self.incident_id}"

    @property
    def label(self) -> str:
        """What it is called in every pack and statement: E001."""
        return f"E{self.number:03}"


class Description(models.Model):
    """What a person says about an exhibit. The one with the highest number holds; the earlier ones stay.

    `captured_at` is what the sender's device said, not what this portal knows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="descriptions")
    number = models.PositiveSmallIntegerField()
    captured_at = models.DateTimeField(null=True, blank=True)
    captured_by = EncryptedTextField(blank=True)
    device = EncryptedTextField(blank=True)
    method = models.CharField(max_length=10, choices=Method.choices, blank=True)
    shows = EncryptedTextField(blank=True)
    covers = ArrayField(models.CharField(max_length=8, choices=Covers.choices), default=list, blank=True)
    third_parties = models.BooleanField(null=True)
    device_kept = EncryptedTextField(blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["exhibit", "number"], name="abuse_log_description_number"),
            models.CheckConstraint(condition=Q(method="") | Q(method__in=Method.values), name="abuse_log_method"),
            models.CheckConstraint(condition=Q(covers__contained_by=Covers.values), name="abuse_log_covers"),
            models.CheckConstraint(
                condition=Q(captured_at=None) | Q(captured_at__lte=models.F("written_at")),
                name="abuse_log_captured_in_the_past",
            ),
        ]

    def __str__(self) -> str:
        return f"description {self.number} of {self.exhibit_id}"

    @property
    def covers_in_words(self) -> list[str]:
        return [str(Covers(code).label) for code in self.covers]

    @property
    def third_parties_in_words(self) -> str:
        return {None: "Not said", True: "Yes: cover them before it is shared", False: "No"}[self.third_parties]
