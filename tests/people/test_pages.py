"""The list of people and the page of one person."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.foundation.people import actions
from portal.foundation.people.models import Role, RoleGrant, User
from tests.factories.people import DelegationFactory, RoleGrantFactory, TermFactory, UserFactory
from tests.people.conftest import SignIn, count_queries

pytestmark = pytest.mark.django_db


def names(answer: Any) -> list[str]:
    return [person.full_name for person in answer.context["page"]]


def test_list_finds_by_name_and_address(admin: User, sign_in: SignIn) -> None:
    UserFactory(full_name="Zelda Quill", email="zq@council.example")
    UserFactory(full_name="Yan Bell", email="quillfriend@council.example")
    browser = sign_in(admin)
    assert names(browser.get(reverse("people:list"), {"q": "QUILL"})) == ["Yan Bell", "Zelda Quill"]
    assert "Nobody matches" in browser.get(reverse("people:list"), {"q": "%"}).content.decode()


def test_list_finds_by_role_held_today(admin: User, sign_in: SignIn) -> None:
    member = UserFactory(full_name="Zelda Quill", roles=(Role.MEMBER,))
    RoleGrantFactory(role=Role.MEMBER)
    assert names(sign_in(admin).get(reverse("people:list"), {"role": "member"})) == [member.full_name]


def test_list_shows_closed_accounts_as_closed(admin: User, sign_in: SignIn) -> None:
    UserFactory(full_name="Zelda Quill", is_active=False)
    answer = sign_in(admin).get(reverse("people:list"), {"q": "Zelda"})
    assert "Closed" in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\0"},
        {"q": "x" * 100_000},
        {"q": "%00\ud800".encode("utf-8", "surrogatepass")},
        {"role": "king"},
        {"role": "\0"},
        {"page": "-1"},
        {"page": "9" * 5000},
        {"page": "\0"},
        {"page": "²"},
    ],
)
def test_junk_in_the_address_is_no_failure(query: dict[str, str], admin: User, sign_in: SignIn) -> None:
    assert sign_in(admin).get(reverse("people:list"), query).status_code == 200


def test_list_goes_page_by_page_and_keeps_the_search(admin: User, sign_in: SignIn) -> None:
    UserFactory.create_batch(60, full_name="Zelda Quill")
    browser = sign_in(admin)
    first = browser.get(reverse("people:list"), {"q": "Zelda"})
    assert len(first.context["page"]) == 50
    assert first.context["next_href"] == "?q=Zelda&role=&page=2"
    second = browser.get(reverse("people:list") + first.context["next_href"])
    assert len(second.context["page"]) == 10
    assert second.context["next_href"] == ""
    seen = {person.pk for answer in (first, second) for person in answer.context["page"]}
    assert len(seen) == 60


def test_list_takes_the_same_number_of_queries_for_any_length(admin: User, sign_in: SignIn) -> None:
    UserFactory.create_batch(3, roles=(Role.MEMBER,))
    browser = sign_in(admin)
    few = count_queries(browser, reverse("people:list"))
    UserFactory.create_batch(40, roles=(Role.MEMBER, Role.COMMS_ADVISER))
    assert count_queries(browser, reverse("people:list")) == few


def test_everybody_sees_their_own_page_and_no_other(nobody: User, admin: User, sign_in: SignIn) -> None:
    browser = sign_in(nobody)
    own = browser.get(nobody.get_absolute_url())
    assert own.status_code == 200
    assert "Close the account" not in own.content.decode()
    assert browser.get(admin.get_absolute_url()).status_code == 404


def test_person_page_tells_the_history(admin: User, other_admin: User, nobody: User, sign_in: SignIn) -> None:
    grant = actions.grant_role(nobody, Role.COMMS_LEAD, by=admin)
    actions.end_role(grant, by=other_admin)
    text = " ".join(sign_in(admin).get(nobody.get_absolute_url()).content.decode().split())
    assert "Communications lead: given on" in text
    assert f"by {admin}; ended on" in text
    assert f"by {other_admin} </li>" in text


def test_person_page_tells_of_two_people(admin: User, other_admin: User, nobody: User, sign_in: SignIn) -> None:
    asked = actions.ask_sensitive(nobody, kind="grant", role=Role.AUDITOR, by=admin)
    assert "Waiting for a second person" in sign_in(nobody).get(nobody.get_absolute_url()).content.decode()
    actions.confirm_sensitive(asked, by=other_admin)
    text = " ".join(sign_in(admin).get(nobody.get_absolute_url()).content.decode().split())
    assert f"by {other_admin}, asked for by {admin}" in text


def test_person_page_offers_an_end_for_ordinary_roles_only(admin: User, sign_in: SignIn) -> None:
    person = UserFactory(roles=(Role.AUDITOR, Role.COMMS_LEAD))
    text = sign_in(admin).get(person.get_absolute_url()).content.decode()
    offered = [str(grant.pk) in text for grant in RoleGrant.objects.filter(user=person).order_by("role")]
    assert offered == [False, True]


def test_name_is_escaped(admin: User, sign_in: SignIn) -> None:
    person = UserFactory(full_name="<script>alert(1)</script>")
    for where in (person.get_absolute_url(), reverse("people:list")):
        assert "<script>alert" not in sign_in(admin).get(where).content.decode()


def test_person_page_takes_the_same_number_of_queries_for_any_history(admin: User, sign_in: SignIn) -> None:
    person = UserFactory(roles=(Role.MEMBER,))
    DelegationFactory(member=person)
    RoleGrantFactory(user=person, ended_at=timezone.now(), ended_by=admin)
    browser = sign_in(admin)
    few = count_queries(browser, person.get_absolute_url())
    for number in range(5):
        DelegationFactory(member=person)
        RoleGrantFactory(user=person, role=Role.COMMS_LEAD, ended_at=timezone.now(), ended_by=UserFactory())
        start = timezone.localdate().replace(year=2000 + number)
        TermFactory(user=person, starts_on=start, ends_on=start)
    assert count_queries(browser, person.get_absolute_url()) == few
