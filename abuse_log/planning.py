"""Which reminders a record asks for as it stands. Pure: the same standing gives the same plan, at any time.

The plan is reckoned anew after each act, and what waits is made equal to it (`abuse_log.keeping`). So nothing has to
remember to cancel: an answer, a decision or a mended date changes the plan, and the plan is the truth.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from abuse_log.clocks import DEFAMATION, SUMMARY, add_months, ends
from abuse_log.reminders import EVENING, MORNING, TIMED, Nudge, Unit
from portal.foundation.deadlines.working_days import WorkingCalendar

BY_RULE = {nudge.rule: nudge for nudge in TIMED}
MOST_TIMES = 60
"""How often a rule that repeats may come: about four and a half years of every 28 days."""


@dataclass(frozen=True)
class Quiet:
    """Hours in which nothing comes (Europe/London); over midnight when it begins after it ends."""

    begins: time = time(20)
    ends: time = time(8)

    def after(self, moment: datetime) -> datetime:
        """The moment, or the end of the quiet hours that it falls in."""
        local = timezone.localtime(moment)
        clock = local.time()
        if self.begins == self.ends:
            return moment
        over_midnight = self.begins > self.ends
        is_quiet = (clock >= self.begins or clock < self.ends) if over_midnight else self.begins <= clock < self.ends
        if not is_quiet:
            return moment
        day = local.date() + timedelta(days=1) if over_midnight and clock >= self.begins else local.date()
        return at(day, self.ends)


@dataclass(frozen=True)
class Wishes:
    """What the member wants of reminders."""

    muted: frozenset[str] = frozenset()
    wants_wellbeing: bool = False
    quiet: Quiet = Quiet()

    def allows(self, nudge: Nudge) -> bool:
        return nudge.family not in self.muted and (not nudge.is_opt_in or self.wants_wellbeing)


@dataclass(frozen=True)
class Police:
    """One report to the police, as far as a rule looks at it. Days of Europe/London."""

    id: UUID
    reported_at: datetime
    has_reference: bool = False
    is_undecided: bool = True
    is_running: bool = True
    no_action_on: date | None = None
    preservation_on: date | None = None


@dataclass(frozen=True)
class Standing:
    """A record, as far as a rule looks at it."""

    id: UUID
    recorded_at: datetime
    is_over: bool = False
    """Closed, or robust criticism: nothing is asked, but that its end is near is said."""
    is_watched: bool = False
    """Only watched: nothing is asked but what the police and the law bring with them."""
    is_decided: bool = False
    has_copies: bool = False
    has_account: bool = False
    weighs: bool = False
    """The member's own judgement, or three records within seven days."""
    last_act: date | None = None
    may_be_summary: bool = False
    published: date | None = None
    may_be_defamation: bool = False
    refused: tuple[tuple[UUID, datetime], ...] = ()
    """Reports whose platform said no, and when that was noted."""
    police: tuple[Police, ...] = ()
    acted_at: datetime | None = None
    """When something was last noted; None when this is not known, and then what waits for it stays."""
    quiet_before: int = 0
    """How often REM15 has come before."""
    erase_on: date | None = None
    """The day that is announced, unless a hold stands."""
    announced_at: datetime | None = None
    warned_again_at: datetime | None = None
    review: int | None = None
    """The number of the asking whether a record that is kept for years is still needed, once it has been asked."""
    wishes: Wishes = field(default_factory=Wishes)


@dataclass(frozen=True)
class Wanted:
    """One reminder that should wait. `due_at` None: let it stand as it stands."""

    rule: str
    about: UUID
    due_at: datetime | None
    occurrence: int = 1

    @property
    def key(self) -> tuple[str, UUID, int]:
        return self.rule, self.about, self.occurrence


def at(day: date, clock: time) -> datetime:
    """That time of that day in Europe/London, whatever the clocks do."""
    return timezone.make_aware(datetime.combine(day, clock))


def local_day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def plan(standing: Standing, working: WorkingCalendar, now: datetime) -> list[Wanted]:
    """All that should wait or have come, past days included; what was turned off is left out."""
    groups = [_retention(standing)]
    if not standing.is_over:
        groups += [_police(standing, working, now), _law(standing)]
    if not standing.is_over and not standing.is_watched:
        groups += [_record(standing), _platforms(standing), _wellbeing(standing), _quiet(standing)]
    return [
        Wanted(one.rule, one.about, one.due_at and standing.wishes.quiet.after(one.due_at), one.occurrence)
        for group in groups
        for one in group
        if standing.wishes.allows(BY_RULE[one.rule])
    ]


