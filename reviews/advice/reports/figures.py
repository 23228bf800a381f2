"""The figures of one year, from what the worker counted: what is shown, and what is left out. Pure but for `report_of`.

A year and not any span: two spans that overlap could be taken from each other, and the difference told a number that
both leave out. Ordinary requests only. What was for the Monitoring Officer's office only is one number for the year,
since whoever sees the ordinary ones could otherwise reckon it by month.

Tables are left out against each other too. The outcomes come first; whatever would tell more of a number that they
leave out (that at least so many were answered, or that at most so many were sent) is left out of the other tables.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.utils import timezone

from portal.foundation.deadlines.words import MONTHS
from portal.foundation.records.counts import Counts
from portal.foundation.records.suppression import LEAST, Cell, suppress
from reviews.advice.choices import Helped, Platform, Stance, Topic
from reviews.advice.reports.counting import ENDED_OTHERWISE, OPEN, Sums, timed
from reviews.advice.reports.models import CountedMonth
from reviews.advice.states import Clock

STANCES = tuple(label for _, label in Stance.choices)
OUTCOMES = (*STANCES, *ENDED_OTHERWISE.values(), OPEN)
MINUTES = 60
Taken = Counter[tuple[int, bool]]
"""How often something took so long and was late, or was not."""


@dataclass(frozen=True)
class Span:
    """How long something took in one month; None where it is left out.

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

    def told(self) -> list[Span]:
        """The months of which anything can be told."""
        return [span for span in self.spans if span.median is not None]

    def left_out(self) -> list[str]:
        return [span.month for span in self.spans if span.median is None]


@dataclass(frozen=True)
class Report:
    """``as_of``: all that had changed by then is in it."""

    year: int
    as_of: datetime
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


def report_of(year: int) -> Report | None:
    """The figures of requests sent in the year (Europe/London), as last counted; None before the first time."""
    rows = list(CountedMonth.objects.filter(year=year))
    if not rows:
        return None
    return report_from(year, [row.sums for row in rows], min(row.counted_at for row in rows))


def report_from(year: int, sums: Sequence[Sums], as_of: datetime) -> Report:
    """The report of a year whose months, from January on, have these sums."""
    months = MONTHS[: len(sums)]
    outcomes = _table("outcomes", "Requests and what came of them", "All requests", OUTCOMES, sums)
    sent, answered = _known_sent(outcomes), _known_answered(outcomes)
    return Report(
        year,
        as_of,
        outcomes,
        _table("topics", "Topics", "All mentions", _labels(Topic.choices), sums, most=sent),
        _table("platforms", "Platforms", "All mentions", _labels(Platform.choices), sums, most=sent),
        _table("helped", "Did it help?", "All who said", _labels(Helped.choices), sums, most_of_all=answered),
        times=tuple(_times(sums, months, answered)),
        office_only=_shown(sum(month["office_only"] for month in sums)) if is_over(year) else None,
        is_over=is_over(year),
    )


def is_over(year: int) -> bool:
    """Before that no number of the office's own requests is told: who looks each day would see when one came."""
    return year < timezone.localdate().year


def _shown(number: int) -> int | None:
    """None for fewer than five, also for none: even that nobody asked would tell."""
    return number if number >= LEAST else None


def _labels(choices: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(label for _, label in choices)


def _known_sent(outcomes: Counts) -> list[int | None]:
    """By month, then over the year: how many were sent; None where that is left out."""
    return [row[-1] for row in outcomes.shown]


def _known_answered(outcomes: Counts) -> list[int]:
    """By month, then over the year: how many were answered at the least, for whoever reads the outcomes alone."""
    return [sum(1 if value is None else value for value in row[: len(STANCES)]) for row in outcomes.shown]


def _table(
    name: str,
    title: str,
    total: str,
    columns: tuple[str, ...],
    sums: Sequence[Sums],
    *,
    most: Sequence[int | None] | None = None,
    most_of_all: Sequence[int] | None = None,
) -> Counts:
    """`most`: how many were sent, as known; where that is not, no total stands beside it that would bound it.

    `most_of_all`: a total greater than this would tell more of the outcomes than they do themselves.
    """
    found = [[month["counts"][name].get(column, 0) for column in columns] for month in sums]
    rows = [*found, [sum(row[j] for row in found) for j in range(len(columns))]]
    also: set[Cell] = set()
    for at, row in enumerate(rows):
        if most is not None and most[at] is None:
            also |= {(at, j) for j in range(len(columns) + 1) if j == len(columns) or row[j]}
        if most_of_all is not None and sum(row) > most_of_all[at]:
            also |= {(at, j) for j in range(len(columns) + 1) if j == len(columns) or row[j]}
    return Counts(name, title, columns, tuple(MONTHS[: len(sums)]), suppress(found, also), total)


def _times(sums: Sequence[Sums], months: Sequence[str], answered: Sequence[int]) -> Iterator[Times]:
    for clock, title in ((Clock.FIRST_LOOK, "Until somebody first looked"), (Clock.ANSWER, "Until the answer")):
        usual, urgent = (_by_month(sums, timed(clock, is_urgent=is_urgent)) for is_urgent in (False, True))
        is_shown = [
            _tell_nothing(pair, least) for pair, least in zip(zip(usual, urgent, strict=True), answered, strict=True)
        ]
        for taken, is_urgent in ((usual, False), (urgent, True)):
            in_hours = clock is Clock.FIRST_LOOK and is_urgent
            yield Times(
                f"{title}, {'urgent' if is_urgent else 'not urgent'}",
                "working hours" if in_hours else "working days",
                tuple(
                    _span(month, each, in_hours=in_hours) if shows else Span(month, None, None, None)
                    for month, each, shows in zip((*months, "All months"), taken, is_shown, strict=True)
                ),
            )


def _by_month(sums: Sequence[Sums], name: str) -> list[Taken]:
    """What was taken in each month, and over the year."""
    months = [_taken(month["times"].get(name, {})) for month in sums]
    return [*months, sum(months, Taken())]


def _taken(kept: dict[str, list[int]]) -> Taken:
    found = Taken()
    for used, (number, late) in kept.items():
        found[int(used), True] += late
        found[int(used), False] += number - late
    return +found


def _tell_nothing(pair: tuple[Taken, Taken], answered: int) -> bool:
    """Whether both may be shown: neither is small, since the other and the total would tell it; and that there are so
    many tells no more than the outcomes, which show that at least so many were answered.
    """
    numbers = [taken.total() for taken in pair]
    if any(0 < number < LEAST for number in numbers):
        return False
    return answered >= LEAST * sum(number > 0 for number in numbers)


def _span(month: str, taken: Taken, *, in_hours: bool) -> Span:
    number = taken.total()
    if number < LEAST:
        return Span(month, None, None, None)
    late = sum(times for (_, is_late), times in taken.items() if is_late)
    is_small = any(0 < part < LEAST for part in (late, number - late))
    in_target = None if is_small else round((number - late) * 10 / number) * 10
    scale = MINUTES if in_hours else 1
    middle = (_at(taken, (number - 1) // 2) + _at(taken, number // 2)) / 2
    ninetieth = _at(taken, ceil(0.9 * number) - 1)
    return Span(month, round(middle / scale, 1), round(ninetieth / scale, 1), in_target)


def _at(taken: Taken, place: int) -> int:
    """What stands at this place, from 0, when all are put in order; without putting a hundred thousand in order."""
    for (used, _), times in sorted(taken.items()):
        place -= times
        if place < 0:
            return used
    return 0
