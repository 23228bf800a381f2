"""Wards and terms of office. Days are those of Europe/London; an end is the last day that counts."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

if TYPE_CHECKING:
    from portal.foundation.people.models.accounts import User


class WardQuerySet(models.QuerySet["Ward"]):
    def on(self, day: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def not_over(self) -> Self:
        """Valid today, or to come."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=timezone.localdate()))


class Ward(models.Model):
    """An electoral area. Boundaries change: a ward of the same name may begin anew once the old one has an end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = WardQuerySet.as_manager()

    class Meta:
        ordering = ["name", "valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                condition=Q(valid_to=None),
                name="people_ward_name_once",
                violation_error_message="There is already a ward of this name. End it first.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="people_ward_ends_after_start",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="people_ward_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_valid(self, on: date | None = None) -> bool:
        day = on or timezone.localdate()
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class TermQuerySet(models.QuerySet["Term"]):
    def visible_to(self, user: "User") -> Self:
        """Terms of the people whom the user sees."""
        return self.filter(user__in=get_user_model().objects.visible_to(user))

    def on(self, day: date) -> Self:
        """Terms of office that cover the day."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def overlapping(self, starts_on: date, ends_on: date) -> Self:
        return self.filter(starts_on__lte=ends_on, ends_on__gte=starts_on)


class Term(models.Model):
    """The time in which somebody is a member: from signing the acceptance of office to the last day in it."""

    class Kind(models.TextChoices):
        ELECTED = "elected", "Elected"
        CO_OPTED = "co_opted", "Co-opted"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="terms")
    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, related_name="terms", null=True, blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="people_term_ends_after_start"),
            models.CheckConstraint(
                condition=Q(kind="elected", ward__isnull=False) | Q(kind="co_opted", ward=None),
                name="people_term_ward_when_elected",
            ),
            # Two terms of one person may not begin on the same day; other overlaps are refused under a lock.
            models.UniqueConstraint(fields=["user", "starts_on"], name="people_term_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_kind_display().lower()}, {self.starts_on} to {self.ends_on}"

    @property
    def is_over(self) -> bool:
        return self.ends_on < timezone.localdate()

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on
