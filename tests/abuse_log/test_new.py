"""One line or one picture is enough, nothing typed is lost, and what is sent twice is kept once."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from abuse_log import actions
from abuse_log.models import Incident, RingRequest
from portal.foundation.audit.models import Event
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from tests.factories.files import picture, upload
from tests.factories.people import DelegationFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW = "/records/new/"
SignIn = Callable[[User], Client]


@pytest.fixture
def member() -> User:
    return UserFactory(roles=("member",))


@pytest.fixture
def browser(member: User, as_user: SignIn) -> Client:
    return as_user(member)


def post(browser: Client, by: User, **given: Any) -> Any:
    return browser.post(NEW, {"key": str(uuid4()), "member": str(by.pk)} | given)


def test_page_says_danger_first_who_reads_and_what_to_copy(browser: Client) -> None:
    page = browser.get(NEW).content.decode()
    order = ["in danger now", "Who will read this", "Before you block or report", "What happened", "One line"]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert "nobody looks at it by itself" in page
    assert "No officer of the council can open it" in page


def test_page_names_who_helps(browser: Client, member: User) -> None:
    delegation = DelegationFactory(member=member, grade="content")
    page = browser.get(NEW).content.decode()
    assert delegation.delegate.full_name in page


def test_one_line_is_enough(browser: Client, member: User) -> None:
    response = post(browser, member, summary="Rude remark about bins")
    incident = Incident.objects.get()
    assert response["Location"] == incident.get_absolute_url()
    assert (incident.member, incident.recorded_by, incident.recorded_by_role) == (member, member, "self")
    assert incident.reference.startswith("ABU-")
    assert incident.summary == "Rude remark about bins"


def test_one_picture_is_enough(browser: Client, member: User) -> None:
    post(browser, member, pictures=upload())
    assert Incident.objects.get().exhibits.count() == 1


def test_many_pictures_at_once(browser: Client, member: User) -> None:
    files = [upload(picture(size=(40 + number, 30)), f"{number}.png") for number in range(5)]
    post(browser, member, summary="Five of them", pictures=files)
    assert [p.number for p in Incident.objects.get().exhibits.all()] == [1, 2, 3, 4, 5]


def test_nothing_is_not_enough(browser: Client, member: User) -> None:
    page = post(browser, member).content.decode()
    assert "Write one line, or add one picture or file" in page
    assert not Incident.objects.exists()


def test_refused_picture_keeps_the_line_and_the_other_picture(browser: Client, member: User) -> None:
    files = [upload(name="good.png"), upload(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "bad.png")]
    response = post(browser, member, summary="Rude remark about bins", said="Your bins smell", pictures=files)
    page = response.content.decode()
    incident = Incident.objects.get()
    assert "What you wrote is saved" in page
    assert "bad.png" in page
    assert (incident.summary, incident.words.get().text) == ("Rude remark about bins", "Your bins smell")
    assert incident.exhibits.count() == 1


def test_refused_picture_alone_saves_nothing(browser: Client, member: User) -> None:
    page = post(browser, member, pictures=upload(b"no picture", "bad.png")).content.decode()
    assert "bad.png" in page
    assert not Incident.objects.exists()


def test_too_many_pictures_keep_the_line(browser: Client, member: User) -> None:
    files = [upload(name=f"{number}.png") for number in range(21)]
    page = post(browser, member, summary="Rude remark about bins", pictures=files).content.decode()
    assert Incident.objects.get().summary == "Rude remark about bins"
    assert "at most 20" in page


def test_sent_twice_is_kept_once(browser: Client, member: User) -> None:
    given = {"key": str(uuid4()), "member": str(member.pk), "summary": "Rude remark about bins"}
    first = browser.post(NEW, {**given, "pictures": upload()})
    second = browser.post(NEW, {**given, "pictures": upload()})
    assert first["Location"] == second["Location"]
    assert Incident.objects.get().exhibits.count() == 1


def test_key_of_somebody_else_makes_another_record(browser: Client, member: User, as_user: SignIn) -> None:
    key = str(uuid4())
    other = UserFactory(roles=("member",))
    as_user(other).post(NEW, {"key": key, "member": str(other.pk), "summary": "Theirs"})
    post(browser, member, key=key, summary="Mine")
    assert sorted(incident.summary for incident in Incident.objects.all()) == ["Mine", "Theirs"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("summary", "x" * 201),
        ("summary", "bins\0"),
        ("said", "x" * 1_000_000),
        ("said", "bins\0bins"),
        ("link", "https://" + "x" * 3000),
        ("link", "javascript://bins"),
        ("member", "nobody"),
        ("member", "\0"),
        ("member", "00000000-0000-4000-8000-000000000000"),
        ("member", "'; drop table bins --"),
    ],
)
def test_bad_input_is_told_and_what_was_typed_kept(field: str, value: str, browser: Client, member: User) -> None:
    response = post(browser, member, **{"summary": "Rude remark about bins", field: value})
    page = response.content.decode()
    assert response.status_code == 200
    assert "There is a problem" in page
    assert field == "summary" or "Rude remark about bins" in page
    assert not Incident.objects.exists()


@pytest.mark.parametrize("key", ["", "junk", "\0", "x" * 5000])
def test_junk_key_loses_nothing(key: str, browser: Client, member: User) -> None:
    response = post(browser, member, key=key, summary="Rude remark about bins")
    assert response.status_code in {200, 302}
    if response.status_code == 200:
        assert "Rude remark about bins" in response.content.decode()


def test_lone_surrogate_and_broken_utf8_give_no_500(browser: Client, member: User) -> None:
    body = f"member={member.pk}&summary=%ED%A0%80%FF&key={uuid4()}"
    response = browser.post(NEW, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 302


# --- by a helper ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("grade", ["record", "act"])
def test_helper_records_for_the_member(grade: str, member: User, as_user: SignIn) -> None:
    helper = DelegationFactory(member=member, grade=grade).delegate
    response = post(as_user(helper), member, summary="Rude remark about bins")
    incident = Incident.objects.get()
    assert response["Location"] == incident.get_absolute_url()
    assert (incident.member, incident.recorded_by, incident.recorded_by_role) == (member, helper, "delegate")
    event = Event.objects.get(verb="record.created")
    assert (event.actor_id, event.acting_for_id) == (helper.pk, member.pk)


def test_helper_of_two_says_for_whom(member: User, as_user: SignIn) -> None:
    helper = DelegationFactory(member=member).delegate
    DelegationFactory(delegate=helper)
    page = as_user(helper).post(NEW, {"summary": "Rude remark about bins"}).content.decode()
    assert "Choose one" in page
    assert "Rude remark about bins" in page


def test_nobody_records_for_a_stranger(member: User) -> None:
    with pytest.raises(PermissionDenied):
        actions.record_incident(key=uuid4(), member=member, by=UserFactory(roles=("member",)), summary="No")


def test_signed_out_is_sent_to_sign_in(client: Client) -> None:
    assert client.post(NEW, {"summary": "Bins"})["Location"].startswith("/account/login/")


def test_other_methods_are_refused(browser: Client) -> None:
    assert browser.delete(NEW).status_code == 405


# --- a life at risk ------------------------------------------------------------------------------------------


def test_page_says_what_the_safety_leads_see_before_saving(browser: Client) -> None:
    UserFactory(roles=("safety_lead",))
    page = browser.get(NEW).content.decode()
    assert "They see nothing of this record" in page
    assert page.index("They see nothing of this record") < page.index(">Save<")


def test_page_without_a_safety_lead_offers_no_ring(browser: Client, member: User) -> None:
    page = browser.get(NEW).content.decode()
    assert 'name="ring"' not in page
    assert "can ask nobody to ring" in page


def test_ring_is_asked_for_and_told_to_each_safety_lead(browser: Client, member: User) -> None:
    leads = {str(UserFactory(roles=("safety_lead",)).pk) for _ in range(2)}
    post(browser, member, summary="Rude remark about bins", ring="on")
    ring = RingRequest.objects.get()
    items = Item.objects.filter(kind="record.ring_member")
    assert ring.member == member
    assert {item.payload["safety_lead"] for item in items} == leads
    assert {tuple(sorted(item.payload)) for item in items} == {("ring_request", "safety_lead")}


def test_no_ring_unless_asked(browser: Client, member: User) -> None:
    UserFactory(roles=("safety_lead",))
    post(browser, member, summary="Rude remark about bins")
    assert not RingRequest.objects.exists()


def test_list_shows_the_record(browser: Client, member: User) -> None:
    post(browser, member, summary="Rude remark about bins")
    incident = Incident.objects.get()
    page = browser.get(reverse("abuse_log:list")).content.decode()
    assert "Rude remark about bins" in page
    assert incident.neutral_reference in page
    assert incident.reference in page
