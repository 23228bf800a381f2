"""What a party is asked for, and that the letter with a decision counts as telling it.

Deliberate faults: `_ahead` without its `due_at__gt`; `asked` of `on_board` with every clock; `TELLS` not asked.
"""

from collections.abc import Iterator

import pytest
import time_machine

from reviews.conduct import clocks
from reviews.conduct.actions.letters import dispatch
from reviews.conduct.board import board_rows
from reviews.conduct.facts import everybody_told
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case, Told
from reviews.conduct.states import Limit, Row, State, Verb, row_for
from reviews.conduct.views.cases import view_is_asked
from reviews.conduct.views.common import Part, grant_or_404
from reviews.conduct.visibility import Capacity
from tests.conduct.letters import a_letter, kind, party
from tests.conduct.pages import ask, words
from tests.conduct.stage import MONDAY, Cast, Stage

pytestmark = pytest.mark.django_db
C = Capacity


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A case at the assessment."""
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield Stage(Cast(), clock).begin().go(State.ASSESSMENT)


def asked_of(stage: Stage, capacity: Capacity) -> str:
    person = stage.cast.person(capacity)
    with acting_as(person.pk):
        rows, _ = board_rows(Case.objects.on_board(person), "")
    return rows[0].asks if rows[0].due else ""


def test_party_is_told_of_their_own_time_alone_and_while_it_runs(stage: Stage) -> None:
    assert asked_of(stage, C.SUBJECT) == "your comments"
    assert asked_of(stage, C.COMPLAINANT) == ""
    page = words(ask(stage.cast.member, "mine", stage.case))
    assert "Your comments, by 5pm on Monday 16 March 2026." in page
    assert "Nothing now." in words(ask(stage.cast.person(C.COMPLAINANT), "mine", stage.case))
    stage.wait(15)
    assert asked_of(stage, C.SUBJECT) == ""


def test_independent_person_is_asked_until_they_gave_the_view(stage: Stage) -> None:
    person = stage.cast.person(C.COUNCILS_IP)
    with acting_as(person.pk):
        part = Part(person, stage.case, grant_or_404(person, stage.case.pk))
        part.case.refresh_from_db()
        assert view_is_asked(part)
    stage.tick()
    stage.meet(row_of(Verb.TAKE_NO_ACTION))
    with acting_as(person.pk):
        assert not view_is_asked(part)


def row_of(verb: Verb) -> Row:
    row = row_for(verb, State.ASSESSMENT)
    assert row is not None
    return row


def state_of(case: Case, limit: Limit) -> str:
    clock = clocks.newest(case, limit)
    return clock.state if clock else ""


def test_letter_with_the_decision_counts_as_telling_it_and_no_other_does(stage: Stage) -> None:
    row = row_of(Verb.TAKE_NO_ACTION)
    stage.meet(row)
    case, holder = stage.take(row), stage.holder
    assert state_of(case, Limit.SEND_DECISION) == "running"
    for name, expected in (("support", 0), ("no-action", 2)):
        for to in ("Complainant", "Subject member"):
            stage.tick()
            letter = a_letter(case, holder, to, template=kind(name))
            whom = party(case, holder, to)
            dispatch(paper=letter, to=whom, way="post", note="", made_outside=False, by=holder)
        with acting_as(holder.pk):
            told = Told.objects.filter(case=case)
            assert [one.way for one in told] == ["post"] * expected
    with acting_as(holder.pk):
        assert everybody_told(case)
        assert state_of(case, Limit.SEND_DECISION) == "stopped"
