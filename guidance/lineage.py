"""What became of points, and why: lineage and change notes, which are data and only ever grow.

Both are written beside an edition. While it is a draft they go with it when it is thrown away; once it is
published the database keeps them as they are (migration 0004).
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

BECAME_OTHERS = ("split", "merged")


class LineageQuerySet(models.QuerySet["Lineage"]):
    """Steps in the life of points."""

    def to_successors(self) -> "LineageQuerySet":
        """The steps that lead from one point to another."""
        return self.filter(kind__in=BECAME_OTHERS)


class Lineage(models.Model):
    """One step: what an edition did to a point. A split into three is three rows, one for each part."""

    class Kind(models.TextChoices):
        """The first three are told from the texts; the last two only an editor can tell, with a reason."""

        RENUMBERED = "renumbered", "Renumbered"
        MOVED = "moved", "Moved to another section"
        WITHDRAWN = "withdrawn", "Withdrawn"
        SPLIT = "split", "Split into"
        MERGED = "merged", "Merged into"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    edition = models.ForeignKey("guidance.Edition", models.CASCADE, related_name="lineage")
    kind = models.CharField(max_length=10, choices=Kind)
    point = models.ForeignKey("guidance.Point", models.PROTECT, related_name="steps")
    to = models.ForeignKey("guidance.Point", models.PROTECT, null=True, blank=True, related_name="steps_here")
    was = models.CharField(max_length=20, blank=True, help_text="The number of the point before.")
    now = models.CharField(max_length=20, blank=True, help_text="Its number, or that of its successor, after.")
    reason = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = LineageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=BECAME_OTHERS, to__isnull=False) & ~Q(reason="") & ~Q(to=F("point"))
                | Q(kind__in=["renumbered", "moved", "withdrawn"], to=None),
                name="guidance_lineage_leads_somewhere",
            ),
            models.UniqueConstraint(
                fields=["edition", "kind", "point", "to"], nulls_distinct=False, name="guidance_lineage_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.was} {self.now}".rstrip()


class ChangeNote(models.Model):
    """What an edition changed, at one point or as a whole, and why: in words for those who rely on it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    edition = models.ForeignKey("guidance.Edition", models.CASCADE, related_name="change_notes")
    point = models.ForeignKey("guidance.Point", models.PROTECT, null=True, blank=True, related_name="change_notes")
    note = models.TextField()
    reason = models.TextField()
    is_minor = models.BooleanField(default=False, help_text="The sense is the same: no duty, number or date changed.")
    answers = models.ForeignKey(
        "guidance.Feedback",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="change_notes",
        help_text="What a reader said that led to the change. Readers are told that somebody did, never who or what.",
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(note="") & ~Q(reason=""), name="guidance_change_note_worded"),
        ]

    def __str__(self) -> str:
        return self.note
