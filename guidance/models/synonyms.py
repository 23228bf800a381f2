"""Words that mean the same to a search."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone


class SynonymGroupQuerySet(models.QuerySet["SynonymGroup"]):
    """Groups of words, as questions."""

    def in_use(self) -> Self:
        """Those that widen searches now, in a steady order."""
        return self.filter(ended_at=None).order_by("words")


class SynonymGroup(models.Model):
    """Words of the same meaning, kept by editors. Never changed or deleted, only ended (migration 0003)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    words = ArrayField(models.CharField(max_length=60), help_text="In lower case, sorted, each once.")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Nobody: shipped with the portal.",
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = SynonymGroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(words__len__gte=2), name="guidance_synonyms_two_or_more"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="guidance_synonyms_ended_by_whom",
            ),
            models.UniqueConstraint(fields=["words"], condition=Q(ended_at=None), name="guidance_synonyms_in_use_once"),
        ]

    def __str__(self) -> str:
        return ", ".join(self.words)
