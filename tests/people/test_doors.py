"""Every address of the people pages against those who may not: who is asked to sign in, told no, or sees nothing."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.foundation.people.models import Role, User
from portal.foundation.people.urls import urlpatterns
from tests.factories.people import (
    DelegationFactory,
    InvitationFactory,
    RoleGrantFactory,
    SensitiveRequestFactory,
    TermFactory,
    UserFactory,
    WardFactory,
)
from tests.people.conftest import SignIn

pytestmark = pytest.mark.django_db

LISTS = ["list", "invitations", "sensitive_requests", "wards", "delegates", "helping"]
"""Pages about no one thing: who may not is told so (403)."""

FORMS = ["invite", "add_ward", "appoint_delegate"]

THINGS: dict[str, Callable[[], Any]] = {
    "cancel_invitation": InvitationFactory,
    "sensitive_request": SensitiveRequestFactory,
    "confirm_sensitive": SensitiveRequestFactory,
    "refuse_sensitive": SensitiveRequestFactory,
    "end_ward": WardFactory,
    "end_term": TermFactory,
    "end_delegation": DelegationFactory,
    "person": UserFactory,
    "grant_role": UserFactory,
    "end_role": RoleGrantFactory,
    "ask_sensitive": UserFactory,
    "start_term": UserFactory,
    "close_account": UserFactory,
    "reopen_account": UserFactory,
    "reset_second_factor": UserFactory,
    "political_assistant": UserFactory,
}
"""Addresses of one thing: who may not see it finds nothing (404)."""

ONLY_POST = {"confirm_sensitive", "refuse_sensitive", "reopen_account", "political_assistant"}
ONLY_READ = {*LISTS, "who_may", "person", "sensitive_request"}


def address(name: str) -> str:
    if name not in THINGS:
        return reverse(f"people:{name}")
    thing = THINGS[name]()
    return reverse(f"people:{name}", args=[thing.pk])


def test_every_address_is_tried_here() -> None:
    tried = {*LISTS, *FORMS, *THINGS, "who_may", "join"}
    assert {pattern.name for pattern in urlpatterns} == tried


@pytest.mark.parametrize("name", [*LISTS, *FORMS, *THINGS, "who_may"])
def test_anonymous_is_asked_to_sign_in(name: str, client: Client) -> None:
    where = address(name)
    for answer in (client.get(where), client.post(where)):
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"{reverse('account_login')}?next={where}"


@pytest.mark.parametrize("name", [*LISTS, *FORMS])
def test_page_is_refused_to_somebody_without_a_role(name: str, nobody: User, sign_in: SignIn) -> None:
    assert sign_in(nobody).get(address(name)).status_code == 403


@pytest.mark.parametrize("name", FORMS)
def test_form_is_refused_to_somebody_without_a_role(name: str, nobody: User, sign_in: SignIn) -> None:
    assert sign_in(nobody).post(address(name)).status_code == 403


@pytest.mark.parametrize("name", sorted(set(THINGS) - {"end_ward"}))
@pytest.mark.parametrize("role", [None, Role.COMMS_LEAD, Role.SAFETY_LEAD, Role.INDEPENDENT_PERSON])
def test_thing_of_others_looks_like_nothing(name: str, role: Role | None, sign_in: SignIn) -> None:
    client = sign_in(UserFactory(roles=(role,) if role else ()))
    method = client.post if name in ONLY_POST else client.get
    there, nowhere = method(address(name)), method(reverse(f"people:{name}", args=[uuid.uuid4()]))
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert there.content == nowhere.content
    assert there.headers == nowhere.headers


@pytest.mark.parametrize("name", sorted(set(THINGS) - ONLY_READ))
def test_thing_of_others_cannot_be_changed(name: str, nobody: User, sign_in: SignIn) -> None:
    assert sign_in(nobody).post(address(name)).status_code == (403 if name == "end_ward" else 404)


@pytest.mark.parametrize("name", sorted({*FORMS, *THINGS} - ONLY_READ))
def test_auditor_sees_and_changes_nothing(name: str, auditor: User, sign_in: SignIn) -> None:
    assert sign_in(auditor).post(address(name)).status_code == 403


@pytest.mark.parametrize(
    "name", sorted({*FORMS, *THINGS} - ONLY_READ - {"ask_sensitive", "confirm_sensitive", "refuse_sensitive"})
)
def test_monitoring_officer_sees_and_does_not_administer(name: str, officer: User, sign_in: SignIn) -> None:
    assert sign_in(officer).post(address(name)).status_code == 403


@pytest.mark.parametrize("name", sorted(ONLY_READ))
def test_page_that_only_shows_takes_nothing(name: str, admin: User, sign_in: SignIn) -> None:
    assert sign_in(admin).post(address(name)).status_code == 405


@pytest.mark.parametrize("name", sorted({*FORMS, *THINGS} - ONLY_READ))
def test_wrong_method_is_refused(name: str, admin: User, sign_in: SignIn) -> None:
    client, where = sign_in(admin), address(name)
    assert client.put(where).status_code == 405
    assert client.delete(where).status_code == 405
    if name in ONLY_POST:
        assert client.get(where).status_code == 405


@pytest.mark.parametrize("name", sorted(THINGS))
@pytest.mark.parametrize("junk", ["0", "not-an-id", "%00", "99999999999999999999", "%ED%A0%80"])
def test_junk_instead_of_an_id_is_not_found(name: str, junk: str, admin: User, sign_in: SignIn) -> None:
    sample = str(uuid.uuid4())
    where = reverse(f"people:{name}", args=[sample]).replace(sample, junk)
    assert sign_in(admin).get(where).status_code in (404, 405)
