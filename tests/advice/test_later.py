"""What happens by itself as working days pass, and what does not when the request has moved on.

Faults that were tried, each of which turns tests here red: `_close` that gives the newest version; `_warned` without
the lead; `may_reopen` without its limit; `accept` of a reopened request that stops its clock; `_at_work_on` that does
not ask whether the holder is still there.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine

from portal.foundation.outbox.models import Item
from portal.foundation.people.models import RoleGrant
from reviews.advice import actions, later
from reviews.advice.models import Request
from tests.advice.waiting import MONDAY, on, wait_until
from tests.factories.advice import Desk, plain_advice
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is 10am on Monday 23 November 2026: three working days later is the 26th, seven 2 December, ten the 7th."""
    with time_machine.travel(MONDAY, tick=False) as coordinates:
        yield coordinates


def kinds(sent: list[tuple[str, str]], *names: str) -> list[tuple[str, str]]:
    return [mail for mail in sent if mail[0] in names]


def state(item: Request) -> str:
    return Request.objects.get(pk=item.pk).state


def test_member_is_chased_after_three_and_seven_days_and_it_closes_after_ten(clock: time_machine.Traveller) -> None:
    desk = Desk()
    item = desk.awaiting()
    wait_until(clock, on(26, hour=16))
    chased = [("chased", desk.member.email)]

    assert kinds(wait_until(clock, on(26, hour=18)), "chased") == chased
    assert kinds(wait_until(clock, on(2, 12, hour=16)), "chased") == []
    assert kinds(wait_until(clock, on(2, 12, hour=18)), "chased") == chased
    wait_until(clock, on(7, 12, hour=16))
    assert state(item) == "awaiting_member"
    assert kinds(wait_until(clock, on(7, 12, hour=18)), "closed", "chased") == [("closed", desk.member.email)]

    ended = Request.objects.get(pk=item.pk)
    last = ended.history.last()
    assert last is not None
    assert (ended.state, last.verb, last.by) == ("closed", "close_unanswered", None)
    assert ended.may_reopen


def test_reply_ends_the_chasing_and_a_second_question_begins_it_anew(clock: time_machine.Traveller) -> None:
    desk = Desk()
    item = desk.awaiting()
    wait_until(clock, on(27))
    item = actions.reply(item=item, by=desk.member, version=item.version, text="Here.")
    item = actions.ask_member(item=item, by=desk.adviser, version=item.version, text="And when?")

    chased = kinds(wait_until(clock, on(2, 12, hour=16)), "chased")
    assert chased == []  # seven days after the first question, three after the second have not come
    assert len(kinds(wait_until(clock, on(2, 12, hour=18)), "chased")) == 1
    wait_until(clock, on(8, 12))
    assert state(item) == "awaiting_member"


def test_answered_request_closes_ten_days_after_the_answer(clock: time_machine.Traveller) -> None:
    item = Desk().answered()
    wait_until(clock, on(7, 12, hour=16))

    assert state(item) == "answered"
    wait_until(clock, on(7, 12, hour=18))

    assert state(item) == "closed"


@pytest.mark.parametrize("verb", ["follow_up", "close"])
def test_answered_request_that_moved_on_is_left_alone(verb: str, clock: time_machine.Traveller) -> None:
    desk = Desk()
    item = desk.answered()
    words: dict[str, Any] = {"text": "And now?"} if verb == "follow_up" else {}
    moved = getattr(actions, verb)(item=item, by=desk.member, version=item.version, **words)

    wait_until(clock, on(7, 12, hour=18))

    now = Request.objects.get(pk=item.pk)
    assert (now.state, now.version) == (moved.state, moved.version)


def test_each_thing_that_happens_later_changes_nothing_when_it_runs_twice(clock: time_machine.Traveller) -> None:
    item = Desk().awaiting()
    wait_until(clock, on(7, 12, hour=18))
    before = (Request.objects.get(pk=item.pk).version, Item.objects.count())

    for entry in Item.objects.filter(kind__in=["advice.chase", "advice.give_up", "advice.watch"]):
        getattr(later, entry.kind.removeprefix("advice."))(entry)

    assert (Request.objects.get(pk=item.pk).version, Item.objects.count()) == before


