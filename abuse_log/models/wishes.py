"""What a member wants of reminders. No row: the defaults of the portal."""

import uuid
from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models

from portal.foundation.people.models import User


class ReminderWishes(models.Model):
    """Times of day are those of Europe/London. Equal times: no quiet hours."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.OneToOneField(User, on_delete=models.PROTECT, related_name="reminder_wishes")
    wants_wellbeing = models.BooleanField(default=False)
    muted = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    quiet_begins = models.TimeField(default=time(20))
    quiet_ends = models.TimeField(default=time(8))

    class Meta:
        verbose_name_plural = "reminder wishes"

    def __str__(self) -> str:
        return f"wishes of {self.member_id}"
