"""Accounts open by invitation: for one address, for fourteen days, for one use."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail, signing
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.foundation.audit.models import Event
from portal.foundation.outbox.models import Item
from portal.foundation.people import actions
from portal.foundation.people.models import Invitation, Role, User
from tests.factories.people import InvitationFactory, UserFactory
from tests.people.conftest import SignIn, count_queries

pytestmark = pytest.mark.django_db
GOOD = "three quiet otters"
TWICE = {"password1": GOOD, "password2": GOOD}
FORM = {"full_name": "Ada Quill", "email": "ada@council.example", "roles": ["comms_adviser"]}


def test_administrator_invites(admin: User, sign_in: SignIn) -> None:
    answer = sign_in(admin).post(reverse("people:invite"), FORM)
    assert answer.headers["Location"] == reverse("people:invitations")
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.full_name) == ("ada@council.example", "Ada Quill")
    assert (invitation.roles, invitation.invited_by) == (["comms_adviser"], admin)
    assert invitation.expires_at - invitation.created_at == pytest.approx(timedelta(days=14), abs=timedelta(seconds=1))
    item = Item.objects.get()
    assert (item.kind, item.payload) == ("people.invitation", {"invitation": str(invitation.pk)})
    assert Event.objects.get().verb == "people.invited"
    assert mail.outbox == []


def test_invitation_action_asks_for_the_right(nobody: User) -> None:
    with pytest.raises(PermissionDenied):
        actions.invite(email="ada@council.example", full_name="Ada", roles=[], by=nobody)


def test_invitation_form_offers_no_sensitive_role(admin: User, sign_in: SignIn) -> None:
    answer = sign_in(admin).post(reverse("people:invite"), FORM | {"roles": ["monitoring_officer"]})
    assert answer.context["form"].has_error("roles")
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("email", "a\0@council.example"),
        ("email", "x" * 1_000_000 + "@council.example"),
        ("full_name", ""),
        ("full_name", "Two\nlines"),
        ("full_name", "A\0B"),
        ("full_name", "x" * 1_000_000),
        ("roles", ["king"]),
    ],
)
def test_bad_invitation_is_an_error_beside_the_field(field: str, value: object, admin: User, sign_in: SignIn) -> None:
    answer = sign_in(admin).post(reverse("people:invite"), FORM | {field: value})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert answer.content.decode().startswith("<!doctype html>")
    assert "<title>Error: Invite somebody" in answer.content.decode()
    assert Invitation.objects.count() == 0


def test_invitation_keeps_what_was_typed(admin: User, sign_in: SignIn) -> None:
    text = sign_in(admin).post(reverse("people:invite"), FORM | {"email": "half"}).content.decode()
    assert 'value="Ada Quill"' in text
    assert 'value="half"' in text


def test_political_assistant_is_no_delegate(admin: User, sign_in: SignIn) -> None:
    typed = FORM | {"roles": ["delegate"], "is_political_assistant": "on"}
    assert sign_in(admin).post(reverse("people:invite"), typed).context["form"].has_error("roles")


def test_address_with_an_account_is_refused(admin: User, sign_in: SignIn) -> None:
    UserFactory(email="ada@council.example")
    answer = sign_in(admin).post(reverse("people:invite"), FORM | {"email": "ADA@council.example"})
    assert answer.context["form"].errors["email"] == ["There is already an account with this email address."]


def test_address_with_an_open_invitation_is_refused(admin: User) -> None:
    InvitationFactory(email="ada@council.example")
    with pytest.raises(actions.Refused, match="still open"):
        actions.invite(email="Ada@council.example", full_name="Ada", roles=[], by=admin)


def test_address_whose_invitation_expired_can_be_invited_again(admin: User) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=15), tick=False):
        old = InvitationFactory(email="ada@council.example")
    new = actions.invite(email="ada@council.example", full_name="Ada", roles=[], by=admin)
    old.refresh_from_db()
    assert (old.cancelled_by, new.is_open) == (admin, True)


# --- joining -----------------------------------------------------------------------------------------------


def test_invited_person_opens_the_account_and_signs_in(client: Client) -> None:
    invitation = InvitationFactory(email="ada@council.example", roles=["comms_adviser", "comms_lead"])
    assert "Ada" not in invitation.link()
    page = client.get(invitation.link())
    assert invitation.full_name in page.content.decode()
    answer = client.post(invitation.link(), TWICE)
    assert answer.headers["Location"] == reverse("account_login")
    user = User.objects.get(email="ada@council.example")
    assert user.role_names() == ("comms_adviser", "comms_lead")
    assert {grant.granted_by for grant in user.grants.all()} == {invitation.invited_by}
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("ada@council.example", True, True)
    signed_in = client.post(reverse("account_login"), {"login": "Ada@council.example", "password": GOOD})
    assert signed_in.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_invitation_works_once(client: Client) -> None:
    invitation = InvitationFactory()
    client.post(invitation.link(), TWICE)
    for answer in (client.get(invitation.link()), client.post(invitation.link(), TWICE)):
        assert answer.status_code == 410
        assert "works once, and this one was used" in answer.content.decode()
    assert User.objects.filter(email=invitation.email).count() == 1


def test_action_works_once() -> None:
    """Two who post the same link at one moment both passed the view: the second is refused under the lock."""
    invitation = InvitationFactory()
    actions.accept_invitation(invitation, password=GOOD)
    with pytest.raises(actions.InvitationClosed):
        actions.accept_invitation(Invitation(pk=invitation.pk), password=GOOD)


def test_expired_invitation_says_so_kindly(client: Client) -> None:
    invitation = InvitationFactory()
    with time_machine.travel(timezone.now() + timedelta(days=14, seconds=1), tick=False):
        answer = client.post(invitation.link(), TWICE)
    assert answer.status_code == 410
    assert "this one has run out" in answer.content.decode()
    assert not User.objects.filter(email=invitation.email).exists()


def test_cancelled_invitation_opens_nothing(client: Client, admin: User) -> None:
    invitation = InvitationFactory()
    actions.cancel_invitation(invitation, by=admin)
    assert client.post(invitation.link(), TWICE).status_code == 410
    assert not User.objects.filter(email=invitation.email).exists()


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "0" * 32,
        "%00",
        "a:b:c",
        signing.Signer(salt="elsewhere").sign("0" * 31 + "1"),
        signing.Signer(salt="people.invitation").sign("no-id"),
        signing.Signer(salt="people.invitation").sign("0" * 31 + "1"),
        "x" * 5000,
    ],
)
def test_forged_link_looks_like_any_missing_page(token: str, client: Client) -> None:
    forged, missing = client.get(f"/people/join/{token}/"), client.get("/no-such-page/")
    assert (forged.status_code, missing.status_code) == (404, 404)
    assert forged.content == missing.content


def test_link_of_another_invitation_is_forged_by_changing_the_id(client: Client) -> None:
    mine, theirs = InvitationFactory(), InvitationFactory()
    forged = theirs.pk.hex + mine.token()[32:]
    assert client.post(reverse("people:join", args=[forged]), TWICE).status_code == 404


@pytest.mark.parametrize(
    ("password", "again", "field"),
    [
        ("short", "short", "password1"),
        ("password1234", "password1234", "password1"),
        ("invited.person.here", "invited.person.here", "password1"),
        ("", "", "password1"),
        ("quiet otters\0swim", "quiet otters\0swim", "password1"),
        ("x" * 1_000_000, "x" * 1_000_000, "password1"),
        (GOOD, GOOD + "!", "password2"),
        (GOOD, "", "password2"),
    ],
)
def test_bad_password_is_an_error_and_never_shown(password: str, again: str, field: str, client: Client) -> None:
    invitation = InvitationFactory(email="invited.person.here@council.example")
    answer = client.post(invitation.link(), {"password1": password, "password2": again})
    assert answer.status_code == 200
    assert answer.context["form"].has_error(field)
    assert GOOD not in answer.content.decode()
    assert not User.objects.filter(email=invitation.email).exists()


def test_long_phrase_without_figures_is_a_good_password(client: Client) -> None:
    """Length counts; nothing is said of capitals or figures."""
    invitation = InvitationFactory()
    assert (
        client.post(invitation.link(), {"password1": "aaaabbbbccccd", "password2": "aaaabbbbccccd"}).status_code == 302
    )


def test_join_page_is_never_cached(client: Client) -> None:
    assert "no-store" in client.get(InvitationFactory().link()).headers["Cache-Control"]


def test_invited_political_assistant_is_one(client: Client) -> None:
    invitation = InvitationFactory(roles=[], is_political_assistant=True)
    client.post(invitation.link(), TWICE)
    assert User.objects.get(email=invitation.email).is_political_assistant


# --- cancelling --------------------------------------------------------------------------------------------


def test_administrator_cancels(admin: User, sign_in: SignIn) -> None:
    invitation = InvitationFactory()
    browser, where = sign_in(admin), reverse("people:cancel_invitation", args=[invitation.pk])
    assert invitation.full_name in browser.get(where).content.decode()
    assert browser.post(where).headers["Location"] == reverse("people:invitations")
    invitation.refresh_from_db()
    assert invitation.cancelled_by == admin


def test_invitation_used_meanwhile_cannot_be_cancelled(admin: User, sign_in: SignIn) -> None:
    invitation = InvitationFactory()
    actions.accept_invitation(invitation, password=GOOD)
    answer = sign_in(admin).post(reverse("people:cancel_invitation", args=[invitation.pk]), follow=True)
    assert "already used or cancelled" in answer.content.decode()
    invitation.refresh_from_db()
    assert invitation.cancelled_at is None


def test_list_shows_open_and_expired_invitations_in_constant_queries(admin: User, sign_in: SignIn) -> None:
    InvitationFactory.create_batch(2, invited_by=admin)
    browser, where = sign_in(admin), reverse("people:invitations")
    few = count_queries(browser, where)
    InvitationFactory.create_batch(8, invited_by=admin)
    assert count_queries(browser, where) == few


def test_invited_role_of_a_member_waits_for_a_term(client: Client) -> None:
    invitation = InvitationFactory(roles=[Role.MEMBER.value])
    client.post(invitation.link(), TWICE)
    assert User.objects.get(email=invitation.email).role_names() == ()
