"""The reckoning of a clock in sentences that a councillor can read. Pure."""

from collections.abc import Iterator
from datetime import date, datetime

from .counting import Count, local
from .events import CALENDAR_UNITS, Policy, Story
from .words import list_in_words, moment_in_words, number_of, time_in_words, weekday_in_words
from .working_days import SATURDAY, CalendarName, WorkingCalendar

MANY = 5


def explain(story: Story, calendar: WorkingCalendar, count: Count) -> tuple[str, ...]:
    return (
        receipt(story, calendar, count),
        *term(story.policy),
        *days_left_out(story.policy, calendar, count),
        *pauses(story, count),
        *outcome(story, count),
    )


def receipt(story: Story, calendar: WorkingCalendar, count: Count) -> str:
    """When it reached us, and from which day it counts when that is another one."""
    when, first = local(story.began), local(count.counts_from).date()
    sentence = f"We received it at {moment_in_words(when)}"
    if first == when.date():
        return f"{sentence}."
    return f"{sentence}, {why_later(story.policy, calendar, when)}, so it counts from {weekday_in_words(first)}."


def why_later(policy: Policy, calendar: WorkingCalendar, when: datetime) -> str:
    if not calendar.is_working(when.date()):
        return "when the desk was closed"
    if policy.unit == "same_working_day" and when.time() <= policy.closes:
        return f"after {time_in_words(policy.last_receipt)}"
    return "after the desk closed"


def term(policy: Policy) -> Iterator[str]:
    if policy.unit == "same_working_day":
        last = time_in_words(policy.last_receipt)
        yield f"What reaches us by {last} on a working day is due by {time_in_words(policy.closes)} that day."
    elif policy.unit == "working_hours":
        hours = f"{time_in_words(policy.opens)} to {time_in_words(policy.closes)}"
        yield f"It is due within {number_of(policy.amount, 'working hour')}; working hours are {hours}."
    elif policy.unit in CALENDAR_UNITS:
        thing = "calendar month" if policy.unit == "months" else "day"
        yield f"It is due within {number_of(policy.amount, thing)}, and every day counts."
        yield "When the last day is not a working day, it is due on the next one."
    else:
        yield f"It is due within {number_of(policy.amount, 'working day')}, counted from the day after."


def days_left_out(policy: Policy, calendar: WorkingCalendar, count: Count) -> Iterator[str]:
    """The days of the period that are no working days, so that a reader can count along."""
    if policy.unit in CALENDAR_UNITS or count.due_at is None:
        return
    first, last = local(count.counts_from).date(), local(count.due_at).date()
    holidays = [weekday_in_words(day) for day in calendar.skipped(first, last)]
    if len(holidays) > MANY:
        yield f"Weekends and {len(holidays)} {kind_of_holiday(calendar)} in that time do not count."
    elif holidays:
        weekends = "Weekends and " if has_weekend(first, last) else ""
        yield f"{weekends}{list_in_words(holidays)} {'do' if weekends or len(holidays) > 1 else 'does'} not count."
    elif has_weekend(first, last):
        yield "Weekends do not count."


def kind_of_holiday(calendar: WorkingCalendar) -> str:
    return "UK bank holidays" if calendar.name == CalendarName.FOI else "bank holidays"


def has_weekend(first: date, last: date) -> bool:
    return (last - first).days + first.weekday() >= SATURDAY


def pauses(story: Story, count: Count) -> Iterator[str]:
    for pause, added in zip(story.pauses, count.added, strict=False):
        until = moment_in_words(pause.ended or pause.began)
        yield f"The clock stood still from {moment_in_words(pause.began)} to {until}, {effect(story, added)}."
    for pause in story.pauses[len(count.added) :]:
        since = moment_in_words(pause.began)
        if count.due_at is None:
            yield f"The clock has stood still since {since}, and the due time is set when it goes on."
        else:
            yield f"It was already late at {since}, so the pause then did not change the due time."


def effect(story: Story, added: int) -> str:
    if added == 0:
        return "which does not change the due time"
    if story.policy.unit == "working_hours":
        return f"which adds {minutes_in_words(added)} of working time"
    return f"which adds {number_of(added, 'day' if story.policy.unit in CALENDAR_UNITS else 'working day')}"


def minutes_in_words(minutes: int) -> str:
    hours, minutes = divmod(minutes, 60)
    parts = [number_of(hours, "hour")] * bool(hours) + [number_of(minutes, "minute")] * bool(minutes)
    return list_in_words(parts)


def outcome(story: Story, count: Count) -> Iterator[str]:
    if count.due_at is None:
        return
    due = f"{moment_in_words(count.due_at)} {local(count.due_at).year}"
    if story.stopped is None:
        yield f"So it is due by {due}."
    else:
        in_time = "in time" if story.stopped <= count.due_at else "late"
        yield f"So it was due by {due}; it was done at {moment_in_words(story.stopped)}, {in_time}."
