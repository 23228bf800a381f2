"""Closing and reopening accounts, lost second factors, political assistants."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from portal.foundation.audit.models import Event
from portal.foundation.outbox.models import Item
from portal.foundation.people import actions
from portal.foundation.people.models import SENSITIVE_ROLES, Role, User
from tests.factories.people import PASSWORD, DelegationFactory, UserFactory
from tests.people.conftest import SignIn

pytestmark = pytest.mark.django_db


def test_closed_account_is_out_at_the_next_request(admin: User, sign_in: SignIn) -> None:
    person = UserFactory(roles=(Role.COMMS_LEAD,))
    browsers = [sign_in(person) for _ in range(3)]
    where = reverse("people:who_may")
    assert [browser.get(where).status_code for browser in browsers] == [200, 200, 200]
    answer = sign_in(admin).post(reverse("people:close_account", args=[person.pk]))
    assert answer.headers["Location"] == person.get_absolute_url()
    assert [browser.get(where).status_code for browser in browsers] == [302, 302, 302]
    assert Event.objects.get(verb="people.account_closed").actor_id == admin.pk


def test_closed_account_cannot_sign_in(admin: User, nobody: User, client: Client) -> None:
    actions.deactivate(nobody, by=admin)
    client.post(reverse("account_login"), {"login": nobody.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_old_session_stays_ended_when_the_account_is_reopened(admin: User, nobody: User, sign_in: SignIn) -> None:
    browser = sign_in(nobody)
    actions.deactivate(nobody, by=admin)
    answer = sign_in(admin).post(reverse("people:reopen_account", args=[nobody.pk]))
    assert answer.status_code == 302
    assert User.objects.get(pk=nobody.pk).is_active
    assert browser.get(reverse("people:who_may")).status_code == 302


def test_closed_twice_is_told(admin: User, nobody: User, sign_in: SignIn) -> None:
    actions.deactivate(nobody, by=admin)
    answer = sign_in(admin).post(reverse("people:close_account", args=[nobody.pk]), follow=True)
    assert "This account is already closed." in answer.content.decode()


def test_reopened_twice_is_told(admin: User, nobody: User, sign_in: SignIn) -> None:
    answer = sign_in(admin).post(reverse("people:reopen_account", args=[nobody.pk]), follow=True)
    assert "This account is already open." in answer.content.decode()


def test_nobody_closes_their_own_account(admin: User, other_admin: User, sign_in: SignIn) -> None:
    assert sign_in(admin).post(reverse("people:close_account", args=[admin.pk])).status_code == 403


@pytest.mark.parametrize("role", SENSITIVE_ROLES)
def test_one_administrator_closes_no_holder_of_a_sensitive_role(role: Role, admin: User, sign_in: SignIn) -> None:
    holder = UserFactory(roles=(role,))
    assert sign_in(admin).post(reverse("people:close_account", args=[holder.pk])).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.deactivate(holder, by=admin)


def test_another_administrator_may_be_closed_while_one_is_left(admin: User, other_admin: User) -> None:
    actions.deactivate(other_admin, by=admin)
    assert list(User.objects.holding(Role.ADMINISTRATOR)) == [admin]


def test_nothing_is_left_orphaned(admin: User) -> None:
    delegation = DelegationFactory()
    actions.deactivate(delegation.member, by=admin)
    delegation.refresh_from_db()
    assert delegation.revoked_by == admin


def test_lost_telephone_is_reset_and_told(admin: User, nobody: User, sign_in: SignIn) -> None:
    Authenticator.objects.create(user=nobody, type=Authenticator.Type.TOTP, data={"secret": "x"})
    theirs = sign_in(nobody)
    browser, where = sign_in(admin), reverse("people:reset_second_factor", args=[nobody.pk])
    assert "spoken to the person" in browser.get(where).content.decode()
    assert browser.post(where).status_code == 302
    assert not Authenticator.objects.filter(user=nobody).exists()
    assert theirs.get(reverse("people:who_may")).status_code == 302
    assert Item.objects.get().payload == {"to": str(nobody.pk)}


@pytest.mark.parametrize("role", SENSITIVE_ROLES)
def test_one_administrator_resets_no_holder_of_a_sensitive_role(role: Role, admin: User) -> None:
    holder = UserFactory(roles=(role,))
    with pytest.raises(PermissionDenied):
        actions.reset_second_factor(holder, by=admin)


def test_political_assistant_is_noted_and_cleared(admin: User, nobody: User, sign_in: SignIn) -> None:
    browser, where = sign_in(admin), reverse("people:political_assistant", args=[nobody.pk])
    browser.post(where, {"is_one": "yes"})
    assert User.objects.get(pk=nobody.pk).is_political_assistant
    browser.post(where, {"is_one": "no"})
    assert not User.objects.get(pk=nobody.pk).is_political_assistant


@pytest.mark.parametrize("typed", [{}, {"is_one": "junk"}, {"is_one": "\0"}])
def test_junk_changes_nothing(typed: dict[str, str], admin: User, nobody: User, sign_in: SignIn) -> None:
    where = reverse("people:political_assistant", args=[nobody.pk])
    answer = sign_in(admin).post(where, typed, follow=True)
    assert "Choose whether this person is a political assistant." in answer.content.decode()


def test_member_in_office_is_no_political_assistant(admin: User, member: User, sign_in: SignIn) -> None:
    where = reverse("people:political_assistant", args=[member.pk])
    answer = sign_in(admin).post(where, {"is_one": "yes"}, follow=True)
    assert "cannot be a political assistant" in answer.content.decode()


def test_noted_twice_is_told(admin: User, nobody: User, sign_in: SignIn) -> None:
    where = reverse("people:political_assistant", args=[nobody.pk])
    assert "already so" in sign_in(admin).post(where, {"is_one": "no"}, follow=True).content.decode()
