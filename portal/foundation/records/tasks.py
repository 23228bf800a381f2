from celery import shared_task

from portal.foundation.records import actions


@shared_task(name="records.anchor_audit", ignore_result=True)
def anchor_audit() -> None:
    """Once a day or oftener: a second run on the same day adds nothing."""
    actions.anchor_audit()
