"""From the check to a request: through signing in, without an address that holds text, kept only when asked.

Deliberate faults that turn it red: put the text into the query string, forget to take it out of the session, mark the
pages as done, let a hint block the sending.
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guidance.actions import ship_plain_english
from portal.foundation.people.models import User
from reviews.advice import actions
from reviews.advice.carried import KEY, TOPICS
from reviews.advice.choices import Topic
from reviews.advice.hinting import LABELS
from reviews.advice.models import Request
from tests.advice.pages import get, signed_in, text_of, url
from tests.factories.advice import Desk
from tests.factories.people import DelegationFactory, UserFactory

pytestmark = pytest.mark.django_db
WORDING = "Dear all,\n\nring 07700 900123 about the crossing."
PASSWORD = "a-long-enough-password"


def carry(client: Client, **typed: Any) -> Any:
    return client.post(url("carry"), {"yes": ["state", "decide"], "wording": WORDING, **typed})


def member() -> User:
    return UserFactory(roles=("member",))


def test_signed_in_member_begins_with_what_was_checked() -> None:
    client = signed_in(member())

    answer = carry(client)
    page = text_of(client.get(answer["Location"]))
    client.post(url("start"))

    item = Request.objects.get()
    assert answer["Location"] == "/advice/ask/"
    assert "ring 07700 900123 about the crossing." in page
    assert item.draft_wording == WORDING
    assert (item.kind, item.topics) == ("before", ["planning"])
    assert "Are you angry, tired or in a hurry, or have you had a drink?" in item.question
    assert item.steps_done == []
    assert KEY not in client.session


def test_it_may_be_left_out() -> None:
    client = signed_in(member())
    carry(client)

    client.post(url("start"), {"do": "without"})

    assert Request.objects.get().draft_wording == ""
    assert KEY not in client.session


def test_nothing_is_stored_in_the_request_before_it_begins() -> None:
    client = signed_in(member())

    carry(client)
    client.get(url("start"))

    assert not Request.objects.exists()


def test_text_lasts_through_signing_in_and_stands_in_no_address(client: Client) -> None:
    person = member()
    person.set_password(PASSWORD)
    person.save()

    answers = [carry(client)]
    while answers[-1].status_code == 302 and "login" not in answers[-1]["Location"]:
        answers.append(client.get(answers[-1]["Location"]))
    answers.append(client.post(answers[-1]["Location"], {"login": person.email, "password": PASSWORD}))
    page = client.get(answers[-1]["Location"])

    assert [answer["Location"] for answer in answers] == [
        "/advice/ask/",
        "/account/login/?next=/advice/ask/",
        "/advice/ask/",
    ]
    assert page.context["carried"].wording == WORDING
    assert page.context["user"] == person


def test_signing_out_ends_it() -> None:
    client = signed_in(member())
    carry(client)

    client.post(reverse("account_logout"))

    assert KEY not in client.session


def test_what_is_carried_later_replaces_what_waited() -> None:
    client = signed_in(member())
    carry(client)
    carry(client, wording="Another text", yes=[])

    client.post(url("start"))

    item = Request.objects.get()
    assert (item.draft_wording, item.topics, item.question) == ("Another text", [], "")


def test_delegate_chooses_the_member_and_loses_nothing() -> None:
    person = member()
    helper = UserFactory(roles=("delegate",))
    DelegationFactory(member=person, delegate=helper, grade="act")
    client = signed_in(helper)
    carry(client)

    refused = client.post(url("start"))
    client.post(url("start"), {"member": str(person.pk)})

    assert refused.status_code == 200
    assert "ring 07700 900123" in text_of(refused)
    assert Request.objects.get(member=person).draft_wording == WORDING


@pytest.mark.parametrize(
    "typed", [{"yes": ["weather"]}, {"wording": "x" * 10_001}, {"wording": "a\x00b"}, {"yes": ["none"]}]
)
def test_what_cannot_be_carried_leads_back_to_the_check(client: Client, typed: dict[str, Any]) -> None:
    answer = carry(client, **typed)

    assert answer["Location"] == "/guidance/check/"
    assert KEY not in client.session


def test_carrying_is_only_by_post(client: Client) -> None:
    assert client.get(url("carry")).status_code == 405


def test_carrying_needs_the_token_of_a_page() -> None:
    assert carry(Client(enforce_csrf_checks=True)).status_code == 403


def test_carrying_is_limited_for_one_address(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"advice_carry": "2/m/ip"}

    answers = [carry(client) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert "Wait a minute" in text_of(answers[-1])


def test_question_that_is_no_longer_asked_is_left_out() -> None:
    client = signed_in(member())
    session = client.session
    session[KEY] = {"yes": ["gone", "truth"], "wording": ""}
    session.save()

    client.post(url("start"))

    assert Request.objects.get().topics == ["legal"]


def test_only_some_answers_can_be_filled_in_beforehand() -> None:
    person = member()

    with pytest.raises(ValueError, match="beforehand"):
        actions.begin_draft(by=person, member=person, answers={"office_only": True})


def test_topics_of_the_check_and_of_the_hints_are_those_of_the_form() -> None:
    assert set(TOPICS.values()) <= set(Topic)
    assert set(LABELS) == set(Topic)


def test_check_page_shows_hints_and_points_and_blocks_nothing() -> None:
    ship_plain_english()
    desk = Desk()
    item = desk.draft(draft_wording="Ring Jo on 07700 900123", topics=["planning"])

    page = text_of(get(desk.member, "check", item.pk))
    signed_in(desk.member).post(url("submit", item.pk), {"version": item.version})

    assert "A telephone number:" in page
    assert "8.5 Keeping an open mind (predetermination)" in page
    assert Request.objects.get().state == "submitted"


def test_check_page_without_anything_to_show_has_no_hints() -> None:
    desk = Desk()
    item = desk.draft(draft_wording="The path is open.", topics=["other"])

    assert "Something to look at" not in text_of(get(desk.member, "check", item.pk))


def test_adviser_of_a_sent_request_is_shown_no_hints() -> None:
    ship_plain_english()
    desk = Desk()
    item = desk.submitted(draft_wording="Ring Jo on 07700 900123")

    assert "A telephone number:" not in text_of(get(desk.adviser, "desk_request", item.pk))
