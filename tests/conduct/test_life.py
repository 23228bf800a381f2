"""Random people, verbs, facts and times against a model written from the brief (`tests/conduct/told.py`).

PORTAL_FAULTS=full takes at least 10,000 steps. After each try: the state, version and clocks are the model's, and a
step that was taken is in the audit once; one that was refused, never. Faults that were tried in the small size and
turn it red: the clock of jurisdiction is not stopped by the assessment; a step is written to the audit twice. (A row
too wide: `test_table.py`.)
"""

import contextlib
import copy
import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pytest_django.plugin import DjangoDbBlocker

from portal.foundation.audit.models import Event
from portal.foundation.deadlines.models import Clock
from reviews.conduct import clocks
from reviews.conduct.actions.moving import move
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.models import Case
from reviews.conduct.states import Guard, Verb
from reviews.conduct.visibility import Capacity
from tests.conduct.stage import MEET, MONDAY, Cast, Stage
from tests.conduct.told import BOOK, Line, Told

FULL = os.environ.get("PORTAL_FAULTS") == "full"
EXAMPLES, STEPS = (260, 50) if FULL else (6, 40)
DRIVE: dict[str, tuple[Guard, tuple[str, ...]]] = {
    "checked": (Guard.CHECKLIST_DONE, ("checked",)),
    "failed": (Guard.TEST_FAILED, ("failed",)),
    "notified": (Guard.SUBJECTS_NOTIFIED, ("notified",)),
    "weighed": (Guard.FACTORS, ("weighed",)),
    "view": (Guard.ASSESSMENT_VIEW, ("view",)),
    "statutory": (Guard.STATUTORY_VIEW, ("view",)),
    "plan": (Guard.PLAN, ("plan",)),
    "all_done": (Guard.ACTIONS_DONE, ("done",)),
    "one_failed": (Guard.ACTION_FAILED, ("refused",)),
    "inquiry": (Guard.INVESTIGATOR_READY, ("inquiry",)),
    "draft": (Guard.DRAFT_SENT, ("draft",)),
    "commented": (Guard.COMMENTS_TIME, ("commented",)),
    "report": (Guard.REPORT_WRITTEN, ("report",)),
    "consulted": (Guard.COMPLAINANT_CONSULTED, ("consulted",)),
    "committee": (Guard.COMMITTEE_TOLD, ("committee",)),
    "date": (Guard.HEARING_DATE, ("hearing",)),
    "found": (Guard.FINDINGS_WHOLE, ("found",)),
    "sanctioned": (Guard.SANCTIONS_VALID, ("imposed",)),
    "settled": (Guard.SANCTIONS_SETTLED, ("settled",)),
    "told": (Guard.BOTH_TOLD, ("told",)),
    "asked": (Guard.ASKED_TO_WITHDRAW, ("asked",)),
    "left": (Guard.SUBJECT_HAS_LEFT, ("left",)),
    "material": (Guard.NEW_MATERIAL, ("material",)),
}
"""How a need of a line is met, and which facts the model learns by it."""
ONWARD = [line for line in BOOK if len(line.states) < 3]
VERBS = sorted({line.verb for line in BOOK})
RECEIVED = MONDAY + timedelta(hours=1)
LATEST = MONDAY + timedelta(days=220)
"""The member's term runs for 300 days."""
WHO = ("holder", "support", "investigator", "clerk", "complainant")
taken = {"steps": 0, "done": 0, "refused": 0}


