"""A member at risk asks to be rung. It is tied to no record, so that it cannot tell of one."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.foundation.people.models import Role, User


class RingRequestQuerySet(models.QuerySet["RingRequest"]):
    def visible_to(self, user: User) -> Self:
        """Safety leads see all, and of each only whom to ring and since when."""
        return self if user.has_role(Role.SAFETY_LEAD) else self.none()

    def unanswered(self) -> Self:
        return self.filter(answered_at=None)

    def with_people(self) -> Self:
        return self.select_related("member", "answered_by")


class RingRequest(models.Model):
    """Ring this member. One at a time for each member: asking again while one waits adds nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(User, on_delete=models.PROTECT, related_name="ring_requests")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = RingRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(answered_at=None), name="abuse_log_ring_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="abuse_log_ring_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"ring {self.member}"
