from celery import shared_task

from abuse_log.sharing import monthly


@shared_task(name="abuse_log.tell_of_month", ignore_result=True)
def tell_of_month() -> None:
    """Every day; it does something once a month."""
    monthly.tell_of_month()
