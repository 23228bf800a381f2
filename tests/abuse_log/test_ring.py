"""A member at risk is rung: the safety leads see whom, and nothing else."""

from collections.abc import Callable

import pytest
from django.test import Client

from abuse_log import actions
from abuse_log.emails import ring_member
from abuse_log.models import RingRequest
from portal.foundation.audit.models import Event
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import Role, User
from tests.abuse_log.conftest import CANARY, Kept
from tests.factories.abuse_log import RingRequestFactory
from tests.factories.people import DelegationFactory, UserFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
ASK, LIST = "/records/ring-me/", "/records/ring/"


@pytest.fixture
def lead() -> User:
    return UserFactory(roles=("safety_lead",))


def test_member_asks_without_any_record(lead: User, as_user: SignIn) -> None:
    member = UserFactory(roles=("member",))
    response = as_user(member).post(ASK, {"member": str(member.pk)})
    assert response.status_code == 302
    assert RingRequest.objects.get().member == member


def test_asking_again_while_one_waits_tells_nobody_again(lead: User) -> None:
    member = UserFactory(roles=("member",))
    first = actions.ask_to_be_rung(member=member, by=member)
    assert actions.ask_to_be_rung(member=member, by=member) == first
    assert Item.objects.filter(kind="record.ring_member").count() == 1


def test_nobody_to_ring_is_told(as_user: SignIn) -> None:
    member = UserFactory(roles=("member",))
    page = as_user(member).post(ASK, {"member": str(member.pk)}).content.decode()
    assert "nobody would have been told" in page
    assert not RingRequest.objects.exists()


def test_helper_asks_for_the_member_only(lead: User, as_user: SignIn) -> None:
    delegation = DelegationFactory(grade="record")
    client = as_user(delegation.delegate)
    stranger = UserFactory(roles=("member",))
    assert client.post(ASK, {"member": str(stranger.pk)}).status_code == 200
    assert client.post(ASK, {"member": str(delegation.member.pk)}).status_code == 302
    assert RingRequest.objects.get().member == delegation.member


@pytest.mark.parametrize("role", [role for role in Role.values if role != "member"])
def test_asking_is_for_members_and_their_helpers(role: str, as_user: SignIn) -> None:
    assert as_user(UserFactory(roles=(role,))).get(ASK).status_code == 403


@pytest.mark.parametrize("role", [role for role in Role.values if role != "safety_lead"])
def test_list_is_for_safety_leads(role: str, as_user: SignIn) -> None:
    ring = RingRequestFactory()
    client = as_user(UserFactory(roles=(role,)))
    assert client.get(LIST).status_code == 403
    assert client.post(f"{LIST}{ring.pk}/rung/").status_code == 403


def test_signed_out_is_sent_to_sign_in(client: Client) -> None:
    for where in (ASK, LIST, f"{LIST}{RingRequestFactory().pk}/rung/"):
        assert client.post(where)["Location"].startswith("/account/login/")


def test_list_holds_the_name_and_nothing_of_a_record(kept: Kept, lead: User, as_user: SignIn) -> None:
    member = kept.incident.member
    actions.ask_to_be_rung(member=member, by=member)
    page = as_user(lead).get(LIST).content.decode()
    assert f"Ring {member.full_name}" in page
    assert kept.ref not in page
    assert kept.incident.reference not in page
    assert kept.incident.summary not in page
    assert CANARY not in page


def test_rung_is_noted_once(lead: User, as_user: SignIn) -> None:
    ring = RingRequestFactory()
    client = as_user(lead)
    assert client.get(f"{LIST}{ring.pk}/rung/").status_code == 405
    client.post(f"{LIST}{ring.pk}/rung/")
    ring.refresh_from_db()
    at = ring.answered_at
    client.post(f"{LIST}{ring.pk}/rung/")
    ring.refresh_from_db()
    assert (ring.answered_by, ring.answered_at) == (lead, at)
    assert Event.objects.filter(verb="record.ring_answered").count() == 1


def test_unknown_ring_is_404(lead: User, as_user: SignIn) -> None:
    assert as_user(lead).post(f"{LIST}7b1c6a52-7a64-4c55-8d0c-6a2b8f0e2f11/rung/").status_code == 404


def test_mail_names_nobody(lead: User) -> None:
    member = UserFactory(roles=("member",))
    actions.ask_to_be_rung(member=member, by=member)
    mail = ring_member(Item.objects.get(kind="record.ring_member"))
    assert mail is not None
    assert mail.to == [lead.email]
    assert member.full_name not in f"{mail.subject}{mail.body}"
    assert f"http://localhost:8000{LIST}" in mail.body


def test_mail_is_not_sent_once_somebody_has_rung(lead: User) -> None:
    member = UserFactory(roles=("member",))
    ring = actions.ask_to_be_rung(member=member, by=member)
    actions.answer_ring(ring=ring, by=lead)
    assert ring_member(Item.objects.get(kind="record.ring_member")) is None
