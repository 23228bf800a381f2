"""Who is away, until when, and who looks after their requests meanwhile."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.foundation.people.models import User


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def kept(self) -> Self:
        """Those that were not taken back."""
        return self.filter(ended_at=None)

    def on(self, day: date) -> Self:
        return self.kept().filter(starts_on__lte=day, ends_on__gte=day)

    def today(self) -> Self:
        """Today in Europe/London."""
        return self.on(timezone.localdate())

    def covered_by(self, user: User) -> "models.QuerySet[Absence, uuid.UUID]":
        """Ids of the people whose requests this person looks after today."""
        return self.today().filter(cover=user).values_list("person", flat=True)


class Absence(models.Model):
    """Days on which somebody who advises is away. The cover may see nothing that they could not see before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="advice_absences")
    cover = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "id"]
        indexes = [models.Index(fields=["ends_on", "starts_on"], name="advice_absence_days")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="advice_absence_ends_after_start"),
            models.CheckConstraint(condition=~Q(person=F("cover")), name="advice_absence_covered_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.person} is away"
