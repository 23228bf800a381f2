"""An invitation to open an account: for one address, for fourteen days, for one use."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core import signing
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from portal.foundation.people.models.accounts import ORDINARY_ROLES, SEES_EVERYBODY, Role, User

LIFETIME = timedelta(days=14)
_SIGNER = signing.Signer(salt="people.invitation")


class ForgedLink(ValueError):
    """The link was not made by this portal, or was damaged."""


def _expiry() -> datetime:
    return timezone.now() + LIFETIME


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User) -> Self:
        """Those who look after accounts."""
        if user.has_role(*SEES_EVERYBODY):
            return self
        return self.none()

    def not_closed(self) -> Self:
        """Neither accepted nor cancelled; it may have expired."""
        return self.filter(accepted_at=None, cancelled_at=None)

    def open(self) -> Self:
        return self.not_closed().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    full_name = models.CharField(max_length=120)
    roles = ArrayField(models.CharField(max_length=32, choices=Role.choices), default=list, blank=True)
    is_political_assistant = models.BooleanField(default=False)
    invited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="invitations_sent", null=True, blank=True
    )
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(default=_expiry)
    accepted_at = models.DateTimeField(null=True, blank=True)
    account = models.OneToOneField(User, on_delete=models.PROTECT, related_name="invitation", null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="invitations_cancelled", null=True, blank=True
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(accepted_at=None, cancelled_at=None),
                name="people_invitation_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(roles__contained_by=[str(role) for role in ORDINARY_ROLES]),
                name="people_invitation_ordinary_roles",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="people_invitation_expires"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(cancelled_at=None), name="people_invitation_closed_once"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, account=None) | Q(accepted_at__isnull=False, account__isnull=False),
                name="people_invitation_accepted_as",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="people_invitation_cancelled_by",
            ),
            models.CheckConstraint(
                condition=Q(invited_by__isnull=False) | ~Q(note=""), name="people_invitation_sent_by"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name}, invited {self.created_at:%d %B %Y}"

    @property
    def is_closed(self) -> bool:
        """Used or cancelled."""
        return self.accepted_at is not None or self.cancelled_at is not None

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        return not self.is_closed and not self.has_expired

    def token(self) -> str:
        """The signed part of the link. Made when the mail is sent, and stored nowhere."""
        return _SIGNER.sign(self.pk.hex)

    def link(self) -> str:
        """The path of the page that opens the account."""
        return reverse("people:join", args=[self.token()])

    def role_labels(self) -> tuple[str, ...]:
        return tuple(Role(name).label for name in self.roles)


def id_in_token(token: str) -> uuid.UUID:
    """The invitation a link speaks of. Raises ``ForgedLink``."""
    try:
        return uuid.UUID(hex=_SIGNER.unsign(token))
    except (signing.BadSignature, ValueError) as why:
        raise ForgedLink from why