def _days_after(rule: str, day: date) -> datetime:
    return at(day + timedelta(days=BY_RULE[rule].amount), MORNING)


def _same_day(moment: datetime) -> datetime:
    """17:00 of that day, or 9:00 of the next when that has passed."""
    evening = at(local_day(moment), EVENING)
    return evening if moment < evening else at(local_day(moment) + timedelta(days=1), MORNING)


def _record(standing: Standing) -> Iterator[Wanted]:
    if not standing.has_copies:
        # elapsed hours, whatever the clocks do in that night
        moment = standing.recorded_at.astimezone(UTC) + timedelta(hours=BY_RULE["REM2.copies"].amount)
        yield Wanted("REM2.copies", standing.id, moment)
    if not standing.is_decided:
        for rule in ("REM3.first", "REM3.second"):
            yield Wanted(rule, standing.id, _days_after(rule, local_day(standing.recorded_at)))


def _platforms(standing: Standing) -> Iterator[Wanted]:
    for report, noted_at in standing.refused:
        yield Wanted("REM5.options", report, _same_day(noted_at))


def _police(standing: Standing, working: WorkingCalendar, now: datetime) -> Iterator[Wanted]:
    for report in standing.police:
        day = local_day(report.reported_at)
        if report.is_running and not report.has_reference:
            due = working.add(day, BY_RULE["REM6.reference"].amount)
            yield Wanted("REM6.reference", report.id, at(due, MORNING))
        if report.is_undecided and report.has_reference:
            yield _news(report.id, working.add(day, BY_RULE["REM7.news"].amount), now)
        if report.no_action_on is not None:
            yield Wanted("REM8.review", report.id, _days_after("REM8.review", report.no_action_on))
        if report.preservation_on is not None:
            yield Wanted("REM9.renew", report.id, _days_after("REM9.renew", report.preservation_on))
        elif report.is_running and standing.has_account:
            yield Wanted("REM9.ask", report.id, _same_day(report.reported_at))


def _news(report: UUID, first: date, now: datetime) -> Wanted:
    """The next of a row of days: the first, and then one every so many days."""
    every = BY_RULE["REM7.news"].every
    gone = max(0, -(-(local_day(now) - first).days // every))
    due = first + timedelta(days=every * gone)
    if at(due, MORNING) <= now:
        gone, due = gone + 1, due + timedelta(days=every)
    gone = min(gone, MOST_TIMES)
    return Wanted("REM7.news", report, at(due, MORNING), gone + 1)


def _law(standing: Standing) -> Iterator[Wanted]:
    if standing.may_be_summary and standing.last_act is not None:
        for rule in ("REM10.first", "REM10.half", "REM10.last"):
            yield Wanted(rule, standing.id, _from_law(rule, standing.last_act, ends(SUMMARY, standing.last_act)))
    if standing.may_be_defamation and standing.published is not None:
        for rule in ("REM11.half", "REM11.quarter", "REM11.month", "REM11.last"):
            yield Wanted(rule, standing.id, _from_law(rule, standing.published, ends(DEFAMATION, standing.published)))


def _from_law(rule: str, start: date, end: date) -> datetime:
    nudge = BY_RULE[rule]
    if nudge.is_before:
        return at(end - timedelta(days=nudge.amount), MORNING)
    return at(add_months(start, nudge.amount), MORNING) if nudge.unit == Unit.MONTHS else _days_after(rule, start)


def _wellbeing(standing: Standing) -> Iterator[Wanted]:
    if standing.weighs:
        for rule in ("REM13.soon", "REM13.later"):
            yield Wanted(rule, standing.id, _days_after(rule, local_day(standing.recorded_at)))


def _quiet(standing: Standing) -> Iterator[Wanted]:
    due = None if standing.acted_at is None else _days_after("REM15.quiet", local_day(standing.acted_at))
    yield Wanted("REM15.quiet", standing.id, due, standing.quiet_before + 1)


def _retention(standing: Standing) -> Iterator[Wanted]:
    """Never before it is announced; a portal that stood still warns late, and then nothing goes before its time."""
    if standing.erase_on is not None:
        number = _month_number(standing.erase_on)
        for rule, told in (("REM16.month", standing.announced_at), ("REM16.week", standing.warned_again_at)):
            moment = at(standing.erase_on - timedelta(days=BY_RULE[rule].amount), MORNING)
            late = told is not None and told > moment
            yield Wanted(rule, standing.id, _same_day(told) if told and late else moment, number)
    if standing.review is not None:
        yield Wanted("REM16.review", standing.id, None, standing.review)


def _month_number(day: date) -> int:
    """A day that is put off is warned of anew."""
    return (day.year - 2000) * 12 + day.month
