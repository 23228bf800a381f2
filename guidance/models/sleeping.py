"""Drafts that a member sleeps on: kept sealed for the member alone, for a few days, and then really gone."""

from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from guidance.models.days import LONDON
from portal.foundation.people.models import User
from portal.foundation.vault.fields import EncryptedTextField

DAYS_AFTER_REMINDER = 7
"""Calendar days, in Europe/London, that a draft stays after its reminder."""


def deleted_after(remind_at: datetime) -> datetime:
    """When a draft goes that is reminded of at `remind_at`: the same hour in Europe/London, seven days later."""
    then = timezone.localtime(remind_at, LONDON).replace(tzinfo=None) + timedelta(days=DAYS_AFTER_REMINDER)
    return then.replace(tzinfo=LONDON)


class SleepingDraftQuerySet(models.QuerySet["SleepingDraft"]):
    """Drafts, as their owner and the clock ask for them."""

    def visible_to(self, user: User) -> Self:
        """One's own and nobody else's, whatever one's role; one past its day is gone though the row may still be."""
        return self.filter(owner=user, delete_at__gt=timezone.now())

    def due(self, now: datetime | None = None) -> Self:
        """Those whose reminder has come."""
        return self.filter(remind_at__lte=now or timezone.now())

    def over(self, now: datetime | None = None) -> Self:
        """Those whose day to go has come."""
        return self.filter(delete_at__lte=now or timezone.now())


class SleepingDraft(models.Model):
    """Words that somebody meant to post and wants to read again later. A row is written once, and then deleted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    wording = EncryptedTextField()
    kept_at = models.DateTimeField(default=timezone.now, editable=False)
    remind_at = models.DateTimeField()
    delete_at = models.DateTimeField()

    objects = SleepingDraftQuerySet.as_manager()

    class Meta:
        ordering = ["remind_at", "kept_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(remind_at__gt=F("kept_at")), name="guidance_sleeping_reminded_later"),
            models.CheckConstraint(condition=Q(delete_at__gt=F("remind_at")), name="guidance_sleeping_deleted_last"),
            models.CheckConstraint(
                condition=Q(delete_at__lte=F("kept_at") + timedelta(days=14)), name="guidance_sleeping_not_for_long"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "remind_at"], name="guidance_sleeping_of_owner"),
            models.Index(fields=["delete_at"], name="guidance_sleeping_over"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        """The draft's own page, for its owner."""
        return reverse("guidance:slept_on", args=[self.pk])

    @property
    def is_due(self) -> bool:
        """Whether its reminder has come."""
        return self.remind_at <= timezone.now()

    @property
    def first_words(self) -> str:
        """Enough for its owner to tell it from another."""
        return Truncator(" ".join(self.wording.split())).words(8)
