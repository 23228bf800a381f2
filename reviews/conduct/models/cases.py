"""A case, the people who are let into it, and what they declared. Times are UTC; days are those of Europe/London."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Case as Choice
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils import timezone

from portal.foundation.deadlines.models import Clock
from portal.foundation.people.models import User
from portal.foundation.vault.fields import EncryptedTextField
from reviews.conduct.standing import ASKED_OF
from reviews.conduct.states import Limit, State, Verb
from reviews.conduct.visibility import DECLARES_FIRST, PARTIES, Artefact, Capacity, Reach, readers

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Where what has no time stands in a list by time."""


class EndOfDay(models.Func):
    """The moment at which a day is over in Europe/London."""

    template = "((%(expressions)s + 1)::timestamp AT TIME ZONE 'Europe/London')"
    output_field = models.DateTimeField()


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> Self:
        """Cases of which the user may know: a live grant and no conflict. The database asks the same once more, so
        this must run in the user's own transaction (``identity.acting_as``); outside it nothing is there.
        """
        return self.filter(Exists(Grant.objects.live().of(user).filter(case=OuterRef("pk"))))

    def held_by(self, user: User) -> Self:
        held = Grant.objects.live().of(user).filter(capacity=Capacity.HOLDER)
        return self.filter(Exists(held.filter(case=OuterRef("pk"))))

    def on_board(self, user: User) -> Self:
        """The user's cases with their part and, for whoever follows its steps, when it is due next (``due``, UTC): a
        time limit, the day on which a hold is looked at again, or the day by which a sanction is to be settled. For a
        party only what is asked of them, while there is time: what comes later is taken too.
        """
        mine = Grant.objects.live().of(user).filter(case=OuterRef("pk"))
        clock = Clock.objects.running().filter(about_kind=self.model._meta.label_lower, about_id=OuterRef("pk"))
        # By name, for that table's module stands on this one.
        sanction = apps.get_model("conduct", "SanctionImposed").objects.filter(case=OuterRef("pk"), outcome="open")
        followers = Q(my_capacity__in=readers(Artefact.HISTORY, Reach.READ, Reach.WRITE))
        soonest, named = _first_of(clock)
        soonest, named = _first_of(clock)
        asked = {Q(my_capacity=part): _first_of(_ahead(clock, limits)) for part, limits in ASKED_OF.items()}
        board = self.visible_to(user).annotate(
            my_capacity=Subquery(mine.values("capacity")[:1]),
            is_cleared=Exists(mine.cleared()),
            clock_due=Choice(*(When(party, then=first[0]) for party, first in asked.items()), default=soonest),
            clock_name=Choice(*(When(party, then=first[1]) for party, first in asked.items()), default=named),
            hold_due=EndOfDay("review_on"),
            sanction_due=EndOfDay(Subquery(sanction.order_by("due_on").values("due_on")[:1])),
            due=Choice(
                When(followers, then=Least("clock_due", "hold_due", "sanction_due")),
                *(When(party, then=F("clock_due")) for party in asked),
                default=None,
            ),
            has_repeated_looks=Exists(self.model.objects.filter(pk=OuterRef("pk"), profile_looks__is_repeated=True)),
        )
        return board.alias(sooner=Coalesce("due", Value(NEVER, output_field=models.DateTimeField()))).order_by(
            "sooner", "pk"
        )

    def to_do(self) -> Self:
        """Of a board: open, or closed and with something still due, such as the letters that say so (guard CG8)."""
        return self.filter(self._is_to_do())

    def done(self) -> Self:
        """Of a board: closed, and nothing is due any more."""
        return self.exclude(self._is_to_do())

    def _is_to_do(self) -> Q:
        """What could be due is looked up once for all cases, so that when is asked of few closed ones."""
        running = Clock.objects.running().filter(about_kind=self.model._meta.label_lower).values("about_id")
        imposed = apps.get_model("conduct", "SanctionImposed").objects.filter(outcome="open", due_on__isnull=False)
        could_be_due = Q(pk__in=running) | Q(pk__in=imposed.values("case"))
        return Q(closed_at=None) | (could_be_due & Q(due__isnull=False))

    def due_after(self, moment: datetime, pk: uuid.UUID) -> Self:
        """Of a board, what comes after that place."""
        return self.alias(place=F("sooner")).filter(Q(place__gt=moment) | Q(place=moment, pk__gt=pk))


def _first_of(clocks: models.QuerySet[Clock]) -> tuple[Subquery, Subquery]:
    """When the next of these clocks is due, and its name."""
    ordered = clocks.order_by("due_at", "name")
    return Subquery(ordered.values("due_at")[:1]), Subquery(ordered.values("name")[:1])


def _ahead(clocks: models.QuerySet[Clock], limits: Iterable[Limit]) -> models.QuerySet[Clock]:
    """Of these clocks those of some limits that are not over."""
    named = [Q(name__startswith=f"conduct.{limit}.") for limit in limits]
    return clocks.filter(reduce(or_, named), due_at__gt=timezone.now())


