"""What is left of an erased record, and what a member takes along of all of theirs."""

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from abuse_log.evidence.taxonomy import Deed, Hand
from portal.foundation.files.models import StoredFile
from portal.foundation.people.models import User


class KeptEntry(models.Model):
    """One entry of the custody log of a record that is gone, as it was: numbers, deeds and hashes, and no content.

    Written by the function of the database that erases the record, and by nobody else. The last entry is the erasure.
    """

    id = models.BigAutoField(primary_key=True)
    about_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    pseudonym = models.CharField(max_length=16)
    role = models.CharField(max_length=8, choices=Hand.choices)
    action = models.CharField(max_length=13, choices=Deed.choices)
    what = models.CharField(max_length=80)
    object_hash = models.CharField(max_length=64, blank=True)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["about_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["about_id", "seq"], name="abuse_log_kept_entry_seq")]

    def __str__(self) -> str:
        return f"{self.action} {self.what} ({self.seq} of {self.about_id})"


class TakeawayQuerySet(models.QuerySet["Takeaway"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(member=user)

    def over(self) -> Self:
        """Ready, and its days have passed."""
        return self.filter(state=Takeaway.State.READY, goes_at__lte=timezone.now())


class Takeaway(models.Model):
    """All records of one member in one sealed ZIP file, made by the worker; it goes after seven days.

    `records` are the ids of what it holds: when one of them is erased, the file goes with it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Being made"
        READY = "ready", "Ready"
        GONE = "gone", "Gone"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(User, on_delete=models.PROTECT, related_name="takeaways")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    records = ArrayField(models.UUIDField(), default=list, blank=True)
    stored = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    goes_at = models.DateTimeField(null=True, blank=True)

    objects = TakeawayQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(state="waiting"), name="abuse_log_takeaway_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(state="ready", stored__isnull=False, made_at__isnull=False, goes_at__isnull=False)
                | ~Q(state="ready") & Q(stored=None),
                name="abuse_log_takeaway_ready_means_file",
            ),
        ]

    def __str__(self) -> str:
        return f"takeaway of {self.member_id}"
