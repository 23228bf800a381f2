"""Under which rule a case falls and from which day, for each way to its end; a case opened again is not over.

Faults tried: the newest finding left for any finding; the day of the decision without asking for a reopening; the day
in UTC; no breach after an investigation kept as one that was investigated; `conduct_life` without its gate.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from portal.foundation.records.models import RetentionRule
from reviews.conduct.actions import deciding
from reviews.conduct.identity import acting_as, acting_as_system
from reviews.conduct.keeping import Life, life_of
from reviews.conduct.models import Case, Finding, Step
from reviews.conduct.states import OPEN_STATES, Guard, State, Verb, row_for
from reviews.conduct.visibility import Capacity
from tests.conduct.stage import MEET, MONDAY, Cast, Stage, path_to

pytestmark = pytest.mark.django_db
EARLY, ENDED, LASTING = "conduct.early", "conduct.ended", "conduct.lasting"
PERIODS = {EARLY: 1, ENDED: 3, LASTING: 6}
S, V = State, Verb
BREACH: tuple[Verb | str, ...] = ("breach", V.FOLLOW_UP, V.CLOSE)
NO_BREACH: tuple[Verb | str, ...] = ("no_breach", V.FOLLOW_UP, V.CLOSE)
CORRECTED: tuple[Verb | str, ...] = ("corrected", V.FOLLOW_UP, V.CLOSE)
WAYS: dict[State, list[tuple[tuple[Verb | str, ...], str]]] = {
    S.RECEIVED: [((V.WITHDRAW,), EARLY), ((V.CLOSE_SUBJECT_LEFT,), EARLY)],
    S.JURISDICTION_REVIEW: [((V.FIND_OUT_OF_SCOPE,), EARLY), ((V.WITHDRAW,), EARLY)],
    S.ASSESSMENT: [
        ((V.WITHDRAW,), ENDED),
        ((V.TAKE_NO_ACTION,), ENDED),
        ((V.RESOLVE_INFORMALLY, V.RESOLUTION_DONE, V.CLOSE), ENDED),
        ((V.CLOSE_SUBJECT_LEFT,), ENDED),
    ],
    S.INVESTIGATION: [((V.WITHDRAW,), LASTING), ((V.CLOSE_SUBJECT_LEFT,), LASTING)],
    S.FINAL_REPORT: [
        ((V.FIND_NO_BREACH,), ENDED),
        ((V.FIND_NO_BREACH, V.REOPEN, V.WITHDRAW), LASTING),
        ((V.RESOLVE_LOCALLY, V.LOCAL_DONE), LASTING),
    ],
    S.HEARING_SCHEDULED: [(BREACH, LASTING), (NO_BREACH, ENDED), (CORRECTED, ENDED)],
}
"""From where, by which steps, and the class in which it ends."""


DATES: dict[str, tuple[tuple[Verb | str, ...], list[tuple[str, str]]]] = {
    EARLY: ((V.FIND_OUT_OF_SCOPE,), [("2027-01-31", "2028-01-31"), ("2028-02-29", "2029-02-28")]),
    ENDED: ((V.TAKE_NO_ACTION,), [("2027-08-31", "2030-08-31"), ("2028-02-29", "2031-02-28")]),
    LASTING: ((V.RESOLVE_LOCALLY, V.LOCAL_DONE), [("2027-12-31", "2033-12-31"), ("2028-02-29", "2034-02-28")]),
}
"""One way to each class, the day on which it ended, and the day on which it goes."""


@contextmanager
def undone(stage: Stage) -> Iterator[None]:
    then = timezone.now()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    stage.clock.move_to(then)


def find(stage: Stage, outcome: str) -> None:
    breached = [] if outcome == Finding.Outcome.NO_BREACH else [stage.paragraph]
    by = stage.cast.person(Capacity.CLERK)
    deciding.find(alleged=stage.alleged, outcome=outcome, reasons="The post", paragraphs=breached, by=by)
    stage.tick()


def decide(stage: Stage, *outcomes: str) -> None:
    row = row_for(V.DECIDE, S.HEARING_SCHEDULED)
    assert row is not None
    for guard in row.guards:
        if guard in MEET and guard not in (Guard.FINDINGS_WHOLE, Guard.SANCTIONS_VALID):
            MEET[guard](stage)
    for outcome in outcomes:
        find(stage, outcome)
    stage.take(row)


DECISIONS: dict[str, tuple[str, ...]] = {
    "breach": ("breach_no_action",),
    "no_breach": ("no_breach",),
    "corrected": ("breach_no_action", "no_breach"),
}


def do(stage: Stage, step: Verb | str) -> None:
    if step in DECISIONS:
        return decide(stage, *DECISIONS[step])
    row = row_for(Verb(step), stage.fresh().state)
    assert row is not None
    stage.meet(row)
    stage.take(row)
    return None


def life(stage: Stage) -> Life | None:
    with acting_as(stage.holder.pk):
        return life_of(stage.case.pk)


def walk(then: Callable[[Stage, State], None]) -> None:
    """One case along the way to a hearing; at each place of the table the ends are tried and undone."""
    with time_machine.travel(MONDAY, tick=False) as clock:
        stage = Stage(Cast(), clock).begin()
        for state in (S.RECEIVED, *(row.to for row in path_to(S.HEARING_SCHEDULED) if row.to is not None)):
            row = next((row for row in path_to(S.HEARING_SCHEDULED) if row.to == state), None)
            if row is not None:
                stage.meet(row)
                stage.take(row)
            then(stage, state)


def test_each_end_has_its_class_and_its_day_and_no_open_case_has_one() -> None:
    tried = []

    def at(stage: Stage, state: State) -> None:
        assert life(stage) is None
        for number, (steps, record_class) in enumerate(WAYS.get(state, [])):
            with undone(stage):
                for step in steps:
                    assert (life(stage) is None) == (stage.fresh().state in OPEN_STATES)
                    do(stage, step)
                found = life(stage)
                assert found is not None
                assert (found.record_class, found.ended_on) == (record_class, timezone.localdate()), (state, steps)
                tried.append((state, steps))
                if record_class in DATES and steps == DATES[record_class][0]:
                    with undone(stage):
                        days_of(stage, *DATES[record_class][1])
                if number == 0:
                    opened_again(stage)
        if state == S.HEARING_SCHEDULED:
            days_of_a_breach(stage)

    walk(at)
    assert len(tried) == sum(map(len, WAYS.values()))


def opened_again(stage: Stage) -> None:
    do(stage, V.REOPEN)
    assert life(stage) is None


def step(stage: Stage, verb: Verb, at: datetime) -> None:
    with acting_as(stage.holder.pk):
        Step(case=stage.case, verb=verb, state_after="x", by=stage.holder, capacity="holder", at=at).save(
            force_insert=True
        )


def closed_at(stage: Stage, moment: datetime) -> None:
    with acting_as(stage.holder.pk):
        Case.objects.filter(pk=stage.case.pk).update(closed_at=moment)


def due(stage: Stage) -> tuple[str, str]:
    """The day from which it counts, and the day on which the rule ends it."""
    found = life(stage)
    assert found is not None
    rule = RetentionRule.objects.get(pk=found.record_class)
    return found.ended_on.isoformat(), rule.due_on(found.ended_on).isoformat()


def days_of(stage: Stage, *days: tuple[str, str]) -> None:
    """Over month ends and leap days; an evening in summer is the next day of what UTC says."""
    for ended, goes in days:
        closed_at(stage, datetime.fromisoformat(f"{ended}T12:00+00:00"))
        assert due(stage) == (ended, goes)
    closed_at(stage, datetime(2027, 6, 30, 23, 30, tzinfo=UTC))
    assert due(stage)[0] == "2027-07-01"


def days_of_a_breach(stage: Stage) -> None:
    """Six years from the decision, however long the follow-up took; from the closing when it was opened again since."""
    with undone(stage):
        for one in BREACH:
            do(stage, one)
        closed_at(stage, datetime(2029, 3, 5, 12, tzinfo=UTC))
        step(stage, V.DECIDE, datetime(2028, 2, 29, 12, tzinfo=UTC))
        assert due(stage) == ("2028-02-29", "2034-02-28")
        step(stage, V.REOPEN, datetime(2028, 6, 1, 12, tzinfo=UTC))
        assert due(stage) == ("2029-03-05", "2035-03-05")


def test_database_and_portal_reckon_the_same_day() -> None:
    """`records_begin_disposal` adds the period itself."""
    days = [date(2024, 2, 29), date(2023, 8, 31), date(2023, 12, 31), date(2023, 3, 26), date(2024, 1, 30)]
    rules = {rule.pk: rule for rule in RetentionRule.objects.filter(pk__startswith="conduct.")}
    assert {pk: (rules[pk].amount, rules[pk].unit) for pk in PERIODS} == {
        pk: (years, "years") for pk, years in PERIODS.items()
    }
    for rule in rules.values():
        for day in days:
            with connection.cursor() as cursor:
                cursor.execute("SELECT (%s::date + %s::interval)::date", [day, f"{rule.amount} {rule.unit}"])
                assert cursor.fetchone()[0] == rule.due_on(day), (rule, day)


def test_life_is_told_to_holder_office_and_portal_alone() -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        stage = Stage(Cast(), clock).begin()
        do(stage, V.WITHDRAW)
    told = {person.pk: _life_for(stage, person) for person in (stage.holder, stage.cast.deputy)}
    assert set(told.values()) == {EARLY}
    with acting_as_system():
        assert life_of(stage.case.pk) is not None
    shut = [stage.cast.person(one) for one in (Capacity.SUPPORT, Capacity.INVESTIGATOR, Capacity.COMPLAINANT)]
    assert {_life_for(stage, person) for person in (*shut, stage.cast.stranger)} == {None}
    assert life_of(stage.case.pk) is None


def _life_for(stage: Stage, person: Any) -> str | None:
    with acting_as(person.pk):
        found = life_of(stage.case.pk)
    return found.record_class if found else None
