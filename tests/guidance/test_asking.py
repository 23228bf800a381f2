"""Who is asked to confirm, when, and how often. The deliberate fault: ask on fixed days, and these turn red."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from guidance.confirming import actions
from guidance.models import Asking, Edition, Statement
from guidance.tasks import ask_members
from portal.celery import app
from portal.foundation.outbox.actions import drain
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from tests.factories.guidance import adopted, plain, protocol
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
START = datetime(2027, 3, 1, 7, 20, tzinfo=UTC)


def confirm(edition: Edition, member: User) -> None:
    actions.confirm(edition=edition.pk, statement=Statement.objects.current().pk, by=member)


def run_on(day: int) -> int:
    """The daily task so many days after 1 March 2027; how many it asked."""
    with time_machine.travel(START + day * DAY, tick=False):
        return actions.ask_members()


@pytest.fixture
def member() -> User:
    with time_machine.travel(START - DAY, tick=False):
        return UserFactory(roles=("member",))


def test_member_is_asked_once_and_once_more_after_fourteen_days_and_never_again(member: User) -> None:
    adopted()

    asked = {day: number for day in range(60) if (number := run_on(day))}

    assert asked == {0: 1, 14: 1}
    assert Item.objects.filter(kind="guidance.confirm").count() == 2


def test_fourteen_days_are_days_across_the_change_of_the_clocks(member: User) -> None:
    adopted()
    late = datetime(2027, 3, 20, 23, 50, tzinfo=UTC)  # a week before the clocks go forward
    with time_machine.travel(late, tick=False):
        actions.ask_members()

    with time_machine.travel(datetime(2027, 4, 2, 22, 59, tzinfo=UTC), tick=False):  # 23:59 on the 2nd in London
        assert actions.ask_members() == 0
    with time_machine.travel(datetime(2027, 4, 2, 23, 0, tzinfo=UTC), tick=False):  # midnight: the 3rd
        assert actions.ask_members() == 1


def test_nobody_is_asked_after_confirming(member: User) -> None:
    edition = adopted()
    run_on(0)
    with time_machine.travel(START + DAY, tick=False):
        confirm(edition, member)

    assert run_on(14) == 0


def test_what_was_missed_while_beat_was_down_is_made_up_for(member: User) -> None:
    adopted(effective_from=date(2027, 3, 1))

    asked = {day: number for day in (-1, 9, 10, 22, 26, 40) if (number := run_on(day))}

    assert asked == {9: 1, 26: 1}  # the second: at least fourteen days after it was asked


def test_edition_to_come_is_asked_for_from_its_day_on(member: User) -> None:
    adopted(effective_from=date(2027, 3, 5))

    assert {day: run_on(day) for day in (0, 3, 4)} == {0: 0, 3: 0, 4: 1}


def test_new_edition_is_asked_for_anew_and_the_old_one_no_more(member: User) -> None:
    old = adopted()
    run_on(0)
    new = adopted(protocol([("Other", ("All new.",))]), effective_from=date(2027, 3, 3))

    assert run_on(2) == 1
    assert run_on(14) == 0
    assert run_on(16) == 1
    assert (old.askings.count(), new.askings.count()) == (1, 2)


def test_only_members_in_office_are_asked() -> None:
    adopted()
    left = UserFactory(roles=("member",))
    left.terms.update(ends_on=timezone.localdate() - DAY)
    closed = UserFactory(roles=("member",), is_active=False)
    for role in ("comms_lead", "monitoring_officer", "delegate"):
        UserFactory(roles=(role,))
    in_office = UserFactory(roles=("member",))

    ask_members()

    assert [asking.member for asking in Asking.objects.all()] == [in_office]
    assert closed not in {asking.member for asking in Asking.objects.all()}


def test_member_who_takes_office_later_is_asked_then() -> None:
    adopted()
    actions.ask_members()
    newcomer = UserFactory(roles=("member",))

    assert actions.ask_members() == 1
    assert Asking.objects.get().member == newcomer


def test_plain_english_is_asked_for_only_while_nothing_is_adopted(member: User) -> None:
    plain()
    assert run_on(0) == 1
    edition = adopted()

    assert run_on(1) == 1
    assert Asking.objects.latest("at").edition == edition
    assert run_on(20) == 1


def test_running_again_and_again_asks_nobody_twice(member: User) -> None:
    adopted()

    for _ in range(5):
        run_on(0)

    asked = Item.objects.filter(kind="guidance.confirm")
    assert (Asking.objects.count(), asked.count()) == (1, 1)


def sent() -> list[str]:
    drain()
    return [letter.to[0] for letter in mail.outbox]


def test_mail_holds_a_link_and_nothing_else() -> None:
    edition, member = adopted(title="Rules of the teapot"), UserFactory(roles=("member",))
    actions.ask_members()

    assert sent() == [member.email]
    letter = mail.outbox[0]
    assert "/guidance/confirm/" in letter.body
    for secret in ("teapot", member.full_name, edition.short_hash, "edition"):
        assert secret not in letter.subject + letter.body


@pytest.mark.parametrize(
    "meanwhile",
    [
        confirm,
        lambda edition, member: member.terms.update(ends_on=timezone.localdate() - DAY),
        lambda edition, member: User.objects.filter(pk=member.pk).update(is_active=False),
        lambda edition, member: adopted(protocol([("New", ("New.",))]), effective_from=date(2021, 1, 1)),
    ],
    ids=["confirmed", "left office", "account closed", "edition replaced"],
)
def test_mail_that_is_no_longer_needed_is_not_sent(meanwhile: Callable[[Edition, User], object]) -> None:
    edition, member = adopted(), UserFactory(roles=("member",))
    actions.ask_members()
    meanwhile(edition, member)

    assert sent() == []


def test_beat_knows_the_tasks() -> None:
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert {"guidance.ask_members", "guidance.remind_owners"} <= scheduled
