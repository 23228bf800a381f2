from celery import shared_task

from abuse_log.evidence.actions import stamping
from abuse_log.sharing import monthly


@shared_task(name="abuse_log.tell_of_month", ignore_result=True)
def tell_of_month() -> None:
    """Every day; it does something once a month."""
    monthly.tell_of_month()


@shared_task(name="abuse_log.stamp_logs", ignore_result=True)
def stamp_logs() -> None:
    """Every day: the custody logs that have grown are stamped by others."""
    stamping.stamp_logs()
