"""Who helps which member, how far, and until when."""

import uuid
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.foundation.people.models.accounts import SEES_EVERYBODY, User

LONGEST = timedelta(days=366)
"""A delegation names an end at most a year away (366 days, so that a leap year is a year)."""


class Grade(models.TextChoices):
    """Each grade holds those before it."""

    RECORD = "record", "Record only"
    SUMMARIES = "summaries", "See summaries"
    CONTENT = "content", "See the content"
    ACT = "act", "Act for the member"

    @classmethod
    def at_least(cls, grade: str) -> tuple[str, ...]:
        """The grade and all above it. Raises ``ValueError`` for a word that is no grade."""
        return tuple(cls.values[cls.values.index(grade) :])


GRADE_MEANING: dict[str, str] = {
    Grade.RECORD: "can add new records for you, and cannot read yours",
    Grade.SUMMARIES: "can also see that a record exists, its one line, its date and its state",
    Grade.CONTENT: "can also read the words and see the pictures",
    Grade.ACT: "can also ask, decide and answer for you, in your name",
}


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def in_force(self, on: date | None = None) -> Self:
        today = on or timezone.localdate()
        return self.filter(revoked_at=None, starts_on__lte=today, ends_on__gte=today)

    def to_come(self, on: date | None = None) -> Self:
        """In force, or due to begin."""
        today = on or timezone.localdate()
        return self.filter(revoked_at=None, ends_on__gte=today)

    def visible_to(self, user: User) -> Self:
        """The member and the delegate see their own; those who look after accounts see all."""
        if user.has_role(*SEES_EVERYBODY):
            return self
        return self.filter(Q(member=user) | Q(delegate=user))

    def with_people(self) -> Self:
        return self.select_related("member", "delegate")


class Delegation(models.Model):
    """A member lets a named person help them until a named day. Changed only by being ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations")
    delegate = models.ForeignKey(User, on_delete=models.PROTECT, related_name="helps")
    grade = models.CharField(max_length=9, choices=Grade.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    appointed_at = models.DateTimeField(default=timezone.now, editable=False)
    # True when the delegate already helped another member, so that the Monitoring Officer was told.
    is_one_of_several = models.BooleanField(default=False, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="delegations_revoked", null=True, blank=True
    )

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-appointed_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(member=F("delegate")), name="people_delegation_two_people"),
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="people_delegation_known_grade"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="people_delegation_ends_after_start"),
            models.CheckConstraint(
                condition=Q(ends_on__lte=F("starts_on") + LONGEST), name="people_delegation_one_year"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="people_delegation_revoked_by",
            ),
            models.UniqueConstraint(
                fields=["member", "delegate"],
                condition=Q(revoked_at=None),
                name="people_delegation_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} helps {self.member} until {self.ends_on}"

    def is_in_force(self, on: date | None = None) -> bool:
        today = on or timezone.localdate()
        return self.revoked_at is None and self.starts_on <= today <= self.ends_on

    def meaning(self) -> str:
        """What the grade lets the delegate do, as said to the member."""
        return GRADE_MEANING[self.grade]
