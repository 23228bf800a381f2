"""To whom a request for the Monitoring Officer's office only goes first."""

import uuid

from django.db import models
from django.utils import timezone

from portal.foundation.people.models import Role, User


class PrivateRouteQuerySet(models.QuerySet["PrivateRoute"]):
    def deputy(self) -> User | None:
        """The deputy who reads such requests first today; None when none is named or they are no deputy any more."""
        newest = self.order_by("-at", "-pk").first()
        if newest is None or newest.deputy_id is None:
            return None
        return User.objects.holding(Role.DEPUTY_MONITORING_OFFICER).filter(pk=newest.deputy_id).first()


class PrivateRoute(models.Model):
    """Who reads first what is for the office only. The newest row counts; none is ever changed.

    A deputy first, so that nobody can keep the Monitoring Officer out of a later complaint by asking for advice.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    deputy = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True, help_text="Empty: the whole office."
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PrivateRouteQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.deputy or "The whole office")
