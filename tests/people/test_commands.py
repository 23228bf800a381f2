"""The first people of a deployment, and the people of the demo."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from portal.foundation.people import actions
from portal.foundation.people.demo import PASSWORD, PEOPLE, load_people
from portal.foundation.people.models import Delegation, Invitation, Role, RoleGrant, Term, User
from portal.foundation.people.permissions import members_helped_by
from tests.factories.people import InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db
GOOD = "three quiet otters"


def create(email: str, name: str = "First Person") -> str:
    out = StringIO()
    call_command("create_administrator", email, name=name, stdout=out, stderr=StringIO())
    return out.getvalue().strip()


def joined(email: str) -> User:
    path = create(email).removeprefix("http://localhost:8000")
    assert Client().post(path, {"password1": GOOD, "password2": GOOD}).status_code == 302
    return User.objects.get(email=email)


def test_printed_link_opens_an_administrators_account() -> None:
    user = joined("first@council.example")
    assert user.role_names() == ("administrator",)
    grant = RoleGrant.objects.get()
    assert (grant.granted_by, grant.note) == (None, "Made on the server")


def test_two_administrators_from_the_server_make_the_first_monitoring_officer() -> None:
    one, two = joined("one@council.example"), joined("two@council.example")
    person = UserFactory()
    asked = actions.ask_sensitive(person, kind="grant", role=Role.MONITORING_OFFICER, by=one)
    actions.confirm_sensitive(asked, by=two)
    assert User.objects.get(pk=person.pk).role_names() == ("monitoring_officer",)


def test_asked_again_the_same_link_is_renewed() -> None:
    assert create("first@council.example") == create("FIRST@council.example")
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "name"),
    [("junk", "A"), ("a@council.example", ""), ("a@council.example", "x" * 121), ("a\0@b.example", "A")],
)
def test_junk_is_one_clear_sentence(email: str, name: str) -> None:
    with pytest.raises(CommandError) as caught:
        create(email, name)
    assert str(caught.value).endswith(".")


def test_address_that_is_taken_is_refused() -> None:
    UserFactory(email="a@council.example")
    with pytest.raises(CommandError, match="already an account"):
        create("a@council.example")
    invited = InvitationFactory()
    with pytest.raises(CommandError, match="still open"):
        create(invited.email)


def test_demo_people_have_the_roles_they_are_named_for() -> None:
    people = load_people()
    assert {name: people[name].role_names() for name in people} == {
        name: tuple(role.value for role in roles) for name, (_, roles) in PEOPLE.items()
    }


def test_demo_is_loaded_twice_without_a_change() -> None:
    load_people()
    counts = [model.objects.count() for model in (User, RoleGrant, Term, Delegation)]
    load_people()
    assert [model.objects.count() for model in (User, RoleGrant, Term, Delegation)] == counts


def test_demo_delegate_acts_for_the_member() -> None:
    people = load_people()
    assert list(members_helped_by(people["delegate"], "act")) == [people["member"]]


def test_demo_person_signs_in() -> None:
    load_people()
    client = Client()
    client.post("/account/login/", {"login": "mo@council.example", "password": PASSWORD})
    assert client.get("/people/").status_code == 200
