"""The clocks of a request: what a step does to them, what they say, and the due times that order the lists."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from portal.foundation.deadlines.actions import pause_clock, resume_clock, start_clock, stop_clock
from portal.foundation.deadlines.clocks import Policy, Started, reckon
from portal.foundation.deadlines.models import Calendar
from portal.foundation.deadlines.models import Clock as KeptClock
from portal.foundation.people.models import User
from reviews.advice.models import Request
from reviews.advice.policies import AFTER_RETURN, policy_for
from reviews.advice.states import Clock, Move

ANSWERS = (Clock.ANSWER, Clock.AGAIN, Clock.OFFICE_ANSWER)
WAITS = timedelta(days=14)
"""Where a request that waits for the member stands in a list: after all that is due sooner."""
LOOKS = (Clock.FIRST_LOOK, Clock.OFFICE_ACCEPT)


def clocks_of(item: Request) -> dict[Clock, KeptClock]:
    """The latest clock of each kind. A clock that starts a second time is kept under its name and a number."""
    found: dict[Clock, tuple[int, KeptClock]] = {}
    for kept in KeptClock.objects.about(item):
        name, _, number = kept.name.partition("#")
        clock, turn = Clock(name), int(number or 1)
        if clock not in found or found[clock][0] < turn:
            found[clock] = turn, kept
    return {clock: kept for clock, (_turn, kept) in found.items()}


def run_clocks(item: Request, moves: Iterable[Move], *, by: User | None, at: datetime) -> None:
    """Make the moves, and set (not save) the index on the request."""
    kept = clocks_of(item)
    for move in moves:
        if not _is_under_way(kept.get(move.unless) if move.unless else None):
            _make(item, move, kept.get(move.clock), by=by, at=at)
    _index(item, at)


def days_later(at: datetime, days: int) -> datetime:
    """The end of service so many working days after (5pm in Europe/London), by today's calendar."""
    policy = Policy(unit="working_days", amount=days)
    due = reckon([Started(at, policy)], Calendar.objects.working(policy.calendar), at).due_at
    return due if due is not None else at  # only a paused clock has no due time


def due_if_sent(item: Request, at: datetime, *, is_urgent: bool) -> datetime:
    """When the answer would be due if the request were sent at that time."""
    policy = policy_for(Clock.OFFICE_ANSWER if item.office_only else Clock.ANSWER, is_urgent=is_urgent)
    due = reckon([Started(at, policy)], Calendar.objects.working(policy.calendar), at).due_at
    return due if due is not None else at  # only a paused clock has no due time


def watched(due: datetime, at: datetime) -> list[tuple[str, datetime]]:
    """When somebody is warned of a due time: a working day before, or two hours when it is nearer; and at the time."""
    day = Calendar.objects.working(Policy(unit="working_days", amount=1).calendar).subtract(due.date(), 1)
    eve = due.replace(year=day.year, month=day.month, day=day.day)
    before = eve if eve > at else due - timedelta(hours=2)
    return ([("before", before)] if before > at else []) + [("late", due)]


def explanation(item: Request) -> tuple[str, ...]:
    """Why the answer is due when it is, in sentences; nothing when no answer is due."""
    kept = clocks_of(item)
    for clock in reversed(ANSWERS):
        if clock in kept and kept[clock].state != KeptClock.State.STOPPED:
            return kept[clock].reckoning().sentences
    return ()


def _make(item: Request, move: Move, kept: KeptClock | None, *, by: User | None, at: datetime) -> None:
    if move.what == "start":
        _start(item, move.clock, kept, policy_for(move.clock, is_urgent=item.is_urgent), by=by, at=at)
    elif kept is None or kept.state == KeptClock.State.STOPPED:
        return
    elif move.what == "stop":
        stop_clock(name=kept.name, about=item, at=at, by=by)
    elif move.what == "pause" and kept.state == KeptClock.State.RUNNING:
        pause_clock(name=kept.name, about=item, at=at, by=by)
    elif move.what == "give_back" and kept.reckoning(at).remaining < AFTER_RETURN.amount:
        stop_clock(name=kept.name, about=item, at=at, by=by)
        _start(item, move.clock, kept, AFTER_RETURN, by=by, at=at)
    elif move.what in ("resume", "give_back") and kept.state == KeptClock.State.PAUSED:
        resume_clock(name=kept.name, about=item, at=at, by=by)


def _is_under_way(kept: KeptClock | None) -> bool:
    """Whether it runs, or stands still only until somebody replies."""
    return kept is not None and kept.state != KeptClock.State.STOPPED


def _start(
    item: Request, clock: Clock, before: KeptClock | None, policy: Policy, *, by: User | None, at: datetime
) -> None:
    turn = int(before.name.partition("#")[2] or 1) + 1 if before else 1
    name = clock.value if turn == 1 else f"{clock.value}#{turn}"
    start_clock(name=name, about=item, policy=policy, at=at, by=by)


def _index(item: Request, at: datetime) -> None:
    kept = clocks_of(item)
    item.look_by = _earliest(_due(kept, clock) for clock in LOOKS)
    item.due_at = _earliest(_due(kept, clock) for clock in ANSWERS)
    item.act_by = _earliest((item.due_at, item.intended_at)) or at + WAITS


def _due(kept: dict[Clock, KeptClock], clock: Clock) -> datetime | None:
    is_running = clock in kept and kept[clock].state == KeptClock.State.RUNNING
    return kept[clock].due_at if is_running else None


def _earliest(times: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in times if moment is not None), default=None)
