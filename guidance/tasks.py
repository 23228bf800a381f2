from celery import shared_task

from guidance import asked_in_vain
from guidance.confirming import actions as confirming
from guidance.feedback import actions as feedback
from guidance.following import actions as following
from guidance.printing import actions as printing
from guidance.reviewing import actions as reviewing
from guidance.sleeping import actions as sleeping


@shared_task(name="guidance.ask_members", ignore_result=True)
def ask_members() -> None:
    """Once a day or oftener: who was asked is not asked again for the same round."""
    confirming.ask_members()


@shared_task(name="guidance.remind_owners", ignore_result=True)
def remind_owners() -> None:
    """Once a day or oftener: who was reminded is not reminded again of the same time."""
    reviewing.remind_owners()


@shared_task(name="guidance.tell_of_editions", ignore_result=True)
def tell_of_editions() -> None:
    """Once a day or oftener: of each edition that came into force its followers, and whose feedback it answers."""
    following.tell_followers()
    feedback.tell_senders()


@shared_task(name="guidance.delete_drafts", ignore_result=True)
def delete_drafts() -> None:
    """Once a day or oftener: drafts that were slept on and have had their time."""
    sleeping.delete_over()


@shared_task(name="guidance.forget_searches", ignore_result=True)
def forget_searches() -> None:
    """Every hour: what search counted and nobody needs any more."""
    asked_in_vain.forget()


@shared_task(name="guidance.print_missing", ignore_result=True)
def print_missing() -> None:
    """Once a day or oftener: who has a PDF gets no second, and who waits for one is asked for once a day."""
    printing.print_missing()