class Case(models.Model):
    """One complaint, with all its allegations and members. Its row tells that it is there and where it stands."""

    class Source(models.TextChoices):
        FORM = "form", "Form on the website"
        LETTER = "letter", "Letter or e-mail"
        TELEPHONE = "telephone", "Telephone or in person, written down with consent"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=15, unique=True, editable=False)
    state = models.CharField(max_length=24, choices=State.choices, default=State.RECEIVED, editable=False)
    state_since = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    source = models.CharField(max_length=10, choices=Source.choices)
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    held_in = models.CharField(max_length=24, blank=True, editable=False)
    """The state to which a case on hold goes back."""
    review_on = models.DateField(null=True, blank=True, editable=False)
    """When a hold must be looked at again."""
    is_with_police = models.BooleanField(default=False, editable=False)
    is_with_other = models.BooleanField(default=False, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="conduct_case_known_state"),
            models.CheckConstraint(
                condition=Q(state=State.ON_HOLD, review_on__isnull=False, held_in__in=State.values)
                | (~Q(state=State.ON_HOLD) & Q(review_on=None, held_in="")),
                name="conduct_case_hold_is_reviewed",
            ),
        ]
        indexes = [models.Index(fields=["-received_at", "id"], name="conduct_case_received")]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("conduct:case", args=[self.pk])

    @property
    def neutral_reference(self) -> str:
        """For mail: says nothing of what it is about."""
        return self.reference.rpartition("-")[2]


class GrantQuerySet(models.QuerySet["Grant"]):
    def live(self) -> Self:
        """In force now, and not beaten by a conflict of interest."""
        now = timezone.now()
        conflict = Declaration.objects.filter(case=OuterRef("case"), person=OuterRef("person"), has_conflict=True)
        in_force = self.filter(Q(ends_at=None) | Q(ends_at__gt=now), revoked_at=None)
        return in_force.exclude(Exists(conflict))

    def cleared(self) -> Self:
        """Those that open the case: parties at once, anybody else once they declared that there is no conflict."""
        clear = Declaration.objects.filter(case=OuterRef("case"), person=OuterRef("person"), has_conflict=False)
        return self.filter(Q(capacity__in=PARTIES) | Exists(clear))

    def of(self, user: User) -> Self:
        return self.filter(person=user)

    def as_(self, *capacities: str) -> Self:
        return self.filter(capacity__in=capacities)


class Grant(models.Model):
    """Somebody let into one case, in one capacity, from a time, for a reason; ended at once when it is revoked.

    Without ``person`` it belongs to a complainant without an account, who comes back with a code (SHA-256 kept).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="grants")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conduct_grants", null=True, blank=True
    )
    code_hash = models.BinaryField(null=True, editable=False)
    capacity = models.CharField(max_length=12, choices=Capacity.choices)
    serves = models.ForeignKey(
        "conduct.Subject", on_delete=models.PROTECT, related_name="independent_persons", null=True, blank=True
    )
    """For the member's Independent Person: whose."""
    reason = EncryptedTextField(blank=True)
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conduct_grants_given", null=True, blank=True
    )
    ends_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conduct_grants_ended", null=True, blank=True
    )
    revoked_because = EncryptedTextField(blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(capacity__in=Capacity.values), name="conduct_grant_known_capacity"),
            # One person, one capacity at a time: nobody acts on a case as whose party they stand (guard CG4).
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(revoked_at=None), name="conduct_grant_one_capacity"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(capacity="holder", revoked_at=None), name="conduct_grant_one_holder"
            ),
            models.UniqueConstraint(fields=["code_hash"], name="conduct_grant_code_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, code_hash=None) | Q(person=None, capacity="complainant"),
                name="conduct_grant_person_or_code",
            ),
            models.CheckConstraint(
                condition=Q(capacity="members_ip", serves__isnull=False) | ~Q(capacity="members_ip") & Q(serves=None),
                name="conduct_grant_serves_a_member",
            ),
            models.CheckConstraint(
                condition=~Q(capacity="break_glass") | Q(ends_at__isnull=False), name="conduct_grant_emergency_ends"
            ),
            models.CheckConstraint(
                condition=Q(given_by=None) | ~Q(given_by=F("person")) | Q(capacity__in=["holder", "break_glass"]),
                name="conduct_grant_not_to_oneself",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False),
                name="conduct_grant_ended_when",
            ),
        ]
        indexes = [models.Index(fields=["person", "case"], name="conduct_grant_person")]

    def __str__(self) -> str:
        return f"{self.get_capacity_display()} of {self.case}"

    @property
    def declares_first(self) -> bool:
        return self.capacity in DECLARES_FIRST

    def is_in_force(self) -> bool:
        now = timezone.now()
        return self.revoked_at is None and (self.ends_at is None or now < self.ends_at)


class Declaration(models.Model):
    """What somebody answered when asked about a conflict of interest. Never changed; a conflict beats what came before
    and after it, and every role.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="declarations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conduct_declarations")
    has_conflict = models.BooleanField()
    words = EncryptedTextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["case", "person"], name="conduct_declared")]

    def __str__(self) -> str:
        return f"Declaration in {self.case}"


class Step(models.Model):
    """One step of a case by its table of states. Only ever added to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=32)
    state_before = models.CharField(max_length=24, blank=True)
    state_after = models.CharField(max_length=24)
    reason = EncryptedTextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conduct_steps", null=True, blank=True
    )
    capacity = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["case", "at", "id"], name="conduct_step_of_case")]

    def __str__(self) -> str:
        return f"{self.verb} of {self.case}"

    @property
    def what(self) -> str:
        return str(Verb(self.verb).label) if self.verb in Verb.values else self.verb
