"""What the drainers under fire send and do."""

import os
import signal

from django.core.mail import EmailMessage

from portal.foundation.outbox import mail
from portal.foundation.outbox.models import Item


def letter(item: Item) -> EmailMessage | None:
    return mail.compose(to="reader@council.example", subject="A letter", body=f"Number {item.pk}")


def broken(item: Item) -> EmailMessage | None:
    raise ZeroDivisionError


def killer(item: Item) -> EmailMessage | None:
    """Takes its worker with it, as a fault in a library of C would."""
    os.kill(os.getpid(), signal.SIGKILL)
    return None
