"""Handing over, showing another way, and closing as asked twice: never across members, never into somebody's own cause.

Faults that were tried, each of which turns tests here red: `hand_over` without `can_advise_on`; `mark_duplicate`
without the member, or without the look along the chain.
"""

from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone

from abuse_log.models import Incident
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import RoleGrant, User
from reviews.advice import actions
from reviews.advice.models import Note, Request
from tests.advice.waiting import MONDAY
from tests.factories.advice import Desk, plain_advice
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def person(*roles: str) -> User:
    made: User = UserFactory(roles=roles)
    return made


def over(item: Request, by: User, to: User, text: str = "") -> Request:
    return actions.hand_over(item=item, by=by, version=item.version, to=to, text=text)


def twin(item: Request, by: User, of: Request) -> Request:
    return actions.mark_duplicate(item=item, by=by, version=item.version, of=of)


def test_colleague_gets_it_with_the_note_and_a_mail_and_the_time_stays() -> None:
    desk, other = Desk(), person("comms_adviser")
    item = desk.assigned()

    done = over(item, desk.adviser, other, text="I am away from noon.")

    note = Note.objects.get(item=done, sort="handed")
    assert (done.adviser, done.due_at, note.text) == (other, item.due_at, "I am away from noon.")
    told = Item.objects.filter(kind="advice.handed_over").values_list("payload__person", flat=True)
    assert list(told) == [str(other.pk)]


def test_lead_hands_over_for_somebody_who_is_away() -> None:
    desk, lead, other = Desk(), person("comms_lead"), person("comms_adviser")

    assert over(desk.assigned(), lead, other).adviser == other


def test_it_is_handed_to_nobody_who_cannot_advise_on_it() -> None:
    desk = Desk()
    item = desk.submitted()
    gone = person("comms_adviser")
    RoleGrant.objects.filter(user=gone).update(ended_at=timezone.now(), ended_by=gone)
    closed = person("comms_adviser")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    both = person("member", "comms_adviser")
    own = Desk(member=both).submitted()

    for to in (desk.member, desk.officer, User.objects.get(pk=gone.pk), User.objects.get(pk=closed.pk)):
        with pytest.raises(actions.NotTheirs):
            over(item, desk.adviser, to)
    with pytest.raises(actions.NotTheirs):
        over(own, desk.adviser, both)
    held = over(item, desk.adviser, desk.adviser)
    with pytest.raises(actions.NotTheirs):
        over(held, desk.adviser, desk.adviser)


def test_what_was_handed_over_is_no_longer_answered_by_who_had_it() -> None:
    desk, other = Desk(), person("comms_adviser")
    item = over(desk.assigned(), desk.adviser, other)

    with pytest.raises(actions.WrongState):
        actions.answer(item=item, by=desk.adviser, version=item.version, advice=plain_advice())


def test_member_is_invited_another_way_and_nothing_is_begun_there() -> None:
    desk = Desk()
    item = desk.redirected()

    assert (item.redirect_to, item.messages.get().text) == ("records", "Keep a record of it.")
    assert not Incident.objects.exists()
    told = Item.objects.filter(kind="advice.redirected").values_list("payload__person", flat=True)
    assert list(told) == [str(desk.member.pk)]


def test_request_asked_twice_is_closed_and_the_member_told() -> None:
    desk = Desk()
    first, second = desk.assigned(), desk.submitted()

    done = twin(second, desk.adviser, first)

    assert (done.state, done.duplicate_of) == ("closed", first)
    assert Item.objects.filter(kind="advice.duplicate", payload__person=str(desk.member.pk)).count() == 1


def test_request_of_another_member_is_never_its_twin() -> None:
    desk = Desk()
    item, strange = desk.submitted(), Desk().submitted()

    with pytest.raises(actions.NotATwin):
        twin(item, desk.adviser, strange)

    assert Request.objects.get(pk=item.pk).state == "submitted"


def test_what_the_desk_does_not_see_or_the_member_took_back_is_no_twin() -> None:
    desk = Desk()
    item = desk.submitted()

    for of in (item, desk.draft(), desk.office_only(), desk.withdrawn()):
        with pytest.raises(actions.NotATwin):
            twin(item, desk.adviser, of)


def test_requests_are_not_closed_in_a_circle() -> None:
    desk = Desk()
    one, two, three = desk.submitted(), desk.submitted(), desk.submitted()
    one = twin(one, desk.adviser, two)
    twin(two, desk.adviser, three)

    for closed in (one, two):
        with pytest.raises(actions.NotATwin):
            twin(three, desk.adviser, closed)
