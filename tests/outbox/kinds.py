"""What the tests send and do: functions that OUTBOX_KINDS names."""

from django.core.mail import EmailMessage

from portal.foundation.outbox import mail
from portal.foundation.outbox.models import Item

KINDS = {
    "test.letter": "tests.outbox.kinds.letter",
    "test.silent": "tests.outbox.kinds.nothing",
    "test.broken": "tests.outbox.kinds.broken",
    "test.nowhere": "tests.outbox.kinds.nowhere",
    "test.gone": "tests.outbox.kinds.no_such_function",
}


def letter(item: Item) -> EmailMessage | None:
    return mail.compose(to="reader@council.example", subject="A letter", body=f"Number {item.payload['number']}")


def nothing(item: Item) -> EmailMessage | None:
    return None


def broken(item: Item) -> EmailMessage | None:
    raise ZeroDivisionError("a mistake of ours, with private words")


def nowhere(item: Item) -> EmailMessage | None:
    return mail.compose(to="not an address", subject="A letter", body="Hello")
