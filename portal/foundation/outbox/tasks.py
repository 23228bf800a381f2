"""The poke that beat sends every few seconds. It carries nothing: what is due stands in PostgreSQL."""

import time

from celery import shared_task

from . import actions
from .models import Heartbeat

EVERY_SECONDS = 5
LONGEST_SECONDS = 90
"""A worker that hangs in one item is killed after this time; its attempt is counted, and others take the rest."""


@shared_task(name="outbox.drain", ignore_result=True, expires=EVERY_SECONDS, time_limit=LONGEST_SECONDS)
def drain() -> None:
    """Work through the outbox until it is empty or 20 seconds have gone, and leave a sign of life."""
    stop_at = time.monotonic() + actions.SECONDS
    Heartbeat.objects.beat("drain")
    while time.monotonic() < stop_at and actions.drain(seconds=stop_at - time.monotonic()):
        Heartbeat.objects.beat("drain")