class Life(RuleBasedStateMachine):
    received: Stage
    """The complaint with which each life begins; what a life does with it is undone at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()
        self.stage = copy.copy(self.received)
        self.stage.clock.move_to(RECEIVED)
        self.told = Told()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    @rule(data=st.data(), leaves_out=st.integers(0, 9))
    def the_right_person_prepares_and_goes_on(self, data: st.DataObject, leaves_out: int) -> None:
        lines = [line for line in ONWARD if self.told.state in line.states] or self._lines_here()
        line = data.draw(st.sampled_from(lines))
        for place, need in enumerate(line.needs):
            if place != leaves_out:
                self._prepare(need)
        self._clear_anew()
        self._try(line.verb, line.who[0])

    @rule(data=st.data())
    def something_else_happens(self, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from(self._lines_here()))
        for need in line.needs:
            self._prepare(need)
        self._clear_anew()
        self._try(line.verb, line.who[-1])

    @rule(verb=st.sampled_from(VERBS), who=st.sampled_from(WHO), is_late=st.booleans())
    def somebody_tries(self, verb: str, who: str, is_late: bool) -> None:
        self._try(verb, who, behind=1 if is_late else 0)

    @precondition(lambda self: self.told.state == "awaiting_complainant")
    @rule()
    def the_complainant_is_reminded_and_says_nothing(self) -> None:
        if timezone.now() < LATEST and self._drive(Guard.UNANSWERED_LONG_ENOUGH):
            self.told.number += 1
            self.told.reminders += [self.told.number, self.told.number]

    @rule(need=st.sampled_from(sorted(DRIVE)))
    def a_fact_is_recorded(self, need: str) -> None:
        self._prepare(need)

    @rule(days=st.sampled_from([1, 3, 31]))
    def days_pass(self, days: int) -> None:
        if timezone.now() < LATEST:
            self.stage.wait(days)

    def _lines_here(self) -> list[Line]:
        return [line for line in BOOK if self.told.state in line.states]

    def _prepare(self, need: str) -> None:
        told, now = self.told, timezone.now()
        if need == "held" and told.hearing is not None and now < LATEST:
            self.stage.clock.move_to(max(now, told.hearing + timedelta(hours=1)))
        if need not in DRIVE or (need == "notified" and "notified" in told.facts):
            return
        if need in ("draft", "commented", "told") and "notified" not in told.facts and need != "told":
            return
        if need == "settled" and self.told.facts.get("settled", 0) > self.told.facts.get("imposed", 0):
            return
        guard, facts = DRIVE[need]
        if self._drive(guard):
            self._learn(facts, now)

    def _drive(self, guard: Guard) -> bool:
        """Whether the fact was recorded: each has states of its own, which are not the model's matter."""
        self.stage.tick()
        with contextlib.suppress(Refused, *MISSING), transaction.atomic():
            MEET[guard](self.stage)
            self.stage.tick()
            return True
        return False

    def _learn(self, facts: tuple[str, ...], now: datetime) -> None:
        told = self.told
        for fact in facts:
            if fact == "imposed" and "found" not in told.facts:
                continue
            told.happens(fact)
        if "plan" in facts:
            told.open_actions += 1
        if facts in (("done",), ("refused",)):
            outcome = "done" if facts == ("done",) else "failed"
            told.settled += [(told.number, outcome)] * told.open_actions
            told.open_actions = 0
        if "hearing" in facts:
            told.hearing = timezone.now() - timedelta(minutes=1) + timedelta(days=30)
        if "inquiry" in facts:
            told.target = now + timedelta(days=60)
        if "notified" in facts:
            told.clocks |= {"notify_subject": "stopped"} if "notify_subject" in told.clocks else {}
            told.clocks |= {"comments": "running"} if told.state == "assessment" else {}
        if "told" in facts:
            told.clocks |= {name: "stopped" for name in ("send_decision", "notice") if name in told.clocks}

    def _clear_anew(self) -> None:
        """Whoever holds it answers again after a reopening."""
        if self._drive(Guard.CONFLICT_CLEAR):
            self.told.happens("declared_holder")

    def _may(self, verb: str, who: str, behind: int) -> bool:
        told = self.told
        line = told.line(verb)
        if line is None or who not in line.who or behind:
            return False
        asks_anew = told.facts.get("reopen", 0) > told.facts.get(f"declared_{who}", 0)
        if asks_anew and who != "complainant":
            return False
        over = frozenset(due.limit.value for due in clocks.overdue_and_next(self.stage.case).overdue)
        return all(told.is_met(need, timezone.now(), over) for need in line.needs)

    def _try(self, verb: str, who: str, behind: int = 0) -> None:
        self.stage.tick()
        told, line = self.told, self.told.line(verb)
        said = {"reason": "Because.", "review_on": timezone.localdate() + timedelta(days=7), "ground": "court"}
        may = self._may(verb, who, behind)
        by = self.stage.cast.person(Capacity(who))
        done = self._done(
            lambda: move(case=self.stage.case, verb=Verb(verb), by=by, version=told.version - behind, **said)
        )
        assert done == may, (verb, who, told.state, told.facts)
        taken["done" if done else "refused"] += 1
        if done and line is not None:
            told.takes(line)
        assert self._events() == told.version - 1

    def _done(self, act: Callable[[], Any]) -> bool:
        with contextlib.suppress(Refused), transaction.atomic():
            act()
            return True
        return False

    def _events(self) -> int:
        """The steps of the case in the audit: as many as were taken, whatever was refused between."""
        return Event.objects.filter(
            about_kind=Case._meta.label_lower,
            about_id=str(self.stage.case.pk),
            verb__in=[f"conduct.{verb}" for verb in VERBS],
        ).count()

    @invariant()
    def the_case_stands_as_the_model_says(self) -> None:
        taken["steps"] += 1
        case = self.stage.fresh()
        assert (case.state, case.version, case.held_in) == (self.told.state, self.told.version, self.told.held_in)
        started = sorted(Clock.objects.about(case), key=lambda clock: int(clock.name.rpartition(".")[2]))
        assert {clocks.limit_of(clock).value: clock.state for clock in started} == self.told.clocks


MISSING = (Case.DoesNotExist,)


@pytest.fixture
def complaint(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    with django_db_blocker.unblock(), time_machine.travel(MONDAY, tick=False) as clock, transaction.atomic():
        yield Stage(Cast(), clock).begin()
        transaction.set_rollback(True)


def test_life_of_a_case_is_that_of_the_brief(complaint: Stage) -> None:
    Life.received = complaint
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not FULL,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )

    print(taken)
    assert taken["steps"] >= (10_000 if FULL else 50)
    assert taken["done"] >= taken["steps"] // 10, taken
