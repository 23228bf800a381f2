"""Mend a calendar, run a clock, remind a person. Each verb is one transaction."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from portal.foundation.audit.actions import Actor, record
from portal.foundation.outbox import actions as outbox

from .bank_holidays import SEEDED_YEARS, seed_days
from .clocks import Policy, Started, reckon
from .models import Calendar, CalendarRevision, Clock, ClockEvent, NonWorkingDay, Reminder
from .working_days import SATURDAY, CalendarName


class DayRefused(ValueError):
    """The calendar cannot be changed like that; the message is a sentence for the person who tried."""


class NoSuchClock(LookupError):
    """The thing has no clock of that name."""


class AlreadyStarted(ValueError):
    """The thing has a clock of that name; a second round takes another name."""


class ReminderRefused(ValueError):
    """The reminder cannot be changed like that; the message is a sentence for the person who tried."""


# --- calendars ---------------------------------------------------------------------------------------------


@transaction.atomic
def add_non_working_day(*, calendar: CalendarName, day: date, label: str, reason: str, by: Actor) -> None:
    """Let `day` not count from now on. Deadlines already given do not move. Raises DayRefused.

    Who may do this is asked by the page, since roles are known above this floor.
    """
    if day.weekday() >= SATURDAY:
        raise DayRefused("That day is a weekend, which does not count in any case.")
    changed = _lock_calendar(calendar)
    if changed.days.current().filter(day=day).exists():
        raise DayRefused("That day is in the calendar already.")
    number = _new_revision(changed, reason, by)
    NonWorkingDay.objects.create(calendar=changed, day=day, label=label, added_in=number)
    record("calendar.day_added", by=by, about=changed, data={"day": day.isoformat(), "revision": number})


@transaction.atomic
def remove_non_working_day(*, calendar: CalendarName, day: date, reason: str, by: Actor) -> None:
    """Let `day` count from now on. Deadlines already given do not move. Raises DayRefused."""
    changed = _lock_calendar(calendar)
    current = changed.days.current().filter(day=day)
    if not current.exists():
        raise DayRefused("That day is not in the calendar.")
    number = _new_revision(changed, reason, by)
    current.update(removed_in=number)
    record("calendar.day_removed", by=by, about=changed, data={"day": day.isoformat(), "revision": number})


@transaction.atomic
def seed_calendars(*, by: Actor | None = None, years: Iterable[int] = SEEDED_YEARS) -> int:
    """Add the published days of `years` that a calendar never had; how many were added.

    A day that a person took away stays away. May be run at any time, and again.
    """
    years = tuple(years)
    return sum(_seed(_lock_calendar(name), years, by) for name in CalendarName)


def _seed(calendar: Calendar, years: tuple[int, ...], by: Actor | None) -> int:
    known = set(calendar.days.values_list("day", flat=True))
    new = {day: label for day, label in seed_days(CalendarName(calendar.name), years).items() if day not in known}
    if not new:
        return 0
    number = _new_revision(calendar, f"Bank holidays {min(years)} to {max(years)}, from the published list", by)
    NonWorkingDay.objects.bulk_create(
        NonWorkingDay(calendar=calendar, day=day, label=label, added_in=number) for day, label in new.items()
    )
    record("calendar.seeded", by=by, about=calendar, data={"days": len(new), "revision": number})
    return len(new)


def _lock_calendar(name: CalendarName) -> Calendar:
    return Calendar.objects.select_for_update().get(pk=name)


def _new_revision(calendar: Calendar, reason: str, by: Actor | None) -> int:
    if not reason.strip():
        raise DayRefused("Say why the calendar changes.")
    calendar.revision += 1
    calendar.save(update_fields=["revision"])
    CalendarRevision.objects.create(
        calendar=calendar, number=calendar.revision, reason=reason, by_id=by.pk if by else None
    )
    return calendar.revision


# --- clocks ------------------------------------------------------------------------------------------------


@transaction.atomic
def start_clock(*, name: str, about: models.Model, policy: Policy, at: datetime, by: Actor | None) -> Clock:
    """Start the clock `name` of `about` at `at`, by today's revision of the policy's calendar, for good.

    Raises AlreadyStarted; ImpossibleClock when policy and calendar do not fit.
    """
    calendar = Calendar.objects.working(policy.calendar)
    due_at = reckon([Started(at, policy)], calendar, at).due_at
    clock = Clock(name=name, about_kind=about._meta.label_lower, about_id=about.pk, due_at=due_at)
    try:
        with transaction.atomic():
            clock.save(force_insert=True)
    except IntegrityError as conflict:
        raise AlreadyStarted(f"{clock} has been started.") from conflict
    ClockEvent.objects.create(
        clock=clock,
        kind=ClockEvent.Kind.START,
        at=at,
        by_id=by.pk if by else None,
        policy=policy.as_json(),
        calendar_revision=calendar.revision,
    )
    _record_clock("clock.started", clock, about, by)
    return clock


@transaction.atomic
def pause_clock(*, name: str, about: models.Model, at: datetime, by: Actor | None) -> Clock:
    """Let the time stand still from `at`. Raises NoSuchClock; ImpossibleClock when it does not run."""
    return _go_on(name, about, ClockEvent.Kind.PAUSE, at, by)


@transaction.atomic
def resume_clock(*, name: str, about: models.Model, at: datetime, by: Actor | None) -> Clock:
    """Let the time go on from `at`. Raises NoSuchClock; ImpossibleClock when it is not paused."""
    return _go_on(name, about, ClockEvent.Kind.RESUME, at, by)


@transaction.atomic
def stop_clock(*, name: str, about: models.Model, at: datetime, by: Actor | None) -> Clock:
    """End the clock at `at`, whether it runs or is paused. Raises NoSuchClock; ImpossibleClock when it has ended."""
    return _go_on(name, about, ClockEvent.Kind.STOP, at, by)


PAST = {
    ClockEvent.Kind.PAUSE: "clock.paused",
    ClockEvent.Kind.RESUME: "clock.resumed",
    ClockEvent.Kind.STOP: "clock.stopped",
}


def _go_on(name: str, about: models.Model, kind: ClockEvent.Kind, at: datetime, by: Actor | None) -> Clock:
    clock = _lock_clock(name, about)
    events = list(clock.events.all())
    # Two people who act in the same moment get the lock in either order; neither act comes before the other's.
    event = ClockEvent(clock=clock, kind=kind, at=max(at, events[-1].at), by_id=by.pk if by else None)
    told = [past.as_event() for past in (*events, event)]
    reckoning = reckon(told, events[0].calendar_then(), event.at)
    event.save(force_insert=True)
    clock.state, clock.due_at = reckoning.state, reckoning.due_at
    clock.save(update_fields=["state", "due_at"])
    _record_clock(PAST[kind], clock, about, by)
    return clock


def _lock_clock(name: str, about: models.Model) -> Clock:
    try:
        return Clock.objects.about(about).select_for_update(no_key=True).get(name=name)
    except Clock.DoesNotExist as missing:
        raise NoSuchClock(name) from missing


def _record_clock(verb: str, clock: Clock, about: models.Model, by: Actor | None) -> None:
    due_at = clock.due_at.isoformat() if clock.due_at else None
    record(verb, by=by, about=about, data={"clock": clock.name, "due_at": due_at})


# --- reminders ---------------------------------------------------------------------------------------------


def remind(
    *,
    rule: str,
    about: models.Model,
    for_user: models.Model,
    due_at: datetime,
    kind: str,
    why: str,
    occurrence: int = 1,
) -> Reminder:
    """Remind `for_user` of `about` at `due_at`, by an outbox item of `kind` with {"reminder": id}.

    A second call for the same rule, thing and occurrence changes nothing and returns the first reminder.
    """
    reminder = Reminder(
        rule=rule,
        about_kind=about._meta.label_lower,
        about_id=about.pk,
        for_user_id=for_user.pk,
        due_at=due_at,
        kind=kind,
        why=why,
        occurrence=occurrence,
    )
    Reminder.objects.bulk_create([reminder], ignore_conflicts=True)
    return Reminder.objects.about(about).get(rule=rule, occurrence=occurrence)


@transaction.atomic
def cancel_reminders(*, about: models.Model, rules: Collection[str] | None = None, by: Actor | None) -> int:
    """Cancel what still waits about the thing, by these rules or by all; how many."""
    waiting = Reminder.objects.about(about).by_rules(rules).waiting()
    number = waiting.update(state=Reminder.State.CANCELLED)
    if number:
        record("reminders.cancelled", by=by, about=about, data={"reminders": number})
    return number


@transaction.atomic
def move_reminder(reminder: Reminder, *, due_at: datetime) -> Reminder:
    """What it counts from was mended: let it come at `due_at`, also when it was cancelled. Sent or declined it stays.

    No event of its own: it follows from an act that has one.
    """
    locked = Reminder.objects.select_for_update(no_key=True).get(pk=reminder.pk)
    if locked.state in (Reminder.State.WAITING, Reminder.State.CANCELLED):
        locked.state, locked.due_at = Reminder.State.WAITING, due_at
        locked.save(update_fields=["state", "due_at"])
    return locked


@transaction.atomic
def snooze_reminder(reminder: Reminder, *, until: datetime, by: Actor) -> Reminder:
    """Remind again at `until`, whether it waits or was sent. Raises ReminderRefused."""
    locked = _lock_reminder(reminder)
    if until <= timezone.now():
        raise ReminderRefused("Choose a time that is still to come.")
    locked.state, locked.due_at, locked.fired_at = Reminder.State.WAITING, until, None
    locked.snoozes += 1
    locked.save(update_fields=["state", "due_at", "fired_at", "snoozes"])
    record("reminder.snoozed", by=by, about=locked, data={"until": until.isoformat()})
    return locked


@transaction.atomic
def decline_reminder(reminder: Reminder, *, by: Actor) -> Reminder:
    """The person does not want this one. Raises ReminderRefused."""
    locked = _lock_reminder(reminder)
    locked.state = Reminder.State.DECLINED
    locked.save(update_fields=["state"])
    record("reminder.declined", by=by, about=locked)
    return locked


def _lock_reminder(reminder: Reminder) -> Reminder:
    locked = Reminder.objects.select_for_update(no_key=True).get(pk=reminder.pk)
    if not locked.is_open:
        raise ReminderRefused("This reminder is no longer needed, or was declined before.")
    return locked


@transaction.atomic
def sweep_due(limit: int = 500) -> int:
    """Hand the reminders whose time has come to the outbox, in one transaction; how many.

    Many may sweep at once: each takes rows that no other holds, and the outbox takes each firing once.
    """
    now = timezone.now()
    due = list(Reminder.objects.due(now).select_for_update(skip_locked=True, no_key=True)[:limit])
    outbox.add_all(outbox.Entry(r.kind, key=r.outbox_key, payload={"reminder": str(r.pk)}) for r in due)
    fired = Reminder.objects.filter(pk__in=[reminder.pk for reminder in due])
    return fired.update(state=Reminder.State.FIRED, fired_at=now)
