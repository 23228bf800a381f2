"""What the law and the council's arrangements say today, as dated rows: a change in the law is an entry, not a release.

Localism Act 2011, section 28(6) leaves stages and limits to each council; section 28(11) names no sanction. Days are
those of Europe/London, and an end is the last day that counts.
"""

import uuid
from datetime import date
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from reviews.conduct.states import State
from reviews.conduct.visibility import Artefact, Capacity, Reach

Dated = TypeVar("Dated", bound=models.Model)


class DatedQuerySet(models.QuerySet[Dated]):
    def on(self, day: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class Entered(models.Model):
    """An entry of the council's arrangements: by whom and when (UTC); nobody for what came with the portal."""

    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    entered_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class Sanction(Entered):
    """Something that may follow a breach; or that is expected and does not exist: then it says why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(max_length=40)
    words = models.CharField(max_length=200)
    basis = models.CharField(max_length=300)
    """The law or practice that it rests on."""
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    why_not = models.CharField(max_length=300, blank=True)
    """For what cannot be chosen: why."""
    requires_legal_check = models.BooleanField(default=False)

    objects = DatedQuerySet["Sanction"].as_manager()

    class Meta:
        ordering = ["words", "id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="conduct_sanction_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=False) | (Q(valid_to=None) & ~Q(why_not="")),
                name="conduct_sanction_valid_or_why_not",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="conduct_sanction_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.words


class Stage(Entered):
    """A stage that a council may arrange or leave out (Localism Act 2011, section 28(6)), and when it is there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=24, choices=State.choices)
    """The state that a case enters with it."""
    basis = models.CharField(max_length=300)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    why_not = models.CharField(max_length=300, blank=True)
    """For what there is not today: why."""

    objects = DatedQuerySet["Stage"].as_manager()

    class Meta:
        ordering = ["key", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="conduct_stage_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=False) | (Q(valid_to=None) & ~Q(why_not="")),
                name="conduct_stage_valid_or_why_not",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="conduct_stage_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.get_key_display()


class TimeLimit(Entered):
    """How long a step may take (brief, 5.3). A new limit is a new row; a running clock keeps its own."""

    class Unit(models.TextChoices):
        WORKING_DAYS = "working_days", "working days"
        MONTHS = "months", "calendar months"
        CLEAR_DAYS = "clear_days", "clear days"
        DAYS = "days", "calendar days"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(max_length=40)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12, choices=Unit.choices)
    basis = models.CharField(max_length=300)
    valid_from = models.DateField()

    class Meta:
        ordering = ["key", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="conduct_limit_once"),
            models.CheckConstraint(
                condition=Q(unit__in=["working_days", "months", "clear_days", "days"]), name="conduct_limit_known_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.amount} {self.get_unit_display()}"


class ReadingRule(models.Model):
    """One cell of the table of who reads what. The policies of the database read it; the app cannot write it."""

    id = models.SmallAutoField(primary_key=True)
    artefact = models.CharField(max_length=16, choices=Artefact.choices)
    capacity = models.CharField(max_length=12, choices=Capacity.choices)
    reach = models.CharField(max_length=12, choices=Reach.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["artefact", "capacity"], name="conduct_reading_once")]

    def __str__(self) -> str:
        return f"{self.capacity} {self.reach} {self.artefact}"


class Transition(models.Model):
    """One arrow of the table of states. The database lets a case go along these alone; the app cannot write them."""

    id = models.SmallAutoField(primary_key=True)
    state_before = models.CharField(max_length=24, choices=State.choices)
    state_after = models.CharField(max_length=24, choices=State.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["state_before", "state_after"], name="conduct_transition_once")]

    def __str__(self) -> str:
        return f"{self.state_before} to {self.state_after}"


class LocalRule(Entered):
    """What the council arranged for itself beside its limits (Localism Act 2011, section 28(6)); a new row is a change.

    ``amount`` is a number, or 1 for yes and 0 for no.
    """

    class Key(models.TextChoices):
        ASSESSMENT_VIEW = "assessment_view", "The Independent Person’s view is needed at assessment (1) or not (0)"
        PANEL_AT_LEAST = "panel_at_least", "Members of a hearing panel at least"
        LOOKS_UNASKED = "looks_unasked", "Looks at one public profile before each further one needs a reason"
        LOOKS_WITHIN = "looks_within", "Days within which looks at one public profile are counted together"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=24, choices=Key.choices)
    amount = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=300)
    valid_from = models.DateField()

    class Meta:
        ordering = ["key", "-valid_from"]
        constraints = [models.UniqueConstraint(fields=["key", "valid_from"], name="conduct_local_rule_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.amount}"

    @property
    def in_words(self) -> str:
        """The number, or yes or no."""
        is_answer = self.key == self.Key.ASSESSMENT_VIEW
        return str(self.amount) if not is_answer else "Yes" if self.amount else "No"
