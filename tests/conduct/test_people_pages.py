"""The question about a conflict, letting in, ending a part, and handing over.

Deliberate faults that turn these red: leaving `must_declare` out of `on_case`; offering people with a stake; letting
anybody but the holding officer give a grant; naming the officer's advice to anybody else.
"""

import pytest
from django.urls import reverse

from portal.foundation.people.models import User
from reviews.advice import actions as desk
from reviews.advice.actions.answers import Advice
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case, Declaration, Grant, Subject
from reviews.conduct.permissions import GIVEN
from reviews.conduct.visibility import Capacity
from tests.conduct.pages import ABSENT, ask, signed_in, words
from tests.factories import conduct
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def grants(holder: User, case: Case) -> list[tuple[str, str]]:
    with acting_as(holder.pk):
        live = Grant.objects.live().filter(case=case, person__isnull=False).select_related("person")
        return sorted((grant.person.full_name, grant.capacity) for grant in live if grant.person)


def test_question_comes_before_the_case_and_shows_only_who_is_concerned() -> None:
    holder, member = conduct.officer(), conduct.member()
    case = conduct.received(member).case

    assert ask(holder, "case", case).headers["Location"] == reverse("conduct:declare", args=[case.pk])
    shown = words(ask(holder, "declare", case))

    assert member.full_name in shown
    assert "Rosa Complainant" in shown
    assert "dishonest" not in shown


@pytest.mark.parametrize("name", ["people", "hand_over", "looks"])
def test_no_page_opens_before_the_answer(name: str) -> None:
    holder = conduct.officer()
    case = conduct.received().case
    assert ask(holder, name, case).headers["Location"] == reverse("conduct:declare", args=[case.pk])


def test_no_conflict_opens_the_case() -> None:
    holder = conduct.officer()
    case = conduct.received().case
    assert ask(holder, "declare", case, conflict="no").status_code == 302
    assert "dishonest" in words(ask(holder, "case", case))


def test_conflict_hands_the_case_on_and_shuts_it_like_one_that_is_not_there() -> None:
    holder, deputy = conduct.officer(), conduct.deputy()
    case = conduct.received().case

    answer = ask(holder, "declare", case, conflict="yes", words="My cousin.", hand_to=str(deputy.pk))

    assert answer.headers["Location"] == "/records/matters/"
    nowhere = ask(holder, "case", ABSENT)
    for name in ("case", "declare", "people", "looks"):
        shut = ask(holder, name, case)
        assert (shut.status_code, words(shut)) == (404, words(nowhere))


@pytest.mark.parametrize(
    "typed",
    [
        {"conflict": "yes", "words": "My cousin.", "hand_to": "x"},
        {"conflict": "yes", "words": " "},
        {"conflict": "maybe"},
        {"conflict": "yes", "words": "\x00", "hand_to": ABSENT},
    ],
)
def test_half_an_answer_changes_nothing_and_is_kept(typed: dict[str, str]) -> None:
    holder = conduct.officer()
    conduct.deputy()
    case = conduct.received().case
    assert ask(holder, "declare", case, **typed).status_code == 200
    with acting_as(holder.pk):
        assert not Declaration.objects.exists()


def test_forged_officer_does_not_get_the_case() -> None:
    holder, member = conduct.officer(), conduct.member()
    case = conduct.received(member).case
    for person in (member, UserFactory(), holder):
        typed = {"conflict": "yes", "words": "My cousin.", "hand_to": str(person.pk)}
        assert ask(holder, "declare", case, **typed).status_code == 200
    assert grants(holder, case) == [(holder.full_name, "holder")]


def test_officer_who_advised_the_member_is_prompted_and_nobody_else(advised: tuple[User, User, User]) -> None:
    officer, other, member = advised
    case = conduct.received(member).case
    assert "You answered 1 request" in words(ask(officer, "declare", case))
    ask(officer, "declare", case, conflict="no")
    ask(officer, "hand_over", case, to=str(other.pk), reason="leave")
    shown = words(ask(other, "declare", case))
    assert member.full_name in shown
    assert "You answered" not in shown


@pytest.fixture
def advised() -> tuple[User, User, User]:
    """The Monitoring Officer, who answered a request of the member; a deputy, who did not; the member."""
    officer, member = conduct.officer(), conduct.member()
    item = desk.begin_draft(by=member, member=member)
    answers = {"kind": "general", "question": "May I post this?", "topics": ["other"], "office_only": True}
    item = desk.save_draft(item=item, by=member, version=item.version, step="question", answers=answers)
    item = desk.submit(item=item, by=member, version=item.version)
    item = desk.accept(item=item, by=officer, version=item.version)
    said = Advice(stance="information_only", text="Yes.", no_point_reason="The guidance is silent.")
    desk.answer_as_mo(item=item, by=officer, version=item.version, advice=said)
    return officer, conduct.deputy(), member


# --- letting in ---------------------------------------------------------------------------------------------


