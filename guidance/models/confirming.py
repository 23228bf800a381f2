"""Who was asked to confirm which edition, with which statement, and who did. All of it is only ever added to.

A confirmation proves that somebody pressed a button under a sentence. It is no proof of reading.
"""

from datetime import datetime
from hashlib import sha256
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from guidance.models.shapes import FINGERPRINT
from guidance.models.texts import Edition

LONGEST_STATEMENT = 1_000


def fingerprint_of_statement(text: str) -> str:
    """SHA-256 of the statement's UTF-8 bytes; the database reckons it again (migration 0005)."""
    return sha256(text.encode()).hexdigest()


class StatementQuerySet(models.QuerySet["Statement"]):
    def current(self) -> "Statement":
        """The wording that is asked for now: the newest."""
        return self.order_by("-number")[:1].get()


class Statement(models.Model):
    """One wording of what a member confirms. The council's own; number 1 is shipped with the portal."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    text = models.TextField()
    hash = models.CharField(max_length=64)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="guidance_statement_from_one"),
            models.CheckConstraint(condition=~Q(text=""), name="guidance_statement_worded"),
            models.CheckConstraint(condition=Q(hash__regex=FINGERPRINT), name="guidance_statement_fingerprint"),
            models.CheckConstraint(
                condition=Q(number=1) | Q(written_by__isnull=False), name="guidance_statement_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"Statement {self.number}"


class AcknowledgementQuerySet(models.QuerySet["Acknowledgement"]):
    def of(self, member: models.Model) -> Self:
        """What this person confirmed, newest first, with edition and statement."""
        mine = self.filter(member_id=member.pk).select_related("edition__document", "statement")
        return mine.order_by("-at", "pk")


class Acknowledgement(models.Model):
    """A member confirmed one edition with one statement, both by their fingerprints."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="acknowledgements")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="acknowledgements")
    edition_hash = models.CharField(max_length=64)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="acknowledgements")
    statement_hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "edition", "statement"], name="guidance_confirmed_once"),
        ]
        indexes = [models.Index(fields=["edition", "member"], name="guidance_confirmed_by_edition")]

    def __str__(self) -> str:
        return f"{self.edition_id} confirmed by {self.member_id}"


class AskingQuerySet(models.QuerySet["Asking"]):
    def times(self) -> dict[tuple[object, int], datetime]:
        """When each member was asked, by (member id, round)."""
        return {(row.member_id, row.round): row.at for row in self}


class Asking(models.Model):
    """A member was asked by mail to confirm an edition: once, and once more."""

    FIRST, AGAIN = 1, 2

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="askings")
    round = models.PositiveSmallIntegerField()
    asked_on = models.DateField(help_text="The day in Europe/London, from which the second asking is counted.")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AskingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "member", "round"], name="guidance_asked_once_a_round"),
            models.CheckConstraint(condition=Q(round__in=[1, 2]), name="guidance_asked_twice_at_most"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} asked of {self.member_id}, round {self.round}"
