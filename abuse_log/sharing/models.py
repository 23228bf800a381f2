"""A record shared with an office, what the officers did with it, and requests about a home address."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from abuse_log.sharing.states import ROLES, UNWEIGHED, Audience, Extent, Stage
from abuse_log.taxonomy import Risk
from portal.foundation.people.models import Role, User
from portal.foundation.people.permissions import is_monitoring_officer
from portal.foundation.vault.fields import EncryptedTextField


def audiences_of(user: User) -> list[Audience]:
    """The offices that somebody holds today. Who is the Monitoring Officer is never "the deputy and not them"."""
    held = [audience for audience in Audience if user.has_role(*ROLES[audience])]
    if user.has_role(Role.MONITORING_OFFICER) and Audience.DEPUTY in held:
        held.remove(Audience.DEPUTY)
    return held


class ShareQuerySet(models.QuerySet["Share"]):
    def in_force(self) -> Self:
        """Not withdrawn, and the last day has not passed (Europe/London)."""
        return self.filter(withdrawn_at=None, until__gte=timezone.localdate())

    def visible_to(self, user: User) -> Self:
        """What is shared with an office that the user holds today. Nobody is an officer for their own record."""
        return self.in_force().filter(audience__in=audiences_of(user)).exclude(incident__member=user)

    def unweighed(self) -> Self:
        """What the officers have not weighed yet."""
        weighed = ShareStep.objects.filter(share=OuterRef("pk")).exclude(stage__in=UNWEIGHED)
        return self.filter(~Exists(weighed))

    def in_list(self) -> Self:
        """With the steps; the same number of queries for 3 rows and 300."""
        return self.select_related("incident__member").prefetch_related("steps").order_by("-shared_at", "id")


class Share(models.Model):
    """One record, one office. Sharing anew replaces the row before; a withdrawn row stays as what was once so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey("abuse_log.Incident", on_delete=models.PROTECT, related_name="shares")
    audience = models.CharField(max_length=7, choices=Audience.choices)
    extent = models.CharField(max_length=9, choices=Extent.choices)
    until = models.DateField()
    note = EncryptedTextField(blank=True)
    shared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    shared_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["-shared_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "audience"], condition=Q(withdrawn_at=None), name="abuse_log_shared_once"
            ),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="abuse_log_share_audience"),
            models.CheckConstraint(condition=Q(extent__in=Extent.values), name="abuse_log_share_extent"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__gte=F("shared_at"), withdrawn_by__isnull=False),
                name="abuse_log_share_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_audience_display()} ({self.incident_id})"

    def get_absolute_url(self) -> str:
        """The officers' page."""
        return reverse("abuse_log:shared_record", args=[self.pk])

    @property
    def is_content(self) -> bool:
        return self.extent == Extent.CONTENT

    @property
    def is_in_force(self) -> bool:
        return self.withdrawn_at is None and self.until >= timezone.localdate()

    @property
    def latest(self) -> "ShareStep | None":
        """The last step; of a row from `in_list` without a query."""
        return next(iter(self.steps.all()), None)

    @property
    def standing(self) -> Stage:
        return Stage(self.latest.stage) if self.latest else Stage.NEW


class ShareStep(models.Model):
    """What an officer noted. Rows are only ever added (a trigger holds it); the highest number is the latest.

    The stage, the level and the next step are for the member too; the note is the officers'.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    share = models.ForeignKey(Share, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=12, choices=Stage.choices)
    level = models.PositiveSmallIntegerField(choices=Risk.choices, null=True, blank=True)
    next_step = EncryptedTextField(blank=True)
    note = EncryptedTextField(blank=True)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["share", "number"], name="abuse_log_share_step_number"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="abuse_log_share_step_stage"),
            models.CheckConstraint(
                condition=Q(level=None) | Q(level__in=Risk.values), name="abuse_log_share_step_level"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} ({self.share_id})"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self) -> Self:
        """Not withdrawn, and the last day has not passed (Europe/London)."""
        return self.filter(withdrawn_at=None, until__gte=timezone.localdate())

    def letting(self, user: User) -> Self:
        """By which this officer may add to a record today: one that is shared with an office of theirs as well."""
        return self.in_force().filter(officer=user, incident__in=Share.objects.visible_to(user).values("incident"))


class Consent(models.Model):
    """A member lets one officer add words and files to one shared record until a day. Changed only by being ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey("abuse_log.Incident", on_delete=models.PROTECT, related_name="consents")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "officer"], condition=Q(withdrawn_at=None), name="abuse_log_consent_once"
            ),
            models.CheckConstraint(condition=~Q(officer=F("given_by")), name="abuse_log_consent_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} may add to {self.incident_id}"


class Spared(models.Model):
    """An officer who does not want to be shown content for now: records then reach them as one line, whatever was
    shared. Their own choice, without a reason; the row goes when they take it back.
    """

    officer = models.OneToOneField(User, on_delete=models.PROTECT, primary_key=True, related_name="+")
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "spared"

    def __str__(self) -> str:
        return f"{self.officer_id} since {self.since:%Y-%m-%d}"


class InterestRequestQuerySet(models.QuerySet["InterestRequest"]):
    def visible_to(self, user: User) -> Self:
        """One's own; all but their own for the Monitoring Officer and deputies."""
        return self if is_monitoring_officer(user) else self.filter(member=user)

    def unanswered(self) -> Self:
        return self.filter(answered_at=None)


class InterestRequest(models.Model):
    """A member asks that an interest, such as the home address, stays out of the public register: sensitive
    interests, Localism Act 2011, section 32. Without content, and tied to no record, so that it cannot tell of one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(User, on_delete=models.PROTECT, related_name="interest_requests")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    is_agreed = models.BooleanField(null=True, blank=True)
    note = EncryptedTextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = InterestRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(answered_at=None), name="abuse_log_interest_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, is_agreed=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, is_agreed__isnull=False),
                name="abuse_log_interest_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"interest of {self.member_id}"


class Briefing(models.Model):
    """That the officers were told of the briefing of a month. What it says is reckoned when it is opened, so that a
    record which was withdrawn since is not in it.
    """

    month = models.DateField(primary_key=True)
    told_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


def is_counted() -> Q:
    """Of an incident: whether it may stand in counts, matches and briefings, which the office reads as a whole.

    Shared today with the safety leads or the Monitoring Officer, and not kept from the Monitoring Officer.
    """
    return Q(Exists(_standing(Audience.SAFETY, Audience.OFFICE))) & ~Q(Exists(_standing(Audience.DEPUTY)))


def _standing(*audiences: Audience) -> ShareQuerySet:
    return Share.objects.in_force().filter(incident=OuterRef("pk"), audience__in=audiences)
