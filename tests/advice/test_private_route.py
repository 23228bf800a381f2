"""What is for the office only goes to one deputy first: the Monitoring Officer sees nothing of it until it is shared.

Faults that were tried, each of which turns tests here red: `_at_office` without `private_to`; `_without_stake` that
mails the Monitoring Officer; `deputy()` that does not ask whether the deputy still is one; `who_read_first` that leaves
the absent out for everybody.
"""

import re

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from portal.foundation.outbox.models import Item
from portal.foundation.people.models import RoleGrant, User
from reviews.advice import actions, permissions
from reviews.advice.models import Absence, PrivateRoute, Request
from reviews.advice.states import Verb
from tests.advice.pages import get, text_of
from tests.factories.advice import Desk, plain_advice
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def kept() -> tuple[Desk, Request, User]:
    """A request that the deputy alone reads, and the Monitoring Officer. `desk.officer` is the deputy."""
    desk = Desk(officer=UserFactory(roles=("deputy_monitoring_officer",)))
    officer: User = UserFactory(roles=("monitoring_officer",))
    return desk, desk.kept_for_deputy(), officer


def sees(user: User, item: Request) -> bool:
    return Request.objects.visible_to(User.objects.get(pk=user.pk)).filter(pk=item.pk).exists()


def mailed(user: User) -> set[str]:
    return set(Item.objects.filter(payload__person=str(user.pk)).values_list("kind", flat=True))


def leave(user: User) -> None:
    RoleGrant.objects.filter(user=user).update(ended_at=timezone.now(), ended_by=user)


def test_monitoring_officer_sees_nothing_of_it() -> None:
    desk, item, officer = kept()
    other = UserFactory(roles=("deputy_monitoring_officer",))

    for person in (officer, other):
        assert not sees(person, item)
        assert not Request.objects.with_office(person).matching(item.reference).exists()
        assert item.reference not in text_of(get(person, "office"))
        assert get(person, "desk_request", item.pk).status_code == 404
        assert mailed(person) == set()
        assert permissions.parts(person, item) == frozenset()
    assert sees(desk.officer, item)
    assert sees(desk.member, item)
    assert "advice.for_monitoring_officer" in mailed(desk.officer)


def test_another_deputy_reads_while_the_first_is_away_and_the_monitoring_officer_never() -> None:
    desk, item, officer = kept()
    other = UserFactory(roles=("deputy_monitoring_officer",))
    today = timezone.localdate()
    Absence.objects.create(person=desk.officer, cover=officer, starts_on=today, ends_on=today, by=desk.officer)

    assert sees(other, item)
    assert get(other, "desk_request", item.pk).status_code == 200
    assert not sees(officer, item)
    assert get(officer, "desk_request", item.pk).status_code == 404
    assert PrivateRoute.objects.all().deputy() == other


def test_member_is_told_beforehand_and_afterwards_who_alone_reads_it() -> None:
    desk, item, _officer = kept()
    draft = desk.draft(office_only=True)

    assert f"Only {desk.officer}, a deputy of the Monitoring Officer, will read this" in text_of(
        get(desk.member, "check", draft.pk)
    )
    leave(desk.officer)
    assert "Only the Monitoring Officer and their deputy will read this" in text_of(get(desk.member, "check", draft.pk))
    assert f"Only {desk.officer}, a deputy of the Monitoring Officer can read it" in text_of(
        get(desk.member, "sent", item.pk)
    )


def test_page_of_the_office_is_the_same_with_and_without_it() -> None:
    officer: User = UserFactory(roles=("monitoring_officer",))
    desk = Desk(officer=UserFactory(roles=("deputy_monitoring_officer",)))
    empty = get(officer, "office")

    desk.kept_for_deputy()

    assert Request.objects.with_office(officer).count() == 0
    assert main_of(text_of(get(officer, "office"))) == main_of(text_of(empty))


def main_of(page: str) -> str:
    """Without the token of the form, which is another at every drawing."""
    return re.sub(r'value="\w{64}"', "", page[page.index("<main") : page.index("</main>")])


