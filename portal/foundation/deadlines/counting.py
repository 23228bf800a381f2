"""The arithmetic of clocks: days that count and hours that count, with pauses left out. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from .events import CALENDAR_UNITS, Pause, Story
from .words import LONDON
from .working_days import Days, EveryDay, WorkingCalendar, add, add_months, between

NO_TIME = timedelta(0)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted: `added` tells for each pause that took effect how many days or minutes it added.

    `counts_from` is the day 0, or for hours the moment at which the first working minute began.
    """

    counts_from: datetime
    due_at: datetime | None
    used: int
    remaining: int
    added: tuple[int, ...]


def count(story: Story, calendar: WorkingCalendar, now: datetime) -> Count:
    counting = _Hours if story.policy.unit == "working_hours" else _Days
    return counting(story, calendar).count(story.stopped or now)


def local(moment: datetime) -> datetime:
    """The moment in Europe/London, on the whole minute."""
    return moment.astimezone(LONDON).replace(second=0, microsecond=0)


def at_london(day: date, clock_time: time) -> datetime:
    return datetime.combine(day, clock_time, LONDON).astimezone(UTC)


class _Days:
    """Day 0 is the day of receipt. A pause takes out the working days between its two ends, whole.

    Each end of a pause is dated like a receipt: what happens after hours, or on a day that does not count,
    belongs to the next day that does. So a pause within one day adds nothing, and one overnight adds one.
    """

    def __init__(self, story: Story, calendar: WorkingCalendar) -> None:
        self.story, self.calendar, self.policy = story, calendar, story.policy
        self.days: Days = EveryDay() if self.policy.unit in CALENDAR_UNITS else calendar

    def count(self, end: datetime) -> Count:
        zero = self.receipt_day()
        due_day, added, open_pause = self.apply_pauses(zero)
        today = max(zero, self.dated(open_pause.began if open_pause else end, self.policy.closes))
        return Count(
            counts_from=at_london(zero, self.policy.opens),
            due_at=None if open_pause else at_london(due_day, self.policy.closes),
            used=between(self.days, zero, today) - sum(added),
            remaining=between(self.days, today, due_day) - between(self.days, due_day, today),
            added=tuple(added),
        )

    def receipt_day(self) -> date:
        if self.policy.deems_receipt:
            return self.dated(self.story.began, self.policy.last_receipt)
        return local(self.story.began).date()

    def apply_pauses(self, zero: date) -> tuple[date, list[int], Pause | None]:
        added = list[int]()
        for pause in self.story.pauses:
            due_day = self.due_day(zero, sum(added))
            if local(pause.began) > at_london(due_day, self.policy.closes):
                break  # it was late already, and no pause mends that
            if pause.ended is None:
                return due_day, added, pause
            added.append(self.days_of(pause, pause.ended, zero))
        return self.due_day(zero, sum(added)), added, None

    def due_day(self, zero: date, added: int) -> date:
        """The last day: the term, and what pauses added to it in days."""
        if self.policy.unit == "months":
            day = add(self.days, add_months(zero, self.policy.amount), added)
        else:
            day = add(self.days, zero, self.policy.amount + added)
        return self.calendar.on_or_after(day) if self.policy.unit in CALENDAR_UNITS else day

    def days_of(self, pause: Pause, ended: datetime, zero: date) -> int:
        first = max(zero, self.dated(pause.began, self.policy.closes))
        return between(self.days, first, self.dated(ended, self.policy.last_receipt))

    def dated(self, moment: datetime, closing: time) -> date:
        """The day to which the moment belongs when the desk takes things in until `closing`."""
        when = local(moment)
        day = when.date()
        in_time = self.days.counts(day) and when.time() <= closing
        return day if in_time else add(self.days, day, 1)


class _Hours:
    """Working time runs from opening to closing on each working day, and stands still in a pause."""

    def __init__(self, story: Story, calendar: WorkingCalendar) -> None:
        self.story, self.calendar, self.policy = story, calendar, story.policy
        self.allowed = timedelta(hours=self.policy.amount)

    def count(self, end: datetime) -> Count:
        due_at, taken_out, open_pause = self.apply_pauses()
        until = open_pause.began if open_pause else end
        used = self.minutes(self.story.began, until) - sum(taken_out)
        return Count(
            counts_from=self.after(self.story.began, NO_TIME),
            due_at=due_at,
            used=used,
            remaining=self.allowed // MINUTE - used,
            added=tuple(taken_out),
        )

    def apply_pauses(self) -> tuple[datetime | None, list[int], Pause | None]:
        left, began, taken_out = self.allowed, self.story.began, list[int]()
        for pause in self.story.pauses:
            if local(pause.began) > self.after(began, left):
                break  # it was late already, and no pause mends that
            if pause.ended is None:
                return None, taken_out, pause
            left -= MINUTE * self.minutes(began, pause.began)
            taken_out.append(self.minutes(pause.began, pause.ended))
            began = pause.ended
        return self.after(began, left), taken_out, None

    def after(self, moment: datetime, working_time: timedelta) -> datetime:
        """The moment, in UTC, at which so much working time has gone by since `moment`."""
        since = local(moment)
        windows = self.windows(since.date())
        while True:
            opens, closes = next(windows)
            start = max(opens, since.astimezone(UTC))
            if start + working_time <= closes:
                return start + working_time
            working_time -= max(closes - start, NO_TIME)

    def minutes(self, since: datetime, until: datetime) -> int:
        since, until = local(since), local(until)
        total = NO_TIME
        for opens, closes in self.windows(since.date()):
            if opens >= until:
                break
            total += max(min(closes, until) - max(opens, since), NO_TIME)
        return total // MINUTE

    def windows(self, first: date) -> Iterator[tuple[datetime, datetime]]:
        day = self.calendar.on_or_after(first)
        while True:
            yield at_london(day, self.policy.opens), at_london(day, self.policy.closes)
            day = self.calendar.next_working(day)
