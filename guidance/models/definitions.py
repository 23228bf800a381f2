"""Words that an edition explains: each with the point that says what it means.

They are part of the edition: they change with a draft and are frozen with it, and a text is not published while a word
leads to a point that is not in it (migration 0018).
"""

from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Lower

from guidance.models.points import Point, PointVersion
from guidance.models.texts import Edition

LONGEST_TERM = 60
MOST_FORMS = 8


class DefinitionQuerySet(models.QuerySet["Definition"]):
    """Words explained, as readers and editors ask for them."""

    def with_number(self) -> Self:
        """Each with the `number` of its point in its own edition; None when the point is not in it."""
        versions = PointVersion.objects.filter(edition=OuterRef("edition"), point=OuterRef("point"))
        return self.annotate(number=Subquery(versions.values("number")[:1]))

    def readable(self) -> Self:
        """Those of what members read today, A to Z."""
        editions = Edition.objects.readable().values("pk")
        found = self.with_number().filter(edition__in=editions).select_related("edition__document")
        return found.order_by(Lower("term"), "edition__document__kind", "edition__document__title", "pk")

    def dangling(self) -> Self:
        """Those whose point is not in their edition."""
        standing = PointVersion.objects.filter(edition=OuterRef("edition"), point=OuterRef("point"))
        return self.exclude(Exists(standing))


class Definition(models.Model):
    """A term, its other forms, and the point that explains it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="definitions")
    term = models.CharField(max_length=LONGEST_TERM)
    also = ArrayField(
        models.CharField(max_length=LONGEST_TERM), default=list, blank=True, help_text="Other forms, such as a plural."
    )
    point = models.ForeignKey(Point, models.PROTECT, related_name="definitions")

    objects = DefinitionQuerySet.as_manager()

    number: str | None
    """What `with_number` finds; read it of no other."""

    class Meta:
        constraints = [
            models.UniqueConstraint("edition", Lower("term"), name="guidance_term_once"),
            models.CheckConstraint(condition=~Q(term=""), name="guidance_term_worded"),
            models.CheckConstraint(condition=Q(also__len__lte=MOST_FORMS), name="guidance_term_few_forms"),
        ]

    def __str__(self) -> str:
        return self.term

    @property
    def forms(self) -> list[str]:
        """The term and its other forms."""
        return [self.term, *self.also]