def test_monitoring_officer_can_do_nothing_with_it() -> None:
    _desk, item, officer = kept()

    with pytest.raises(actions.NotAllowed):
        actions.accept(item=item, by=officer, version=item.version)
    with pytest.raises(actions.NotAllowed):
        actions.share_with_mo(item=item, by=officer, version=item.version)
    assert [verb for verb in Verb if permissions.step(officer, item, verb)] == []


def test_shared_with_the_monitoring_officer_it_is_theirs_too() -> None:
    desk, item, officer = kept()

    item = actions.share_with_mo(item=item, by=desk.officer, version=item.version)

    assert sees(officer, item)
    assert "advice.for_monitoring_officer" in mailed(officer)
    assert actions.accept(item=item, by=officer, version=item.version).accepted_by == officer
    item = Request.objects.get(pk=item.pk)
    with pytest.raises(actions.WrongState):
        actions.share_with_mo(item=item, by=desk.officer, version=item.version)


def test_nothing_is_orphaned_when_the_deputy_is_one_no_longer() -> None:
    desk, item, officer = kept()

    leave(desk.officer)

    assert sees(officer, item)
    assert not sees(desk.officer, item)
    answered = actions.answer_as_mo(item=item, by=officer, version=item.version, advice=plain_advice())
    assert answered.state == "answered"


def test_member_who_asks_again_reaches_the_office_when_the_deputy_has_gone() -> None:
    desk, item, officer = kept()
    item = actions.accept(item=item, by=desk.officer, version=item.version)
    item = actions.ask_member_as_mo(item=item, by=desk.officer, version=item.version, text="When?")
    leave(desk.officer)
    item = Request.objects.get(pk=item.pk)

    actions.reply(item=item, by=desk.member, version=item.version, text="Now.")

    assert "advice.replied" in mailed(officer)


def test_later_steps_of_it_are_mailed_to_the_deputy_alone() -> None:
    desk, item, officer = kept()
    item = actions.answer_as_mo(item=item, by=desk.officer, version=item.version, advice=plain_advice())

    actions.follow_up(item=item, by=desk.member, version=item.version, text="And now?")

    assert mailed(officer) == set()
    assert "advice.again" in mailed(desk.officer)


def test_route_counts_for_requests_from_now_on() -> None:
    deputy: User = UserFactory(roles=("deputy_monitoring_officer",))
    desk = Desk()
    before = desk.office_only()
    actions.set_private_route(deputy=deputy, by=desk.officer)
    kept_back = desk.office_only()
    actions.set_private_route(deputy=None, by=deputy)
    after = desk.office_only()

    assert [item.private_to for item in (before, kept_back, after)] == [None, deputy, None]
    assert [sees(desk.officer, item) for item in (before, kept_back, after)] == [True, False, True]


def test_ordinary_request_is_never_private() -> None:
    desk, _item, officer = kept()
    item = desk.escalated()

    assert item.private_to is None
    assert sees(officer, item)
    with pytest.raises(IntegrityError, match="private_is_office_only"), transaction.atomic():
        Request.objects.filter(pk=item.pk).update(private_to=desk.officer)


def test_route_to_somebody_who_left_leads_to_the_office() -> None:
    desk, _item, officer = kept()
    leave(desk.officer)

    assert PrivateRoute.objects.all().deputy() is None
    item = desk.office_only()
    assert (item.private_to, sees(officer, item)) == (None, True)


@pytest.mark.parametrize("role", ["member", "comms_lead", "administrator", "auditor", "delegate"])
def test_route_is_set_by_the_office_only_and_leads_to_a_deputy_only(role: str) -> None:
    somebody: User = UserFactory(roles=(role,))
    officer: User = UserFactory(roles=("monitoring_officer",))

    with pytest.raises(actions.NotAllowed):
        actions.set_private_route(deputy=None, by=somebody)
    for no_deputy in (somebody, officer):
        with pytest.raises(actions.NotTheirs):
            actions.set_private_route(deputy=no_deputy, by=officer)


def test_route_that_was_set_stays() -> None:
    kept()

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        PrivateRoute.objects.update(deputy=None)
