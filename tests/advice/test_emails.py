"""The mails: who gets which, and that they hold a reference and a link."""

from typing import Any

import pytest
from django.utils import timezone

from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.advice import actions, emails
from reviews.advice.models import Request
from tests.factories.advice import Desk, plain_advice
from tests.factories.people import DelegationFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "zygoquartz"


def told() -> list[tuple[str, User]]:
    """Kinds and readers of all mails that are due, in the order in which they were added."""
    items = Item.objects.filter(kind__startswith="advice.", due_at__lte=timezone.now()).order_by("pk")
    return [(item.kind.removeprefix("advice."), User.objects.get(pk=item.payload["person"])) for item in items]


def letter(kind: str) -> Any:
    item = Item.objects.filter(kind=f"advice.{kind}").order_by("pk").last()
    assert item is not None
    return getattr(emails, kind)(item)


def test_new_request_is_told_to_the_member_and_to_every_adviser() -> None:
    desk = Desk()
    lead = UserFactory(roles=("comms_lead",))

    desk.submitted()

    assert set(told()) == {("submitted", desk.member), ("new_request", desk.adviser), ("new_request", lead)}


def test_mail_holds_a_reference_and_a_link_only(settings: Any) -> None:
    desk = Desk()
    item = desk.submitted(draft_wording=SECRET, question=SECRET)

    mail = letter("new_request")

    assert mail.to == [desk.adviser.email]
    assert mail.subject == f"{item.reference}: a new request"
    assert f"{settings.PORTAL_URL}{item.get_desk_url()}" in mail.body
    assert SECRET not in mail.subject + mail.body
    assert desk.member.full_name not in mail.subject + mail.body
    assert desk.member.email not in mail.body


def test_each_step_tells_the_other_side() -> None:
    desk = Desk()
    item = desk.escalated()
    item = actions.return_to_desk(item=item, by=desk.officer, version=item.version, text="Go on.")
    item = actions.ask_member(item=item, by=desk.adviser, version=item.version, text="Where?")
    item = actions.reply(item=item, by=desk.member, version=item.version, text="Here.")
    actions.answer(item=item, by=desk.adviser, version=item.version, advice=plain_advice())

    assert told() == [
        ("submitted", desk.member),
        ("new_request", desk.adviser),
        ("escalated", desk.member),
        ("for_monitoring_officer", desk.officer),
        ("returned", desk.adviser),
        ("question_asked", desk.member),
        ("replied", desk.adviser),
        ("answered", desk.member),
    ]
    assert letter("answered").to == [desk.member.email]


def test_reply_to_the_office_is_told_to_whoever_asked() -> None:
    desk = Desk()
    deputy = UserFactory(roles=("deputy_monitoring_officer",))
    item = desk.office_only()
    item = actions.ask_member_as_mo(item=item, by=deputy, version=item.version, text="When?")

    actions.reply(item=item, by=desk.member, version=item.version, text="Today.")

    assert told()[-1] == ("replied", deputy)


def test_delegate_who_asked_is_told_beside_the_member() -> None:
    desk = Desk()
    delegate = DelegationFactory(member=desk.member, grade="act").delegate

    desk.submitted(asked_by=delegate)

    assert {("submitted", desk.member), ("submitted", delegate)} <= set(told())


def test_adviser_with_a_stake_is_not_told() -> None:
    desk = Desk()
    both = UserFactory(roles=("member", "comms_adviser"))

    Desk(member=both, adviser=desk.adviser).submitted()

    assert set(told()) == {("submitted", both), ("new_request", desk.adviser)}


@pytest.mark.parametrize("after", ["claim", "withdraw"])
def test_mail_that_is_no_longer_right_is_not_sent(after: str) -> None:
    desk = Desk()
    item = desk.submitted()
    by = desk.adviser if after == "claim" else desk.member

    getattr(actions, after)(item=item, by=by, version=item.version)

    assert letter("new_request") is None


def test_mail_to_somebody_who_lost_their_role_is_not_sent() -> None:
    desk = Desk()
    desk.submitted()
    desk.adviser.grants.update(ended_at=timezone.now(), ended_by=desk.member)

    assert letter("new_request") is None


def test_mail_to_a_closed_account_is_not_sent() -> None:
    desk = Desk()
    desk.answered()
    User.objects.filter(pk=desk.member.pk).update(is_active=False)

    assert letter("answered") is None


def test_mail_is_added_once_however_often_the_step_is_tried() -> None:
    desk = Desk()
    item = desk.draft()
    for _ in range(3):
        actions.submit(item=Request.objects.get(pk=item.pk), by=desk.member, version=item.version)

    assert len([kind for kind, _ in told() if kind == "submitted"]) == 1
