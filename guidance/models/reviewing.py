"""The history of a document's reviews: who set its owner and date, who found that it may stay. Only ever added to."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from guidance.models.days import today
from guidance.models.owners import OwnerRole
from guidance.models.texts import Document

LONGEST_NOTE = 500


class ReviewStepQuerySet(models.QuerySet["ReviewStep"]):
    def newest_first(self) -> Self:
        return self.select_related("by").order_by("-number")


class ReviewStep(models.Model):
    """One deed: a new owner or date, or a review that changed nothing. Both end in the next review date."""

    class Kind(models.TextChoices):
        PLANNED = "planned", "Owner and date set"
        NO_CHANGE = "no_change", "Reviewed, no change"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="review_steps")
    number = models.PositiveIntegerField(help_text="Counts the document's steps from 1.")
    kind = models.CharField(max_length=10, choices=Kind)
    owner_role = models.CharField(max_length=32, choices=OwnerRole)
    next_review_on = models.DateField()
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    on = models.DateField(default=today, help_text="The day in Europe/London.")
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ReviewStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="guidance_review_step_once"),
            models.CheckConstraint(condition=Q(kind__in=["planned", "no_change"]), name="guidance_review_step_known"),
            models.CheckConstraint(condition=Q(owner_role__in=OwnerRole.values), name="guidance_review_owner_known"),
            models.CheckConstraint(condition=Q(next_review_on__gt=F("on")), name="guidance_review_next_later"),
            models.CheckConstraint(condition=~Q(kind="no_change") | ~Q(note=""), name="guidance_review_noted"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.number} {self.kind}"
