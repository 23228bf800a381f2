"""When something is due, how much time is used, and why. Pure: events and a calendar in, a reckoning out.

A clock is a list of events: started, paused, resumed, stopped. Nothing else is the truth about a deadline; a due
time that is stored somewhere is only an index, and equals what `reckon` says. Moments carry a time zone; days and
hours are those of Europe/London; seconds are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .counting import count
from .events import Event, ImpossibleClock, Paused, Policy, Resumed, Started, State, Stopped, tell
from .explaining import explain
from .working_days import WorkingCalendar

__all__ = [
    "Event",
    "ImpossibleClock",
    "Paused",
    "Policy",
    "Reckoning",
    "Resumed",
    "Started",
    "State",
    "Stopped",
    "reckon",
]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What a clock says at one moment.

    `due_at` (UTC) is None while a pause keeps the time open. `used` and `remaining` are in whole days, or in whole
    minutes for a policy in hours; `remaining` is below zero once it is late. `sentences` explain it to a reader.
    """

    due_at: datetime | None
    state: State
    used: int
    remaining: int
    is_late: bool
    sentences: tuple[str, ...]


def reckon(events: Sequence[Event], calendar: WorkingCalendar, now: datetime) -> Reckoning:
    """Reckon the clock that `events` tell of, by `calendar`, as it stands at `now`.

    Raises ImpossibleClock when the events do not follow from each other, or the calendar is not the policy's.
    """
    story = tell(events)
    if calendar.name != story.policy.calendar:
        raise ImpossibleClock(f"The policy counts by {story.policy.calendar}, not by {calendar.name}.")
    counted = count(story, calendar, now)
    return Reckoning(
        due_at=counted.due_at,
        state=story.state,
        used=counted.used,
        remaining=counted.remaining,
        is_late=counted.due_at is not None and (story.stopped or now) > counted.due_at,
        sentences=explain(story, calendar, counted),
    )
