"""What the beat pokes."""

from celery import shared_task

from reviews.advice.reports import counting


@shared_task(name="advice.count_figures", ignore_result=True)
def count_figures() -> None:
    """Every few minutes: only the months in which something changed are counted again."""
    counting.refresh_due()
