"""Made from the table of states: each transition, each row with each wrong capacity, each guard, each wrong state.

Deliberate faults that turn these red: the version not compared, clocks not stopped at the end, the audit written twice,
a guard that always says yes, a hold that also wakes what waits for the complainant, a conflict not asked anew.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from portal.foundation.audit.models import Event
from portal.foundation.deadlines.models import Clock, Reminder
from portal.foundation.outbox.models import Item
from reviews.conduct import clocks
from reviews.conduct.actions.assessing import ask_to_withdraw
from reviews.conduct.actions.grants import declare
from reviews.conduct.actions.moving import hear_from_complainant, move, what_stands_against
from reviews.conduct.actions.refusals import Conflicted, MovedOn, NotNow, Refused
from reviews.conduct.guards import CHECKS
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case, Step, Transition
from reviews.conduct.permissions import must_declare
from reviews.conduct.states import CLOSED_STATES, ROWS, SWITCHED_OFF, Guard, Limit, Row, State, Verb, arrows, row_for
from reviews.conduct.visibility import Capacity
from tests.conduct.conftest import REACHED
from tests.conduct.stage import BREAK, VERBS, Stage, row_capacity, undeclared
from tests.factories import conduct

At = Callable[[State], Stage]
ARROWS = [pytest.param(row, state, id=f"{row.verb}-from-{state}") for row in ROWS for state in row.from_states]
EACH_ROW = [pytest.param(row, id=f"{row.verb}-{row.number}") for row in ROWS]
GUARDED = [pytest.param(row, guard, id=f"{row.verb}-{guard}") for row in ROWS for guard in row.guards]


def first(row: Row) -> State:
    return next(iter(row.from_states))


def snapshot(stage: Stage) -> dict[str, Any]:
    with acting_as(stage.holder.pk):
        steps = Step.objects.filter(case=stage.case).count()
        case = Case.objects.filter(pk=stage.case.pk).values().get()
    running = sorted(Clock.objects.about(stage.case).values_list("name", "state", "due_at"), key=str)
    return {"case": case, "steps": steps, "clocks": running, "mail": Item.objects.count(), "events": events()}


def events() -> int:
    return Event.objects.filter(verb__startswith="conduct.").count()


def state_of(case: Case, limit: Limit) -> str | None:
    clock = clocks.newest(case, limit)
    return clock.state if clock else None


def refused(stage: Stage, row: Row, sentence: str = "", **how: Any) -> None:
    """The verb is refused, and nothing was changed by it."""
    before = snapshot(stage)
    how = {"by": stage.cast.person(row_capacity(row)), "version": before["case"]["version"], **stage.said, **how}
    with pytest.raises((NotNow, Conflicted, Case.DoesNotExist)) as why, transaction.atomic():
        move(case=stage.case, verb=row.verb, **how)
    assert not sentence or str(why.value) == sentence
    assert snapshot(stage) == before


@pytest.mark.parametrize(("row", "state"), ARROWS)
def test_transition(row: Row, state: State, at: At) -> None:
    stage = at(state)
    stage.meet(row)
    before, count = stage.fresh(), events()

    after = stage.take(row)

    to = before.held_in if row.verb == Verb.RESUME else row.to or state
    assert (stage.fresh().state, after.version) == (to, before.version + 1)
    assert events() == count + 1
    event = Event.objects.latest("seq")
    assert (event.verb, event.data["after"]) == (f"conduct.{row.verb}", to)
    with acting_as(stage.holder.pk):
        step = Step.objects.filter(case=stage.case).last()
    assert step is not None
    assert (step.verb, step.state_before, step.state_after) == (row.verb, state, to)
    assert (after.closed_at is not None) == (to in CLOSED_STATES)


@pytest.mark.parametrize("row", EACH_ROW)
def test_clocks_of_a_row(row: Row, at: At) -> None:
    stage = at(first(row))
    stage.meet(row)

    after = stage.take(row)

    assert {state_of(after, limit) for limit in row.starts} <= {Clock.State.RUNNING}
    stopped = [state_of(after, limit) for limit in row.stops if limit not in row.starts]
    assert set(stopped) <= {Clock.State.STOPPED, None}
    assert {state_of(after, limit) for limit in row.pauses} <= {Clock.State.PAUSED}
    running = {clocks.limit_of(clock) for clock in Clock.objects.about(after).exclude(state="stopped")}
    assert after.state not in CLOSED_STATES or running <= set(row.starts)


@pytest.mark.parametrize("row", EACH_ROW)
def test_row_with_each_wrong_capacity(row: Row, at: At) -> None:
    stage = at(first(row))
    stage.meet(row)

    before = snapshot(stage)
    wrong = [stage.cast.person(capacity) for capacity in set(Capacity) - set(row.who) - {Capacity.BREAK_GLASS}]
    for person in (*wrong, stage.cast.stranger):
        with pytest.raises((NotNow, Case.DoesNotExist)), transaction.atomic():
            move(case=stage.case, verb=row.verb, by=person, version=before["case"]["version"], **stage.said)
    assert snapshot(stage) == before


@pytest.mark.parametrize(("row", "guard"), GUARDED)
def test_guard(row: Row, guard: Guard, at: At) -> None:
    stage = at(first(row))
    stage.meet(row, but=guard)
    capacity = row_capacity(row) if guard != Guard.HOLDER_DECLARED else Capacity.SUPPORT
    by = stage.cast.person(capacity)
    if guard == Guard.CONFLICT_CLEAR:
        version = stage.fresh().version
        by = undeclared(stage, capacity)
        return _refused_undeclared(stage, row, by, version)
    version = stage.fresh().version
    if guard in BREAK:
        BREAK[guard](stage)
    if guard == Guard.HOLDER_DECLARED:
        return _refused_undeclared(stage, row, by, version)
    refused(stage, row, CHECKS[guard][1], by=by)
    return None


def _refused_undeclared(stage: Stage, row: Row, by: Any, version: int) -> None:
    """The holding officer before may not look any more: what can be counted without a part in the case is counted."""
    count = events()
    with pytest.raises((NotNow, Conflicted)) as why, transaction.atomic():
        move(case=stage.case, verb=row.verb, by=by, version=version, **stage.said)
    assert str(why.value) in {CHECKS[Guard.CONFLICT_CLEAR][1], CHECKS[Guard.HOLDER_DECLARED][1]}
    assert events() == count


@pytest.mark.parametrize("state", REACHED)
def test_each_verb_in_a_wrong_state(state: State, at: At) -> None:
    stage = at(state)
    before = snapshot(stage)

    for verb in [verb for verb in VERBS if row_for(verb, state) is None]:
        row = next(row for row in ROWS if row.verb == verb)
        by = stage.cast.person(row_capacity(row))
        with pytest.raises(NotNow), transaction.atomic():
            move(case=stage.case, verb=verb, by=by, version=before["case"]["version"], reason="Because")

    assert snapshot(stage) == before


def test_stale_version(at: At) -> None:
    stage, row = at(State.RECEIVED), ROWS[0]
    stage.meet(row)

    with pytest.raises(MovedOn):
        stage.take(row, version=stage.fresh().version - 1)
    stage.take(row, version=stage.fresh().version)
    with pytest.raises(MovedOn):
        stage.take(row, version=1)


def test_capacity_is_asked_before_anything_of_the_case_is_told(at: At) -> None:
    """Fault: `may_take` left out of `move`. A stale page must not be the reason: that would tell of the case."""
    stage, clerk = at(State.RECEIVED), row_for(Verb.DECIDE, State.HEARING_SCHEDULED)
    assert clerk is not None
    refused(stage, clerk, "That is for somebody else with a part in this case.", by=stage.holder, version=999)


def test_whoever_takes_a_verb_is_named_in_each_of_its_rows() -> None:
    for verb in VERBS:
        named = {row.who for row in ROWS if row.verb == verb}
        assert len(named) == 1, f"{verb}: may_take refuses whoever is missing in one of its rows"


def test_every_guard_is_asked_by_a_row_and_has_a_sentence() -> None:
    assert {guard for row in ROWS for guard in row.guards} == set(CHECKS) == set(Guard)


def test_arrows_of_the_database_are_those_of_the_table(at: At) -> None:
    at(State.RECEIVED)

    assert set(Transition.objects.values_list("state_before", "state_after")) == {
        (a.value, b.value) for a, b in arrows()
    }
    assert not {state for arrow in arrows() for state in arrow} & set(SWITCHED_OFF)


def test_what_is_still_to_be_done_is_listed(at: At) -> None:
    stage = at(State.JURISDICTION_REVIEW)

    said = what_stands_against(case=stage.case, verb=Verb.BEGIN_ASSESSMENT, by=stage.holder)

    assert said == [CHECKS[Guard.CHECKLIST_DONE][1], CHECKS[Guard.SUBJECTS_NOTIFIED][1]]


def test_hold_stops_every_clock_and_goes_back_where_it_came_from(at: At) -> None:
    stage = at(State.AWAITING_COMPLAINANT)
    hold, resume = row_for(Verb.HOLD, State.AWAITING_COMPLAINANT), row_for(Verb.RESUME, State.ON_HOLD)
    assert hold is not None
    assert resume is not None
    stage.meet(hold)
    stage.take(hold)
    held = {limit: state_of(stage.case, limit) for limit in (Limit.COMPLAINANT_ANSWERS, Limit.JURISDICTION)}
    stage.wait(9)
    stage.meet(resume)

    after = stage.take(resume)

    assert set(held.values()) == {Clock.State.PAUSED}
    assert after.state == State.AWAITING_COMPLAINANT
    assert state_of(after, Limit.COMPLAINANT_ANSWERS) == Clock.State.RUNNING
    assert state_of(after, Limit.JURISDICTION) == Clock.State.PAUSED  # the complainant still has not answered


def test_hold_is_looked_at_again_on_the_day_that_was_set(at: At) -> None:
    stage = at(State.ON_HOLD)
    row = row_for(Verb.REVIEW_HOLD, State.ON_HOLD)
    assert row is not None
    stage.wait(5)
    stage.meet(row)

    after = stage.take(row)

    days = [
        (timezone.localdate(reminder.due_at), reminder.state)
        for reminder in Reminder.objects.about(after).filter(rule="conduct.hold_review.day").order_by("occurrence")
    ]
    assert days == [(date(2026, 3, 9), "cancelled"), (date(2026, 3, 14), "waiting")]


def test_complainant_without_an_account_answers_and_asks_to_withdraw_by_code(at: At) -> None:
    stage = at(State.RECEIVED)
    got = conduct.received(stage.cast.member)
    stage.case = got.case
    declare(case=got.case, has_conflict=False, words="", by=stage.holder)
    for verb in (Verb.ACKNOWLEDGE, Verb.ASK_COMPLAINANT):
        stage.tick()
        move(case=got.case, verb=verb, by=stage.holder, version=stage.fresh().version, reason="Which post?")

    with pytest.raises(Case.DoesNotExist):
        hear_from_complainant(case=got.case, version=3, words="That one.", code="ABCDE-ABCDE-ABCDE-ABCDE")
    hear_from_complainant(case=got.case, version=3, words="The one of Monday.", code=got.code)
    ask_to_withdraw(case=got.case, words="No more.", code=got.code)

    assert stage.fresh().state == State.ACKNOWLEDGED
    stage.tick()
    after = move(case=got.case, verb=Verb.WITHDRAW, by=stage.holder, version=4, reason="As asked.")
    assert after.state == State.WITHDRAWN


def test_reopening_asks_everybody_anew_about_a_conflict(at: At) -> None:
    stage = at(State.REOPENED)
    row = row_for(Verb.REVIEW_JURISDICTION, State.REOPENED)
    assert row is not None

    refused(stage, row, CHECKS[Guard.CONFLICT_CLEAR][1])
    with acting_as(stage.holder.pk):
        assert must_declare(stage.holder, stage.case)
    stage.meet(row)

    assert stage.take(row).state == State.JURISDICTION_REVIEW


def test_answer_of_the_complainant_is_a_paper_of_theirs(at: At) -> None:
    stage = at(State.AWAITING_COMPLAINANT)
    person, version = stage.cast.person(Capacity.COMPLAINANT), stage.fresh().version

    with pytest.raises(Refused):
        hear_from_complainant(case=stage.case, version=version, words=" ", by=person)
    after = hear_from_complainant(case=stage.case, version=version, words="The one of Monday.", by=person)

    assert after.state == State.ACKNOWLEDGED
    with acting_as(person.pk):
        paper = after.papers.last()
        question = after.noted.get()
    assert paper is not None
    assert (paper.words, paper.typed_by) == ("The one of Monday.", None)
    assert question.words == "Which post do you mean?"
