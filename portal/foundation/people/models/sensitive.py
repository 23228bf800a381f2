"""What two people decide together: the five sensitive roles, and the second factor of those who hold them."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from portal.foundation.people.models.accounts import SEES_EVERYBODY, SENSITIVE_ROLES, Role, User

LIFETIME = timedelta(days=7)


def _expiry() -> datetime:
    return timezone.now() + LIFETIME


class SensitiveRequestQuerySet(models.QuerySet["SensitiveRequest"]):
    def visible_to(self, user: User) -> Self:
        """Those who may ask or confirm, and the auditor, see all; the person concerned sees their own."""
        if user.has_role(*SEES_EVERYBODY):
            return self
        return self.filter(user=user)

    def undecided(self) -> Self:
        """Neither confirmed nor refused; it may have expired."""
        return self.filter(confirmed_by=None, refused_by=None)

    def waiting(self) -> Self:
        return self.undecided().filter(expires_at__gt=timezone.now())

    def with_people(self) -> Self:
        return self.select_related("user", "asked_by", "confirmed_by", "refused_by")


class SensitiveRequest(models.Model):
    class Kind(models.TextChoices):
        GRANT = "grant", "Give the role"
        END = "end", "End the role"
        RESET_SECOND_FACTOR = "reset_second_factor", "Reset the second factor"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=19, choices=Kind.choices)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sensitive_requests")
    role = models.CharField(max_length=32, choices=Role.choices, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sensitive_asked")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(default=_expiry)
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="sensitive_confirmed", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="sensitive_refused", null=True, blank=True
    )
    refused_at = models.DateTimeField(null=True, blank=True)

    objects = SensitiveRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(asked_by=F("user")), name="people_sensitive_asker_is_another"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")),
                name="people_sensitive_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("user")),
                name="people_sensitive_confirmer_is_another",
            ),
            models.CheckConstraint(
                condition=Q(kind="reset_second_factor", role="")
                | Q(kind__in=["grant", "end"], role__in=[str(role) for role in SENSITIVE_ROLES]),
                name="people_sensitive_role_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="people_sensitive_confirmed_pair",
            ),
            models.CheckConstraint(
                condition=Q(refused_by=None, refused_at=None) | Q(refused_by__isnull=False, refused_at__isnull=False),
                name="people_sensitive_refused_pair",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(refused_by=None), name="people_sensitive_decided_once"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(confirmed_at__lte=F("expires_at")),
                name="people_sensitive_confirmed_in_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what()}: {self.user}"

    def get_absolute_url(self) -> str:
        return reverse("people:sensitive_request", args=[self.pk])

    @property
    def is_decided(self) -> bool:
        return self.confirmed_at is not None or self.refused_at is not None

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_waiting(self) -> bool:
        return not self.is_decided and not self.has_expired

    def what(self) -> str:
        """What is asked, in words."""
        if self.kind == self.Kind.RESET_SECOND_FACTOR:
            return "Reset the second factor"
        verb = "Give" if self.kind == self.Kind.GRANT else "End"
        return f"{verb} the role of {self.get_role_display()}"
