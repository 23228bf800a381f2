"""Putting something into the outbox, once, and without anybody's text."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.foundation.outbox import actions
from portal.foundation.outbox.models import Item
from tests.factories.outbox import ItemFactory

pytestmark = pytest.mark.django_db
CODE = "Your code is 314159"


def add_code(key: str = "sign-in:1") -> Item:
    actions.add_sealed(
        "people.sign_in",
        key=key,
        to="reader@council.example",
        subject="Your code",
        body=CODE,
        expires_at=timezone.now() + timedelta(minutes=15),
    )
    return Item.objects.get(dedupe_key=key)


def test_add_twice_with_one_key_is_one_item() -> None:
    for number in ("1", "2"):
        actions.add("test.letter", key="letter:1", payload={"number": number})

    assert list(Item.objects.values_list("dedupe_key", "payload")) == [("letter:1", {"number": "1"})]


def test_add_rolled_back_leaves_nothing() -> None:
    with transaction.atomic():
        actions.add("test.letter", key="letter:1", payload={})
        transaction.set_rollback(True)

    assert not Item.objects.exists()


def test_add_for_later_is_due_then() -> None:
    then = timezone.now() + timedelta(days=2)

    actions.add("test.letter", key="letter:1", payload={}, due_at=then)

    assert Item.objects.get().due_at == then


@pytest.mark.parametrize("text", ["Dear Ada", "a@council.example", "x" * 101, "two\nlines", "nul\0", "\ud800"])
def test_add_refuses_text_in_the_payload(text: str) -> None:
    with pytest.raises(actions.HoldsText):
        actions.add("test.letter", key="letter:1", payload={"note": text})


def test_each_item_has_a_message_id_of_its_own_at_the_portal() -> None:
    first, second = ItemFactory.create_batch(2)

    assert first.message_id != second.message_id
    assert first.message_id.endswith("@localhost>")


def test_sealed_mail_lies_sealed_and_is_wiped_once_sent() -> None:
    item = add_code()
    assert item.sealed is not None
    assert CODE.encode() not in bytes(item.sealed)

    actions.drain()

    item.refresh_from_db()
    [sent] = mail.outbox
    assert (sent.to, sent.body, sent.message()["Message-ID"]) == (["reader@council.example"], CODE, item.message_id)
    assert (item.sealed, item.sent_at is not None) == (None, True)


def test_sealed_mail_dies_unsent_at_its_time_and_is_wiped() -> None:
    item = add_code()

    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1)):
        actions.drain()

    item.refresh_from_db()
    assert (mail.outbox, item.died_why, item.sealed) == ([], Item.Death.EXPIRED, None)


def test_sealed_mail_that_expires_between_claim_and_sending_is_not_sent() -> None:
    item = add_code()
    with time_machine.travel(timezone.now() + timedelta(minutes=14, seconds=50)) as clock:
        [claimed] = actions.claim(1)
        clock.shift(timedelta(seconds=20))
        actions._attempt(claimed, actions.Post())

    item.refresh_from_db()
    assert (mail.outbox, item.died_why, item.sealed) == ([], Item.Death.EXPIRED, None)


def test_sealed_mail_moved_to_another_item_cannot_be_opened() -> None:
    item, other = add_code(), add_code(key="sign-in:2")
    Item.objects.filter(pk=item.pk).update(sealed=other.sealed)

    actions.drain()

    item.refresh_from_db()
    assert (item.sent_at, item.last_error, len(mail.outbox)) == (None, "CannotUnseal", 1)


def test_sealed_mail_that_died_cannot_be_revived() -> None:
    item = add_code()
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        actions.drain()

    item.refresh_from_db()
    assert not item.can_be_revived


@pytest.mark.parametrize(
    "fields",
    [
        {"sent": True, "dead": True},
        {"dead_at": timezone.now()},
        {"died_why": Item.Death.GAVE_UP},
        {"sent": True, "sealed": b"x", "expires_at": timezone.now()},
        {"sealed": b"x"},
    ],
    ids=["sent and dead", "dead without a reason", "a reason alive", "sealed after sending", "sealed for ever"],
)
def test_impossible_items_are_refused_by_the_database(fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        ItemFactory(**fields)


def test_waiting_due_and_dead_are_told_apart() -> None:
    due, later, dead = ItemFactory(), ItemFactory(later=True), ItemFactory(dead=True)
    ItemFactory(sent=True)

    assert set(Item.objects.waiting()) == {due, later}
    assert list(Item.objects.due(timezone.now())) == [due]
    assert list(Item.objects.dead()) == [dead]
