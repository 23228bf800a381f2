"""Counting in the worker, so that no page waits for it: each month once, and again when something in it changed.

The sums of a month, as JSON: `counts` (table, then column, then number), `times` (clock and urgency, then what was
used, then [how many, how many of them late]), and `office_only`. What is left out is decided when a report is shown.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.core.mail import EmailMessage
from django.db.models import Max, OuterRef, Q, Subquery
from django.db.models.functions import ExtractMonth
from django.utils import timezone

from portal.foundation.deadlines.clocks import Started, reckon
from portal.foundation.deadlines.models import Calendar
from portal.foundation.deadlines.models import Clock as KeptClock
from portal.foundation.deadlines.working_days import WorkingCalendar
from portal.foundation.outbox.models import Item
from reviews.advice.choices import Helped, Platform, Stance, Topic
from reviews.advice.models import Answer, Request
from reviews.advice.policies import LONDON
from reviews.advice.reports.models import CountedMonth
from reviews.advice.states import Clock, State

Sums = dict[str, Any]
ENDED_OTHERWISE: dict[str, str] = {
    State.DECLINED: "Not taken up",
    State.REDIRECTED: "Shown another way",
    State.WITHDRAWN: "Withdrawn",
    State.CLOSED: "Closed without an answer",
}
OPEN = "Not answered yet"
COMMITS_LATE = timedelta(minutes=5)
"""A change may be seen so long after the time that it carries: its transaction was open when a month was counted."""


class Sent(NamedTuple):
    """What is counted of one request."""

    pk: UUID
    state: str
    is_urgent: bool
    topics: list[str]
    platforms: list[str]
    answered_at: datetime | None
    stance: str | None
    helped: str | None

    @property
    def outcome(self) -> str:
        return Stance(self.stance).label if self.stance else ENDED_OTHERWISE.get(self.state, OPEN)


@dataclass
class _Taken:
    """What one clock of one request used, over all its rounds."""

    used: int = 0
    is_late: bool = False


def count_again(item: Item) -> EmailMessage | None:
    """Somebody asked for newer figures of a year: an item of the outbox."""
    refresh(int(item.payload["year"]))
    return None


def refresh_due() -> None:
    """This year and the last: what is older hardly changes, and is counted when somebody asks."""
    this_year = timezone.localdate().year
    refresh(this_year - 1)
    refresh(this_year)


def refresh(year: int) -> None:
    """Count the months of a year in which something changed since they were counted. Done twice, it changes nothing.

    In no transaction: reckoning takes seconds. What changes meanwhile is later than `counted_at`: counted next time.
    """
    began = timezone.now()
    changed = _changed(year)
    known = {row.month: row.counted_at for row in CountedMonth.objects.filter(year=year).defer("sums")}
    for month in range(1, months_begun(year) + 1):
        if month not in known or (month in changed and changed[month] > known[month] - COMMITS_LATE):
            CountedMonth.objects.update_or_create(
                year=year, month=month, defaults={"sums": count(year, month), "counted_at": began}
            )
    CountedMonth.objects.filter(year=year, counted_at__lt=began).update(counted_at=began)


def months_begun(year: int) -> int:
    today = timezone.localdate()
    return (12 if year < today.year else today.month) if year <= today.year else 0


def _changed(year: int) -> dict[int, datetime]:
    """When something last changed in each month of the year. One statement."""
    whole = {"submitted_at__gte": datetime(year, 1, 1, tzinfo=LONDON), "submitted_at__lt": _begin(year, 13)}
    rows = Request.objects.filter(**whole).order_by().annotate(month=ExtractMonth("submitted_at", tzinfo=LONDON))
    last = rows.values("month").annotate(changed=Max("changed_at"), helped=Max("usefulness__at"))
    return {
        row["month"]: max(filter(None, (row["changed"], row["helped"])))
        for row in last.values("month", "changed", "helped")
    }


def count(year: int, month: int) -> Sums:
    """The sums of one month. Five statements, however many requests."""
    sent, taken = _sent_in(year, month), _taken(year, month)
    counts = {
        name: dict(Counter(column for item in sent for column in columns(item))) for name, columns in SORTS.items()
    }
    times: defaultdict[str, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for item in sent:
        for clock in (Clock.FIRST_LOOK, Clock.ANSWER):
            one = taken.get((item.pk, clock))
            if one is not None and (clock is Clock.FIRST_LOOK or item.answered_at is not None):
                cell = times[timed(clock, is_urgent=item.is_urgent)][one.used]
                cell[0], cell[1] = cell[0] + 1, cell[1] + one.is_late
    office_only = Request.objects.filter(office_only=True, **_in_month(year, month)).count()
    return {"counts": counts, "times": times, "office_only": office_only}


def timed(clock: Clock, *, is_urgent: bool) -> str:
    """Under which name the sums keep it."""
    return f"{clock.value}:{'urgent' if is_urgent else 'usual'}"


def _begin(year: int, month: int) -> datetime:
    return datetime(year + (month - 1) // 12, (month - 1) % 12 + 1, 1, tzinfo=LONDON)


def _in_month(year: int, month: int) -> dict[str, datetime]:
    return {"submitted_at__gte": _begin(year, month), "submitted_at__lt": _begin(year, month + 1)}


def _sent_in(year: int, month: int) -> list[Sent]:
    latest = Answer.objects.filter(item=OuterRef("pk")).order_by("-number").values("stance")[:1]
    rows = Request.objects.filter(office_only=False, **_in_month(year, month)).order_by()
    names = ("pk", "state", "is_urgent", "topics", "platforms", "answered_at", "stance", "usefulness__helped")
    return [Sent(*row) for row in rows.annotate(stance=Subquery(latest)).values_list(*names)]


def _outcome(item: Sent) -> Iterable[str]:
    return (item.outcome,)


def _topics(item: Sent) -> Iterable[str]:
    return {Topic(value).label for value in item.topics if value in Topic.values}


def _platforms(item: Sent) -> Iterable[str]:
    return {Platform(value).label for value in item.platforms if value in Platform.values}


def _helped(item: Sent) -> Iterable[str]:
    return (Helped(item.helped).label,) if item.helped else ()


SORTS: dict[str, Callable[[Sent], Iterable[str]]] = {
    "outcomes": _outcome,
    "topics": _topics,
    "platforms": _platforms,
    "helped": _helped,
}


def _taken(year: int, month: int) -> dict[tuple[UUID, Clock], _Taken]:
    """What the clocks say that were stopped, by request. A clock of several rounds is one."""
    asked = Request.objects.filter(office_only=False, **_in_month(year, month)).values("pk")
    clocks = KeptClock.objects.filter(
        about_kind=Request._meta.label_lower, about_id__in=asked, state=KeptClock.State.STOPPED
    )
    found: defaultdict[tuple[UUID, Clock], _Taken] = defaultdict(_Taken)
    calendar_at = cache(_calendar)
    named = Q(name__startswith=Clock.FIRST_LOOK.value) | Q(name__startswith=Clock.ANSWER.value)
    for kept in clocks.filter(named).prefetch_related("events"):
        base = kept.name.partition("#")[0]
        rows = list(kept.events.all())
        events = [row.as_event() for row in rows]
        start = events[0]
        if not isinstance(start, Started):
            continue
        said = reckon(events, calendar_at(start.policy.calendar, rows[0].calendar_revision), timezone.now())
        one = found[kept.about_id, Clock(base)]
        one.used += said.used
        one.is_late = one.is_late or said.is_late
    return found


def _calendar(name: str, revision: int | None) -> WorkingCalendar:
    return Calendar.objects.working(name, revision)
