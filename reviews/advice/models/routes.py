"""To whom a request for the Monitoring Officer's office only goes first."""

import uuid

from django.db import models
from django.utils import timezone

from portal.foundation.people.models import Role, User
from reviews.advice.models.absences import Absence


def who_read_first(user: User) -> "models.QuerySet[User]":
    """The deputies who keep this person from what is for them alone.

    For another deputy a deputy who is away today keeps nothing: it would be due unseen. The Monitoring Officer waits.
    """
    deputies = User.objects.holding(Role.DEPUTY_MONITORING_OFFICER)
    if user.has_role(Role.DEPUTY_MONITORING_OFFICER):
        deputies = deputies.exclude(pk__in=Absence.objects.today().values("person"))
    return deputies.exclude(pk=user.pk)


class PrivateRouteQuerySet(models.QuerySet["PrivateRoute"]):
    def deputy(self) -> User | None:
        """The deputy who reads such requests first today; None when none is named or they are no deputy any more.

        While the one who is named is away, another deputy who is there.
        """
        newest = self.order_by("-at", "-pk").first()
        if newest is None or newest.deputy_id is None:
            return None
        deputies = User.objects.holding(Role.DEPUTY_MONITORING_OFFICER)
        named = deputies.filter(pk=newest.deputy_id).first()
        if named is None or not Absence.objects.today().filter(person=named).exists():
            return named
        there = deputies.exclude(pk__in=Absence.objects.today().values("person"))
        return there.order_by("full_name", "pk").first() or named


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
