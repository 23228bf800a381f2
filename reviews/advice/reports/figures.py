"""The figures of one year, from the requests that were sent in it. Five statements, however many requests.

A year and not any span: two spans that overlap could be taken from each other, and the difference told a number that
both leave out. Ordinary requests only. What was for the Monitoring Officer's office only is one number for the year,
since whoever sees the ordinary ones could otherwise reckon it by month.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from math import ceil
from statistics import median
from typing import NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import ExtractMonth
from django.utils import timezone

from portal.foundation.deadlines.clocks import Started, reckon
from portal.foundation.deadlines.models import Calendar
from portal.foundation.deadlines.models import Clock as KeptClock
from portal.foundation.deadlines.words import MONTHS
from portal.foundation.deadlines.working_days import WorkingCalendar
from portal.foundation.records.counts import Counts, Sort
from portal.foundation.records.suppression import LEAST
from reviews.advice.choices import Helped, Platform, Stance, Topic
from reviews.advice.models import Answer, Request
from reviews.advice.policies import LONDON
from reviews.advice.states import Clock, State

ENDED_OTHERWISE: dict[str, str] = {
    State.DECLINED: "Not taken up",
    State.REDIRECTED: "Shown another way",
    State.WITHDRAWN: "Withdrawn",
    State.CLOSED: "Closed without an answer",
}
OPEN = "Not answered yet"
OUTCOMES = (*(label for _, label in Stance.choices), *ENDED_OTHERWISE.values(), OPEN)
MINUTES = 60
_MONTH = ExtractMonth("submitted_at", tzinfo=LONDON) - 1


class Sent(NamedTuple):
    """What is counted of one request. ``month`` is that of being sent, 0 to 11, in Europe/London."""

    pk: UUID
    month: int
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


@dataclass(frozen=True)
class Span:
    """How long something took in one month; None where fewer than five were measured.

    ``in_target`` is in per cent, to the nearest ten; None as well when fewer than five, but some, were in time or late.
    """

    month: str
    median: float | None
    ninetieth: float | None
    in_target: int | None


@dataclass(frozen=True)
class Times:
    """How long one thing took, by month and over the year (last), as the clocks count it."""

    title: str
    unit: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Report:
    year: int
    outcomes: Counts
    topics: Counts
    platforms: Counts
    helped: Counts
    times: tuple[Times, ...]
    office_only: int | None
    is_over: bool
    """Whether the year has ended. Until then `office_only` is not told."""

    def counts(self) -> tuple[Counts, ...]:
        return self.outcomes, self.topics, self.platforms, self.helped


@dataclass
class _Taken:
    """What one clock of one request used, over all its rounds."""

    used: int = 0
    is_late: bool = False


def report_of(year: int) -> Report:
    """All figures of requests sent in the year (Europe/London)."""
    sent = _sent_in(year)
    months = MONTHS[: _months_begun(year)]
    outcomes, topics, platforms, helped = (sort.counted(sent, months) for sort in SORTS)
    times = tuple(_times(sent, months, year))
    return Report(
        year, outcomes, topics, platforms, helped, times=times, office_only=_office_only(year), is_over=_is_over(year)
    )


def _in_year(year: int) -> dict[str, datetime]:
    return {
        "submitted_at__gte": datetime(year, 1, 1, tzinfo=LONDON),
        "submitted_at__lt": datetime(year + 1, 1, 1, tzinfo=LONDON),
    }


def _months_begun(year: int) -> int:
    today = timezone.localdate()
    return 12 if year < today.year else today.month


def _sent_in(year: int) -> list[Sent]:
    latest = Answer.objects.filter(item=OuterRef("pk")).order_by("-number").values("stance")[:1]
    rows = Request.objects.filter(office_only=False, **_in_year(year)).order_by()
    return [
        Sent(*row)
        for row in rows.annotate(stance=Subquery(latest), month=_MONTH).values_list(
            "pk",
            "month",
            "state",
            "is_urgent",
            "topics",
            "platforms",
            "answered_at",
            "stance",
            "usefulness__helped",
        )
    ]


def _is_over(year: int) -> bool:
    return year < timezone.localdate().year


def _office_only(year: int) -> int | None:
    """None for fewer than five, also for none: even that nobody asked would tell.

    None as well before the year is over: whoever looks each day would see on which one somebody asked.
    """
    if not _is_over(year):
        return None
    number = Request.objects.filter(office_only=True, **_in_year(year)).count()
    return number if number >= LEAST else None


def _labels(choices: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(label for _, label in choices)


def _outcome(item: Sent) -> Iterable[str]:
    return (item.outcome,)


def _topics(item: Sent) -> Iterable[str]:
    return {Topic(value).label for value in item.topics if value in Topic.values}


def _platforms(item: Sent) -> Iterable[str]:
    return {Platform(value).label for value in item.platforms if value in Platform.values}


def _helped(item: Sent) -> Iterable[str]:
    return (Helped(item.helped).label,) if item.helped else ()


SORTS = (
    Sort("outcomes", "Requests and what came of them", "All requests", OUTCOMES, _outcome),
    Sort("topics", "Topics", "All mentions", _labels(Topic.choices), _topics),
    Sort("platforms", "Platforms", "All mentions", _labels(Platform.choices), _platforms),
    Sort("helped", "Did it help?", "All who said", _labels(Helped.choices), _helped),
)


def _times(sent: Sequence[Sent], months: Sequence[str], year: int) -> Iterable[Times]:
    taken = _taken(year)
    for clock, title in ((Clock.FIRST_LOOK, "Until somebody first looked"), (Clock.ANSWER, "Until the answer")):
        for is_urgent in (False, True):
            found = [
                (item.month, taken[item.pk, clock])
                for item in sent
                if item.is_urgent == is_urgent
                and (item.pk, clock) in taken
                and (clock is Clock.FIRST_LOOK or item.answered_at is not None)
            ]
            in_hours = clock is Clock.FIRST_LOOK and is_urgent
            yield Times(
                f"{title}, {'urgent' if is_urgent else 'not urgent'}",
                "working hours" if in_hours else "working days",
                tuple(_spans(found, months, in_hours=in_hours)),
            )


def _spans(found: list[tuple[int, _Taken]], months: Sequence[str], *, in_hours: bool) -> Iterable[Span]:
    for number, month in enumerate(months):
        yield _span(month, [taken for when, taken in found if when == number], in_hours=in_hours)
    # A year of several months that are each too few to show may be enough; what it shows is no sum of the months.
    yield _span("All months", [taken for _, taken in found], in_hours=in_hours)


def _span(month: str, taken: list[_Taken], *, in_hours: bool) -> Span:
    if len(taken) < LEAST:
        return Span(month, None, None, None)
    used = sorted(each.used / MINUTES if in_hours else each.used for each in taken)
    late = sum(each.is_late for each in taken)
    is_small = any(0 < part < LEAST for part in (late, len(taken) - late))
    in_target = None if is_small else round((len(taken) - late) * 10 / len(taken)) * 10
    return Span(month, round(median(used), 1), round(used[ceil(0.9 * len(used)) - 1], 1), in_target)


def _taken(year: int) -> dict[tuple[UUID, Clock], _Taken]:
    """What the clocks say that were stopped, by request. A clock of several rounds is one."""
    asked = Request.objects.filter(office_only=False, **_in_year(year)).values("pk")
    clocks = KeptClock.objects.filter(
        about_kind=Request._meta.label_lower, about_id__in=asked, state=KeptClock.State.STOPPED
    )
    found: defaultdict[tuple[UUID, Clock], _Taken] = defaultdict(_Taken)
    calendar_at = cache(_calendar)
    timed = Q(name__startswith=Clock.FIRST_LOOK.value) | Q(name__startswith=Clock.ANSWER.value)
    for kept in clocks.filter(timed).prefetch_related("events"):
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
