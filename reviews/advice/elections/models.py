"""A pre-election period: from the notice of an election, or earlier, to the close of its poll."""

import uuid
from datetime import date, datetime, time
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.foundation.deadlines.words import in_words
from portal.foundation.people.models import Role, Term, User, Ward
from portal.foundation.people.permissions import MONITORING_OFFICERS
from reviews.advice.policies import LONDON

POLL_CLOSES = time(22)
"""Close of poll in England, Europe/London."""


KEEPERS = (Role.COMMS_LEAD, *MONITORING_OFFICERS)
"""Who enters, changes and ends the dates: the lead of the Communications Team, the Monitoring Officer's office."""


class PreElectionPeriodQuerySet(models.QuerySet["PreElectionPeriod"]):
    def visible_to(self, user: User) -> Self:
        """The kept dates, for those who keep them. What everybody is told of them is `shown_to`."""
        return self if user.has_role(*KEEPERS) else self.none()

    def in_force(self, at: datetime | None = None) -> Self:
        """Those that run at the moment; a period that was ended early runs until then."""
        moment = at or timezone.now()
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)

    def shown_to(self, user: User) -> Self:
        """What a signed-in person is told of: all of it, but a by-election only its ward's member and officers."""
        if not user.is_member:
            return self
        wards = Term.objects.on(timezone.localdate()).filter(user=user, ward__isnull=False).values("ward")
        # As a subquery: a join would give a period once for each of its wards.
        own = PreElectionPeriod.objects.filter(wards__in=wards).values("pk")
        return self.filter(Q(pk__in=own) | ~Q(kind=PreElectionPeriod.Kind.BY_ELECTION))

    def with_wards(self) -> Self:
        return self.prefetch_related("wards").select_related("entered_by", "ended_by")


class PreElectionPeriod(models.Model):
    """The dates of one election. They are entered, never computed: a council may publish its notice early.

    The period runs from ``starts_at`` (00:00 on the day entered) to ``ends_at`` (22:00 on the day of the poll, or
    when it was ended before). Without wards it is for the whole council. Periods may overlap.
    Source: Local Government Act 1986, sections 2 to 4, and the publicity code of 2011.
    """

    class Kind(models.TextChoices):
        LOCAL = "local", "Local elections"
        BY_ELECTION = "by_election", "By-election"
        MAYOR = "mayor", "Election of the regional mayor"
        PCC = "pcc", "Election of the police and crime commissioner"
        PARLIAMENT = "parliament", "UK Parliament election"
        REFERENDUM = "referendum", "Referendum"
        NEIGHBOURHOOD = "neighbourhood", "Neighbourhood plan referendum"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    wards = models.ManyToManyField(Ward, related_name="+", blank=True)
    notice_date = models.DateField()
    poll_date = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    ended_because = models.CharField(max_length=200, blank=True)

    objects = PreElectionPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-poll_date", "-entered_at", "id"]
        indexes = [models.Index(fields=["ends_at", "starts_at"], name="advice_election_when")]
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lte=F("ends_at")), name="advice_election_ends_after_start"),
            models.CheckConstraint(
                condition=Q(notice_date__lte=F("poll_date")), name="advice_election_notice_before_poll"
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_because="") | Q(ended_by__isnull=False) & ~Q(ended_because=""),
                name="advice_election_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=(
                        "local",
                        "by_election",
                        "mayor",
                        "pcc",
                        "parliament",
                        "referendum",
                        "neighbourhood",
                    )
                ),
                name="advice_election_known_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def starts_on(self) -> date:
        return timezone.localtime(self.starts_at, LONDON).date()

    @property
    def is_ended(self) -> bool:
        """Whether somebody ended it before the close of poll."""
        return self.ended_by_id is not None

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def is_in_force(self) -> bool:
        return self.starts_at <= timezone.now() < self.ends_at

    @property
    def until(self) -> str:
        return in_words(self.ends_at)

    def holds(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at

    def ward_names(self) -> str:
        return ", ".join(ward.name for ward in self.wards.all())

    def place(self) -> str:
        """Where, in words."""
        return self.ward_names() or "the whole council"


def first_moment(day: date) -> datetime:
    """00:00 of the day, Europe/London."""
    return datetime.combine(day, time.min, LONDON)


def close_of_poll(day: date) -> datetime:
    """22:00 of the day, Europe/London."""
    return datetime.combine(day, POLL_CLOSES, LONDON)
