"""The member's pages and what the member does: reply, close, withdraw."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.foundation.deadlines.models import Clock
from reviews.advice import actions, times
from reviews.advice.actions.answers import Advice
from reviews.advice.models import Request
from reviews.advice.states import Clock as Name
from reviews.advice.states import State
from tests.advice.pages import get, post, signed_in, text_of, url
from tests.factories.advice import WORDING, Desk, plain_advice, points_in_force
from tests.factories.people import DelegationFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_answer_is_shown_with_stance_wording_and_points_as_they_stood() -> None:
    desk = Desk()
    points = points_in_force()[:2]
    advice = Advice(
        "advise_against",
        "It names a person.",
        "The crossing is late.",
        points=points,
        unreviewed_because="nobody_there",
    )
    item = desk.answered(advice=advice)

    page = text_of(get(desk.member, "request", item.pk))

    order = [
        page.index("We advise against it"),
        page.index("Given without a second look"),
        page.index("It names a person."),
        page.index("[removed: </span>on Mill Lane "),
        page.index("[added: </span>late."),
        page.index(points[0].get_wording_url()),
        page.index("This is advice to you, not a ruling."),
    ]
    assert order == sorted(order)
    assert points[1].text in page
    assert "approved" not in page.lower()


def test_citation_is_pinned_to_the_version_and_its_fingerprint() -> None:
    desk = Desk()
    points = points_in_force()[:2]

    item = desk.answered(advice=plain_advice(points=points, no_point_reason=""))

    given = item.answers.get()
    assert [(c.point, c.point_hash, c.order) for c in given.citations.all()] == [
        (points[0], points[0].hash, 1),
        (points[1], points[1].hash, 2),
    ]
    assert given.wording == item.wordings.get()
    assert all(citation.is_as_cited() for citation in given.citations.all())


def test_reply_page_shows_the_question_and_the_reply_goes_back_to_the_adviser() -> None:
    desk = Desk()
    item = desk.awaiting(text="Which crossing is it?")

    shown = text_of(get(desk.member, "reply", item.pk))
    done = post(desk.member, "reply", item.pk, {"version": item.version, "text": "Mill Lane.", "wording": "New words"})

    item.refresh_from_db()
    assert "Which crossing is it?" in shown
    assert done.headers["Location"] == item.get_absolute_url()
    assert (item.state, item.adviser) == (State.ASSIGNED, desk.adviser)
    assert [wording.text for wording in item.wordings.all()] == [WORDING, "New words"]
    assert "Mill Lane." in text_of(get(desk.adviser, "desk_request", item.pk))


def test_clock_waits_for_the_reply_and_goes_on_after_it() -> None:
    desk = Desk()
    item = desk.awaiting()
    waiting = times.clocks_of(item)[Name.ANSWER]
    assert (waiting.state, item.due_at) == (Clock.State.PAUSED, None)

    item = actions.reply(item=item, by=desk.member, version=item.version, text="Here.")

    going = times.clocks_of(item)[Name.ANSWER]
    assert going.state == Clock.State.RUNNING
    assert item.due_at == going.due_at == going.reckoning().due_at


def test_empty_reply_is_refused_beside_the_field() -> None:
    desk = Desk()
    item = desk.awaiting()

    done = post(desk.member, "reply", item.pk, {"version": item.version, "text": "  ", "wording": "Kept words"})

    assert done.status_code == 200
    assert "Enter your reply" in text_of(done)
    assert "Kept words" in text_of(done)


@pytest.mark.parametrize(
    ("name", "state", "data"),
    [
        ("reply", "awaiting_member", {"text": "Typed words"}),
        ("close", "answered", {}),
        ("withdraw", "submitted", {}),
    ],
)
class TestWriteViewsOfTheMember:
    def test_happy(self, name: str, state: str, data: dict[str, Any]) -> None:
        desk = Desk()
        item = desk.in_state(state)

        done = post(desk.member, name, item.pk, {"version": item.version, **data})

        assert done.headers["Location"] == item.get_absolute_url()
        assert Request.objects.get(pk=item.pk).version == item.version + 1

    def test_anonymous_is_led_to_sign_in(self, name: str, state: str, data: dict[str, Any]) -> None:
        item = Desk().in_state(state)

        done = Client().post(url(name, item.pk), {"version": item.version, **data})

        assert done.status_code == 302
        assert Request.objects.get(pk=item.pk).state == state

    def test_another_member_finds_nothing(self, name: str, state: str, data: dict[str, Any]) -> None:
        item = Desk().in_state(state)

        done = post(UserFactory(roles=("member",)), name, item.pk, {"version": item.version, **data})

        assert done.status_code == 404

    def test_delegate_who_only_reads_is_refused(self, name: str, state: str, data: dict[str, Any]) -> None:
        desk = Desk()
        item = desk.in_state(state)
        reader = DelegationFactory(member=desk.member, grade="content").delegate

        done = post(reader, name, item.pk, {"version": item.version, **data})

        assert done.status_code == 403
        assert Request.objects.get(pk=item.pk).state == state

    def test_wrong_state_saves_nothing_and_says_so(self, name: str, state: str, data: dict[str, Any]) -> None:
        desk = Desk()
        item = desk.declined()

        done = post(desk.member, name, item.pk, {"version": item.version, **data})

        assert done.status_code == 409
        assert "This cannot be done now." in text_of(done)
        assert data.get("text", "") in text_of(done)
        assert Request.objects.get(pk=item.pk).state == State.DECLINED

    def test_wrong_method(self, name: str, state: str, data: dict[str, Any]) -> None:
        desk = Desk()
        item = desk.in_state(state)

        assert signed_in(desk.member).put(url(name, item.pk)).status_code == 405

    def test_stale_version_keeps_what_was_typed(self, name: str, state: str, data: dict[str, Any]) -> None:
        desk = Desk()
        item = desk.in_state(state)

        done = post(desk.member, name, item.pk, {"version": item.version - 1, **data})

        assert done.status_code == 409
        assert "Somebody changed this request after you opened the page." in text_of(done)
        assert data.get("text", "") in text_of(done)
        assert f'value="{item.version}"' in text_of(done)
        assert Request.objects.get(pk=item.pk).state == state


def test_pressing_close_twice_does_it_once() -> None:
    desk = Desk()
    item = desk.answered()
    client = signed_in(desk.member)

    answers = [client.post(url("close", item.pk), {"version": item.version}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert item.history.filter(verb="close").count() == 1


def test_thrown_away_draft_leaves_the_list() -> None:
    desk = Desk()
    item = desk.draft()

    done = post(desk.member, "withdraw", item.pk, {"version": item.version})

    assert done.status_code == 302
    assert str(item.pk) not in text_of(get(desk.member, "home"))


def test_declined_request_says_why_and_who_can_help() -> None:
    desk = Desk()
    item = desk.declined()

    page = text_of(get(desk.member, "request", item.pk))

    assert "It is party-political" in page
    assert "Your political group or party" in page
    assert "Please ask your group." in page


def test_home_leads_each_role_to_its_list() -> None:
    assert get(UserFactory(roles=("comms_adviser",)), "home").headers["Location"] == url("desk")
    assert get(UserFactory(roles=("deputy_monitoring_officer",)), "home").headers["Location"] == url("office")
    assert get(UserFactory(roles=("member",)), "home").status_code == 200
    assert get(UserFactory(roles=("auditor",)), "home").status_code == 200


def test_list_shows_state_and_due_time_in_words() -> None:
    desk = Desk()
    desk.submitted()
    desk.awaiting()

    page = text_of(get(desk.member, "home"))

    assert "Answer due by 5pm on" in page
    assert "We have asked you a question" in page


def test_member_list_asks_as_often_for_three_rows_as_for_many() -> None:
    few, many = Desk(), Desk()
    for _ in range(3):
        few.submitted()
    for _ in range(26):
        many.submitted()

    counts = [_queries(few), _queries(many)]

    assert counts[0] == counts[1]


def _queries(desk: Desk) -> int:
    client = signed_in(desk.member)
    client.get(url("home"))
    with CaptureQueriesContext(connection) as found:
        client.get(url("home"))
    return len(found)


def test_second_page_begins_where_the_first_ends() -> None:
    desk = Desk()
    made = [desk.submitted() for _ in range(27)]
    client = signed_in(desk.member)

    first = text_of(client.get(url("home")))
    after = first.split("?after=")[1].split('"')[0]
    second = text_of(client.get(f"{url('home')}?after={after.replace('&amp;', '&')}"))

    on_first = {item.reference for item in made if item.reference in first}
    on_second = {item.reference for item in made if item.reference in second}
    assert (len(on_first), len(on_second)) == (25, 2)
    assert on_first.isdisjoint(on_second)


@pytest.mark.parametrize(
    "junk", ["x", "~", "2026-13-01~x", "9999-12-31T23:59:59+00:00~zz", "%00", "2026-01-01~" + "0" * 32]
)
def test_junk_place_in_the_list_opens_its_beginning(junk: str) -> None:
    desk = Desk()
    desk.submitted()

    assert signed_in(desk.member).get(f"{url('home')}?after={junk}").status_code == 200
