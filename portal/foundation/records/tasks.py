import uuid

from celery import shared_task

from portal.foundation.outbox.models import Item
from portal.foundation.records import actions


@shared_task(name="records.anchor_audit", ignore_result=True)
def anchor_audit() -> None:
    """Once a day or oftener: a second run on the same day adds nothing."""
    actions.anchor_audit()


@shared_task(name="records.sweep", ignore_result=True)
def sweep() -> None:
    """Each night; a second run adds nothing."""
    actions.sweep()


def sweep_now(item: Item) -> None:
    """The work of the outbox kind "records.sweep", after a period was changed."""
    actions.sweep()


def dispose(item: Item) -> None:
    """The work of the outbox kind "records.dispose". May be cut off and run again."""
    actions.carry_out(uuid.UUID(item.payload["disposal"]))
