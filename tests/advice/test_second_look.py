"""Advice against a post goes out after a colleague has read it, or says for good that nobody did.

Faults that were tried, each of which turns tests here red: `check` that does not exclude whoever answers;
`can_take_second_look` that does not ask who wrote it; `content_hash` without the suggested wording; `check` without
the time of the latest wording; `advice_answer_has_its_look` that does not compare the request.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.advice import actions
from reviews.advice.actions.answers import Advice
from reviews.advice.models import Answer, Request, SecondLook
from tests.factories.advice import Desk, plain_advice, points_in_force
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
AGAINST = plain_advice(stance="advise_against", text="Do not post it.", suggested_wording="Say nothing.")


def colleague() -> User:
    made: User = UserFactory(roles=("comms_adviser",))
    return made


def asked(desk: Desk, item: Request, advice: Advice = AGAINST) -> SecondLook:
    return actions.ask_second_look(item=item, by=desk.adviser, version=item.version, advice=advice)


def give(desk: Desk, item: Request, advice: Advice = AGAINST) -> Answer:
    done = actions.answer(item=item, by=desk.adviser, version=item.version, advice=advice)
    return done.answers.get()


def refused(change: Callable[[], object], says: str) -> bool:
    with pytest.raises((IntegrityError, DatabaseError), match=says), transaction.atomic():
        change()
    return True


def test_advice_against_goes_out_after_a_colleague_agreed() -> None:
    desk, other = Desk(), colleague()
    item = desk.assigned()
    look = actions.take_second_look(look=asked(desk, item), by=other, agrees=True, note="Yes.")

    given = give(desk, item)

    assert (given.second_look, given.unreviewed_because) == (look, "")


@pytest.mark.parametrize("agrees", [None, False])
def test_advice_against_waits_while_nobody_agreed(agrees: bool | None) -> None:
    desk = Desk()
    item = desk.assigned()
    look = asked(desk, item)
    if agrees is not None:
        actions.take_second_look(look=look, by=colleague(), agrees=agrees)

    with pytest.raises(actions.NeedsSecondLook):
        give(desk, item)

    assert Request.objects.get(pk=item.pk).state == "assigned"


def test_own_look_is_refused_by_the_code_and_by_the_database() -> None:
    desk = Desk()
    look = asked(desk, desk.assigned())
    taken = {"by": desk.adviser, "at": timezone.now(), "agrees": True}

    with pytest.raises(actions.NotAllowed):
        actions.take_second_look(look=look, by=desk.adviser, agrees=True)

    assert refused(lambda: SecondLook.objects.filter(pk=look.pk).update(**taken), "advice_look_is_anothers")


def test_whoever_looked_does_not_send_the_same_words_themself() -> None:
    desk, other = Desk(), colleague()
    item = desk.assigned()
    actions.take_second_look(look=asked(desk, item), by=other, agrees=True)
    item = actions.claim(item=item, by=other, version=item.version)

    with pytest.raises(actions.NeedsSecondLook):
        actions.answer(item=item, by=other, version=item.version, advice=AGAINST)


@pytest.mark.parametrize(
    "roles", [("member",), ("delegate",), ("monitoring_officer",), ("administrator",), ("auditor",)]
)
def test_nobody_outside_the_desk_takes_a_look(roles: tuple[str, ...]) -> None:
    look = asked(desk := Desk(), desk.assigned())

    with pytest.raises(actions.NotAllowed):
        actions.take_second_look(look=look, by=UserFactory(roles=roles), agrees=True)


@pytest.mark.parametrize(
    "change",
    [{"text": "Do not post it!"}, {"suggested_wording": "Say nothing"}, {"no_point_reason": "The guidance is silent."}],
)
def test_one_changed_letter_needs_a_new_look(change: dict[str, str]) -> None:
    desk, other = Desk(), colleague()
    item = desk.assigned()
    actions.take_second_look(look=asked(desk, item), by=other, agrees=True)
    said: dict[str, Any] = {"stance": "advise_against", "text": AGAINST.text, "suggested_wording": "Say nothing."}
    changed = plain_advice(**{**said, **change})

    with pytest.raises(actions.NeedsSecondLook):
        give(desk, item, changed)

    actions.take_second_look(look=asked(desk, item, changed), by=other, agrees=True)
    assert give(desk, item, changed).text == changed.text


def test_another_point_needs_a_new_look_and_their_order_does_not() -> None:
    desk = Desk()
    points = points_in_force()[:3]
    two = Advice(stance="advise_against", text="No.", points=points[:2])

    assert two.content_hash != Advice(stance="advise_against", text="No.", points=points).content_hash
    assert two.content_hash == Advice(stance="advise_against", text="No.", points=points[1::-1]).content_hash
    look = asked(desk, desk.assigned(), two)
    assert set(look.item.answer_drafts.get().points.all()) == set(points[:2])


def test_look_at_advice_on_an_earlier_wording_says_nothing() -> None:
    desk = Desk()
    item = desk.assigned()
    actions.take_second_look(look=asked(desk, item), by=colleague(), agrees=True)
    item = actions.ask_member(item=item, by=desk.adviser, version=item.version, text="Where?")
    item = actions.reply(item=item, by=desk.member, version=item.version, text="Here.", wording="Other words.")

    with pytest.raises(actions.NeedsSecondLook):
        give(desk, item)


def test_unreviewed_advice_is_marked_for_good() -> None:
    desk = Desk()
    item = desk.assigned()

    given = give(desk, item, plain_advice(stance="advise_against", unreviewed_because="nobody_there"))

    assert (given.second_look, given.unreviewed_because) == (None, "nobody_there")
    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.filter(pk=given.pk).update(unreviewed_because="")


def test_reason_is_not_kept_where_no_look_was_needed() -> None:
    desk = Desk()

    assert give(desk, desk.assigned(), plain_advice(unreviewed_because="nobody_there")).unreviewed_because == ""


def test_office_needs_no_second_look() -> None:
    desk = Desk()
    item = desk.escalated()

    done = actions.answer_as_mo(item=item, by=desk.officer, version=item.version, advice=AGAINST)

    assert done.answers.get().second_look is None


def test_database_refuses_advice_against_without_four_eyes_and_a_look_that_is_not_its_own() -> None:
    desk, other = Desk(), colleague()
    item, elsewhere = desk.assigned(), desk.assigned()
    agreed = actions.take_second_look(look=asked(desk, elsewhere), by=other, agrees=True)
    unasked = asked(desk, item)
    said = {"item": item, "number": 1, "source": "communications", "stance": "advise_against", "text": "No."}

    def write(**more: object) -> Answer:
        return Answer.objects.create(**{**said, "by": desk.adviser, **more})

    assert refused(write, "advice_answer_against_has_four_eyes")
    assert refused(lambda: write(second_look=agreed), "not one on this answer")
    assert refused(lambda: write(second_look=unasked), "not one on this answer")
    assert refused(lambda: write(item=elsewhere, second_look=agreed, by=other), "not one on this answer")


def test_look_that_was_taken_stays_and_is_taken_once() -> None:
    desk, other = Desk(), colleague()
    look = actions.take_second_look(look=asked(desk, desk.assigned()), by=other, agrees=False)

    with pytest.raises(actions.WrongState):
        actions.take_second_look(look=look, by=colleague(), agrees=True)

    row = SecondLook.objects.filter(pk=look.pk)
    assert refused(lambda: row.update(agrees=True), "stays as it is")
    assert refused(row.delete, "permission denied")
    fresh = SecondLook.objects.filter(pk=asked(desk, look.item, plain_advice(stance="advise_against")).pk)
    assert refused(lambda: fresh.update(content_hash="0" * 64), "permission denied")
    for field in ("text", "suggested_wording", "no_point_reason"):  # fault tried: migration 0015 not run
        assert refused(lambda field=field: fresh.update(**{field: ""}), "permission denied")
    assert refused(lambda: fresh.update(agrees=True), "advice_look_taken_whole")
    assert refused(lambda: fresh.update(asked_at=timezone.now() - timedelta(days=1)), "permission denied")


def test_colleagues_are_asked_and_whoever_asked_is_told() -> None:
    desk, other = Desk(), colleague()
    item = desk.assigned()

    look = asked(desk, item)
    again = asked(desk, item)
    actions.take_second_look(look=look, by=other, agrees=True)

    told = Item.objects.filter(kind__startswith="advice.second_look").values_list("kind", "payload__person")
    assert again.pk == look.pk
    assert sorted(told) == [
        ("advice.second_look", str(other.pk)),
        ("advice.second_look_taken", str(desk.adviser.pk)),
    ]
