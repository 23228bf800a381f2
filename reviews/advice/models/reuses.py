"""Which question and answer of the guidance came from which request. Known to those who advise, and to nobody else."""

import uuid

from django.db import models
from django.utils import timezone

from guidance.models import Point
from portal.foundation.people.models import User
from reviews.advice.models.answers import Answer
from reviews.advice.models.requests import Request


class Reuse(models.Model):
    """Somebody wrote a question and answer after a request. Only ever added to; the guidance knows nothing of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="reuses")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="reuses")
    point = models.OneToOneField(Point, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"A question and answer after {self.item}"