def test_holder_and_leads_are_warned_once_before_and_once_at_the_breach(clock: time_machine.Traveller) -> None:
    desk, lead = Desk(), UserFactory(roles=("comms_lead",))
    UserFactory(roles=("comms_adviser",))
    desk.assigned()
    both = sorted([("warned", desk.adviser.email), ("warned", lead.email)])

    assert kinds(wait_until(clock, on(25, hour=16)), "warned") == []
    assert sorted(kinds(wait_until(clock, on(25, hour=18)), "warned")) == both  # a working day before
    assert kinds(wait_until(clock, on(26, hour=16)), "warned") == []
    assert sorted(kinds(wait_until(clock, on(26, hour=18)), "warned")) == both
    assert kinds(wait_until(clock, on(18, 12)), "warned") == []


def test_nobody_is_warned_of_what_was_answered_or_waits_for_the_member(clock: time_machine.Traveller) -> None:
    desk = Desk()
    desk.answered()
    desk.awaiting()

    assert kinds(wait_until(clock, on(4, 12)), "warned") == []


def test_office_is_warned_of_its_own_and_the_desk_is_not(clock: time_machine.Traveller) -> None:
    desk, lead = Desk(), UserFactory(roles=("comms_lead",))
    deputy = UserFactory(roles=("deputy_monitoring_officer",))
    desk.office_only()

    warned = kinds(wait_until(clock, on(1, 12)), "warned")

    assert {reader for _kind, reader in warned} == {desk.officer.email, deputy.email}
    assert lead.email not in {reader for _kind, reader in warned}
    assert len(warned) == 2 * 4  # the acceptance and the answer, each before and at its time


def test_first_look_that_nobody_takes_is_told_to_the_lead(clock: time_machine.Traveller) -> None:
    desk, lead = Desk(), UserFactory(roles=("comms_lead",))
    desk.submitted()

    assert kinds(wait_until(clock, on(24, hour=18)), "warned") == [("warned", lead.email)] * 2


@pytest.mark.parametrize("has_time", [True, False])
def test_member_is_asked_at_the_posting_time_whether_help_is_still_wanted(
    has_time: bool, clock: time_machine.Traveller
) -> None:
    desk = Desk()
    when = on(24, hour=12 if has_time else 0)
    desk.submitted(intended_at=when, intended_has_time=has_time)
    passed = on(24, hour=12) if has_time else on(25, hour=0)

    assert (
        kinds(wait_until(clock, datetime.fromtimestamp(passed.timestamp() - 60, passed.tzinfo)), "still_wanted") == []
    )
    assert kinds(wait_until(clock, passed), "still_wanted") == [("still_wanted", desk.member.email)]


def test_nobody_is_asked_once_it_was_answered(clock: time_machine.Traveller) -> None:
    Desk().answered(intended_at=on(24, hour=12), intended_has_time=True)

    assert kinds(wait_until(clock, on(25)), "still_wanted") == []


def test_member_asks_once_more_within_twenty_working_days_of_the_answer(clock: time_machine.Traveller) -> None:
    """An answer closes by itself after ten; one that did not (its worker was away) takes a question until the end."""
    desk = Desk()
    item = desk.answered()

    clock.move_to(on(21, 12, hour=17))
    assert Request.objects.get(pk=item.pk).may_follow_up
    clock.move_to(on(21, 12, hour=18))
    with pytest.raises(actions.WrongState):
        actions.follow_up(item=item, by=desk.member, version=item.version, text="And now?")
    clock.move_to(on(21, 12, hour=16))
    assert actions.follow_up(item=item, by=desk.member, version=item.version, text="And now?").state == "follow_up"


