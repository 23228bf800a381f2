"""What happened to a clock, in the order in which it counts, and the policy that it follows. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any, Literal, Self, cast, get_args

from .working_days import CalendarName

Unit = Literal["working_days", "working_hours", "same_working_day", "calendar_days", "months"]
CALENDAR_UNITS: frozenset[Unit] = frozenset({"calendar_days", "months"})
"""In these every day counts, and a last day that is no working day moves on to the next one."""
State = Literal["running", "paused", "stopped"]
LONGEST = 1000


class ImpossibleClock(ValueError):
    """The events, the policy or the calendar do not fit together."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How long something may take, and what is counted.

    `amount` is in days, hours or calendar months, as `unit` says. A `same_working_day` policy has no amount: what
    arrives by `cutoff` is due at the end of that day, what arrives later at the end of the next working day.
    Times of day are "HH:MM" in Europe/London. A deadline in days falls at `day_ends`.
    """

    unit: Unit
    amount: int = 0
    calendar: str = CalendarName.SERVICE.value
    day_starts: str = "09:00"
    day_ends: str = "17:00"
    cutoff: str = "12:00"

    def __post_init__(self) -> None:
        if self.unit not in get_args(Unit):
            raise ImpossibleClock(f"There is no unit called {self.unit}.")
        if not self.least_amount <= self.amount <= LONGEST:
            raise ImpossibleClock(f"{self.amount} is not an amount for {self.unit}.")
        if not self.opens < self.closes:
            raise ImpossibleClock("The working day ends before it starts.")

    @property
    def least_amount(self) -> int:
        return 0 if self.unit == "same_working_day" else 1

    @property
    def opens(self) -> time:
        return time.fromisoformat(self.day_starts)

    @property
    def closes(self) -> time:
        return time.fromisoformat(self.day_ends)

    @property
    def last_receipt(self) -> time:
        """The time of day after which an arrival counts from the next day."""
        return time.fromisoformat(self.cutoff) if self.unit == "same_working_day" else self.closes

    @property
    def deems_receipt(self) -> bool:
        """Whether an arrival out of hours counts from the next working day.

        Not for freedom of information, where the day of arrival may be any day, nor for calendar periods.
        """
        return self.calendar != CalendarName.FOI and self.unit not in CALENDAR_UNITS

    def as_json(self) -> dict[str, str | int]:
        return cast(dict[str, str | int], asdict(self))

    @classmethod
    def from_json(cls, stored: Mapping[str, str | int]) -> Self:
        """The policy as it was stored; a field that a later release added takes its default."""
        return cls(**cast(Mapping[str, Any], stored))


@dataclass(frozen=True, slots=True)
class Started:
    at: datetime
    policy: Policy


@dataclass(frozen=True, slots=True)
class Paused:
    at: datetime


@dataclass(frozen=True, slots=True)
class Resumed:
    at: datetime


@dataclass(frozen=True, slots=True)
class Stopped:
    at: datetime


Event = Started | Paused | Resumed | Stopped


@dataclass(frozen=True, slots=True)
class Pause:
    """`ended` is None while the pause lasts."""

    began: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    """The events of a clock in the order in which they count."""

    began: datetime
    policy: Policy
    pauses: tuple[Pause, ...]
    stopped: datetime | None

    @property
    def state(self) -> State:
        if self.stopped is not None:
            return "stopped"
        return "paused" if self.pauses and self.pauses[-1].ended is None else "running"


def tell(events: Sequence[Event]) -> Story:
    """The story that the events tell. Raises ImpossibleClock when they do not follow from each other."""
    if not events or not isinstance(events[0], Started):
        raise ImpossibleClock("A clock begins by starting.")
    started, pauses, stopped = events[0], list[Pause](), None
    last = started.at
    for event in events[1:]:
        running = not pauses or pauses[-1].ended is not None
        if stopped is not None or event.at < last:
            raise ImpossibleClock("An event comes after the end, or before the one that it follows.")
        match event:
            case Paused(at=at) if running:
                pauses.append(Pause(at, None))
            case Resumed(at=at) if not running:
                pauses[-1] = Pause(pauses[-1].began, at)
            case Stopped(at=at):
                stopped = at
                if not running:
                    pauses[-1] = Pause(pauses[-1].began, at)
            case _:
                raise ImpossibleClock("A clock pauses when it runs, and goes on when it is paused.")
        last = event.at
    return Story(started.at, started.policy, tuple(pauses), stopped)
