"""A member's delegates: graded, dated, never another member, a political assistant or a judge of members."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from portal.foundation.audit.models import Event
from portal.foundation.outbox.models import Item
from portal.foundation.people import actions
from portal.foundation.people.models import Delegation, Grade, Role, RoleGrant, User
from portal.foundation.people.permissions import JUDGES_MEMBERS, members_helped_by, people_who_may_help
from tests.factories.people import DelegationFactory, RoleGrantFactory, TermFactory, UserFactory
from tests.people.conftest import SignIn, count_queries

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def helper() -> User:
    return UserFactory(roles=(Role.DELEGATE,))


def typed(helper: User, days: int = 30, first: int = 0, **changes: str) -> dict[str, str]:
    start, end = timezone.localdate() + first * DAY, timezone.localdate() + days * DAY
    return {
        "delegate": str(helper.pk),
        "grade": "content",
        "starts_on_day": str(start.day),
        "starts_on_month": str(start.month),
        "starts_on_year": str(start.year),
        "ends_on_day": str(end.day),
        "ends_on_month": str(end.month),
        "ends_on_year": str(end.year),
        **changes,
    }


def appoint(member: User, helper: User, days: int = 30, first: int = 0) -> Delegation:
    today = timezone.localdate()
    return actions.appoint_delegate(
        delegate=helper, grade="act", starts_on=today + first * DAY, ends_on=today + days * DAY, by=member
    )


def test_member_appoints_a_delegate(member: User, helper: User, sign_in: SignIn) -> None:
    browser = sign_in(member)
    assert browser.get(reverse("people:appoint_delegate")).status_code == 200
    answer = browser.post(reverse("people:appoint_delegate"), typed(helper))
    assert answer.headers["Location"] == reverse("people:delegates")
    delegation = Delegation.objects.get()
    assert (delegation.member, delegation.delegate, delegation.grade) == (member, helper, "content")
    assert not delegation.is_one_of_several
    assert [item.kind for item in Item.objects.all()] == ["people.delegate_appointed"]
    assert Event.objects.get(verb="people.delegate_appointed").actor_id == member.pk
    assert "See the content" in browser.get(reverse("people:delegates")).content.decode()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MONITORING_OFFICER, Role.COMMS_LEAD, Role.DELEGATE])
def test_nobody_but_a_member_appoints(role: Role, helper: User, sign_in: SignIn) -> None:
    other = UserFactory(roles=(role,))
    assert sign_in(other).post(reverse("people:appoint_delegate"), typed(helper)).status_code == 403
    with pytest.raises(PermissionDenied):
        appoint(other, helper)


def test_member_who_left_office_appoints_nobody(helper: User) -> None:
    member = UserFactory()
    RoleGrantFactory(user=member, role=Role.MEMBER)
    TermFactory(user=member, ends_on=timezone.localdate() - DAY)
    with pytest.raises(PermissionDenied):
        appoint(member, helper)


@pytest.mark.parametrize("role", [Role.MEMBER, *JUDGES_MEMBERS])
def test_member_or_judge_cannot_be_a_delegate(role: Role, member: User, sign_in: SignIn) -> None:
    barred = UserFactory(roles=(Role.DELEGATE, role))
    answer = sign_in(member).post(reverse("people:appoint_delegate"), typed(barred))
    assert answer.context["form"].errors["delegate"] == ["Choose a person from the list"]
    with pytest.raises(actions.Refused, match="cannot be a delegate"):
        appoint(member, barred)


def test_political_assistant_cannot_be_a_delegate(member: User, sign_in: SignIn) -> None:
    barred = UserFactory(roles=(Role.DELEGATE,), is_political_assistant=True)
    answer = sign_in(member).post(reverse("people:appoint_delegate"), typed(barred))
    assert answer.context["form"].has_error("delegate")
    with pytest.raises(actions.Refused, match="cannot be a delegate"):
        appoint(member, barred)


def test_only_those_who_may_help_are_offered(member: User, helper: User) -> None:
    UserFactory(roles=(Role.DELEGATE,), is_political_assistant=True)
    UserFactory(roles=(Role.DELEGATE, Role.MEMBER))
    UserFactory(roles=(Role.DELEGATE,), is_active=False)
    UserFactory(roles=(Role.COMMS_LEAD,))
    assert list(people_who_may_help(member)) == [helper]


@pytest.mark.parametrize(
    ("days", "first", "field"),
    [(400, 0, "ends_on"), (0, 5, "ends_on"), (30, -1, "starts_on"), (800, 500, "starts_on")],
)
def test_dates_that_do_not_hold_are_errors_beside_the_field(
    *, days: int, first: int, field: str, member: User, helper: User, sign_in: SignIn
) -> None:
    answer = sign_in(member).post(reverse("people:appoint_delegate"), typed(helper, days, first))
    assert list(answer.context["form"].errors) == [field]


@pytest.mark.parametrize(("days", "first"), [(400, 0), (0, 5), (30, -1)])
def test_dates_that_do_not_hold_are_refused_by_the_action_too(
    days: int, first: int, member: User, helper: User
) -> None:
    with pytest.raises(actions.Refused):
        appoint(member, helper, days, first)


@pytest.mark.parametrize(
    "changes",
    [
        {"delegate": "junk"},
        {"delegate": "\0"},
        {"grade": "king"},
        {"ends_on_year": "10000"},
        {"ends_on_day": "31", "ends_on_month": "2"},
    ],
)
def test_junk_is_an_error_and_keeps_what_was_typed(
    changes: dict[str, str], member: User, helper: User, sign_in: SignIn
) -> None:
    answer = sign_in(member).post(reverse("people:appoint_delegate"), typed(helper, **changes))
    assert answer.status_code == 200
    assert len(answer.context["form"].errors) == 1
    assert Delegation.objects.count() == 0


def test_appointed_twice_is_refused(member: User, helper: User, sign_in: SignIn) -> None:
    appoint(member, helper)
    answer = sign_in(member).post(reverse("people:appoint_delegate"), typed(helper))
    assert answer.context["form"].errors["delegate"] == [f"{helper} already helps you. End that first to change it."]


def test_delegation_that_ran_out_can_be_made_anew(member: User, helper: User) -> None:
    appoint(member, helper, days=1)
    with time_machine.travel(timezone.now() + 3 * DAY, tick=False):
        again = appoint(member, helper, days=20)
        assert list(Delegation.objects.in_force()) == [again]


def test_second_member_is_told_to_the_monitoring_officer_and_recorded(
    member: User, helper: User, officer: User
) -> None:
    deputy = UserFactory(roles=(Role.DEPUTY_MONITORING_OFFICER,))
    appoint(UserFactory(roles=(Role.MEMBER,)), helper)
    assert not Item.objects.filter(kind="people.delegate_of_several").exists()
    second = appoint(member, helper)
    assert second.is_one_of_several
    told = Item.objects.filter(kind="people.delegate_of_several")
    assert {item.payload["to"] for item in told} == {str(officer.pk), str(deputy.pk)}
    event = Event.objects.get(verb="people.delegate_appointed", about_id=str(second.pk))
    assert event.data["is_one_of_several"] is True


def test_first_delegation_that_is_over_does_not_count(member: User, helper: User) -> None:
    other = UserFactory(roles=(Role.MEMBER,))
    actions.revoke_delegation(appoint(other, helper), by=other)
    assert not appoint(member, helper).is_one_of_several


# --- ending ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["member", "delegate"])
def test_member_or_delegate_ends_it(who: str, sign_in: SignIn) -> None:
    delegation = DelegationFactory()
    user = getattr(delegation, who)
    where = reverse("people:end_delegation", args=[delegation.pk])
    browser = sign_in(user)
    assert browser.get(where).status_code == 200
    assert browser.post(where, follow=True).status_code == 200
    delegation.refresh_from_db()
    assert delegation.revoked_by == user
    assert not members_helped_by(delegation.delegate, Grade.RECORD).exists()


def test_ended_meanwhile_is_told(sign_in: SignIn) -> None:
    delegation = DelegationFactory()
    actions.revoke_delegation(delegation, by=delegation.delegate)
    where = reverse("people:end_delegation", args=[delegation.pk])
    answer = sign_in(delegation.member).post(where, follow=True)
    assert "This was already ended." in answer.content.decode()
    delegation.refresh_from_db()
    assert delegation.revoked_by == delegation.delegate


def test_other_member_does_not_see_it(member: User, sign_in: SignIn) -> None:
    delegation = DelegationFactory()
    where = reverse("people:end_delegation", args=[delegation.pk])
    assert sign_in(member).post(where).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.revoke_delegation(delegation, by=member)


def test_monitoring_officer_sees_and_does_not_end_it(officer: User, sign_in: SignIn) -> None:
    delegation = DelegationFactory()
    assert sign_in(officer).post(reverse("people:end_delegation", args=[delegation.pk])).status_code == 403


# --- what a delegation opens -------------------------------------------------------------------------------


@pytest.mark.parametrize("held", Grade.values)
@pytest.mark.parametrize("asked", Grade.values)
def test_grade_opens_itself_and_what_is_below(held: str, asked: str) -> None:
    delegation = DelegationFactory(grade=held)
    opens = Grade.values.index(held) >= Grade.values.index(asked)
    assert members_helped_by(delegation.delegate, asked).exists() is opens


def test_unknown_grade_is_a_mistake_of_the_caller(helper: User) -> None:
    with pytest.raises(ValueError, match="king"):
        members_helped_by(helper, "king")


def test_delegation_opens_on_its_days_only() -> None:
    today = timezone.localdate()
    delegation = DelegationFactory(starts_on=today + DAY, ends_on=today + 2 * DAY)
    opens = []
    for days in range(4):
        with time_machine.travel(timezone.now() + days * DAY, tick=False):
            user = User.objects.get(pk=delegation.delegate_id)
            opens.append(members_helped_by(user, Grade.ACT).exists())
    assert opens == [False, True, True, False]


def test_delegate_who_becomes_a_member_helps_nobody(admin: User) -> None:
    delegation = DelegationFactory()
    RoleGrantFactory(user=delegation.delegate, role=Role.MEMBER)
    TermFactory(user=delegation.delegate)
    assert not members_helped_by(User.objects.get(pk=delegation.delegate_id), Grade.RECORD).exists()


def test_delegate_elected_by_the_page_loses_the_delegation(admin: User) -> None:
    delegation = DelegationFactory()
    today = timezone.localdate()
    actions.start_term(delegation.delegate, kind="co_opted", ward=None, starts_on=today, ends_on=today + DAY, by=admin)
    delegation.refresh_from_db()
    assert delegation.revoked_by == admin


def test_delegate_who_becomes_a_political_assistant_helps_nobody(admin: User) -> None:
    delegation = DelegationFactory()
    actions.mark_political_assistant(delegation.delegate, is_one=True, by=admin)
    delegation.refresh_from_db()
    assert delegation.revoked_by == admin
    assert not members_helped_by(User.objects.get(pk=delegation.delegate_id), Grade.RECORD).exists()


def test_delegate_without_the_role_helps_nobody(admin: User) -> None:
    delegation = DelegationFactory()
    actions.end_role(RoleGrant.objects.get(user=delegation.delegate), by=admin)
    assert not members_helped_by(User.objects.get(pk=delegation.delegate_id), Grade.RECORD).exists()


def test_member_who_left_office_is_helped_by_nobody() -> None:
    delegation = DelegationFactory()
    term = delegation.member.terms.get()
    with time_machine.travel(timezone.now() + (term.ends_on - timezone.localdate()) + DAY, tick=False):
        late = DelegationFactory(member=delegation.member)
        assert not members_helped_by(late.delegate, Grade.RECORD).exists()


def test_closed_account_helps_nobody_and_is_helped_by_nobody(admin: User) -> None:
    first, second = DelegationFactory(), DelegationFactory()
    actions.deactivate(first.delegate, by=admin)
    actions.deactivate(second.member, by=admin)
    assert set(Delegation.objects.exclude(revoked_at=None)) == {first, second}


def test_delegate_sees_whom_they_help_until_when(sign_in: SignIn) -> None:
    delegation = DelegationFactory()
    text = sign_in(delegation.delegate).get(reverse("people:helping")).content.decode()
    assert delegation.member.full_name in text


@pytest.mark.parametrize("page", ["delegates", "helping"])
def test_pages_take_the_same_number_of_queries_for_any_length(page: str, sign_in: SignIn) -> None:
    first = DelegationFactory()
    browser = sign_in(first.member if page == "delegates" else first.delegate)
    few = count_queries(browser, reverse(f"people:{page}"))
    for _ in range(6):
        DelegationFactory(**({"member": first.member} if page == "delegates" else {"delegate": first.delegate}))
    assert count_queries(browser, reverse(f"people:{page}")) == few
