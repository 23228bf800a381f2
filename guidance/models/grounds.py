"""What a point beside the protocol rests on, pinned: the very version of each point that its author had before them."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from guidance.models.points import PointVersion
from guidance.models.shapes import FINGERPRINT
from guidance.models.texts import Edition


class GroundQuerySet(models.QuerySet["Ground"]):
    """Grounds, as those ask who look whether a published answer still holds."""

    def with_place(self) -> "GroundQuerySet":
        """With the point that rests, and the place of the one that it rests on."""
        return (
            self.select_related("version", "cited__section", "cited__edition__document")
            .defer("version__search", "version__section_title", "cited__search", "cited__section_title")
            .order_by("version__order", "order")
        )


class Ground(models.Model):
    """A version of a point on which a version of another one rests. Frozen with its edition (migration 0020)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="grounds")
    version = models.ForeignKey(PointVersion, models.CASCADE, related_name="grounds")
    cited = models.ForeignKey(PointVersion, models.PROTECT, related_name="+")
    cited_hash = models.CharField(max_length=64)
    order = models.PositiveSmallIntegerField()

    objects = GroundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "cited"], name="guidance_ground_once"),
            models.CheckConstraint(condition=Q(cited_hash__regex=FINGERPRINT), name="guidance_ground_fingerprint"),
        ]

    def __str__(self) -> str:
        return f"{self.version} rests on {self.cited}"
