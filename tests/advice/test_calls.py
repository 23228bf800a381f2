"""A call that an officer writes down is the member's request; the officer may advise on it, never in their own cause.

Faults that were tried, each of which turns tests here red: `asked_by=by` (the officer then has a stake);
`can_log_call` that lets somebody log their own (that of a member they help was not tried by itself); `office_only`
taken from the answers.
"""

from typing import Any

import pytest

from portal.foundation.audit.models import Event
from portal.foundation.people.models import User
from reviews.advice import actions, permissions
from reviews.advice.models import Request
from tests.factories.advice import ANSWERS, Desk, plain_advice
from tests.factories.people import DelegationFactory, RoleGrantFactory, TermFactory, UserFactory

pytestmark = pytest.mark.django_db


def logged(desk: Desk, **changes: Any) -> Request:
    return actions.log_call(member=desk.member, answers={**ANSWERS, **changes}, by=desk.adviser)


def test_call_is_the_members_request_and_says_who_wrote_it_down() -> None:
    desk = Desk()

    item = logged(desk)

    assert (item.state, item.member, item.asked_by, item.logged_by) == (
        "submitted",
        desk.member,
        desk.member,
        desk.adviser,
    )
    assert Request.objects.asked_by_or_for(desk.member).get() == item
    assert item.wordings.get().by == desk.adviser
    event = Event.objects.get(verb="advice.submit", about_id=str(item.pk))
    assert (event.actor_id, event.acting_for_id) == (desk.adviser.pk, desk.member.pk)


def test_member_withdraws_what_was_logged_and_the_officer_advises_on_it() -> None:
    desk = Desk()
    item, other = logged(desk), logged(desk)

    assert actions.withdraw(item=item, by=desk.member, version=item.version).state == "withdrawn"
    other = actions.claim(item=other, by=desk.adviser, version=other.version)
    done = actions.answer(item=other, by=desk.adviser, version=other.version, advice=plain_advice())
    assert done.state == "answered"


def test_nobody_logs_a_call_in_their_own_cause() -> None:
    both: User = UserFactory(roles=("member", "comms_adviser"))
    helper: User = UserFactory(roles=("comms_adviser", "delegate"))
    desk = Desk(adviser=helper)
    DelegationFactory(member=desk.member, delegate=helper, grade="record")

    for member, by in ((both, both), (desk.member, helper)):
        with pytest.raises(actions.NotAllowed):
            actions.log_call(member=member, answers=ANSWERS, by=by)
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    "role", ["member", "delegate", "monitoring_officer", "deputy_monitoring_officer", "administrator", "auditor"]
)
def test_nobody_outside_the_desk_logs_a_call(role: str) -> None:
    with pytest.raises(actions.NotAllowed):
        actions.log_call(member=Desk().member, answers=ANSWERS, by=UserFactory(roles=(role,)))


def test_call_is_logged_for_a_member_in_office_only() -> None:
    desk = Desk()
    former: User = UserFactory()
    RoleGrantFactory(user=former, role="member")
    TermFactory(user=former, starts_on="2020-05-01", ends_on="2021-05-01")

    for member in (former, desk.officer):
        with pytest.raises(actions.NotAllowed):
            actions.log_call(member=member, answers=ANSWERS, by=desk.adviser)


def test_call_for_the_office_only_is_not_logged_at_the_desk() -> None:
    with pytest.raises(actions.NotAllowed):
        logged(Desk(), office_only=True)

    assert not Request.objects.exists()


def test_call_that_is_not_whole_or_says_what_is_no_answer_leaves_nothing() -> None:
    with pytest.raises(actions.NotComplete):
        logged(Desk(), topics=[])
    with pytest.raises(ValueError, match="no answers of a draft"):
        logged(Desk(), state="answered")

    assert not Request.objects.exists()


def test_officer_who_comes_to_help_the_member_no_longer_advises_on_the_call() -> None:
    desk = Desk(adviser=UserFactory(roles=("comms_adviser", "delegate")))
    item = logged(desk)

    DelegationFactory(member=desk.member, delegate=desk.adviser, grade="record")

    assert not permissions.handles(desk.adviser, item)
