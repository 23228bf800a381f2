"""The time limits of a case as clocks of ``deadlines``. They warn and never decide (guard CG11).

A limit is the dated row that holds on the day the clock begins (``TimeLimit``); the clock keeps it for good. Each clock
warns the holding officer once before it is due and once when it is over.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from portal.foundation.audit.actions import Actor
from portal.foundation.deadlines import actions
from portal.foundation.deadlines.clocks import Policy
from portal.foundation.deadlines.events import Unit
from portal.foundation.deadlines.models import Calendar, Clock, ClockEvent, Reminder
from portal.foundation.deadlines.words import LONDON
from portal.foundation.deadlines.working_days import CalendarName, add_months
from portal.foundation.people.models import User
from reviews.conduct.cover import may_cover
from reviews.conduct.identity import acting_as_system
from reviews.conduct.models import Case, Grant, LocalRule, TimeLimit
from reviews.conduct.states import REMINDERS, Limit
from reviews.conduct.visibility import Capacity

UNITS: Mapping[str, Unit] = {
    TimeLimit.Unit.WORKING_DAYS: "working_days",
    TimeLimit.Unit.MONTHS: "months",
    TimeLimit.Unit.DAYS: "calendar_days",
}
WARNS_AT = 4
"""The warning comes when a quarter of the limit is left: 15 days into the 20 of the assessment (brief, 5.3)."""
WORKING_DAYS_A_MONTH = 20
FOR_HOLDER = ("before", "over")
"""Endings of the rules that warn the holding officer; all others remind whoever is to answer."""
MORNING = time(9)
WHY = "A time limit of something that you hold."
"""What stands with a reminder is not sealed, so it says nothing of the room."""


@dataclass(frozen=True)
class Due:
    """One running limit of a case. ``due_at`` is UTC."""

    limit: Limit
    due_at: datetime
    is_overdue: bool


@dataclass(frozen=True)
class Standing:
    """What the board shows of a case: what is overdue, the longest first, and what comes next."""

    overdue: tuple[Due, ...]
    next: Due | None


def limit_on(limit: Limit, at: datetime) -> TimeLimit:
    """The limit in force on the London day of ``at``. Raises TimeLimit.DoesNotExist when none is entered."""
    return TimeLimit.objects.filter(key=limit, valid_from__lte=timezone.localdate(at)).latest("valid_from")


def local_rule(key: LocalRule.Key, at: datetime) -> int:
    """What the council arranged, as it stands on the London day of ``at``."""
    rules = LocalRule.objects.filter(key=key, valid_from__lte=timezone.localdate(at))
    return rules.latest("valid_from").amount


def start(limit: Limit, case: Case, *, at: datetime, by: Actor | None) -> Clock:
    """Start the clock of a limit for a case; the second time in one case it is a new clock with the next number."""
    row = limit_on(limit, at)
    taken = Clock.objects.about(case).filter(name__startswith=f"conduct.{limit}.").count()
    clock = actions.start_clock(
        name=f"conduct.{limit}.{taken + 1}",
        about=case,
        policy=Policy(unit=UNITS[row.unit], amount=row.amount),
        at=at,
        by=by,
    )
    _warn(clock, case, row)
    return clock


def stop(case: Case, limits: Collection[Limit], *, at: datetime, by: Actor | None) -> None:
    """End the clocks of these limits that have not ended, and take their reminders back."""
    ended = _going(case, limits)
    for clock in ended:
        actions.stop_clock(name=clock.name, about=case, at=at, by=by)
    _take_back(case, [*(rule for clock in ended for rule in _rules(clock)), *map(_own_rule, limits)], by)


def pause(case: Case, limits: Collection[Limit], *, at: datetime, by: Actor | None) -> None:
    """Let the running ones of these limits stand still."""
    running = [clock for clock in _going(case, limits) if clock.state == Clock.State.RUNNING]
    for clock in running:
        actions.pause_clock(name=clock.name, about=case, at=at, by=by)
    _take_back(case, [rule for clock in running for rule in _rules(clock)], by)


def resume(case: Case, limits: Collection[Limit], *, at: datetime, by: Actor | None) -> None:
    """Let those of these limits that stand still go on; their warnings move along."""
    for clock in _going(case, limits):
        if clock.state == Clock.State.PAUSED:
            gone_on = actions.resume_clock(name=clock.name, about=case, at=at, by=by)
            began = clock.events.all()[0].at
            _move_warnings(gone_on, case, limit_on(limit_of(clock), began))


def overdue_and_next(case: Case, now: datetime | None = None) -> Standing:
    """What is overdue in a case at ``now``, and which limit comes next."""
    return standings([case.pk], now)[case.pk]


def standings(cases: Iterable[uuid.UUID], now: datetime | None = None) -> dict[uuid.UUID, Standing]:
    """``overdue_and_next`` of many cases, in one query."""
    now = now or timezone.now()
    found: dict[uuid.UUID, list[Due]] = {pk: [] for pk in cases}
    running = Clock.objects.running().filter(about_kind=Case._meta.label_lower, about_id__in=found)
    for clock in running.order_by("due_at", "name"):
        if clock.due_at is not None:
            found[clock.about_id].append(Due(limit_of(clock), clock.due_at, clock.due_at < now))
    return {pk: _standing(dues) for pk, dues in found.items()}


def _standing(dues: list[Due]) -> Standing:
    return Standing(tuple(due for due in dues if due.is_overdue), next((d for d in dues if not d.is_overdue), None))


def newest(case: Case, limit: Limit) -> Clock | None:
    """The clock of a limit that was started last, ended or not."""
    clocks = Clock.objects.about(case).filter(name__startswith=f"conduct.{limit}.")
    return max(clocks, key=lambda clock: int(clock.name.rpartition(".")[2]), default=None)


def begun_since(case: Case, limit: Limit, since: datetime) -> int:
    """How often the clock of a limit was started at or after ``since``."""
    named = Clock.objects.about(case).filter(name__startswith=f"conduct.{limit}.")
    return ClockEvent.objects.filter(clock__in=named, kind=ClockEvent.Kind.START, at__gte=since).count()


def began(clock: Clock) -> datetime:
    return clock.events.all()[0].at


def limit_of(clock: Clock) -> Limit:
    return Limit(clock.name.split(".")[1])


def agenda_day(hearing_on: date, at: datetime) -> date:
    """The last day to publish agenda and report, with the clear days of the limit between (LGA 1972, s100A(6)(a))."""
    calendar = Calendar.objects.working(CalendarName.CLEAR_DAYS)
    return calendar.clear_days_before(hearing_on, limit_on(Limit.AGENDA, at).amount)


def last_day(limit: Limit, at: datetime) -> date:
    """The last day of a limit that begins at ``at``, by the calendar of the service."""
    row = limit_on(limit, at)
    calendar, day = Calendar.objects.working(CalendarName.SERVICE), timezone.localdate(at)
    if row.unit == TimeLimit.Unit.MONTHS:
        return calendar.on_or_after(add_months(day, row.amount))
    if row.unit == TimeLimit.Unit.DAYS:
        return calendar.end_of_calendar_days(day, row.amount)
    return calendar.add(day, row.amount)


def remind_on(case: Case, limit: Limit, day: date, *, occurrence: int) -> None:
    """Remind the holding officer on the morning of a day that was set: of the agenda, or of a hold."""
    if (warned := _warned(case)) is not None:
        actions.remind(
            rule=_own_rule(limit),
            about=case,
            for_user=warned,
            due_at=datetime.combine(day, MORNING, LONDON),
            kind="conduct.limit",
            why=WHY,
            occurrence=occurrence,
        )


def _own_rule(limit: Limit) -> str:
    return f"conduct.{limit}.day"


def _going(case: Case, limits: Collection[Limit]) -> list[Clock]:
    going = Clock.objects.about(case).exclude(state=Clock.State.STOPPED).order_by("name")
    return [clock for clock in going if limit_of(clock) in limits]


def _rules(clock: Clock) -> tuple[str, ...]:
    return tuple(f"{clock.name}.{ending}" for ending in (*FOR_HOLDER, *REMINDERS.get(limit_of(clock), ())))


def _take_back(case: Case, rules: list[str], by: Actor | None) -> None:
    if rules:
        actions.cancel_reminders(about=case, rules=rules, by=by)


def _warn(clock: Clock, case: Case, row: TimeLimit) -> None:
    warned = _warned(case)
    if warned is None:
        return
    for rule, due_at in _warnings(clock, row):
        kind = "conduct.limit" if rule.endswith(FOR_HOLDER) else "conduct.remind"
        actions.remind(rule=rule, about=case, for_user=warned, due_at=due_at, kind=kind, why=WHY)


def _move_warnings(clock: Clock, case: Case, row: TimeLimit) -> None:
    moments = dict(_warnings(clock, row))
    for reminder in Reminder.objects.about(case).filter(rule__in=moments):
        actions.move_reminder(reminder, due_at=moments[reminder.rule])


def _warnings(clock: Clock, row: TimeLimit) -> tuple[tuple[str, datetime], ...]:
    if clock.due_at is None:
        return ()
    before, over, *reminders = _rules(clock)
    days = row.amount * (WORKING_DAYS_A_MONTH if row.unit == TimeLimit.Unit.MONTHS else 1)
    first = began(clock)
    after = [limit_on(limit, first).amount for limit in REMINDERS.get(limit_of(clock), ())]
    left = [days // WARNS_AT, *(days - amount for amount in after)]
    calendar, last = Calendar.objects.working(CalendarName.SERVICE), timezone.localdate(clock.due_at)
    mornings = [datetime.combine(calendar.subtract(last, max(1, rest)), MORNING, LONDON) for rest in left]
    return (over, clock.due_at), *zip((before, *reminders), mornings, strict=True)


def _warned(case: Case) -> User | None:
    """Who holds it, seen by the portal itself: whoever moves the case on may not know. While nobody does, one of those
    who may cover; when the time comes, whoever holds it then is told (``emails.limit``).
    """
    with acting_as_system():
        held = Grant.objects.live().as_(Capacity.HOLDER).filter(case=case, person__is_active=True)
        holder = held.select_related("person").first()
    return holder.person if holder is not None else may_cover(case.pk).first()
