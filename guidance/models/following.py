"""Who follows the guidance, and who was told of which edition."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from guidance.models.texts import Document, Edition
from portal.foundation.people.models import User


class FollowQuerySet(models.QuerySet["Follow"]):
    """Followings, as readers and the daily task ask."""

    def of(self, reader: User) -> Self:
        """What this person follows now."""
        return self.filter(reader=reader, ended_at=None)

    def telling_of(self, edition: Edition) -> Self:
        """Those in force that an edition of this document concerns."""
        return self.filter(Q(document=None) | Q(document=edition.document_id), ended_at=None)


class Follow(models.Model):
    """A person wants one mail for each edition that comes into force: of one document, or of all (no document)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "document"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="guidance_followed_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since")), name="guidance_follow_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} follows {self.document_id or 'everything'}"


class Telling(models.Model):
    """A reader was told by mail of an edition that came into force. Only ever added to: nobody is told twice."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="tellings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "reader"], name="guidance_told_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} told to {self.reader_id}"
