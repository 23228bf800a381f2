"""What the desk finds a request by has a bound, so that no exchange grows until it can go no further."""

import pytest

from reviews.advice import actions
from reviews.advice.models import Message, Request
from reviews.advice.states import State
from tests.factories.advice import Desk, plain_advice

pytestmark = pytest.mark.django_db


def long_text(number: int) -> str:
    """Ten thousand characters of four bytes each, in words that no other number has."""
    return " ".join(chr(0x20000 + place) + chr(0x20000 + number) for place in range(3_333))


def test_request_with_a_very_long_exchange_can_still_be_answered() -> None:
    """Deliberate fault: take the bound out of `make_findable`."""
    desk = Desk()
    item = desk.assigned()
    for number in range(40):
        Message.objects.create(item=item, sort="reply", sender="member", text=long_text(number), by=desk.member)

    answered = actions.answer(item=item, by=desk.adviser, version=item.version, advice=plain_advice())

    assert answered.state == State.ANSWERED
    assert list(Request.objects.matching("scandal")) == [answered]
