"""Packs: what is made for the police, a platform or the Monitoring Officer, and to whom it was given."""

import uuid
from datetime import timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from abuse_log.evidence.taxonomy import Audience, Failure, LeftOut, Way
from abuse_log.models.police import PoliceReport
from abuse_log.taxonomy import Platform
from portal.foundation.files.models import StoredFile
from portal.foundation.people.models import User
from portal.foundation.vault.fields import EncryptedTextField

PATIENCE = timedelta(minutes=10)
"""How long a pack may be on its way before the page says that it is late."""


class PackQuerySet(models.QuerySet["Pack"]):
    def with_files(self) -> Self:
        return self.select_related("stored", "asked_by", "incident__member")


class Pack(models.Model):
    """One bundle for one audience, made by the worker from the record as it is then.

    `manifest_hash` is the SHA-256 of manifest-sha256.txt, whose beginning is printed on page 1; `tag_hash` that of
    tagmanifest-sha256.txt, which covers all but the time stamps of the bundle itself, and is what they stamp.
    `number` is for the member's own list: outside it would tell one reader that there are others, so what goes out is
    called by its `mark`. `platform` is the service that a pack for a platform is for. `left_out` are pairs of exhibit
    number and reason (`LeftOut`).
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey("abuse_log.Incident", on_delete=models.PROTECT, related_name="packs")
    number = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=10, choices=Audience.choices)
    platform = models.CharField(max_length=10, choices=Platform.choices, blank=True, default="", db_default="")
    exhibits = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    with_words = models.BooleanField(default=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    failed_why = models.CharField(max_length=8, choices=Failure.choices, blank=True, default="", db_default="")
    left_out = models.JSONField(default=list, blank=True, db_default=[])
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
            models.CheckConstraint(
                condition=Q(state="failed", failed_why__in=Failure.values) | ~Q(state="failed") & Q(failed_why=""),
                name="abuse_log_pack_failed_means_why",
            ),
            models.CheckConstraint(
                condition=Q(platform="") | Q(audience="platform", platform__in=Platform.values),
                name="abuse_log_pack_platform",
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
    def mark(self) -> str:
        """What a pack is called outside: it says nothing of how many there are."""
        return self.pk.hex[:8]

    @property
    def named(self) -> str:
        """How the custody log calls it."""
        return f"{self.label} for {self.audience}"

    @property
    def reader(self) -> str:
        """Whom it is for, in words."""
        return str(self.get_platform_display() if self.platform else self.get_audience_display())

    @property
    def is_late(self) -> bool:
        """Still on its way after a time in which it should have been made."""
        return self.state == self.State.WAITING and timezone.now() - self.asked_at > PATIENCE

    @property
    def can_be_asked_again(self) -> bool:
        return self.state == self.State.FAILED or self.is_late

    @property
    def left_out_in_words(self) -> list[tuple[str, str]]:
        """Label and reason of each file that was chosen and is not in it."""
        return [(f"E{number:03}", str(LeftOut(why).label)) for number, why in self.left_out]

    @property
    def given_labels(self) -> list[str]:
        """The exhibits that are in it."""
        missing = {number for number, _ in self.left_out}
        return [f"E{number:03}" for number in self.exhibits if number not in missing]

    @property
    def fingerprint(self) -> str:
        """What an officer can read out: the first 16 signs, in fours."""
        return (
            " ".join(self.manifest_hash[start : start + 4] for start in range(0, 16, 4)) if self.manifest_hash else ""
        )


class Dispatch(models.Model):
    """A pack was given to somebody: to whom, how, when, and what they said. Only ever added to.

    `bundle_hash` is the SHA-256 of the very ZIP file that was taken out and given. Of a pack for the police,
    `police_report` is the report to which it was handed over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="dispatches")
    to_whom = EncryptedTextField()
    way = models.CharField(max_length=8, choices=Way.choices)
    handed_at = models.DateTimeField()
    receipt = EncryptedTextField(blank=True)
    bundle_hash = models.CharField(max_length=64)
    police_report = models.ForeignKey(
        PoliceReport, on_delete=models.PROTECT, related_name="dispatches", null=True, blank=True
    )
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
