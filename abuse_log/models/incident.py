"""The record itself: whose it is, when and where it happened, of what kind it was.

It holds nothing that a person must be spared: words, pictures and accounts are rows of their own
(`abuse_log.models.content`) and are never loaded with the record.
"""

import secrets
import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from abuse_log.life.leaving import own
from abuse_log.models.steps import StandStep
from abuse_log.models.tracks import Decision
from abuse_log.sharing.models import Share, is_counted
from abuse_log.states import headline
from abuse_log.taxonomy import Behaviour, Channel, Choice, Impact, Platform, Precision, RecordedBy, Stand
from abuse_log.times import said
from portal.foundation.people.models import Grade, User
from portal.foundation.people.permissions import members_helped_by
from portal.foundation.records.actions import READABLE
from portal.foundation.vault.fields import EncryptedTextField


def neutral_reference() -> str:
    """The name of a record in mail and addresses: random (49 bits), so that it tells neither kind nor number."""
    return "REC-" + "".join(secrets.choice(READABLE) for _ in range(10))


def _known_time(name: str) -> Q:
    """A time has a precision, and a precision has a time."""
    return Q((f"{name}_at", None), (f"{name}_precision", "")) | Q(
        (f"{name}_at__isnull", False), (f"{name}_precision__in", Precision.values)
    )


def _keeps(user: User) -> Q:
    return (
        own(user)
        | Q(member__in=members_helped_by(user, Grade.SUMMARIES))
        | Q(member__in=members_helped_by(user, Grade.RECORD), recorded_by=user)
    )


class IncidentQuerySet(models.QuerySet["Incident"]):
    def kept_by(self, user: User) -> Self:
        """One's own, after leaving office as far as one still may; of a member one helps all, from the grade
        "summaries" on, and below it what one added.
        """
        return self.filter(_keeps(user))

    def visible_to(self, user: User) -> Self:
        """What the user keeps, and what its member shares today with an office that the user holds.

        Without a share no office opens a record: not Communications, the Monitoring Officer, a safety lead or an
        administrator.
        """
        return self.filter(_keeps(user) | Q(pk__in=Share.objects.visible_to(user).values("incident")))

    def counted(self) -> Self:
        """Those that may stand in counts, matches and briefings: never a private one."""
        return self.filter(is_counted())

    def in_list(self) -> Self:
        """With all that a row of the list shows, in the same number of queries for 3 rows and 300."""
        latest = Decision.objects.filter(incident=OuterRef("pk")).order_by("-number")
        stood = StandStep.objects.filter(incident=OuterRef("pk")).order_by("-number")
        return (
            self.select_related("member", "recorded_by")
            .prefetch_related("reports", "police_reports")
            .annotate(
                choice=Coalesce(Subquery(latest.values("choice")[:1]), models.Value(Choice.UNDECIDED.value)),
                stand=Coalesce(Subquery(stood.values("stand")[:1]), models.Value(Stand.OPEN.value)),
            )
            .order_by("-recorded_at", "id")
        )


class Incident(models.Model):
    """Something that was done to a member. Kept by its version: who changes it says which version they saw."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True, editable=False)
    neutral_reference = models.CharField(max_length=14, unique=True, default=neutral_reference, editable=False)
    member = models.ForeignKey(User, on_delete=models.PROTECT, related_name="records_about")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="records_made")
    recorded_by_role = models.CharField(max_length=8, choices=RecordedBy.choices)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    summary = EncryptedTextField(blank=True)
    channel = models.CharField(max_length=14, choices=Channel.choices, blank=True)
    platform = models.CharField(max_length=10, choices=Platform.choices, blank=True)
    link = EncryptedTextField(blank=True)
    # Four times are kept apart, for different legal clocks start from different ones; recorded_at is the fourth.
    occurred_at = models.DateTimeField(null=True, blank=True)
    occurred_precision = models.CharField(max_length=5, choices=Precision.choices, blank=True)
    first_published_at = models.DateTimeField(null=True, blank=True)
    first_published_precision = models.CharField(max_length=5, choices=Precision.choices, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_precision = models.CharField(max_length=5, choices=Precision.choices, blank=True)
    behaviours = ArrayField(models.CharField(max_length=32, choices=Behaviour.choices), default=list, blank=True)
    impact = models.PositiveSmallIntegerField(choices=Impact.choices, null=True, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["member", "-recorded_at"], name="abuse_log_by_member"),
            models.Index(fields=["recorded_by"], name="abuse_log_by_recorder"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(impact=None) | Q(impact__in=Impact.values), name="abuse_log_known_impact"
            ),
            models.CheckConstraint(
                condition=Q(behaviours__contained_by=Behaviour.values), name="abuse_log_known_behaviours"
            ),
            models.CheckConstraint(
                condition=~Q(behaviours__contains=[Behaviour.ROBUST_CRITICISM.value]) | Q(behaviours__len=1),
                name="abuse_log_criticism_stands_alone",
            ),
            models.CheckConstraint(
                condition=Q(channel="") | Q(channel__in=Channel.values), name="abuse_log_known_channel"
            ),
            models.CheckConstraint(
                condition=Q(platform="") | Q(platform__in=Platform.values), name="abuse_log_known_platform"
            ),
            models.CheckConstraint(condition=_known_time("occurred"), name="abuse_log_occurred_known"),
            models.CheckConstraint(condition=_known_time("first_published"), name="abuse_log_published_known"),
            models.CheckConstraint(condition=_known_time("seen"), name="abuse_log_seen_known"),
            models.CheckConstraint(
                condition=Q(recorded_by_role=RecordedBy.SELF, recorded_by=models.F("member"))
                | (Q(recorded_by_role=RecordedBy.DELEGATE) & ~Q(recorded_by=models.F("member"))),
                name="abuse_log_recorded_by_role",
            ),
        ]

    def __str__(self) -> str:
        return self.neutral_reference

    def get_absolute_url(self) -> str:
        return reverse("abuse_log:detail", args=[self.neutral_reference])

    @property
    def is_criticism(self) -> bool:
        """The member says that this is robust criticism: it is kept as a note, without accounts."""
        return Behaviour.ROBUST_CRITICISM in self.behaviours

    @property
    def behaviour_labels(self) -> list[str]:
        return [Behaviour(code).label for code in self.behaviours]

    @property
    def occurred(self) -> str:
        """When it happened, in words."""
        return said(self.occurred_at, self.occurred_precision)

    @property
    def first_published(self) -> str:
        return said(self.first_published_at, self.first_published_precision)

    @property
    def seen(self) -> str:
        return said(self.seen_at, self.seen_precision)

    @property
    def choice_in_words(self) -> str:
        """What was decided, of a row from `in_list`."""
        return Choice(getattr(self, "choice", Choice.UNDECIDED)).label

    @property
    def state_in_words(self) -> str:
        """The headline of a row from `in_list`."""
        return headline(
            getattr(self, "choice", Choice.UNDECIDED),
            [report.status for report in self.reports.all()],
            [report.status for report in self.police_reports.all()],
            getattr(self, "stand", Stand.OPEN),
        )
