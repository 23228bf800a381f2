"""Calendars that people may mend, clocks that only grow, and reminders."""

from collections.abc import Collection
from datetime import datetime
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from . import clocks
from .working_days import CalendarName, WorkingCalendar


class CalendarQuerySet(models.QuerySet["Calendar"]):
    def working(self, name: CalendarName | str, revision: int | None = None) -> WorkingCalendar:
        """The calendar as it stands, or as it stood at `revision`. Raises Calendar.DoesNotExist."""
        days = NonWorkingDay.objects.filter(calendar=name)
        if revision is not None:
            return WorkingCalendar(name, frozenset(days.at(revision).values_list("day", flat=True)), revision)
        rows = list(days.current().values_list("day", "calendar__revision"))
        number = rows[0][1] if rows else self.values_list("revision", flat=True).get(pk=name)
        return WorkingCalendar(name, frozenset(day for day, _ in rows), number)


class Calendar(models.Model):
    """One of the four calendars; `revision` counts its changes."""

    name = models.CharField(max_length=20, primary_key=True, choices=CalendarName)
    revision = models.PositiveIntegerField(default=0)

    objects = CalendarQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(name__in=CalendarName.values), name="deadlines_known_calendar")
        ]

    def __str__(self) -> str:
        return CalendarName(self.name).label


class CalendarRevision(models.Model):
    """Who changed a calendar, when and why. Never changed."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "number"], name="deadlines_revision_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="deadlines_revision_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.number}"


class NonWorkingDayQuerySet(models.QuerySet["NonWorkingDay"]):
    def at(self, revision: int) -> Self:
        """The days that did not count at that revision."""
        return self.filter(Q(removed_in=None) | Q(removed_in__gt=revision), added_in__lte=revision)

    def current(self) -> Self:
        return self.filter(removed_in=None).order_by("day")


class NonWorkingDay(models.Model):
    """A weekday that does not count, from the revision that added it until the one that took it away."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="days")
    day = models.DateField()
    label = models.CharField(max_length=100)
    added_in = models.PositiveIntegerField()
    removed_in = models.PositiveIntegerField(null=True)

    objects = NonWorkingDayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "day"], condition=Q(removed_in=None), name="deadlines_day_once"
            ),
            models.CheckConstraint(
                condition=Q(removed_in=None) | Q(removed_in__gt=F("added_in")),
                name="deadlines_day_removed_after_it_was_added",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.label}"


class ClockQuerySet(models.QuerySet["Clock"]):
    def about(self, thing: models.Model) -> Self:
        """The clocks of one thing."""
        return self.filter(about_kind=thing._meta.label_lower, about_id=thing.pk)

    def running(self) -> Self:
        return self.filter(state=Clock.State.RUNNING)

    def overdue(self, now: datetime) -> Self:
        """Running, and past the due time."""
        return self.running().filter(due_at__lt=now)


class Clock(models.Model):
    """How long one thing may take. The events are the truth; `due_at` (UTC) and `state` are an index of them.

    `due_at` is empty while a pause keeps the time open.
    """

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        PAUSED = "paused", "Paused"
        STOPPED = "stopped", "Stopped"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=100)
    about_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    due_at = models.DateTimeField(null=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="deadlines_clock_due", condition=Q(state="running"))]
        constraints = [
            models.UniqueConstraint(fields=["about_kind", "about_id", "name"], name="deadlines_clock_once"),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | Q(state="paused"), name="deadlines_clock_due_unless_paused"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.about_kind} {self.about_id}"

    def reckoning(self, now: datetime | None = None) -> clocks.Reckoning:
        """What the clock says at `now`, with the policy and the calendar that it was started with."""
        events = list(self.events.all())
        calendar = events[0].calendar_then()
        return clocks.reckon([event.as_event() for event in events], calendar, now or timezone.now())


class ClockEvent(models.Model):
    """Something that happened to a clock. Only ever added to; the database refuses the rest.

    The start holds the policy, and the revision of the calendar by which the clock is reckoned for good.
    """

    class Kind(models.TextChoices):
        START = "start", "Started"
        PAUSE = "pause", "Paused"
        RESUME = "resume", "Resumed"
        STOP = "stop", "Stopped"

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    policy = models.JSONField(null=True)
    calendar_revision = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(kind="start"), name="deadlines_one_start"),
            models.UniqueConstraint(fields=["clock"], condition=Q(kind="stop"), name="deadlines_one_stop"),
            models.CheckConstraint(
                condition=Q(kind="start", policy__isnull=False, calendar_revision__isnull=False)
                | (~Q(kind="start") & Q(policy__isnull=True, calendar_revision=None)),
                name="deadlines_start_holds_the_policy",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"

    def as_event(self) -> clocks.Event:
        match self.kind:
            case self.Kind.START:
                return clocks.Started(self.at, self.stored_policy())
            case self.Kind.PAUSE:
                return clocks.Paused(self.at)
            case self.Kind.RESUME:
                return clocks.Resumed(self.at)
            case _:
                return clocks.Stopped(self.at)

    def calendar_then(self) -> WorkingCalendar:
        """The calendar of a start event, as it stood when the clock was started."""
        return Calendar.objects.working(self.stored_policy().calendar, self.calendar_revision)

    def stored_policy(self) -> clocks.Policy:
        if self.policy is None:
            raise clocks.ImpossibleClock("Only a start holds the policy.")
        return clocks.Policy.from_json(self.policy)


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def about(self, thing: models.Model) -> Self:
        """The reminders of one thing."""
        return self.filter(about_kind=thing._meta.label_lower, about_id=thing.pk)

    def visible_to(self, user: models.Model) -> Self:
        """A reminder is seen by the person whom it reminds."""
        return self.filter(for_user_id=user.pk)

    def waiting(self) -> Self:
        return self.filter(state=Reminder.State.WAITING)

    def due(self, now: datetime) -> Self:
        """Waiting, and its time has come; the longest due first."""
        return self.waiting().filter(due_at__lte=now).order_by("due_at", "pk")

    def by_rules(self, rules: Collection[str] | None) -> Self:
        """Those of the rules named; all of them for None."""
        return self.all() if rules is None else self.filter(rule__in=rules)


class Reminder(models.Model):
    """One person is to be reminded of one thing at one time (`due_at`, UTC), by a rule of a room.

    `why` says so to the person who asks "why do I see this"; it is not sealed, so it is neutral.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        FIRED = "fired", "Sent"
        CANCELLED = "cancelled", "No longer needed"
        DECLINED = "declined", "Not wanted"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    rule = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=100)
    about_id = models.UUIDField()
    occurrence = models.PositiveIntegerField(default=1)
    for_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=100)
    why = models.CharField(max_length=500)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    fired_at = models.DateTimeField(null=True)
    snoozes = models.PositiveIntegerField(default=0)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="deadlines_reminder_due", condition=Q(state="waiting")),
            models.Index(fields=["for_user", "state", "due_at"], name="deadlines_reminder_of_user"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "about_kind", "about_id", "occurrence"], name="deadlines_reminder_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="fired") | Q(fired_at__isnull=False), name="deadlines_fired_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} of {self.about_kind} {self.about_id}"

    @property
    def is_open(self) -> bool:
        """Whether it may still be snoozed or declined."""
        return self.state in {self.State.WAITING, self.State.FIRED}

    @property
    def outbox_key(self) -> str:
        """One item of the outbox for each time that it fires."""
        return f"reminder:{self.pk}:{self.snoozes}"
