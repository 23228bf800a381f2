"""How long each class of record is kept, what is due, and what is left of a record that was disposed of."""

import hashlib
import uuid
from calendar import monthrange
from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.foundation.vault.fields import EncryptedTextField


class RetentionRule(models.Model):
    """One class of record: how long it is kept, counted from what, and on what ground. A row, not a setting
    of the server, so that a change is a named officer’s, with a reason, and applies to old records too.
    """

    class Unit(models.TextChoices):
        DAYS = "days", "days"
        MONTHS = "months", "months"
        YEARS = "years", "years"

    record_class = models.CharField(max_length=40, primary_key=True)
    label = models.CharField(max_length=100)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=8, choices=Unit.choices)
    counted_from = models.CharField(max_length=60)
    basis = models.CharField(max_length=300)
    needs_approval = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["label"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=1, amount__lte=3650), name="records_rule_some_time"),
            models.CheckConstraint(condition=Q(unit__in=("days", "months", "years")), name="records_rule_known_unit"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def period(self) -> str:
        """ "2 years", "1 month"."""
        return f"{self.amount} {self.unit if self.amount != 1 else self.unit.removesuffix('s')}"

    def due_on(self, since: date) -> date:
        """The day on which a record of that day is due: the last day of the month where there is no such day."""
        if self.unit == self.Unit.DAYS:
            return since + timedelta(days=self.amount)
        return _months_later(since, self.amount * (12 if self.unit == self.Unit.YEARS else 1))


def _months_later(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    year, month = min(year, date.max.year), month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class RetentionChange(models.Model):
    """A change of a period: from, to, why, by whom. Only ever added to."""

    id = models.BigAutoField(primary_key=True)
    rule = models.ForeignKey(RetentionRule, on_delete=models.PROTECT, related_name="changes")
    period_before = models.CharField(max_length=30)
    period_after = models.CharField(max_length=30)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.rule}: {self.period_before} to {self.period_after}"


class DisposalQuerySet(models.QuerySet["Disposal"]):
    def open(self) -> Self:
        """Announced, proposed or approved, and not done."""
        return self.filter(state__in=OPEN)

    def of_holders(self, *holders: str) -> Self:
        return self.filter(holder__in=holders)

    def about(self, thing: models.Model) -> Self:
        return self.filter(about_kind=thing._meta.label_lower, about_id=thing.pk)


class Disposal(models.Model):
    """The way of one record to its end: the portal announces and proposes it, a named officer approves it, the worker
    does it. `objects` are the names of stored files that are still to be cleared away.
    """

    class State(models.TextChoices):
        COMING = "coming", "Announced"
        PROPOSED = "proposed", "Waits for approval"
        APPROVED = "approved", "Approved, being done"
        DONE = "done", "Done"
        LAPSED = "lapsed", "No longer due"

    class Holder(models.TextChoices):
        DESK = "desk", "The Communications Team"
        OFFICE = "office", "The Monitoring Officer’s office"
        COUNCIL = "council", "Its member, and the office that it was shared with"
        MEMBER = "member", "Its member alone"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.ForeignKey(RetentionRule, on_delete=models.PROTECT, related_name="disposals")
    about_kind = models.CharField(max_length=100)
    about_id = models.UUIDField()
    reference = models.CharField(max_length=24)
    holder = models.CharField(max_length=10, choices=Holder.choices)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    """Whose own record it is, in a room of members' own records: they are warned, and may keep it longer."""
    ended_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.COMING)
    version = models.PositiveIntegerField(default=1)
    announced_at = models.DateTimeField(default=timezone.now, editable=False)
    warned_again_at = models.DateTimeField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    kept_until = models.DateField(null=True, blank=True)
    kept_because = EncryptedTextField(blank=True)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    objects_left = ArrayField(models.CharField(max_length=64), default=list, blank=True)

    objects = DisposalQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "reference", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["about_kind", "about_id"],
                condition=Q(state__in=("coming", "proposed", "approved", "done")),
                name="records_disposal_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "done"))
                | Q(approved_by__isnull=False, approved_at__isnull=False, proposed_at__isnull=False)
                | Q(holder="member", approved_by__isnull=True, approved_at__isnull=True, proposed_at__isnull=False),
                name="records_disposal_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | ~Q(state="done") & Q(done_at__isnull=True),
                name="records_disposal_done_then",
            ),
            models.CheckConstraint(
                condition=~Q(holder__in=("member", "council")) | Q(owner__isnull=False),
                name="records_disposal_own_has_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"Disposal of {self.reference}"

    @property
    def is_own_wish(self) -> bool:
        """Its member erases it themself: no day has to come, and nobody else approves."""
        return self.is_members_alone and self.approved_by_id is not None and self.approved_by_id == self.owner_id

    @property
    def is_members_alone(self) -> bool:
        return self.holder == Disposal.Holder.MEMBER


OPEN = (Disposal.State.COMING, Disposal.State.PROPOSED, Disposal.State.APPROVED)


class TombstoneQuerySet(models.QuerySet["Tombstone"]):
    def for_officers(self) -> Self:
        """Without those of records that were their members' alone: no officer knew that there was one."""
        return self.exclude(disposal__holder=Disposal.Holder.MEMBER)


class Tombstone(models.Model):
    """What is left: that there was such a record, of which class, from when to when, and by whose authority it went.

    Written by the database in the same transaction in which the record goes, and by nobody else. `sha256` is of the
    whole record as JSON without spaces, with sorted names, in UTF-8.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    certificate = models.CharField(max_length=24, unique=True)
    disposal = models.OneToOneField(Disposal, on_delete=models.PROTECT, related_name="tombstone")
    reference = models.CharField(max_length=24)
    record_class = models.CharField(max_length=40)
    about_kind = models.CharField(max_length=100)
    about_id = models.UUIDField(unique=True)
    began_on = models.DateField()
    ended_on = models.DateField()
    authority = models.CharField(max_length=400)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    """Nobody: a record of its member alone, which went by its rule after two warnings."""
    approved_at = models.DateTimeField(null=True, blank=True)
    disposed_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    files = models.PositiveIntegerField(default=0)

    objects = TombstoneQuerySet.as_manager()

    class Meta:
        ordering = ["-disposed_at", "id"]

    def __str__(self) -> str:
        return f"{self.certificate}: {self.reference}"


class Certificate(models.Model):
    """The PDF of a disposal, made once when the files are gone too. It says nothing of what the record said."""

    tombstone = models.OneToOneField(Tombstone, on_delete=models.PROTECT, related_name="pdf", primary_key=True)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return str(self.tombstone)

    def is_intact(self) -> bool:
        return hashlib.sha256(bytes(self.content)).hexdigest() == self.sha256


class DraftsGone(models.Model):
    """How many drafts that nobody ever sent went by themselves in one sweep. Only ever added to."""

    id = models.BigAutoField(primary_key=True)
    rule = models.ForeignKey(RetentionRule, on_delete=models.PROTECT, related_name="drafts_gone")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.number} on {timezone.localtime(self.at):%d.%m.%Y}"
