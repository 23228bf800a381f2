"""Packs: what is made for the police, a platform or the Monitoring Officer, and to whom it was given."""

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from abuse_log.evidence.taxonomy import Audience, Way
from portal.foundation.files.models import StoredFile
from portal.foundation.people.models import User
from portal.foundation.vault.fields import EncryptedTextField


class PackQuerySet(models.QuerySet["Pack"]):
    def with_files(self) -> Self:
        return self.select_related("stored", "asked_by", "incident__member")


class Pack(models.Model):
    """One bundle for one audience, made by the worker from the record as it is then.

    `manifest_hash` is the SHA-256 of manifest-sha256.txt, whose beginning is printed on page 1; `tag_hash` that of
    tagmanifest-sha256.txt, which covers all but the time stamps of the bundle itself, and is what they stamp.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey("abuse_log.Incident", on_delete=models.PROTECT, related_name="packs")
    number = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=10, choices=Audience.choices)
    exhibits = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    with_words = models.BooleanField(default=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    stored = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    manifest_hash = models.CharField(max_length=64, blank=True)
    tag_hash = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="abuse_log_pack_number"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="abuse_log_pack_audience"),
            models.CheckConstraint(
                condition=Q(state="ready", stored__isnull=False, made_at__isnull=False) & ~Q(tag_hash="")
                | ~Q(state="ready") & Q(stored=None, tag_hash="", manifest_hash="", made_at=None),
                name="abuse_log_pack_ready_means_file",
            ),
        ]

    def __str__(self) -> str:
        return f"pack {self.number} of {self.incident_id}"

    def get_absolute_url(self) -> str:
        return reverse("abuse_log:pack", args=[self.incident.neutral_reference, self.number])

    @property
    def label(self) -> str:
        return f"Pack {self.number}"

    @property
    def fingerprint(self) -> str:
        """What an officer can read out: the first 16 signs, in fours."""
        return (
            " ".join(self.manifest_hash[start : start + 4] for start in range(0, 16, 4)) if self.manifest_hash else ""
        )


class Dispatch(models.Model):
    """A pack was given to somebody: to whom, how, when, and what they said. Only ever added to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="dispatches")
    to_whom = EncryptedTextField()
    way = models.CharField(max_length=8, choices=Way.choices)
    handed_at = models.DateTimeField()
    receipt = EncryptedTextField(blank=True)
    bundle_hash = models.CharField(max_length=64)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["noted_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(way__in=Way.values), name="abuse_log_dispatch_way"),
            models.CheckConstraint(
                condition=Q(handed_at__lte=models.F("noted_at")), name="abuse_log_dispatch_in_the_past"
            ),
        ]

    def __str__(self) -> str:
        return f"dispatch of {self.pack_id}"
