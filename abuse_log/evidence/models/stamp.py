"""Time stamps of others (RFC 3161): what was asked of whom, and the answer as it came.

An authority signs a hash and a time; it never sees a file.
"""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class StampQuerySet(models.QuerySet["Stamp"]):
    def pending(self) -> Self:
        return self.filter(state=Stamp.State.PENDING)

    def verified(self) -> Self:
        return self.filter(state=Stamp.State.VERIFIED)

    def of_custody(self) -> Self:
        """Those of the custody log."""
        return self.filter(lines__isnull=False)


class Stamp(models.Model):
    """One time stamp over one hash from one authority. Once verified, nothing of it changes (a trigger holds it).

    `response` is the raw answer, DER; `stamped_at` (UTC) is the authority's time, not ours. `lines`: how many lines of
    the custody log the hash is of; None for the hash of a file or a bundle.
    """

    class State(models.TextChoices):
        PENDING = "pending", "Waiting for the authority"
        VERIFIED = "verified", "Received and verified"

    class Trouble(models.TextChoices):
        SILENT = "silent", "the authority did not answer"
        REFUSED = "refused", "the authority answered that it would not"
        WRONG = "wrong", "the answer did not verify"
        NOT_SET_UP = "not_set_up", "this authority, or its root, is not set up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey("abuse_log.Incident", on_delete=models.PROTECT, related_name="stamps")
    what = models.CharField(max_length=40)
    object_hash = models.CharField(max_length=64)
    lines = models.PositiveIntegerField(null=True, blank=True)
    authority = models.CharField(max_length=30)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=10, choices=Trouble.choices, blank=True)
    response = models.BinaryField(null=True)
    stamped_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.CharField(max_length=20, blank=True)

    objects = StampQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "authority"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "object_hash", "authority"], name="abuse_log_stamp_once_by_each"
            ),
            models.CheckConstraint(
                condition=Q(state="pending", stamped_at=None)
                | Q(state="verified", stamped_at__isnull=False, response__isnull=False),
                name="abuse_log_stamp_verified_means_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"stamp of {self.what} by {self.authority}"
