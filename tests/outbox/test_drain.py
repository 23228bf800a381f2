"""What becomes of an item: sent, tried again, dead."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from pytest_django import Settings

from portal.foundation.audit.models import Event
from portal.foundation.outbox import actions
from portal.foundation.outbox.models import Heartbeat, Item
from portal.foundation.outbox.tasks import drain as drain_task
from portal.foundation.people.models import User
from tests.factories.outbox import ItemFactory

pytestmark = pytest.mark.django_db


class AwayBackend(BaseEmailBackend):
    """A mail server that cannot be reached."""

    def open(self) -> bool | None:
        raise ConnectionRefusedError

    def send_messages(self, messages: list[EmailMessage]) -> int:
        raise AssertionError("unreachable")


class RefusingBackend(EmailBackend):
    """A mail server that is there and takes nothing."""

    def send_messages(self, messages: list[EmailMessage]) -> int:
        raise smtplib.SMTPRecipientsRefused({"reader@council.example": (550, b"no such person")})


class ShruggingBackend(EmailBackend):
    """A mail server that takes nothing and does not say why."""

    def send_messages(self, messages: list[EmailMessage]) -> int:
        return 0


def backend(settings: Settings, kind: type[BaseEmailBackend]) -> None:
    settings.EMAIL_BACKEND = f"{kind.__module__}.{kind.__qualname__}"


def test_drain_due_item_sends_it_with_its_message_id() -> None:
    item = ItemFactory()

    assert actions.drain() == 1

    item.refresh_from_db()
    assert [sent.message()["Message-ID"] for sent in mail.outbox] == [item.message_id]
    assert (item.attempts, item.lease_until, item.dead_at) == (1, None, None)
    assert item.sent_at is not None


def test_drain_sent_item_is_not_sent_again() -> None:
    ItemFactory()

    assert (actions.drain(), actions.drain(), len(mail.outbox)) == (1, 0, 1)


def test_drain_leaves_what_is_not_due() -> None:
    ItemFactory(later=True)

    assert (actions.drain(), len(mail.outbox)) == (0, 0)


def test_drain_work_without_mail_is_done() -> None:
    item = ItemFactory(kind="test.silent")

    actions.drain()

    item.refresh_from_db()
    assert (item.sent_at is not None, len(mail.outbox)) == (True, 0)


def test_drain_unknown_kind_dies_at_once_with_a_reason() -> None:
    item = ItemFactory(kind="test.unheard_of")

    actions.drain()

    item.refresh_from_db()
    assert (item.died_why, item.attempts) == (Item.Death.UNKNOWN_KIND, 1)


@pytest.mark.parametrize(
    ("kind", "error"),
    [("test.broken", "ZeroDivisionError"), ("test.nowhere", "NotAnAddress"), ("test.gone", "ImportError")],
)
def test_drain_failed_item_waits_and_the_rest_goes_on(kind: str, error: str) -> None:
    failing, other = ItemFactory(kind=kind), ItemFactory()
    before = timezone.now()

    actions.drain()

    failing.refresh_from_db()
    other.refresh_from_db()
    assert (failing.last_error, failing.attempts, failing.lease_until) == (error, 1, None)
    assert timedelta(seconds=7) < failing.due_at - before < timedelta(seconds=12)
    assert other.sent_at is not None


def test_drain_failing_item_dies_after_eight_attempts() -> None:
    item = ItemFactory(kind="test.broken")

    with time_machine.travel(timezone.now()) as clock:
        for _ in range(20):
            actions.drain()
            clock.shift(timedelta(hours=1, seconds=1))

    item.refresh_from_db()
    assert (item.attempts, item.died_why, item.last_error) == (8, Item.Death.GAVE_UP, "ZeroDivisionError")


def test_drain_item_that_killed_its_worker_eight_times_dies() -> None:
    item = ItemFactory(attempts=actions.MAX_ATTEMPTS)

    actions.drain()

    item.refresh_from_db()
    assert (item.died_why, len(mail.outbox)) == (Item.Death.GAVE_UP, 0)


def test_waits_double_up_to_an_hour() -> None:
    waits = [actions.wait_after(attempts).total_seconds() for attempts in range(1, 20)]

    assert all(0.75 * ideal <= wait <= ideal for wait, ideal in zip(waits, [10, 20, 40, 80], strict=False))
    assert 2700 <= max(waits) <= 3600


def test_drain_refused_mail_is_an_attempt(settings: Settings) -> None:
    backend(settings, RefusingBackend)
    item = ItemFactory()

    actions.drain()

    item.refresh_from_db()
    assert (item.attempts, item.last_error, item.sent_at) == (1, "SMTPRecipientsRefused", None)


def test_drain_mail_that_was_not_taken_is_not_sent(settings: Settings) -> None:
    backend(settings, ShruggingBackend)
    item = ItemFactory()

    actions.drain()

    item.refresh_from_db()
    assert (item.last_error, item.sent_at) == ("NotTaken", None)


def test_drain_mail_server_away_costs_no_attempt_and_blocks_no_other_work(settings: Settings) -> None:
    backend(settings, AwayBackend)
    letters = ItemFactory.create_batch(3)
    work = ItemFactory(kind="test.silent")

    with time_machine.travel(timezone.now()) as clock:
        for _ in range(20):
            actions.drain()
            clock.shift(timedelta(minutes=10))

    for item in (*letters, work):
        item.refresh_from_db()
    assert [(item.attempts, item.dead_at, item.last_error) for item in letters] == [
        (0, None, "ConnectionRefusedError")
    ] * 3
    assert work.sent_at is not None


def test_drain_stops_at_its_limit_and_gives_the_rest_back() -> None:
    ItemFactory.create_batch(5)

    assert actions.drain(limit=3) == 3
    assert Item.objects.due(timezone.now()).count() == 2


def test_drain_without_time_takes_nothing() -> None:
    ItemFactory()

    assert actions.drain(seconds=0) == 0


def test_claimed_item_is_nobody_elses_until_the_lease_ends(settings: Settings) -> None:
    item = ItemFactory()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = actions.claim(10)
        clock.shift(timedelta(seconds=settings.OUTBOX_LEASE_SECONDS - 1))
        during = actions.claim(10)
        clock.shift(timedelta(seconds=2))
        after = actions.claim(10)

    assert [[claimed.pk for claimed in claims] for claims in (first, during, after)] == [[item.pk], [], [item.pk]]


def test_item_whose_lease_was_lost_is_left_to_its_new_holder() -> None:
    ItemFactory()
    with time_machine.travel(timezone.now()) as clock:
        [slow] = actions.claim(1)
        clock.shift(timedelta(minutes=2))
        actions.claim(1)
        actions._attempt(slow, actions.Post())

    assert mail.outbox == []


def test_revive_dead_item_is_tried_again(admin_person: User) -> None:
    item = ItemFactory(dead=True)

    actions.revive(item, admin_person)
    actions.drain()

    item.refresh_from_db()
    assert (item.attempts, item.died_why, len(mail.outbox)) == (1, "", 1)


def test_revive_waiting_item_is_refused(admin_person: User) -> None:
    with pytest.raises(actions.CannotRevive):
        actions.revive(ItemFactory(), admin_person)


def test_revive_is_written_down(admin_person: User) -> None:
    item = ItemFactory(dead=True)

    actions.revive(item, admin_person)

    [event] = Event.objects.about(item)
    assert (event.verb, event.actor, event.data) == (
        "outbox.revived",
        admin_person,
        {"kind": "test.letter", "died_why": "gave_up"},
    )


def test_task_leaves_a_sign_of_life() -> None:
    assert Heartbeat.objects.age("drain") is None

    drain_task()
    drain_task()

    age = Heartbeat.objects.age("drain")
    assert age is not None
    assert age < timedelta(seconds=5)


def test_task_works_through_more_than_one_batch() -> None:
    ItemFactory.create_batch(120)

    drain_task()

    assert len(mail.outbox) == 120
