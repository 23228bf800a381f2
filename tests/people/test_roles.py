"""Roles: what holds on which day, and how an administrator gives and ends the ordinary ones."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.foundation.audit.models import Event
from portal.foundation.people import actions
from portal.foundation.people.models import SENSITIVE_ROLES, Role, RoleGrant, User
from tests.factories.people import RoleGrantFactory, TermFactory, UserFactory
from tests.people.conftest import SignIn

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_roles_are_named_in_one_order() -> None:
    user = UserFactory(roles=(Role.AUDITOR, Role.COMMS_LEAD, Role.COMMS_ADVISER))
    assert user.role_names() == ("comms_adviser", "comms_lead", "auditor")
    assert user.role_labels() == ("Communications adviser", "Communications lead", "Auditor")


def test_role_to_come_does_not_hold_yet() -> None:
    user = UserFactory()
    RoleGrantFactory(user=user, starts_on=timezone.localdate() + DAY)
    assert fresh(user).role_names() == ()


def test_role_holds_on_its_last_day_and_not_after() -> None:
    user = UserFactory()
    last = timezone.localdate() + 3 * DAY
    RoleGrantFactory(user=user, ends_on=last)
    with time_machine.travel(timezone.now() + 3 * DAY, tick=False):
        assert fresh(user).has_role(Role.COMMS_ADVISER)
        assert list(User.objects.holding(Role.COMMS_ADVISER)) == [user]
    with time_machine.travel(timezone.now() + 4 * DAY, tick=False):
        assert not fresh(user).has_role(Role.COMMS_ADVISER)
        assert list(User.objects.holding(Role.COMMS_ADVISER)) == []


def test_member_without_a_term_has_no_access() -> None:
    user = UserFactory()
    RoleGrantFactory(user=user, role=Role.MEMBER)
    assert not fresh(user).is_member
    assert list(User.objects.holding(Role.MEMBER)) == []


def test_member_loses_access_by_itself_when_the_term_is_over() -> None:
    user = UserFactory()
    RoleGrantFactory(user=user, role=Role.MEMBER)
    term = TermFactory(user=user)
    assert fresh(user).is_member
    assert list(User.objects.holding(Role.MEMBER)) == [user]
    with time_machine.travel(timezone.now() + (term.ends_on - timezone.localdate()) + DAY, tick=False):
        assert not fresh(user).is_member
        assert list(User.objects.holding(Role.MEMBER)) == []


def test_days_are_those_of_london() -> None:
    user = UserFactory()
    with time_machine.travel("2026-07-01T12:00:00Z", tick=False):
        RoleGrantFactory(user=user, starts_on=timezone.localdate(), ends_on=timezone.localdate())
    with time_machine.travel("2026-07-01T22:59:00Z", tick=False):  # 23:59 in London
        assert fresh(user).has_role(Role.COMMS_ADVISER)
    with time_machine.travel("2026-07-01T23:01:00Z", tick=False):  # the next day there
        assert not fresh(user).has_role(Role.COMMS_ADVISER)


def test_closed_account_has_no_role() -> None:
    user = UserFactory(roles=(Role.AUDITOR,), is_active=False)
    assert user.role_names() == ()
    assert list(User.objects.holding(Role.AUDITOR)) == []


def test_holding_several_roles_counts_a_person_once() -> None:
    user = UserFactory(roles=(Role.COMMS_ADVISER, Role.COMMS_LEAD))
    assert list(User.objects.holding(Role.COMMS_ADVISER, Role.COMMS_LEAD)) == [user]


# --- giving ------------------------------------------------------------------------------------------------


def test_administrator_gives_a_role(admin: User, nobody: User, sign_in: SignIn) -> None:
    answer = sign_in(admin).post(
        reverse("people:grant_role", args=[nobody.pk]),
        {"role": "comms_adviser", "ends_on_day": "", "ends_on_month": "", "ends_on_year": ""},
    )
    assert answer.headers["Location"] == nobody.get_absolute_url()
    assert fresh(nobody).role_names() == ("comms_adviser",)
    grant = RoleGrant.objects.get(user=nobody)
    assert (grant.granted_by, grant.ends_on) == (admin, None)
    event = Event.objects.get(verb="people.role_given")
    assert (event.actor_id, event.actor_roles, event.data["role"]) == (admin.pk, "administrator", "comms_adviser")


def test_role_is_effective_at_the_next_request(admin: User, nobody: User, sign_in: SignIn) -> None:
    browser = sign_in(nobody)
    assert browser.get(reverse("people:list")).status_code == 403
    grant = actions.grant_role(nobody, Role.ADMINISTRATOR, by=admin)
    assert browser.get(reverse("people:list")).status_code == 200
    actions.end_role(grant, by=admin)
    assert browser.get(reverse("people:list")).status_code == 403


@pytest.mark.parametrize("role", SENSITIVE_ROLES)
def test_administrator_alone_gives_no_sensitive_role(role: Role, admin: User, nobody: User, sign_in: SignIn) -> None:
    answer = sign_in(admin).post(reverse("people:grant_role", args=[nobody.pk]), {"role": role.value})
    assert answer.context["form"].has_error("role")
    with pytest.raises(PermissionDenied):
        actions.grant_role(nobody, role, by=admin)
    assert fresh(nobody).role_names() == ()


def test_administrator_gives_themself_nothing(admin: User, sign_in: SignIn) -> None:
    where = reverse("people:grant_role", args=[admin.pk])
    assert sign_in(admin).post(where, {"role": "comms_lead"}).status_code == 403


def test_role_held_already_is_refused_with_a_sentence(admin: User, sign_in: SignIn) -> None:
    person = UserFactory(roles=(Role.COMMS_LEAD,))
    answer = sign_in(admin).post(reverse("people:grant_role", args=[person.pk]), {"role": "comms_lead"})
    assert answer.context["form"].errors["role"] == [f"{person} already has this role, or will have it."]


def test_role_that_ran_out_can_be_given_again(admin: User, nobody: User) -> None:
    old = RoleGrantFactory(
        user=nobody,
        starts_on=timezone.localdate() - 9 * DAY,
        ends_on=timezone.localdate() - DAY,
    )
    actions.grant_role(nobody, Role.COMMS_ADVISER, by=admin)
    old.refresh_from_db()
    assert old.ended_by == admin
    assert fresh(nobody).has_role(Role.COMMS_ADVISER)


def test_role_is_not_given_to_a_closed_account(admin: User) -> None:
    closed = UserFactory(is_active=False)
    with pytest.raises(actions.Refused, match="closed"):
        actions.grant_role(closed, Role.COMMS_ADVISER, by=admin)


def test_role_with_a_last_day_in_the_past_keeps_what_was_typed(admin: User, nobody: User, sign_in: SignIn) -> None:
    typed = {"role": "comms_lead", "ends_on_day": "1", "ends_on_month": "2", "ends_on_year": "2020"}
    answer = sign_in(admin).post(reverse("people:grant_role", args=[nobody.pk]), typed)
    assert answer.context["form"].errors["ends_on"] == ["The last day must be today or later"]
    assert 'value="2020"' in answer.content.decode()


@pytest.mark.parametrize("year", ["10000", "99999999999", "\0", "x" * 1_000_000, "²"])
def test_role_with_a_junk_day_is_an_error_beside_the_field(
    year: str, admin: User, nobody: User, sign_in: SignIn
) -> None:
    typed = {"role": "comms_lead", "ends_on_day": "1", "ends_on_month": "2", "ends_on_year": year}
    answer = sign_in(admin).post(reverse("people:grant_role", args=[nobody.pk]), typed)
    assert answer.status_code == 200
    assert answer.context["form"].has_error("ends_on")


# --- ending ------------------------------------------------------------------------------------------------


def test_administrator_ends_a_role(admin: User, sign_in: SignIn) -> None:
    person = UserFactory(roles=(Role.COMMS_LEAD,))
    grant = RoleGrant.objects.get(user=person)
    browser, where = sign_in(admin), reverse("people:end_role", args=[grant.pk])
    assert browser.get(where).status_code == 200
    assert browser.post(where).headers["Location"] == person.get_absolute_url()
    grant.refresh_from_db()
    assert grant.ended_by == admin
    assert fresh(person).role_names() == ()


def test_role_ended_by_somebody_else_meanwhile_is_told(admin: User, other_admin: User, sign_in: SignIn) -> None:
    person = UserFactory(roles=(Role.COMMS_LEAD,))
    grant = RoleGrant.objects.get(user=person)
    browser, where = sign_in(admin), reverse("people:end_role", args=[grant.pk])
    browser.get(where)
    actions.end_role(grant, by=other_admin)
    answer = browser.post(where, follow=True)
    assert "This role was already ended." in answer.content.decode()
    grant.refresh_from_db()
    assert grant.ended_by == other_admin


@pytest.mark.parametrize("role", SENSITIVE_ROLES)
def test_administrator_alone_ends_no_sensitive_role(role: Role, admin: User, sign_in: SignIn) -> None:
    grant = RoleGrantFactory(role=role)
    assert sign_in(admin).post(reverse("people:end_role", args=[grant.pk])).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.end_role(grant, by=admin)


def test_last_administrator_stays(admin: User) -> None:
    with pytest.raises(actions.LastAdministrator):
        actions.end_role(RoleGrant.objects.get(user=admin), by=admin)


def test_administrator_steps_down_when_another_is_there(admin: User, other_admin: User) -> None:
    actions.end_role(RoleGrant.objects.get(user=admin), by=admin)
    assert fresh(admin).role_names() == ()
    assert fresh(other_admin).role_names() == ("administrator",)


def test_administrator_with_a_closed_account_does_not_count(admin: User) -> None:
    UserFactory(roles=(Role.ADMINISTRATOR,), is_active=False)
    with pytest.raises(actions.LastAdministrator):
        actions.end_role(RoleGrant.objects.get(user=admin), by=admin)


def test_right_taken_meanwhile_is_no_right(admin: User, other_admin: User, nobody: User) -> None:
    """The actor was loaded, and asked for roles, before the role was taken."""
    assert admin.has_role(Role.ADMINISTRATOR)
    actions.end_role(RoleGrant.objects.get(user=admin), by=other_admin)
    with pytest.raises(PermissionDenied):
        actions.grant_role(nobody, Role.COMMS_LEAD, by=admin)


def test_page_who_may_do_what_names_each_role(nobody: User, sign_in: SignIn) -> None:
    text = sign_in(nobody).get(reverse("people:who_may")).content.decode()
    assert [role.label for role in Role if f'<h2 class="govuk-heading-m">{role.label}</h2>' not in text] == []
    assert "Invite somebody, and cancel an invitation" in text


def test_page_who_may_do_what_needs_sign_in(client: Client) -> None:
    assert client.get(reverse("people:who_may")).status_code == 302
