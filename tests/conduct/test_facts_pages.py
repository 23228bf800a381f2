"""What is recorded on the way, page by page: a case goes from the complaint to the investigation by its pages alone.

Deliberate faults that turn these red: leaving `fact.who` out of the view; writing an answer that stood before again.
"""

from typing import Any

import pytest

from portal.foundation.people.models import User
from reviews.conduct.actions.grants import declare
from reviews.conduct.actions.receiving import WhoComplains
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case, ChecklistAnswer, Complainant, Grant, Paper, Subject
from reviews.conduct.states import State
from reviews.conduct.views.facts import FACTS, facts_for
from reviews.conduct.visibility import Capacity
from tests.conduct.pages import ABSENT, ask, words
from tests.factories import conduct
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
YES = dict.fromkeys(ChecklistAnswer.Question.values, "yes")
SEEN = (
    "bio_tells_role", "name_has_title", "council_marks", "council_business", "answers_resident", "used_before",
    "has_disclaimer", "council_resources",
)  # fmt: skip


def day(name: str, year: int = 2099) -> dict[str, str]:
    return {f"{name}_day": "4", f"{name}_month": "5", f"{name}_year": str(year)}


def done(holder: User, case: Case, name: str, *parts: object, **typed: Any) -> None:
    answer = ask(holder, name, case, *parts, **typed)
    assert answer.status_code == 302, words(answer)


def step(holder: User, case: Case, verb: str, **typed: Any) -> None:
    with acting_as(holder.pk):
        version = Case.objects.get(pk=case.pk).version
    done(holder, case, "step", verb, version=str(version), **typed)


def subject_of(case: Case, holder: User) -> Subject:
    with acting_as(holder.pk):
        return Subject.objects.select_related("member").get(case=case)


def to_assessment() -> tuple[Case, User]:
    case, holder = conduct.held_case()
    step(holder, case, "acknowledge")
    step(holder, case, "review_jurisdiction")
    done(holder, case, "record", "checklist", **YES)
    seen = dict.fromkeys(SEEN, "unclear")
    done(holder, case, "record", "capacity", conclusion="gives_impression", reasons="By the profile.", **seen)
    subject = subject_of(case, holder)
    done(holder, case, "record", "notify", subject=str(subject.pk), words="A post called it dishonest.", way="portal")
    step(holder, case, "begin_assessment")
    return case, holder


def test_case_goes_to_the_investigation_by_its_pages() -> None:
    case, holder = to_assessment()
    investigator, independent = UserFactory(), UserFactory()
    grant = conduct.let_in(case, investigator, Capacity.INVESTIGATOR, holder)
    conduct.let_in(case, independent, Capacity.COUNCILS_IP, holder)
    done(independent, case, "write", "view", words="Look into it.", **day("dated_on", 2026))
    done(holder, case, "record", "factor", kind="seriousness", words="It names a person.")
    typed = {"investigator": str(grant.pk), "scope": "The post.", **day("target_on")}
    done(holder, case, "record", "investigation", **typed)

    step(holder, case, "investigate")

    page = words(ask(holder, "case", case))
    with acting_as(holder.pk):
        assert Case.objects.get(pk=case.pk).state == State.INVESTIGATION
    for said in ("By the profile.", "It names a person.", "The post.", "Did they act in the capacity of a councillor?"):
        assert said in page
    assert 'Is there a disclaimer?</strong><br><span class="conduct-words">Not clear' in page


def test_member_who_was_notified_reads_what_was_written_for_them_and_no_more() -> None:
    case, holder = to_assessment()
    page = words(ask(subject_of(case, holder).member, "mine", case))
    assert "Called me dishonest in a post." in page  # what is alleged of them
    assert "By the profile." not in page
    assert "rosa@resident.example" not in page
    assert "What can be done now" not in page


def test_answer_that_stands_is_not_written_again() -> None:
    case, holder = conduct.held_case()
    step(holder, case, "acknowledge")
    done(holder, case, "record", "checklist", **YES, named_words="In the second line.")
    assert ask(holder, "record", case, "checklist", **YES).status_code == 200
    done(holder, case, "record", "checklist", **(YES | {"in_capacity": "unclear"}))
    with acting_as(holder.pk):
        assert ChecklistAnswer.objects.filter(case=case).count() == 7
    assert "In the second line." in words(ask(holder, "case", case))


def test_name_is_decided_before_the_member_is_told() -> None:
    holder = conduct.officer()
    case = conduct.received(who=WhoComplains(name="Rosa Complainant", asks_protection="I live next door.")).case
    declare(case=case, has_conflict=False, words="", by=holder)
    subject = subject_of(case, holder)
    with acting_as(holder.pk):
        complainant = Complainant.objects.get(case=case)
    told = {"subject": str(subject.pk), "words": "A post called it dishonest.", "way": "portal"}
    assert ask(holder, "record", case, "notify", **told).status_code == 200

    done(holder, case, "record", "identity", complainant=str(complainant.pk), granted="yes", reasons="Fear.")
    done(holder, case, "record", "notify", **told)

    assert "Rosa Complainant" not in words(ask(subject.member, "case", case))


def test_both_sides_are_told_on_record() -> None:
    case, holder = conduct.held_case()
    subject = subject_of(case, holder)
    typed = {"whom": f"subject:{subject.pk}", "way": "post", **day("on", 2020)}
    assert "That day lies before" in words(ask(holder, "record", case, "told", **typed))
    assert ask(holder, "record", case, "told", **(typed | {"whom": f"subject:{ABSENT}"})).status_code == 200


@pytest.mark.parametrize("what", FACTS)
def test_empty_and_hostile_input_records_nothing(what: str) -> None:
    case, holder = conduct.held_case()
    for typed in ({"x": "1"}, dict.fromkeys((*YES, *SEEN, "words", "kind", "whom", "subject", "reasons"), "\x00")):
        assert ask(holder, "record", case, what, **typed).status_code == 200
    with acting_as(holder.pk):
        assert Paper.objects.count() == 1


@pytest.mark.parametrize("what", FACTS)
def test_who_may_not_is_told_so_and_a_stranger_sees_nothing(what: str) -> None:
    case, holder = conduct.held_case()
    support = UserFactory()
    conduct.let_in(case, support, Capacity.SUPPORT, holder)
    assert ask(support, "record", case, what).status_code == (200 if what == "told" else 403)
    nowhere, there = ask(support, "record", ABSENT, what), ask(conduct.deputy(), "record", case, what)
    assert (there.status_code, words(there)) == (404, words(nowhere))


def test_nothing_of_that_name_is_recorded() -> None:
    case, holder = conduct.held_case()
    assert ask(holder, "record", case, "nonsense").status_code == 404
    assert ask(None, "record", case, "told").status_code == 302
    assert facts_for(Capacity.PANEL, case.state) == []


def test_fact_in_the_wrong_state_is_refused_in_words() -> None:
    case, holder = conduct.held_case()
    with acting_as(holder.pk):
        assert not Grant.objects.filter(capacity=Capacity.SUBJECT).exists()
    refused = ask(holder, "record", case, "factor", kind="time")
    assert refused.status_code == 200
    assert "cannot be done where the case stands now" in words(refused)
