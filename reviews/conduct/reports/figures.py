"""What is told of the counts of one municipal year, and what is left out. Pure.

A number from 1 to 4 is never told, nor what it can be worked out from. Tables that share a number could be taken from
each other, so it matters what stands in one table and what follows from another:

- **Stages and outcomes** are one table (each stage by each outcome, with "still open" as an outcome), of which only
  the margins are told: that somebody who reached a hearing was not found out of scope needs no telling.
- **Came in + open from the year before = ended + still open.** This balance goes on from report to report. What was
  open when the year began is therefore told only if last year's report told it. When exactly one number of the balance
  would be left out, the others would tell it; then what came in is not told, or nothing is.
- **Open for more than 12 months** would bound what was open when the year began, and is told only with it.
- **Allegations** would bound how many cases ended, so their total is told only where that follows anyway.
- **Times** are told of at least five, and only where the tables show at least five that came so far.
"""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from portal.foundation.records.suppression import LEAST, Cell, suppress
from reviews.conduct.models import Case, CodeParagraph, SanctionImposed
from reviews.conduct.states import Limit

Numbers = dict[str, int | None]
"""By column, with ``total``; None is left out."""
TOTAL, OPEN, BEFORE = "total", "open", "before"
CAME: Mapping[str, str] = {**dict(Case.Source.choices), "reopened": "Opened again"}
OUTCOMES: Mapping[str, str] = {
    "out_of_scope": "Out of scope",
    "no_further_action": "No further action",
    "informal": "Resolved informally or locally",
    "no_breach": "No breach",
    "breach": "Breach",
    "withdrawn": "Withdrawn",
    "other": "Ended otherwise",
    OPEN: "Still open on 30 April",
}
STAGES: Mapping[str, str] = {
    "1": "Receipt",
    "2": "Can the council look at it?",
    "3": "Should the council look at it?",
    "4": "Informal resolution",
    "5": "Investigation",
    "6": "Hearing",
}
AGES: Mapping[str, str] = {
    "under_3": "Less than 3 months",
    "under_6": "3 to 6 months",
    "under_12": "6 to 12 months",
    "over_12": "More than 12 months",
}
THEMES: Mapping[str, str] = {**dict(CodeParagraph.Category.choices), "none": "No paragraph of the Code cited"}
REFERRED: Mapping[str, str] = {"yes": "Refers to a point of the protocol", "no": "Refers to none"}
SANCTIONS: Mapping[str, str] = {
    value: label if value != SanctionImposed.Outcome.OPEN else "Not settled by 30 April"
    for value, label in SanctionImposed.Outcome.choices
}
CLOCKS = (
    Limit.ACKNOWLEDGE, Limit.ASSESSMENT, Limit.INVESTIGATION_AT_MOST, Limit.NOTICE, Limit.SEND_DECISION,
)  # fmt: skip


class Time(TypedDict):
    """Of one time limit: the median in calendar days, and how many in a hundred were in time, to the nearest ten."""

    median: float | None
    in_time: int | None


class Figures(TypedDict):
    """All that is kept of a year. None instead of a table: the whole of it is left out."""

    is_told: bool
    came: Numbers | None
    stands: Numbers | None
    stages: Numbers | None
    ages: Numbers | None
    themes: Numbers | None
    referred: Numbers | None
    sanctions: Numbers | None
    times: dict[str, Time]
    held: int | None


class Counts(TypedDict):
    """What the database answers (``conduct_committee_counts``), before anything is left out; None for an empty one."""

    came: dict[str, int] | None
    stands: dict[str, int] | None
    ages: dict[str, int] | None
    themes: dict[str, int] | None
    referred: dict[str, int] | None
    sanctions: dict[str, int] | None
    clocks: dict[str, tuple[int, int, float]] | None
    held: int


NOTHING = Figures(
    is_told=False, came=None, stands=None, stages=None, ages=None, themes=None, referred=None, sanctions=None,
    times={}, held=None,
)  # fmt: skip


