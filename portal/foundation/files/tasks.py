from celery import shared_task

from portal.foundation.files import actions


@shared_task(name="files.sweep_orphans", ignore_result=True)
def sweep_orphans() -> None:
    """Once a day."""
    actions.sweep_orphans()