@pytest.mark.parametrize("by", ["member", "adviser"])
def test_closed_request_is_opened_again_within_twenty_working_days(by: str, clock: time_machine.Traveller) -> None:
    desk = Desk()
    item = desk.closed()
    person = getattr(desk, by)

    clock.move_to(on(21, 12, hour=18))
    with pytest.raises(actions.WrongState):
        actions.reopen(item=item, by=person, version=item.version, text="One more thing.")
    clock.move_to(on(21, 12, hour=16))
    assert actions.reopen(item=item, by=person, version=item.version, text="One more thing.").state == "reopened"


def test_reopened_request_keeps_its_time_through_the_office_and_back(clock: time_machine.Traveller) -> None:
    desk = Desk()
    item = desk.escalated()
    item = actions.answer_as_mo(item=item, by=desk.officer, version=item.version, advice=plain_advice())
    item = actions.close(item=item, by=desk.member, version=item.version)
    item = actions.reopen(item=item, by=desk.member, version=item.version, text="One more thing.")
    item = actions.accept(item=item, by=desk.officer, version=item.version)

    item = actions.return_to_desk(item=item, by=desk.officer, version=item.version, text="Go on.")

    assert item.due_at == on(26, hour=17)


def test_reply_reaches_the_team_when_the_adviser_is_no_longer_there(clock: time_machine.Traveller) -> None:
    desk, other = Desk(), UserFactory(roles=("comms_adviser",))
    item = desk.awaiting()
    RoleGrant.objects.filter(user=desk.adviser).update(ended_at=MONDAY, ended_by=other)
    item = Request.objects.get(pk=item.pk)

    actions.reply(item=item, by=desk.member, version=item.version, text="Here.")

    assert kinds(wait_until(clock, on(23, hour=11)), "replied") == [("replied", other.email)]


def stands_still(clock: time_machine.Traveller, until: datetime) -> list[tuple[str, str]]:
    """The portal did nothing until then, and now does all that is due, in its order, at one moment."""
    clock.move_to(until)
    return wait_until(clock, until)


def test_after_standing_still_the_member_is_chased_once_and_has_three_days(clock: time_machine.Traveller) -> None:
    """Fault: `give_up` that closes at once (the member was never reminded), `chase` that sends both chasers."""
    desk = Desk()
    item = desk.awaiting()
    chased = [("chased", desk.member.email)]

    assert kinds(stands_still(clock, on(9, 12)), "chased", "closed") == chased
    assert kinds(wait_until(clock, on(14, 12, hour=16)), "chased", "closed") == []
    assert state(item) == "awaiting_member"
    assert kinds(wait_until(clock, on(14, 12, hour=18)), "chased", "closed") == [("closed", desk.member.email)]
    assert state(item) == "closed"


def test_after_standing_still_a_breach_is_told_once(clock: time_machine.Traveller) -> None:
    """Fault: `watch` that warns beforehand of what has passed."""
    desk, lead = Desk(), UserFactory(roles=("comms_lead",))
    desk.assigned()

    told = kinds(stands_still(clock, on(9, 12)), "warned")

    assert sorted(told) == sorted([("warned", desk.adviser.email), ("warned", lead.email)])


def test_answer_that_could_not_be_told_for_days_is_told_though_it_was_closed(clock: time_machine.Traveller) -> None:
    """Fault: `answered` for requests that are answered only."""
    desk = Desk()
    item = desk.answered()
    mail = Item.objects.get(kind="advice.answered")
    Item.objects.filter(pk=mail.pk).update(due_at=on(20, 12))  # the post was closed

    wait_until(clock, on(9, 12))
    assert state(item) == "closed"
    assert kinds(wait_until(clock, on(21, 12)), "answered") == [("answered", desk.member.email)]


def test_member_whose_chaser_cannot_be_sent_is_not_waited_for_for_ever(clock: time_machine.Traveller) -> None:
    desk = Desk()
    item = desk.awaiting()
    wait_until(clock, on(2, 12, hour=16))
    Item.objects.filter(kind="advice.chase", sent_at=None).update(dead_at=on(2, 12, hour=16), died_why="gave_up")

    wait_until(clock, on(7, 12, hour=18))

    assert state(item) == "closed"
