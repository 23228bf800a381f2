"""What the beat pokes."""

from celery import shared_task

from reviews.advice import telling
from reviews.advice.reports import counting


@shared_task(name="advice.count_figures", ignore_result=True)
def count_figures() -> None:
    """Every few minutes: only the months in which something changed are counted again."""
    counting.refresh_due()


@shared_task(name="advice.tell_of_changes", ignore_result=True)
def tell_of_changes() -> None:
    """Once a day or oftener: who was told of a change is not told of it again."""
    telling.tell_of_changes()
