"""The poke that beat sends every few seconds. It carries nothing: what is due stands in PostgreSQL."""

import time

from celery import shared_task

from portal.foundation.outbox.models import Heartbeat

from . import actions

EVERY_SECONDS = 5
SECONDS = 20.0


@shared_task(name="deadlines.sweep", ignore_result=True, expires=EVERY_SECONDS)
def sweep() -> None:
    """Hand what is due to the outbox until nothing is left or 20 seconds have gone, and leave a sign of life."""
    stop_at = time.monotonic() + SECONDS
    Heartbeat.objects.beat("sweep")
    while time.monotonic() < stop_at and actions.sweep_due():
        Heartbeat.objects.beat("sweep")
