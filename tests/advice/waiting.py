"""Letting time pass in tests: the clock is set, and what is due by then is done in its order, as a worker would."""

from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.foundation.outbox.models import Item

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 23, 10, tzinfo=LONDON)


def on(day: int, month: int = 11, hour: int = 10, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=LONDON)


def wait_until(clock: time_machine.Traveller, target: datetime) -> list[tuple[str, str]]:
    """Kind and reader of the mails that go out until then."""
    sent: list[tuple[str, str]] = []
    waiting = Item.objects.waiting().filter(kind__startswith="advice.", due_at__lte=target).order_by("due_at", "pk")
    while item := waiting.first():
        now = max(item.due_at, timezone.now())
        clock.move_to(now)
        mail: EmailMessage | None = import_string(settings.OUTBOX_KINDS[item.kind])(item)
        Item.objects.filter(pk=item.pk).update(sent_at=now)
        sent += [(item.kind.removeprefix("advice."), reader) for reader in (mail.to if mail else ())]
    clock.move_to(target)
    return sent
