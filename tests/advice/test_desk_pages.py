"""The desk and the Monitoring Officer's office: queues, one request, each verb, and the answer."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.foundation.people.models import User
from reviews.advice import actions
from reviews.advice.models import AnswerDraft, Note, Request
from reviews.advice.states import State
from tests.advice.pages import get, let_go_out, post, signed_in, text_of, url
from tests.factories.advice import Desk, plain_advice, points_in_force
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

QUESTION = {"text": "Typed words"}
ESCALATION = {"reason": "legal", "view": "Typed words"}
DECLINING = {"reason": "personal_legal", "signpost": "solicitor", "text": "Typed words"}
ANSWER = {"do": "send", "stance": "no_concern_seen", "text": "Typed words", "no_point_reason": "None fits."}
WRITES = [
    ("claim", "submitted", "adviser", {}, State.ASSIGNED),
    ("accept", "escalated", "officer", {}, State.ESCALATED),
    ("ask_member", "assigned", "adviser", QUESTION, State.AWAITING_MEMBER),
    ("ask_member", "escalated", "officer", QUESTION, State.AWAITING_MEMBER),
    ("escalate", "assigned", "adviser", ESCALATION, State.ESCALATED),
    ("return_to_desk", "escalated", "officer", QUESTION, State.ASSIGNED),
    ("decline", "assigned", "adviser", DECLINING, State.DECLINED),
    ("decline", "escalated", "officer", DECLINING, State.DECLINED),
    ("answer", "assigned", "adviser", ANSWER, State.ANSWERED),
    ("answer", "escalated", "officer", ANSWER, State.ANSWERED),
]


@pytest.mark.parametrize(
    ("name", "state", "part", "data", "to"), WRITES, ids=[f"{name}-{state}" for name, state, *_ in WRITES]
)
class TestWriteViewsOfTheDesk:
    def test_happy(self, name: str, state: str, part: str, data: dict[str, Any], to: str) -> None:
        desk = Desk()
        item = desk.in_state(state)

        done = post(getattr(desk, part), name, item.pk, {"version": item.version, **data})

        assert done.headers["Location"] == item.get_desk_url()
        assert let_go_out(item).state == to

    def test_form_is_shown_before(self, name: str, state: str, part: str, data: dict[str, Any], to: str) -> None:
        desk = Desk()
        item = desk.in_state(state)

        expected = 200 if data else 405

        assert get(getattr(desk, part), name, item.pk).status_code == expected

    def test_anonymous(self, name: str, state: str, part: str, data: dict[str, Any], to: str) -> None:
        item = Desk().in_state(state)

        done = Client().post(url(name, item.pk), {"version": item.version, **data})

        assert done.status_code == 302
        assert Request.objects.get(pk=item.pk).state == state

    def test_member_finds_nothing(self, name: str, state: str, part: str, data: dict[str, Any], to: str) -> None:
        desk = Desk()
        item = desk.in_state(state)

        for person in (desk.member, UserFactory(roles=("member",))):
            assert post(person, name, item.pk, {"version": item.version, **data}).status_code == 404

    def test_wrong_state(self, name: str, state: str, part: str, data: dict[str, Any], to: str) -> None:
        desk = Desk()
        item = desk.escalated()
        item = actions.answer_as_mo(item=item, by=desk.officer, version=item.version, advice=plain_advice())

        done = post(getattr(desk, part), name, item.pk, {"version": item.version, **data})

        assert done.status_code in (403, 409)
        assert Request.objects.get(pk=item.pk).version == item.version

    def test_wrong_method(self, name: str, state: str, part: str, data: dict[str, Any], to: str) -> None:
        desk = Desk()
        item = desk.in_state(state)

        assert signed_in(getattr(desk, part)).put(url(name, item.pk)).status_code == 405

    def test_stale(self, name: str, state: str, part: str, data: dict[str, Any], to: str) -> None:
        desk = Desk()
        item = desk.in_state(state)

        done = post(getattr(desk, part), name, item.pk, {"version": item.version - 1, **data})

        assert done.status_code == 409
        assert "Somebody changed this request after you opened the page." in text_of(done)
        assert not data or "Typed words" in text_of(done)
        assert Request.objects.get(pk=item.pk).state == state

    def test_empty_form(self, name: str, state: str, part: str, data: dict[str, Any], to: str) -> None:
        desk = Desk()
        item = desk.in_state(state)
        if not data:
            return

        done = post(getattr(desk, part), name, item.pk, {"version": item.version, "do": "send"})

        assert done.status_code == 200
        assert "There is a problem" in text_of(done)
        assert Request.objects.get(pk=item.pk).state == state

    def test_junk(self, name: str, state: str, part: str, data: dict[str, Any], to: str) -> None:
        for junk in ("\x00", "x" * 500_000, "<b>", "9" * 50):
            desk = Desk()
            item = desk.in_state(state)

            done = post(getattr(desk, part), name, item.pk, {**dict.fromkeys(data, junk), "version": junk[:100]})

            assert done.status_code in (200, 302, 409)


def test_page_of_a_verb_that_is_not_theirs_now_is_forbidden() -> None:
    desk = Desk()
    item = desk.assigned()
    other = UserFactory(roles=("comms_lead",))

    for name in ("ask_member", "answer", "points", "escalate", "decline", "return_to_desk"):
        assert get(other, name, item.pk).status_code == 403


def test_second_adviser_who_claims_is_told_who_was_first() -> None:
    desk = Desk()
    item = desk.submitted()
    actions.claim(item=item, by=desk.adviser, version=item.version)

    done = post(UserFactory(roles=("comms_adviser",)), "claim", item.pk, {"version": item.version})

    assert done.status_code == 409
    assert "Taken on" in text_of(done)
    assert Request.objects.get(pk=item.pk).adviser == desk.adviser


def test_lead_takes_over_what_another_holds() -> None:
    desk = Desk()
    item = desk.assigned()
    lead = UserFactory(roles=("comms_lead",))

    page = text_of(get(lead, "desk_request", item.pk))
    post(lead, "claim", item.pk, {"version": item.version})

    assert f"Take over from {desk.adviser}" in page
    assert Request.objects.get(pk=item.pk).adviser == lead


def test_answer_of_one_who_lost_the_request_is_kept_on_the_page() -> None:
    desk = Desk()
    item = desk.assigned()
    actions.claim(item=item, by=UserFactory(roles=("comms_lead",)), version=item.version)

    done = post(desk.adviser, "answer", item.pk, {**ANSWER, "version": item.version})

    assert done.status_code == 409
    assert "Typed words" in text_of(done)
    assert AnswerDraft.objects.get(item=item, by=desk.adviser).text == "Typed words"
    assert Request.objects.get(pk=item.pk).state == State.ASSIGNED


def test_answer_cites_points_found_and_chosen_without_script() -> None:
    desk = Desk()
    points = points_in_force()
    item = desk.assigned()
    client = signed_in(desk.adviser)

    typed = {"version": item.version, "stance": "change_suggested", "text": "Typed words"}
    found = client.post(url("answer", item.pk), {**typed, "do": "find"})
    results = text_of(client.get(url("points", item.pk) + "?q=anger"))
    chosen = client.post(url("points", item.pk), {"point": [str(points[1].pk), str(points[2].pk), "junk", "\x00"]})
    page = text_of(client.get(url("answer", item.pk)))
    dropped = client.post(url("answer", item.pk), {**typed, "do": f"drop:{points[2].pk}"})
    sent = client.post(url("answer", item.pk), {**typed, "do": "send"})
    let_go_out(item)

    answer = Request.objects.get(pk=item.pk).answers.get()
    assert found.headers["Location"] == url("points", item.pk)
    assert points[1].text in results
    assert chosen.headers["Location"] == dropped.headers["Location"] == url("answer", item.pk)
    assert "Typed words" in page
    assert points[2].citation_label in page
    assert sent.headers["Location"] == item.get_desk_url()
    assert [citation.point for citation in answer.citations.all()] == [points[1]]
    assert answer.no_point_applies is False
    assert not AnswerDraft.objects.filter(item=item).exists()


def test_answer_without_a_point_says_why_none_applies() -> None:
    desk = Desk()
    item = desk.assigned()

    refused = post(desk.adviser, "answer", item.pk, {**ANSWER, "no_point_reason": "", "version": item.version})
    given = post(desk.adviser, "answer", item.pk, {**ANSWER, "version": item.version})
    let_go_out(item)

    answer = Request.objects.get(pk=item.pk).answers.get()
    assert "Choose at least one point of the guidance, or say why none applies" in text_of(refused)
    assert given.status_code == 302
    assert (answer.no_point_applies, answer.no_point_reason) == (True, "None fits.")


def test_action_refuses_an_answer_without_point_and_reason() -> None:
    desk = Desk()
    item = desk.assigned()

    with pytest.raises(actions.NoPointGiven):
        actions.answer(item=item, by=desk.adviser, version=item.version, advice=plain_advice(no_point_reason=""))


def test_answer_draft_is_kept_between_visits() -> None:
    desk = Desk()
    item = desk.assigned()

    post(desk.adviser, "answer", item.pk, {"version": item.version, "text": "Half a thought", "do": "keep"})

    assert "Half a thought" in text_of(get(desk.adviser, "answer", item.pk))
    assert Request.objects.get(pk=item.pk).state == State.ASSIGNED


def test_officer_answers_in_the_name_of_the_office() -> None:
    desk = Desk()
    item = desk.office_only()

    post(desk.officer, "answer", item.pk, {**ANSWER, "version": item.version})
    let_go_out(item)

    assert Request.objects.get(pk=item.pk).answers.get().source == "office"
    assert "Advice from the Monitoring Officer’s office" in text_of(get(desk.member, "request", item.pk))


def test_request_for_the_office_only_cannot_be_returned() -> None:
    desk = Desk()
    item = desk.office_only()

    assert get(desk.officer, "return_to_desk", item.pk).status_code == 403
    assert "Return to the Communications Team" not in text_of(get(desk.officer, "desk_request", item.pk))


def test_note_is_added_and_an_empty_one_is_refused() -> None:
    desk = Desk()
    item = desk.assigned()

    empty = post(desk.adviser, "note", item.pk, {"text": " "})
    done = post(desk.adviser, "note", item.pk, {"text": "Rang the depot."})

    assert "Enter the note" in text_of(empty)
    assert done.headers["Location"] == item.get_desk_url()
    assert Note.objects.get().text == "Rang the depot."
    assert get(desk.adviser, "note", item.pk).status_code == 405
    assert post(desk.member, "note", item.pk, {"text": "x"}).status_code == 404


def test_escalation_shows_the_reason_and_the_view_to_the_office() -> None:
    desk = Desk()
    item = desk.escalated(view="It names an officer.")

    page = text_of(get(desk.officer, "desk_request", item.pk))

    assert "Possible libel or a legal threat" in page
    assert "It names an officer." in page


@pytest.mark.parametrize(
    ("view", "state"),
    [
        ("new", "submitted"),
        ("mine", "assigned"),
        ("waiting", "awaiting_member"),
        ("escalated", "escalated"),
        ("closed", "answered"),
    ],
)
def test_each_list_of_the_desk_holds_its_states(view: str, state: str) -> None:
    desk = Desk()
    made = {name: desk.in_state(name) for name in State.values}

    page = text_of(signed_in(desk.adviser).get(f"/advice/desk/list/{view}/")).partition('id="list"')[2]

    shown = {name for name, item in made.items() if str(item.pk) in page}
    assert state in shown
    assert State.DRAFT not in shown
    assert view in ("closed", "mine") or shown == {state}


def test_queue_is_in_order_of_what_is_due_or_goes_out_first() -> None:
    desk = Desk()
    now = timezone.now()
    plain = desk.submitted()
    urgent = desk.submitted(is_urgent=True, urgent_reason="News")
    soon = desk.submitted(intended_at=now + timedelta(minutes=5), intended_has_time=True)

    page = text_of(signed_in(desk.adviser).get("/advice/desk/list/new/")).partition('id="list"')[2]

    places = [page.index(item.reference) for item in (soon, urgent, plain)]
    assert places == sorted(places)


def test_queue_is_searched_by_words_reference_topic_and_platform() -> None:
    desk = Desk()
    wanted = desk.submitted(question="What of the aqueduct?", topics=["staff"], platforms=["tiktok"])
    other = desk.submitted()
    client = signed_in(desk.adviser)

    for query in ("q=aqueducts", f"q={wanted.reference.lower()}", "topic=staff", "platform=tiktok"):
        page = text_of(client.get(f"/advice/desk/list/open/?{query}"))
        assert str(wanted.pk) in page
        assert str(other.pk) not in page


@pytest.mark.parametrize("query", ["q=%00", "q=%ED%A0%80", "topic=nonsense", "q=" + "x" * 3000, "after=x", "q=:*%26!("])
def test_queue_answers_any_query(query: str) -> None:
    desk = Desk()
    desk.submitted()

    assert signed_in(desk.adviser).get(f"/advice/desk/list/open/?{query}").status_code == 200
    assert signed_in(desk.officer).get(f"/advice/monitoring-officer/list/open/?{query}").status_code == 200


def test_unknown_list_is_not_found() -> None:
    desk = Desk()

    assert signed_in(desk.adviser).get("/advice/desk/list/nonsense/").status_code == 404


@pytest.mark.parametrize("role", ["member", "delegate", "monitoring_officer", "administrator", "auditor"])
def test_desk_is_for_communications_only(role: str) -> None:
    assert get(UserFactory(roles=(role,)), "desk").status_code == 403


@pytest.mark.parametrize("role", ["member", "delegate", "comms_adviser", "comms_lead", "administrator", "auditor"])
def test_office_list_is_for_the_office_only(role: str) -> None:
    assert get(UserFactory(roles=(role,)), "office").status_code == 403


def test_office_list_counts_what_is_new_and_mine() -> None:
    desk = Desk()
    desk.escalated()
    mine = desk.office_only()
    actions.accept(item=mine, by=desk.officer, version=mine.version)

    page = text_of(get(desk.officer, "office"))

    assert "New (1)" in page
    assert "Mine (1)" in page


@pytest.mark.parametrize("address", ["/advice/desk/list/open/", "/advice/monitoring-officer/list/open/"])
def test_list_asks_as_often_for_three_rows_as_for_three_hundred(address: str) -> None:
    desk = Desk()
    reader = desk.adviser if "desk" in address else desk.officer
    for _ in range(3):
        desk.escalated()
    few = _queries(reader, address)
    _copy_rows(300)

    many = _queries(reader, address)

    assert Request.objects.count() > 300
    assert few == many


def test_page_of_one_request_asks_as_often_for_many_notes_as_for_few() -> None:
    desk = Desk()
    item = desk.assigned()
    actions.note(item=item, by=desk.adviser, text="One")
    few = _queries(desk.adviser, item.get_desk_url())
    for number in range(20):
        actions.note(item=item, by=desk.adviser, text=f"Note {number}")

    assert _queries(desk.adviser, item.get_desk_url()) == few


def _queries(user: User, address: str) -> int:
    client = signed_in(user)
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def _copy_rows(number: int) -> None:
    """Many rows like the first, each with a member of its own."""
    model = Request.objects.first()
    assert model is not None
    rows = []
    for count in range(number):
        row = Request.objects.get(pk=model.pk)
        made = Request(member=UserFactory(), asked_by=model.asked_by, reference=f"ADV-2000-{count}")
        for field in ("state", "kind", "submitted_at", "escalated_at", "with_office", "adviser", "act_by", "due_at"):
            setattr(made, field, getattr(row, field))
        rows.append(made)
    Request.objects.bulk_create(rows)
