"""All that must be sent or done later: rows that outlive every crash, and are done at least once.

Nothing refers to an item by a foreign key and `created_at` never changes, so the table can be partitioned by month;
its unique key then moves to a table of its own.
"""

from datetime import datetime, timedelta
from typing import ClassVar, Self
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

LONGEST_KEY = 200
WAITING = Q(sent_at=None, dead_at=None)


def new_message_id() -> str:
    """Fixed when the item is made, so that two copies of one mail can be told to be one."""
    return f"<{uuid4()}@{urlsplit(settings.PORTAL_URL).hostname or 'portal.invalid'}>"


class ItemQuerySet(models.QuerySet["Item"]):
    def waiting(self) -> Self:
        """Neither done nor given up, whether due or not."""
        return self.filter(WAITING)

    def due(self, now: datetime) -> Self:
        """Waiting, its time has come, and nobody is at work on it; the longest due first."""
        return self.waiting().free(now).filter(due_at__lte=now).order_by("due_at", "pk")

    def free(self, now: datetime) -> Self:
        """Held by no drainer, or by one whose lease has run out."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lte=now))

    def dead(self) -> Self:
        """Given up; an administrator may revive them."""
        return self.filter(dead_at__isnull=False)

    def expired(self, now: datetime) -> Self:
        """Waiting, though what they tell is worthless by now."""
        return self.waiting().filter(expires_at__lte=now)


class Item(models.Model):
    """One thing to send or do: a kind (`settings.OUTBOX_KINDS`) and ids, or a sealed mail.

    Times are UTC. `due_at` moves on after each failure; `lease_until` is the time until which a drainer owns it.
    """

    class Death(models.TextChoices):
        UNKNOWN_KIND = "unknown_kind", "The portal does not know this kind of work"
        GAVE_UP = "gave_up", "It failed too often"
        EXPIRED = "expired", "Its time had passed before it could be sent"

    kind = models.CharField(max_length=100)
    dedupe_key = models.CharField(max_length=LONGEST_KEY, unique=True)
    payload = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    expires_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=300, default=new_message_id, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    died_why = models.CharField(max_length=20, choices=Death, blank=True)

    objects = ItemQuerySet.as_manager()
    SEALED: ClassVar = {"sealed": "sealed_context"}

    class Meta:
        indexes = [
            models.Index(F("due_at"), F("id"), name="outbox_due", condition=WAITING),
            models.Index(F("expires_at"), name="outbox_expiring", condition=WAITING & Q(expires_at__isnull=False)),
            models.Index(F("dead_at"), name="outbox_dead", condition=Q(dead_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(sent_at=None) | Q(dead_at=None), name="outbox_sent_or_dead_not_both"),
            models.CheckConstraint(
                condition=Q(dead_at=None, died_why="") | (Q(dead_at__isnull=False) & ~Q(died_why="")),
                name="outbox_dead_has_a_reason",
            ),
            models.CheckConstraint(condition=Q(sealed=None) | WAITING, name="outbox_sealed_only_while_waiting"),
            models.CheckConstraint(
                condition=Q(sealed=None) | Q(expires_at__isnull=False), name="outbox_sealed_expires"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def sealed_context(self) -> str:
        """What the sealed mail is bound to: the key that no other item has."""
        return f"outbox_item.sealed.{self.dedupe_key}"

    @property
    def is_sealed_mail(self) -> bool:
        """Whether it was made as a sealed mail; its text is wiped once it is sent or dead."""
        return self.expires_at is not None

    @property
    def has_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def can_be_revived(self) -> bool:
        """Whether `actions.revive` would try it again: the text of a sealed mail is gone for good."""
        return self.dead_at is not None and not self.is_sealed_mail


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def beat(self, name: str) -> None:
        """Note that the loop `name` is alive now."""
        self.bulk_create(
            [Heartbeat(name=name, at=timezone.now())],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["at"],
        )

    def age(self, name: str) -> timedelta | None:
        """How long ago the loop `name` was last alive; None when it never was."""
        at = self.filter(name=name).values_list("at", flat=True).first()
        return None if at is None else timezone.now() - at


class Heartbeat(models.Model):
    """The last sign of life of a loop that a worker runs, such as "drain"."""

    name = models.CharField(max_length=50, primary_key=True)
    at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M:%S}"
