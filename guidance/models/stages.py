"""The way of a draft to publication: who wrote on it, and who submitted, approved or sent back which words."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

LONGEST_REMARK = 2_000


class Stage(models.TextChoices):
    """How far a text has come. Never stored: it follows from the newest step on the present words."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    RETURNED = "returned", "Sent back"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class EditionEdit(models.Model):
    """Somebody wrote on a draft, and so does not approve it. Only ever added to."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    edition = models.ForeignKey("guidance.Edition", models.CASCADE, related_name="edits")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    what = models.CharField(max_length=200, help_text="What was done, in words, without the text itself.")

    class Meta:
        ordering = ["-at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="guidance_edit_said")]

    def __str__(self) -> str:
        return self.what


class EditionStep(models.Model):
    """A step towards publication, taken on one revision of the text. Only ever added to.

    Whatever changes the text afterwards raises its revision, so that the step no longer counts.
    """

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", "Sent for review"
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Sent back"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    edition = models.ForeignKey("guidance.Edition", models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField(help_text="Counts the steps of the edition from 1.")
    kind = models.CharField(max_length=10, choices=Kind)
    revision = models.PositiveIntegerField(help_text="The revision of the text that the person had before them.")
    as_monitoring_officer = models.BooleanField(default=False)
    note = models.TextField(blank=True, max_length=LONGEST_REMARK)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="guidance_step_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["submitted", "approved", "returned"]), name="guidance_step_known"
            ),
            models.CheckConstraint(condition=~Q(kind="returned") | ~Q(note=""), name="guidance_step_returned_why"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, revision {self.revision}"

    @property
    def leads_to(self) -> Stage:
        """The stage that the text is in while this is the newest step on it."""
        return {"submitted": Stage.IN_REVIEW, "approved": Stage.APPROVED}.get(self.kind, Stage.RETURNED)
