"""The two-person rule: one asks, another confirms, and neither is the person concerned nor the other's creature."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from portal.foundation.audit.models import Event
from portal.foundation.outbox.models import Item
from portal.foundation.people import actions
from portal.foundation.people.models import SENSITIVE_ROLES, Role, RoleGrant, SensitiveRequest, User
from portal.foundation.people.permissions import are_two_people, can_confirm_sensitive
from tests.factories.people import InvitationFactory, RoleGrantFactory, SensitiveRequestFactory, UserFactory
from tests.people.conftest import SignIn, count_queries

pytestmark = pytest.mark.django_db
Kind = SensitiveRequest.Kind


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def ask(user: User, by: User, role: Role = Role.MONITORING_OFFICER, kind: str = Kind.GRANT) -> SensitiveRequest:
    return actions.ask_sensitive(user, kind=kind, role=role, by=by)


@pytest.mark.parametrize("role", SENSITIVE_ROLES)
def test_two_people_give_a_sensitive_role(
    role: Role, admin: User, other_admin: User, nobody: User, sign_in: SignIn
) -> None:
    where = reverse("people:ask_sensitive", args=[nobody.pk])
    answer = sign_in(admin).post(where, {"what": f"grant:{role}"})
    asked = SensitiveRequest.objects.get()
    assert answer.headers["Location"] == asked.get_absolute_url()
    assert fresh(nobody).role_names() == ()

    second = sign_in(other_admin)
    assert "Confirm" in second.get(asked.get_absolute_url()).content.decode()
    second.post(reverse("people:confirm_sensitive", args=[asked.pk]))
    asked.refresh_from_db()
    assert (asked.asked_by, asked.confirmed_by) == (admin, other_admin)
    assert fresh(nobody).role_names() == (role.value,)
    assert RoleGrant.objects.get(user=nobody).decision == asked


def test_two_people_end_a_sensitive_role(admin: User, officer: User, auditor: User) -> None:
    request = ask(auditor, admin, Role.AUDITOR, Kind.END)
    actions.confirm_sensitive(request, by=officer)
    assert fresh(auditor).role_names() == ()


def test_two_people_reset_the_second_factor_of_a_holder(admin: User, other_admin: User, officer: User) -> None:
    Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={"secret": "sealed"})
    request = actions.ask_sensitive(officer, kind=Kind.RESET_SECOND_FACTOR, by=admin)
    assert Authenticator.objects.filter(user=officer).exists()
    actions.confirm_sensitive(request, by=other_admin)
    assert not Authenticator.objects.filter(user=officer).exists()
    assert fresh(officer).session_round == officer.session_round + 1


def test_holder_and_auditors_are_told_at_each_step(admin: User, other_admin: User, auditor: User, nobody: User) -> None:
    request = ask(nobody, admin)
    told = Item.objects.filter(kind="people.sensitive")
    assert {item.payload["to"] for item in told} == {str(nobody.pk), str(auditor.pk)}
    actions.confirm_sensitive(request, by=other_admin)
    assert sorted(item.payload["step"] for item in told.all()) == ["asked", "asked", "confirmed", "confirmed"]


def test_each_step_is_written_down(admin: User, other_admin: User, nobody: User) -> None:
    actions.confirm_sensitive(ask(nobody, admin), by=other_admin)
    events = Event.objects.filter(verb__startswith="people.sensitive").order_by("pk")
    assert [(event.verb, event.actor_id) for event in events] == [
        ("people.sensitive_asked", admin.pk),
        ("people.sensitive_confirmed", other_admin.pk),
    ]


# --- one person is never two -------------------------------------------------------------------------------


def test_asker_does_not_confirm(admin: User, nobody: User, sign_in: SignIn) -> None:
    request = ask(nobody, admin)
    assert sign_in(admin).post(reverse("people:confirm_sensitive", args=[request.pk])).status_code == 403
    assert fresh(nobody).role_names() == ()


def test_person_concerned_does_not_confirm(admin: User, other_admin: User, sign_in: SignIn) -> None:
    request = ask(other_admin, admin)
    answer = sign_in(other_admin).post(reverse("people:confirm_sensitive", args=[request.pk]))
    assert answer.status_code == 403


def test_person_concerned_does_not_refuse(admin: User, officer: User) -> None:
    request = ask(officer, admin, Role.MONITORING_OFFICER, Kind.END)
    with pytest.raises(PermissionDenied):
        actions.refuse_sensitive(request, by=officer)


def test_nobody_asks_for_themself(admin: User, sign_in: SignIn) -> None:
    where = reverse("people:ask_sensitive", args=[admin.pk])
    assert sign_in(admin).post(where, {"what": "grant:auditor"}).status_code == 403
    with pytest.raises(PermissionDenied):
        ask(admin, admin)


@pytest.mark.parametrize("role", [None, Role.AUDITOR, Role.SAFETY_LEAD, Role.COMMS_LEAD, Role.MEMBER])
def test_others_neither_ask_nor_confirm(role: Role | None, admin: User, nobody: User) -> None:
    other = UserFactory(roles=(role,) if role else ())
    with pytest.raises(PermissionDenied):
        ask(nobody, other)
    with pytest.raises(PermissionDenied):
        actions.confirm_sensitive(ask(nobody, admin), by=other)


def administrator_made_by(maker: User) -> User:
    """A second account that an administrator invited, joined as, and made an administrator."""
    invitation = InvitationFactory(invited_by=maker, roles=[Role.ADMINISTRATOR.value])
    return actions.accept_invitation(invitation, password="three quiet otters")


def test_second_account_of_the_asker_does_not_confirm(admin: User, nobody: User, sign_in: SignIn) -> None:
    puppet = administrator_made_by(admin)
    request = ask(nobody, admin)
    browser = sign_in(puppet)
    assert browser.post(reverse("people:confirm_sensitive", args=[request.pk])).status_code == 403
    assert "You cannot be the second person here" in browser.get(request.get_absolute_url()).content.decode()
    assert fresh(nobody).role_names() == ()


def test_asker_made_by_the_confirmer_is_no_second_person(admin: User, nobody: User) -> None:
    request = ask(nobody, administrator_made_by(admin))
    assert not can_confirm_sensitive(admin, request)


def test_two_accounts_of_one_third_person_are_one(admin: User, nobody: User) -> None:
    request = ask(nobody, administrator_made_by(admin))
    assert not can_confirm_sensitive(administrator_made_by(admin), request)


def test_second_account_raises_its_maker_with_nobody(admin: User, other_admin: User) -> None:
    request = ask(admin, administrator_made_by(admin))
    assert not can_confirm_sensitive(other_admin, request)


def test_account_made_through_a_chain_is_one_with_its_origin(admin: User, nobody: User) -> None:
    far = administrator_made_by(administrator_made_by(admin))
    assert not are_two_people(admin, far, about=nobody)


def test_puppet_whose_grants_were_renewed_stays_a_puppet(admin: User, nobody: User) -> None:
    puppet = administrator_made_by(admin)
    actions.end_role(RoleGrant.objects.get(user=puppet), by=admin)
    actions.grant_role(puppet, Role.ADMINISTRATOR, by=admin)
    assert not are_two_people(admin, fresh(puppet), about=nobody)


def test_administrators_who_made_each_other_are_one(admin: User, nobody: User) -> None:
    puppet = administrator_made_by(admin)
    actions.end_role(RoleGrant.objects.get(user=admin), by=puppet)
    actions.grant_role(fresh(admin), Role.ADMINISTRATOR, by=puppet)
    assert not are_two_people(fresh(admin), fresh(puppet), about=nobody)


def test_monitoring_officer_confirms_what_any_administrator_asks(admin: User, officer: User, nobody: User) -> None:
    actions.confirm_sensitive(ask(nobody, administrator_made_by(admin)), by=officer)
    assert fresh(nobody).has_role(Role.MONITORING_OFFICER)


def test_administrator_alone_never_becomes_a_monitoring_officer(admin: User) -> None:
    """Whatever one administrator tries with accounts of their own."""
    puppets = [administrator_made_by(admin), administrator_made_by(admin)]
    for person in [admin, *puppets]:
        for asker in [admin, *puppets]:
            if asker == person:
                continue
            request = ask(person, asker)
            for second in [admin, *puppets]:
                with pytest.raises(PermissionDenied):
                    actions.confirm_sensitive(request, by=second)
            actions.refuse_sensitive(request, by=asker)
    assert not User.objects.holding(Role.MONITORING_OFFICER).exists()


# --- states ------------------------------------------------------------------------------------------------


def test_request_expires_after_seven_days(admin: User, other_admin: User, nobody: User, sign_in: SignIn) -> None:
    request = ask(nobody, admin)
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1), tick=False):
        answer = sign_in(other_admin).post(reverse("people:confirm_sensitive", args=[request.pk]), follow=True)
    assert "This has expired. Ask again." in answer.content.decode()
    assert fresh(nobody).role_names() == ()


def test_confirmed_twice_is_told(admin: User, other_admin: User, nobody: User, sign_in: SignIn) -> None:
    request = ask(nobody, admin)
    where = reverse("people:confirm_sensitive", args=[request.pk])
    browser = sign_in(other_admin)
    browser.post(where)
    assert "This was already decided." in browser.post(where, follow=True).content.decode()
    assert RoleGrant.objects.filter(user=nobody).count() == 1


def test_refused_cannot_be_confirmed(admin: User, other_admin: User, nobody: User, sign_in: SignIn) -> None:
    request = ask(nobody, admin)
    sign_in(other_admin).post(reverse("people:refuse_sensitive", args=[request.pk]))
    request.refresh_from_db()
    assert request.refused_by == other_admin
    with pytest.raises(actions.Refused):
        actions.confirm_sensitive(request, by=other_admin)
    with pytest.raises(actions.Refused):
        actions.refuse_sensitive(request, by=admin)


def test_asker_withdraws(admin: User, nobody: User, sign_in: SignIn) -> None:
    request = ask(nobody, admin)
    browser = sign_in(admin)
    assert "Withdraw" in browser.get(request.get_absolute_url()).content.decode()
    browser.post(reverse("people:refuse_sensitive", args=[request.pk]))
    request.refresh_from_db()
    assert request.refused_by == admin


def test_asked_twice_is_refused(admin: User, other_admin: User, nobody: User, sign_in: SignIn) -> None:
    ask(nobody, admin)
    answer = sign_in(other_admin).post(
        reverse("people:ask_sensitive", args=[nobody.pk]), {"what": "grant:monitoring_officer"}
    )
    assert answer.context["form"].errors["what"] == ["This has been asked for already, and waits for a second person."]


@pytest.mark.parametrize("what", ["", "grant:administrator", "end:auditor", "grant:", "x", "grant:auditor\0"])
def test_junk_is_an_error_beside_the_field(what: str, admin: User, nobody: User, sign_in: SignIn) -> None:
    answer = sign_in(admin).post(reverse("people:ask_sensitive", args=[nobody.pk]), {"what": what})
    assert answer.context["form"].has_error("what")
    assert SensitiveRequest.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "role", "sentence"),
    [
        (Kind.GRANT, Role.AUDITOR, "already has this role"),
        (Kind.END, Role.SAFETY_LEAD, "does not have this role"),
    ],
)
def test_request_that_changes_nothing_is_refused(
    kind: str, role: Role, sentence: str, admin: User, auditor: User
) -> None:
    with pytest.raises(actions.Refused, match=sentence):
        ask(auditor, admin, role, kind)


def test_second_factor_of_an_ordinary_person_needs_no_two(admin: User, nobody: User) -> None:
    with pytest.raises(actions.Refused, match="alone"):
        actions.ask_sensitive(nobody, kind=Kind.RESET_SECOND_FACTOR, by=admin)


def test_closed_account_gets_no_role(admin: User, other_admin: User, nobody: User) -> None:
    request = ask(nobody, admin)
    actions.deactivate(nobody, by=admin)
    with pytest.raises(actions.Refused, match="closed"):
        actions.confirm_sensitive(request, by=other_admin)


def test_right_of_the_second_person_is_asked_under_the_lock(admin: User, other_admin: User, nobody: User) -> None:
    request = ask(nobody, admin)
    assert other_admin.has_role(Role.ADMINISTRATOR)
    actions.end_role(RoleGrant.objects.get(user=other_admin), by=admin)
    with pytest.raises(PermissionDenied):
        actions.confirm_sensitive(request, by=other_admin)


# --- who sees it -------------------------------------------------------------------------------------------


def test_person_concerned_sees_the_request_and_not_the_list(admin: User, nobody: User, sign_in: SignIn) -> None:
    request = ask(nobody, admin)
    browser = sign_in(nobody)
    text = browser.get(request.get_absolute_url()).content.decode()
    assert "Give the role of Monitoring Officer" in text
    assert '<form method="post" action="/people/two-people' not in text
    assert browser.get(reverse("people:sensitive_requests")).status_code == 403


def test_list_takes_the_same_number_of_queries_for_any_length(admin: User, sign_in: SignIn) -> None:
    SensitiveRequestFactory(asked_by=admin)
    browser, where = sign_in(admin), reverse("people:sensitive_requests")
    few = count_queries(browser, where)
    SensitiveRequestFactory.create_batch(12, asked_by=admin)
    assert count_queries(browser, where) == few


def test_new_judge_of_members_helps_none_any_more(admin: User, other_admin: User) -> None:
    helper = UserFactory(roles=(Role.DELEGATE,))
    member = UserFactory(roles=(Role.MEMBER,))
    RoleGrantFactory(user=member, role=Role.COMMS_ADVISER)
    today = timezone.localdate()
    delegation = actions.appoint_delegate(delegate=helper, grade="act", starts_on=today, ends_on=today, by=member)
    actions.confirm_sensitive(ask(helper, admin), by=other_admin)
    delegation.refresh_from_db()
    assert delegation.revoked_by == other_admin
