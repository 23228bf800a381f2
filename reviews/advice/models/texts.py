"""Standard texts of the desk, in versions, each tied to the points of the guidance that it rests on."""

import uuid
from collections.abc import Mapping
from typing import Self

from django.db import models
from django.utils import timezone

from guidance.models import PointVersion
from portal.foundation.people.models import User


class StandardTextQuerySet(models.QuerySet["StandardText"]):
    def in_use(self) -> Self:
        return self.filter(ended_at=None)

    def with_newest(self) -> Self:
        """Its versions and their points, in three queries whatever the number of texts."""
        return self.select_related("owner").prefetch_related("versions__by", "versions__points__point")


class StandardText(models.Model):
    """A text that an adviser may put into an answer and then change. What it says stands in its newest version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = StandardTextQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.newest.title

    @property
    def newest(self) -> "StandardTextVersion":
        """The version in use. Read from what was prefetched, when it was."""
        return max(self.versions.all(), key=lambda version: version.number)


class StandardTextVersion(models.Model):
    """What a standard text said from then on. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.ForeignKey(StandardText, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["text", "number"]
        constraints = [models.UniqueConstraint(fields=["text", "number"], name="advice_text_number_once")]

    def __str__(self) -> str:
        return self.title

    def changed_points(self, in_force: Mapping[str, str]) -> list[str]:
        """Numbers of its points whose words are others now, or that are gone. ``in_force``: point to fingerprint."""
        return [
            rests.point.number for rests in self.points.all() if in_force.get(rests.point.point_id) != rests.point_hash
        ]


class StandardTextPoint(models.Model):
    """One point as it stood when the version was written."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(StandardTextVersion, on_delete=models.PROTECT, related_name="points")
    point = models.ForeignKey(PointVersion, on_delete=models.PROTECT, related_name="+")
    point_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["version", "point__number", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "point"], name="advice_text_point_once")]

    def __str__(self) -> str:
        return f"{self.version} rests on {self.point}"
