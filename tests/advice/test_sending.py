"""Between writing an answer and its going out: the second pair of eyes, the short hold, and the undo."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from portal.foundation.outbox.actions import drain
from portal.home.waiting import waiting_for
from reviews.advice import actions
from reviews.advice.models import AnswerDraft, Request, SecondLook
from reviews.advice.states import State
from tests.advice.pages import absent, get, let_go_out, post, signed_in, text_of, url
from tests.factories.advice import Desk, plain_advice, points_in_force
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

PLAIN = {"stance": "no_concern_seen", "text": "Typed words", "no_point_reason": "None fits."}
AGAINST = {**PLAIN, "stance": "advise_against"}


def write(desk: Desk, item: Request, do: str, **data: Any) -> Any:
    by = desk.officer if item.with_office else desk.adviser
    return post(by, "answer", item.pk, {"version": item.version, "do": do, **data})


def asked(desk: Desk, **answers: Any) -> tuple[Request, SecondLook]:
    """A request whose answer waits for a colleague."""
    item = desk.assigned(**answers)
    write(desk, item, "look", **AGAINST)
    return item, SecondLook.objects.get(item=item)


def test_answer_against_a_post_is_refused_without_a_second_look() -> None:
    desk = Desk()
    item = desk.assigned()

    done = write(desk, item, "send", **AGAINST)

    assert "Ask a colleague to look at advice against a post before it goes out" in text_of(done)
    assert "Ask a colleague to look first" in text_of(done)
    assert "Given before a second look was asked for" not in text_of(done)
    assert "Typed words" in text_of(done)
    assert not AnswerDraft.objects.get(item=item).is_held


def test_colleague_sees_the_answer_whole_and_agrees_and_it_goes_out() -> None:
    desk = Desk()
    point = points_in_force()[1]
    item = desk.assigned()
    actions.cite_points(item=item, by=desk.adviser, points=[point])
    colleague = UserFactory(roles=("comms_lead",))
    write(desk, item, "look", **AGAINST, suggested_wording="Say nothing.")
    look = SecondLook.objects.get()

    page = text_of(get(colleague, "second_look", item.pk, look=look.pk))
    done = post(colleague, "second_look", item.pk, {"agrees": "yes"}, look=look.pk)
    write(desk, item, "send", **AGAINST, suggested_wording="Say nothing.")
    answer = let_go_out(item).answers.get()

    assert all(words in page for words in ("Typed words", "Say nothing.", point.text, item.question))
    assert done.headers["Location"] == item.get_desk_url()
    assert (answer.second_look, answer.unreviewed_because) == (look, "")


def test_look_does_not_count_for_other_words() -> None:
    desk = Desk()
    item, look = asked(desk)
    actions.take_second_look(look=look, by=UserFactory(roles=("comms_lead",)), agrees=True)

    done = write(desk, item, "send", **{**AGAINST, "text": "Other words"})

    assert "so it does not count for what stands here now" in text_of(done)
    assert not AnswerDraft.objects.get(item=item).is_held


def test_answer_goes_out_unreviewed_with_a_reason_that_stays() -> None:
    desk = Desk()
    item = desk.assigned()

    earlier = write(desk, item, "send", **AGAINST, unreviewed_because="earlier")
    write(desk, item, "send", **AGAINST, unreviewed_because="nobody_there")

    assert "There is a problem" in text_of(earlier)
    assert let_go_out(item).answers.get().unreviewed_because == "nobody_there"


def test_look_is_wanted_of_colleagues_only_until_it_is_taken() -> None:
    desk = Desk()
    item, look = asked(desk)
    colleague = UserFactory(roles=("comms_adviser",))
    line = f"{item.reference}: a second look is wanted"

    before = [waiting.text for waiting in waiting_for(colleague)]
    own = [waiting.text for waiting in waiting_for(desk.adviser)]
    link = url("second_look", item.pk, look=look.pk)
    seen = (
        link in text_of(get(colleague, "desk_request", item.pk)),
        link in text_of(get(desk.adviser, "desk_request", item.pk)),
    )
    post(colleague, "second_look", item.pk, {"agrees": "no", "note": "Say what he can do instead."}, look=look.pk)

    assert (line in before, line in own) == (True, False)
    assert seen == (True, False)
    assert line not in [waiting.text for waiting in waiting_for(colleague)]
    page = text_of(get(desk.adviser, "answer", item.pk))
    assert f"{colleague} does not agree" in page
    assert "Say what he can do instead." in page


def test_look_behind_the_wall() -> None:
    desk = Desk()
    item, look = asked(desk)
    other, _look = asked(Desk())
    address = url("second_look", item.pk, look=look.pk)
    colleague = UserFactory(roles=("comms_adviser",))

    assert Client().post(address, {"agrees": "yes"}).status_code == 302
    for person in (desk.member, desk.officer, UserFactory(roles=("auditor",))):
        assert signed_in(person).get(address).status_code == 404
    assert get(colleague, "second_look", other.pk, look=look.pk).status_code == 404
    assert get(colleague, "second_look", item.pk, look=absent()).status_code == 404
    assert signed_in(desk.adviser).post(address, {"agrees": "yes"}).status_code == 403
    assert signed_in(colleague).put(address).status_code == 405
    assert "There is a problem" in text_of(signed_in(colleague).post(address, {"agrees": "\x00"}))
    assert "Say what should change first" in text_of(signed_in(colleague).post(address, {"agrees": "no"}))


def test_second_colleague_is_told_that_another_was_quicker_and_keeps_the_words() -> None:
    desk = Desk()
    item, look = asked(desk)
    actions.take_second_look(look=look, by=UserFactory(roles=("comms_lead",)), agrees=True)

    late = post(
        UserFactory(roles=("comms_adviser",)), "second_look", item.pk, {"agrees": "no", "note": "Mine"}, look=look.pk
    )

    assert late.status_code == 409
    assert "A colleague was quicker" in text_of(late)
    assert "Mine" in text_of(late)


def test_held_answer_shows_when_it_goes_out_and_is_undone() -> None:
    desk = Desk()
    item = desk.assigned()
    write(desk, item, "send", **PLAIN)

    page = text_of(get(desk.adviser, "desk_request", item.pk))
    others = text_of(get(UserFactory(roles=("comms_lead",)), "desk_request", item.pk))
    not_mine = post(UserFactory(roles=("comms_lead",)), "undo", item.pk)
    undone = post(desk.adviser, "undo", item.pk)
    again = signed_in(desk.adviser)
    again.post(url("undo", item.pk))

    assert "Your answer goes out at" in page
    assert url("undo", item.pk) in page
    assert f"The answer of {desk.adviser} goes out at" in others
    assert url("undo", item.pk) not in others
    assert not_mine.headers["Location"] == item.get_desk_url()
    assert undone.headers["Location"] == url("answer", item.pk)
    assert let_go_out(item).state == State.ASSIGNED
    assert "There is nothing to undo" in text_of(again.get(item.get_desk_url()))
    assert get(desk.adviser, "undo", item.pk).status_code == 405
    assert post(desk.member, "undo", item.pk).status_code == 404


def test_who_goes_on_writing_takes_the_held_answer_back() -> None:
    desk = Desk()
    item = desk.assigned()
    write(desk, item, "send", **PLAIN)

    write(desk, item, "keep", **{**PLAIN, "text": "Half a"})
    kept = AnswerDraft.objects.get(item=item).text
    write(desk, item, "send", **PLAIN)
    write(desk, item, "send", **{**PLAIN, "text": ""})
    emptied = AnswerDraft.objects.get(item=item).is_held
    write(desk, item, "send", **PLAIN)
    post(desk.adviser, "points", item.pk, {"point": []})

    assert (kept, emptied) == ("Half a", False)
    assert let_go_out(item).state == State.ASSIGNED


def test_held_answer_goes_out_with_the_points_it_was_checked_with() -> None:
    desk = Desk()
    item = desk.assigned()
    points = points_in_force()[1:3]

    advice = plain_advice(points=points, no_point_reason="")
    actions.hold_answer(item=item, by=desk.adviser, version=item.version, advice=advice)

    assert [citation.point for citation in let_go_out(item).answers.get().citations.all()] == points


def test_answer_sent_twice_goes_out_once() -> None:
    desk = Desk()
    item = desk.assigned()

    write(desk, item, "send", **PLAIN)
    write(desk, item, "send", **PLAIN)
    let_go_out(item)
    late = write(desk, item, "send", **PLAIN)

    assert item.answers.count() == 1
    assert late.headers["Location"] == item.get_desk_url()
    assert not AnswerDraft.objects.filter(item=item).exists()


def test_answer_that_could_not_go_out_says_why_and_keeps_the_words() -> None:
    desk = Desk()
    item = desk.assigned()
    write(desk, item, "send", **PLAIN)
    actions.claim(item=item, by=UserFactory(roles=("comms_lead",)), version=item.version)

    let_go_out(item)

    page = text_of(get(desk.adviser, "desk_request", item.pk))
    assert "Your answer did not go out" in page
    assert "Typed words" in page
    assert item.answers.count() == 0


def test_two_advisers_at_once_lose_no_text() -> None:
    desk = Desk()
    item = desk.assigned()
    write(desk, item, "keep", **PLAIN)
    other = UserFactory(roles=("comms_lead",))
    taken = actions.claim(item=item, by=other, version=item.version)

    first = write(desk, item, "send", **{**PLAIN, "text": "Words of the first"})
    post(other, "answer", item.pk, {**PLAIN, "text": "Words of the second", "version": taken.version, "do": "send"})

    assert first.status_code == 409
    assert "Words of the first" in text_of(first)
    assert "Taken on" in text_of(first)
    assert AnswerDraft.objects.get(item=item, by=desk.adviser).text == "Words of the first"
    assert let_go_out(item).answers.get().text == "Words of the second"


def test_member_learns_nothing_of_what_colleagues_say_to_each_other() -> None:
    desk = Desk()
    item, look = asked(desk, question="May I?")
    colleague = UserFactory(roles=("comms_lead",))
    actions.take_second_look(look=look, by=colleague, agrees=False, note="CANARY note")
    actions.hand_over(item=item, by=desk.adviser, version=item.version, to=colleague, text="CANARY hand-over")
    said = {**AGAINST, "text": "CANARY draft", "unreviewed_because": "too_urgent"}
    post(colleague, "answer", item.pk, {**said, "version": item.version + 1, "do": "send"})
    drain()

    pages = [text_of(get(desk.member, "request", item.pk)), text_of(get(desk.member, "home"))]
    mails = [letter.subject + str(letter.body) for letter in mail.outbox]

    assert AnswerDraft.objects.get(item=item, by=colleague).is_held
    assert mails
    assert not [text for text in (*pages, *mails) if "CANARY" in text or "Typed words" in text]
