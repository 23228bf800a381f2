"""One page a step of the table.

Deliberate faults that turn these red: a verb without words; taking the version from the case instead of from the form;
offering a step to a capacity that the row does not name.
"""

import pytest

from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case, Step
from reviews.conduct.states import ROWS, State, Verb
from reviews.conduct.verbs import WORDS
from reviews.conduct.visibility import Capacity
from tests.conduct.pages import ABSENT, ask, words
from tests.factories import conduct
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def state_of(case: Case, person: object) -> str:
    with acting_as(getattr(person, "pk", None)):
        return Case.objects.get(pk=case.pk).state


def test_each_verb_of_the_table_has_its_words() -> None:
    assert set(WORDS) == {row.verb for row in ROWS}


def test_step_is_taken_with_the_version_of_its_page() -> None:
    case, holder = conduct.held_case()
    assert "Acknowledge the complaint" in words(ask(holder, "case", case))

    assert ask(holder, "step", case, "acknowledge", version="1").status_code == 302

    assert state_of(case, holder) == State.ACKNOWLEDGED


def test_stale_page_keeps_what_was_typed_and_shows_what_was_done() -> None:
    case, holder = conduct.held_case()
    ask(holder, "step", case, "acknowledge", version="1")

    late = ask(holder, "step", case, "hold", version="1", reason="The police asked us to wait.", ground="police",
               review_on_day="1", review_on_month="12", review_on_year="2099")  # fmt: skip

    shown = words(late)
    assert late.status_code == 200
    assert "The police asked us to wait." in shown
    assert "Meanwhile: Acknowledged" in shown
    assert 'name="version" value="2"' in shown
    assert state_of(case, holder) == State.ACKNOWLEDGED


def test_question_without_words_is_asked_for_as_a_question() -> None:
    case, holder = conduct.held_case()
    ask(holder, "step", case, "acknowledge", version="1")
    assert "the complainant reads it" in words(ask(holder, "step", case, "ask_complainant", version="2"))


def test_what_stands_against_a_step_is_said_in_words() -> None:
    case, holder = conduct.held_case()
    ask(holder, "step", case, "acknowledge", version="1")
    ask(holder, "step", case, "review_jurisdiction", version="2")
    page = words(ask(holder, "step", case, "find_out_of_scope"))
    assert "This stands against it" in page
    assert '<form method="post" novalidate>' not in page
    assert "not yet" in words(ask(holder, "case", case))


def test_step_that_the_state_does_not_know_changes_nothing() -> None:
    case, holder = conduct.held_case()
    answer = ask(holder, "step", case, "close", version="1", reason="x")
    assert answer.status_code == 409
    assert state_of(case, holder) == State.RECEIVED


@pytest.mark.parametrize("typed", [{"version": "x"}, {"version": "9" * 40}, {"version": "1", "reason": "\x00"}])
def test_bad_input_takes_no_step(typed: dict[str, str]) -> None:
    case, holder = conduct.held_case()
    assert ask(holder, "step", case, "refer_to_police", **typed).status_code == 200
    with acting_as(holder.pk):
        assert list(Step.objects.values_list("verb", flat=True)) == [Verb.RECEIVE]


def test_who_may_not_is_told_so_and_a_stranger_sees_nothing() -> None:
    case, holder = conduct.held_case()
    panel = UserFactory()
    conduct.let_in(case, panel, Capacity.PANEL, holder)
    assert ask(panel, "step", case, "acknowledge", version="1").status_code == 403
    assert "What can be done now" not in words(ask(panel, "case", case))
    nowhere = ask(panel, "step", ABSENT, "acknowledge")
    there = ask(conduct.deputy(), "step", case, "acknowledge")
    assert (there.status_code, words(there)) == (404, words(nowhere))
    assert ask(None, "step", case, "acknowledge").status_code == 302
    assert ask(holder, "step", case, "receive").status_code == 404


def test_answer_of_the_complainant_is_typed_in_as_a_paper() -> None:
    case, holder = conduct.held_case()
    ask(holder, "step", case, "acknowledge", version="1")
    ask(holder, "step", case, "ask_complainant", version="2", reason="On which day?")
    assert ask(holder, "step", case, "hear_from_complainant", version="3", words="On Monday.").status_code == 302
    assert state_of(case, holder) == State.ACKNOWLEDGED
    assert "Rosa Complainant" in words(ask(holder, "case", case))