def test_holder_lets_somebody_in_and_ends_it() -> None:
    case, holder = conduct.held_case()
    clerk = UserFactory()

    assert ask(holder, "let_in", case, "clerk", person=str(clerk.pk), reason="Keeps the minutes").status_code == 302
    assert (clerk.full_name, "clerk") in grants(holder, case)
    with acting_as(clerk.pk):
        grant = Grant.objects.of(clerk).get()
    assert "Not declared yet" in words(ask(holder, "people", case))

    assert ask(holder, "end_grant", case, grant.pk, reason="Moved on").status_code == 302
    assert ask(clerk, "case", case).status_code == 404


def test_candidates_are_those_who_may_hold_the_part() -> None:
    member, other = conduct.member(), conduct.member()
    case, holder = conduct.held_case(member)
    investigator = UserFactory(roles=("investigator",))
    independent = UserFactory(roles=("independent_person",))
    assistant = UserFactory(is_political_assistant=True)

    offered = {capacity: words(ask(holder, "let_in", case, capacity)) for capacity in GIVEN}

    assert {c for c in GIVEN if investigator.full_name in offered[c]} == {
        Capacity.INVESTIGATOR, Capacity.SUPPORT, Capacity.CLERK
    }  # fmt: skip
    assert {c for c in GIVEN if other.full_name in offered[c]} == {Capacity.PANEL}
    assert {c for c in GIVEN if independent.full_name in offered[c]} >= {Capacity.COUNCILS_IP, Capacity.MEMBERS_IP}
    for nobody in (holder, assistant):
        assert not [c for c in GIVEN if f'value="{nobody.pk}"' in offered[c]]
    assert [c for c in GIVEN if f'value="{member.pk}"' in offered[c]] == []


def test_one_independent_person_never_serves_both_sides() -> None:
    member = conduct.member()
    case, holder = conduct.held_case(member)
    independent = UserFactory(roles=("independent_person",))
    grant = conduct.let_in(case, independent, Capacity.COUNCILS_IP, holder)
    ask(holder, "end_grant", case, grant.pk, reason="x")
    with acting_as(holder.pk):
        subject = Subject.objects.get(case=case)
    typed = {"person": str(independent.pk), "reason": "x", "serves": str(subject.pk)}
    assert ask(holder, "let_in", case, "members_ip", **typed).status_code == 200
    assert (independent.full_name, "members_ip") not in grants(holder, case)


@pytest.mark.parametrize(
    "typed",
    [
        {"reason": "x"},
        {"person": ABSENT, "reason": "x"},
        {"person": "\x00", "reason": "\x00"},
        {"person": "not-an-id", "reason": "x", "ends_on_day": "1", "ends_on_month": "1", "ends_on_year": "10000"},
    ],
)
def test_bad_input_lets_nobody_in(typed: dict[str, str]) -> None:
    case, holder = conduct.held_case()
    assert ask(holder, "let_in", case, "support", **typed).status_code == 200
    assert grants(holder, case) == [(holder.full_name, "holder")]


def test_grant_to_oneself_to_a_party_and_of_a_party_capacity_is_refused() -> None:
    member = conduct.member()
    case, holder = conduct.held_case(member)
    for person in (holder, member):
        assert ask(holder, "let_in", case, "panel", person=str(person.pk), reason="x").status_code == 200
    for capacity in ("holder", "subject", "complainant", "break_glass", "nonsense"):
        assert ask(holder, "let_in", case, capacity, person=str(UserFactory().pk), reason="x").status_code == 404
    assert grants(holder, case) == [(holder.full_name, "holder")]


def test_grant_of_another_case_is_not_found() -> None:
    case, holder = conduct.held_case()
    other = conduct.received().case
    with acting_as(holder.pk):
        grant = Grant.objects.get(case=other, person=holder)
    assert ask(holder, "end_grant", case, grant.pk, reason="x").status_code == 404


@pytest.mark.parametrize("name", ["people", "looks", "hand_over", "let_in", "end_grant"])
def test_who_may_not_is_told_so_and_a_stranger_sees_nothing(name: str) -> None:
    case, holder = conduct.held_case()
    clerk = UserFactory()
    grant = conduct.let_in(case, clerk, Capacity.CLERK, holder)
    parts: list[object] = {"let_in": ["support"], "end_grant": [grant.pk]}.get(name, [])
    assert ask(clerk, name, case, *parts).status_code == (200 if name == "people" else 403)
    for method in ("get", "post"):
        there = getattr(signed_in(conduct.deputy()), method)(reverse(f"conduct:{name}", args=[case.pk, *parts]))
        nowhere = getattr(signed_in(clerk), method)(reverse(f"conduct:{name}", args=[ABSENT, *parts]))
        if there.status_code != 405:
            assert (there.status_code, there.content) == (404, nowhere.content)
    assert ask(None, name, case, *parts).status_code == 302


def test_case_is_handed_over_once() -> None:
    case, holder = conduct.held_case()
    deputy, second = conduct.deputy(), conduct.deputy()
    assert ask(holder, "hand_over", case, to=str(deputy.pk), reason="leave").status_code == 302
    assert ask(holder, "hand_over", case, to=str(second.pk), reason="leave").status_code == 404
    with acting_as(deputy.pk):
        assert Grant.objects.of(deputy).live().get().capacity == Capacity.HOLDER
