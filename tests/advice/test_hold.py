"""An answer waits for a moment before it goes out: undone in time, released once, and what was not sent says why.

Faults that were tried, each of which turns tests here red: `release` that does not look at `send_at`; that gives the
newest version instead of `held_version`; `keep_answer_draft` that does not take back what was changed; `hold_answer`
that does not check, or does not keep the points.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from portal.foundation.outbox.models import Item
from portal.foundation.people.models import RoleGrant
from portal.home.waiting import waiting_for
from reviews.advice import actions, emails
from reviews.advice.actions.answers import Advice
from reviews.advice.models import AnswerDraft, Request
from tests.advice.waiting import MONDAY
from tests.factories.advice import Desk, plain_advice, points_in_force
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
HOLD = timedelta(seconds=settings.ADVICE_HOLD_SECONDS)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as coordinates:
        yield coordinates


def held(desk: Desk, item: Request, **changes: Any) -> AnswerDraft:
    advice = plain_advice(**changes)
    return actions.hold_answer(item=item, by=desk.adviser, version=item.version, advice=advice)


def now_is(item: Request) -> Request:
    return Request.objects.get(pk=item.pk)


def test_held_answer_goes_out_when_its_time_has_come_and_not_before(clock: time_machine.Traveller) -> None:
    desk = Desk()
    draft = held(desk, item := desk.assigned())

    assert actions.release(draft=draft) is None
    assert now_is(item).state == "assigned"
    clock.shift(HOLD)
    done = actions.release(draft=draft)

    assert done is not None
    assert (now_is(item).state, done.answers.get().text) == ("answered", "Say what happened instead.")
    assert not AnswerDraft.objects.filter(pk=draft.pk).exists()


def test_answer_undone_in_time_is_a_draft_again(clock: time_machine.Traveller) -> None:
    desk = Desk()
    draft = held(desk, item := desk.assigned(), text="Kept words.")

    undone = actions.undo_hold(item=item, by=desk.adviser)
    clock.shift(HOLD)

    assert actions.release(draft=draft) is None
    assert (undone.text, undone.send_at, now_is(item).state) == ("Kept words.", None, "assigned")
    with pytest.raises(actions.NotHeld):
        actions.undo_hold(item=item, by=desk.adviser)


def test_nobody_else_undoes_it_and_nothing_is_undone_afterwards(clock: time_machine.Traveller) -> None:
    desk = Desk()
    draft = held(desk, item := desk.assigned())

    with pytest.raises(actions.NotHeld):
        actions.undo_hold(item=item, by=UserFactory(roles=("comms_lead",)))
    clock.shift(HOLD)
    actions.release(draft=draft)
    with pytest.raises(actions.NotHeld):
        actions.undo_hold(item=item, by=desk.adviser)


def test_held_again_waits_for_the_later_time(clock: time_machine.Traveller) -> None:
    desk = Desk()
    draft = held(desk, item := desk.assigned(), text="First.")
    clock.shift(HOLD / 2)
    held(desk, item, text="Second.")
    clock.shift(HOLD / 2)

    assert actions.release(draft=draft) is None
    clock.shift(HOLD / 2)
    done = actions.release(draft=draft)

    assert done is not None
    assert [given.text for given in done.answers.all()] == ["Second."]
    assert actions.release(draft=draft) is None


@pytest.mark.parametrize("moved_by", ["withdrawn", "taken over", "handed over", "asked", "replied", "role lost"])
def test_what_can_no_longer_be_sent_stays_and_says_why(moved_by: str, clock: time_machine.Traveller) -> None:
    desk, other = Desk(), UserFactory(roles=("comms_lead",))
    draft = held(desk, item := desk.assigned(), text="Kept words.")
    version = item.version
    match moved_by:
        case "withdrawn":
            actions.withdraw(item=item, by=desk.member, version=version)
        case "taken over":
            actions.claim(item=item, by=other, version=version)
        case "handed over":
            actions.hand_over(item=item, by=other, version=version, to=other)
        case "asked":
            actions.ask_member(item=item, by=desk.adviser, version=version, text="Where?")
        case "replied":
            asked = actions.ask_member(item=item, by=desk.adviser, version=version, text="Where?")
            actions.reply(item=asked, by=desk.member, version=asked.version, text="Here.", wording="Other words.")
        case "role lost":
            RoleGrant.objects.filter(user=desk.adviser).update(ended_at=timezone.now(), ended_by=other)
    clock.shift(HOLD)

    assert actions.release(draft=draft) is None

    kept = AnswerDraft.objects.get(pk=draft.pk)
    assert (kept.text, kept.send_at, kept.held_version) == ("Kept words.", None, None)
    assert kept.not_sent_because
    assert not item.answers.exists()
    assert actions.release(draft=kept) is None


def test_author_is_told_by_mail_and_at_home_that_it_did_not_go_out(clock: time_machine.Traveller) -> None:
    """Faults that turn this red, tried: nothing added in `_keep_unsent`; `_unsent` left out of the home page."""
    desk = Desk()
    draft = held(desk, item := desk.assigned(), text="Kept words.")
    actions.claim(item=item, by=UserFactory(roles=("comms_lead",)), version=item.version)
    clock.shift(HOLD)
    actions.release(draft=draft)

    told = Item.objects.get(kind="advice.not_sent")
    mail = emails.not_sent(told)
    assert mail is not None
    assert (mail.to, "Kept words" in mail.body) == ([desk.adviser.email], False)
    assert f"{item.reference}: your answer did not go out" in [line.text for line in waiting_for(desk.adviser)]
    AnswerDraft.objects.filter(pk=draft.pk).update(not_sent_because="")
    assert emails.not_sent(told) is None
    assert waiting_for(desk.adviser) == []


def test_words_changed_while_they_waited_are_not_sent(clock: time_machine.Traveller) -> None:
    desk = Desk()
    draft = held(desk, item := desk.assigned())
    actions.keep_answer_draft(item=item, by=desk.adviser, advice=plain_advice(text="Half a sent"))
    clock.shift(HOLD)

    assert actions.release(draft=draft) is None

    kept = AnswerDraft.objects.get(pk=draft.pk)
    assert (kept.text, kept.not_sent_because) == ("Half a sent", "You changed it while it was waiting to go out.")
    assert now_is(item).state == "assigned"


def test_same_words_kept_again_still_go_out(clock: time_machine.Traveller) -> None:
    desk = Desk()
    draft = held(desk, item := desk.assigned())
    actions.keep_answer_draft(item=item, by=desk.adviser, advice=plain_advice())
    clock.shift(HOLD)

    assert actions.release(draft=draft) is not None


def test_points_that_were_held_are_those_that_are_cited(clock: time_machine.Traveller) -> None:
    desk = Desk()
    item, points = desk.assigned(), points_in_force()[:2]
    advice = Advice(stance="change_suggested", text="Say so.", points=points)
    draft = actions.hold_answer(item=item, by=desk.adviser, version=item.version, advice=advice)
    clock.shift(HOLD)

    done = actions.release(draft=draft)

    assert done is not None
    assert {cited.point for cited in done.answers.get().citations.all()} == set(points)


def test_point_dropped_while_it_waited_takes_it_back(clock: time_machine.Traveller) -> None:
    desk = Desk()
    item, points = desk.assigned(), points_in_force()[:2]
    advice = Advice(stance="change_suggested", text="Say so.", points=points)
    draft = actions.hold_answer(item=item, by=desk.adviser, version=item.version, advice=advice)
    actions.drop_point(item=item, by=desk.adviser, point=points[0])
    clock.shift(HOLD)

    assert actions.release(draft=draft) is None
    assert AnswerDraft.objects.get(pk=draft.pk).not_sent_because


def test_everything_is_checked_when_it_is_held() -> None:
    desk = Desk()
    item = desk.assigned()

    with pytest.raises(actions.NeedsSecondLook):
        held(desk, item, stance="advise_against")
    with pytest.raises(actions.NoPointGiven):
        held(desk, item, no_point_reason="")
    with pytest.raises(actions.Stale):
        actions.hold_answer(item=item, by=desk.adviser, version=item.version - 1, advice=plain_advice())
    lead = UserFactory(roles=("comms_lead",))
    with pytest.raises(actions.WrongState):
        actions.hold_answer(item=item, by=lead, version=item.version, advice=plain_advice())
    with pytest.raises(actions.NotAllowed):
        actions.hold_answer(item=item, by=desk.member, version=item.version, advice=plain_advice())


def test_office_holds_its_answer_too(clock: time_machine.Traveller) -> None:
    desk = Desk()
    item = desk.office_only()
    draft = actions.hold_answer(item=item, by=desk.officer, version=item.version, advice=plain_advice())
    clock.shift(HOLD)

    done = actions.release(draft=draft)

    assert done is not None
    assert done.answers.get().source == "office"
