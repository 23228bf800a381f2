"""What stays behind the wall when a case is gone."""

import uuid

from django.conf import settings
from django.db import models


class KeptFrom(models.Model):
    """An officer with a stake in a case that was disposed of: its tombstone is none of theirs either.

    Written by the function that deletes the case, for those who ever had the office, and by nothing else. No party
    stands here, unless they were of the office themselves.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    about_id = models.UUIDField()
    """The id that the case had."""
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about_id", "person"], name="conduct_kept_from_once")]

    def __str__(self) -> str:
        return f"Kept from {self.person_id}"
