"""Who did what, when, to what: rows that can only be added, each chained to the one before by its hash.

The database numbers, dates and chains the rows (migration 0001); nothing here or anywhere else can change one.
"""

from django.conf import settings
from django.db import models

GENESIS = "0" * 64
"""What the first event names as the hash before it."""


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, thing: models.Model) -> "EventQuerySet":
        """The events of one thing, oldest first."""
        return self.filter(about_kind=thing._meta.label_lower, about_id=str(thing.pk)).order_by("seq")

    def since(self, seq: int) -> "EventQuerySet":
        """What came after the event of that number, oldest first."""
        return self.filter(seq__gt=seq).order_by("seq")


class Event(models.Model):
    """One thing done or read. `at` is the database's clock (UTC) at the moment the row was chained."""

    seq = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="who"
    )
    actor_roles = models.TextField("roles as they were then", blank=True)
    acting_for = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    verb = models.TextField()
    about_kind = models.TextField()
    about_id = models.TextField()
    data = models.JSONField(default=dict)
    is_read = models.BooleanField(default=False)
    prev_hash = models.CharField(max_length=64, editable=False)
    hash = models.CharField(max_length=64, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["seq"]
        indexes = [models.Index(fields=["about_kind", "about_id", "seq"], name="audit_about")]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"


class AuditHead(models.Model):
    """The number and hash of the newest event: one row, written by the database's own function only."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_head")]

    def __str__(self) -> str:
        return self.anchor

    @property
    def anchor(self) -> str:
        """What is kept outside, so that a rewritten chain can be told: "seq:hash"."""
        return f"{self.seq}:{self.hash}"
