"""Who signs in, and which roles they hold on which day.

A role is in force when its grant has begun, has neither run out nor been ended, and, for the role of a member,
when a term of office covers the day. Days are those of Europe/London.
"""

import uuid
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.foundation.people.models.offices import Term


class Role(models.TextChoices):
    MEMBER = "member", "Member"
    DELEGATE = "delegate", "Delegate of a member"
    COMMS_ADVISER = "comms_adviser", "Communications adviser"
    COMMS_LEAD = "comms_lead", "Communications lead"
    MONITORING_OFFICER = "monitoring_officer", "Monitoring Officer"
    DEPUTY_MONITORING_OFFICER = "deputy_monitoring_officer", "Deputy Monitoring Officer"
    INDEPENDENT_PERSON = "independent_person", "Independent Person"
    INVESTIGATOR = "investigator", "Investigating officer"
    SAFETY_LEAD = "safety_lead", "Member safety lead"
    INFORMATION_GOVERNANCE = "information_governance", "Information governance"
    ADMINISTRATOR = "administrator", "Administrator"
    AUDITOR = "auditor", "Auditor"


SENSITIVE_ROLES: tuple[Role, ...] = (
    Role.MONITORING_OFFICER,
    Role.DEPUTY_MONITORING_OFFICER,
    Role.SAFETY_LEAD,
    Role.INFORMATION_GOVERNANCE,
    Role.AUDITOR,
)
"""Roles that only two people together give or take."""

ORDINARY_ROLES: tuple[Role, ...] = tuple(role for role in Role if role not in SENSITIVE_ROLES)

SEES_EVERYBODY: tuple[Role, ...] = (
    Role.ADMINISTRATOR,
    Role.MONITORING_OFFICER,
    Role.DEPUTY_MONITORING_OFFICER,
    Role.AUDITOR,
)
"""Roles that see every account; everybody else sees only their own."""


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def holding(self, *roles: str) -> Self:
        """Active people who hold at least one of the roles today."""
        grants = RoleGrant.objects.in_force().filter(user=OuterRef("pk"), role__in=roles)
        in_office = Term.objects.on(timezone.localdate()).filter(user=OuterRef("pk"))
        as_member = Exists(grants.filter(role=Role.MEMBER)) & Exists(in_office)
        otherwise = Exists(grants.exclude(role=Role.MEMBER))
        return self.active().filter(as_member | otherwise)

    def visible_to(self, user: "User") -> Self:
        """Everybody for those who look after accounts; for anybody else only themself."""
        if user.has_role(*SEES_EVERYBODY):
            return self
        return self.filter(pk=user.pk)

    def matching(self, words: str) -> Self:
        """People whose name or address contains the words."""
        if not words:
            return self
        return self.filter(Q(full_name__icontains=words) | Q(email__icontains=words))

    def with_roles(self) -> Self:
        """The roles and terms of everybody in the list, in two more queries whatever its length."""
        return self.prefetch_related("grants", "terms__ward")


class AccountManager(BaseUserManager["User"]):
    def create_user(self, email: str, full_name: str, password: str | None = None) -> "User":
        """An active account. Without a password nobody can sign in to it until one is set."""
        user = self.model(email=email.strip().lower(), full_name=full_name.strip())
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


UserManager = AccountManager.from_queryset(UserQuerySet)


class User(AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    is_political_assistant = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    # Raised to end every session at once: it is part of what each session is compared with.
    session_round = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects = UserManager()

    class Meta:
        ordering = ["full_name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="people_user_email_once",
                violation_error_message="There is already an account with this email address.",
            ),
            models.CheckConstraint(condition=~Q(full_name=""), name="people_user_has_name"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("people:person", args=[self.pk])

    @cached_property
    def _roles_today(self) -> tuple[str, ...]:
        today = timezone.localdate()
        held = {grant.role for grant in self.grants.all() if grant.is_in_force(today)}
        if Role.MEMBER in held and not any(term.covers(today) for term in self.terms.all()):
            held.discard(Role.MEMBER)
        return tuple(role for role in Role.values if role in held)

    @property
    def is_member(self) -> bool:
        """In office today."""
        return self.has_role(Role.MEMBER)

    def role_names(self) -> tuple[str, ...]:
        """The roles in force today, in the order of ``Role``; none for a closed account.

        Read once for each loaded row: a request asks the database once, and the next request sees a change.
        """
        return self._roles_today if self.is_active else ()

    def has_role(self, *roles: str) -> bool:
        """Holds at least one of the roles today."""
        return not set(roles).isdisjoint(self.role_names())

    def role_labels(self) -> tuple[str, ...]:
        return tuple(Role(name).label for name in self.role_names())

    def forget_roles(self) -> None:
        """Read the roles anew at the next question (after they were changed in this process)."""
        self.__dict__.pop("_roles_today", None)
        self.__dict__.pop("_prefetched_objects_cache", None)

    def get_full_name(self) -> str:
        return self.full_name

    def get_session_auth_hash(self) -> str:
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes | None) -> str:
        what = f"{self.password}:{self.session_round}"
        return salted_hmac("people.session", what, secret=secret, algorithm="sha256").hexdigest()


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(user__in=User.objects.visible_to(user))

    def in_force(self, on: date | None = None) -> Self:
        """Begun, not run out, not ended. Says nothing of terms of office."""
        today = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), ended_at=None, starts_on__lte=today)

    def with_people(self) -> Self:
        return self.select_related("user", "granted_by", "ended_by", "decision__asked_by")

    def not_ended(self) -> Self:
        """Nobody ended it; it may have run out."""
        return self.filter(ended_at=None)

    def not_over(self) -> Self:
        """In force, or due to begin."""
        return self.not_ended().filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()))


class RoleGrant(models.Model):
    """One role given to one person. A row is never changed but to end it, so the rows are the history."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=32, choices=Role.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants_given", null=True, blank=True)
    granted_at = models.DateTimeField(default=timezone.now, editable=False)
    note = models.CharField(max_length=200, blank=True)
    decision = models.OneToOneField(
        "people.SensitiveRequest", on_delete=models.PROTECT, related_name="grant", null=True, blank=True
    )
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants_ended", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        ordering = ["-granted_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(ended_at=None), name="people_grant_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="people_grant_known_role"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="people_grant_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="people_grant_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=False) | ~Q(note=""), name="people_grant_given_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(granted_by=None) | ~Q(granted_by=F("user")), name="people_grant_not_to_oneself"
            ),
            # A sensitive role rests on a request that two people made, or on the set-up of the portal.
            models.CheckConstraint(
                condition=~Q(role__in=[str(role) for role in SENSITIVE_ROLES])
                | Q(decision__isnull=False)
                | Q(granted_by=None),
                name="people_grant_sensitive_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.user}"

    def state(self) -> str:
        """For the history: in force, to come, over, or ended."""
        if self.ended_at is not None:
            return "Ended"
        if self.is_in_force():
            return "In force"
        return "To come" if self.starts_on > timezone.localdate() else "Over"

    def is_in_force(self, on: date | None = None) -> bool:
        today = on or timezone.localdate()
        if self.ended_at is not None or self.starts_on > today:
            return False
        return self.ends_on is None or self.ends_on >= today