def figures_from(counts: Counts, *, open_before_is_told: bool) -> Figures:
    """``open_before_is_told``: the report of the year before told how many were open at its end."""
    whole = _whole(counts["stands"] or {})
    stands = _named(OUTCOMES, whole[-1])
    stages = _named(STAGES, [row[-1] for row in whole])
    came = _came(counts["came"] or {}, open_before_is_told=open_before_is_told)
    if stands[TOTAL] is None or (open_before_is_told and (came is None or came[TOTAL] is None)):
        return NOTHING
    are_ended_told = stands[OPEN] is not None
    return Figures(
        is_told=True,
        came=came,
        stands=stands,
        stages=stages,
        ages=_row(AGES, counts["ages"], () if open_before_is_told else ("over_12",)) if are_ended_told else None,
        themes=_row(THEMES, counts["themes"], () if are_ended_told else (TOTAL,)),
        referred=_row(REFERRED, counts["referred"], () if are_ended_told else (TOTAL,)),
        sanctions=_row(SANCTIONS, counts["sanctions"]),
        times=_times(counts["clocks"] or {}, came, stands, stages),
        held=alone(counts["held"]),
    )


def _whole(found: Mapping[str, int]) -> list[list[int | None]]:
    """Each stage by each outcome. How many ended is the difference of two totals, so it is looked at as well."""
    counts = [[found.get(f"{stage}:{outcome}", 0) for outcome in OUTCOMES] for stage in STAGES]
    place = list(OUTCOMES).index(OPEN)
    ended = sum(sum(row) - row[place] for row in counts)
    return suppress(counts, {(len(counts), place)} if alone(ended) is None else ())


def alone(number: int) -> int | None:
    """A number that stands in no table; None when it is left out."""
    return None if 0 < number < LEAST else number


def _came(found: Mapping[str, int], *, open_before_is_told: bool) -> Numbers | None:
    """By the way in which they came. Where last year's report did not tell what was open then, that is one more number
    of this table that is left out, with another that could be smaller, else what is told would bound it from above.
    """
    if open_before_is_told:
        return _row(CAME, found)
    columns = (BEFORE, *CAME)
    row, hidden = [found.get(column, 0) for column in columns], {0}
    while True:
        shown = suppress([row], {(line, place) for place in hidden for line in (0, 1)})[0]
        if shown[-1] is None:
            return None
        if any(value is None and number > 1 for value, number in zip(shown[1:-1], row[1:], strict=True)):
            return _named(columns, shown)
        more = [(number, place) for place, number in enumerate(row) if number > 1 and place not in hidden]
        if not more:
            return None
        hidden.add(min(more)[1])


def _row(columns: Mapping[str, str], found: Mapping[str, int] | None, hidden: Sequence[str] = ()) -> Numbers:
    """A table of one row, without small numbers and what would tell them, and without the columns ``hidden``."""
    names = (*columns, TOTAL)
    also: set[Cell] = {(row, names.index(column)) for column in hidden for row in (0, 1)}
    return _named(columns, suppress([[(found or {}).get(column, 0) for column in columns]], also)[0])


def _named(columns: Sequence[str] | Mapping[str, str], shown: Sequence[int | None]) -> Numbers:
    return dict(zip((*columns, TOTAL), shown, strict=True))


def _times(
    found: Mapping[str, tuple[int, int, float]], came: Numbers | None, stands: Numbers, stages: Numbers
) -> dict[str, Time]:
    ended = _shown(stands, *(outcome for outcome in OUTCOMES if outcome != OPEN))
    known = {
        Limit.ACKNOWLEDGE: _shown(came, *CAME),
        Limit.ASSESSMENT: ended,
        Limit.INVESTIGATION_AT_MOST: _shown(stages, "5", "6"),
        Limit.NOTICE: _shown(stages, "6"),
        Limit.SEND_DECISION: ended,
    }
    return {limit.value: _time(*found.get(limit, (0, 0, 0.0)), known=known[limit]) for limit in CLOCKS}


def _shown(numbers: Numbers | None, *columns: str) -> int:
    """How many a reader can see in these columns at the least."""
    return sum((numbers or {}).get(column) or 0 for column in columns)


def _time(number: int, late: int, median: float, *, known: int) -> Time:
    if min(number, known) < LEAST:
        return Time(median=None, in_time=None)
    is_small = any(0 < part < LEAST for part in (late, number - late))
    return Time(median=median, in_time=None if is_small else round((number - late) * 10 / number) * 10)
