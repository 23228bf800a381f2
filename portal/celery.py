"""Celery does the work; PostgreSQL remembers it (portal/foundation/outbox).

A message in Redis is only a poke: each task looks into the database for what is due. So a lost, doubled or
late message costs seconds, never a record, and two beats at once do no harm.
"""

import os
from collections.abc import Sequence

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


def _every(seconds: float, task: str) -> dict[str, object]:
    # A poke that waited longer than its own interval is worthless: the next one looks at the same rows.
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


app = Celery("portal", broker=settings.CELERY_BROKER_URL)
app.conf.update(
    task_ignore_result=True,
    task_acks_late=False,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"socket_timeout": 5, "socket_connect_timeout": 5, "visibility_timeout": 3600},
    worker_cancel_long_running_tasks_on_connection_loss=False,
    timezone="UTC",
    beat_schedule={
        "outbox": _every(5.0, "outbox.drain"),
        "reminders": _every(5.0, "deadlines.sweep"),
        "advice-changes": {"task": "advice.tell_of_changes", "schedule": crontab(hour="7,13", minute=45)},
        "advice-figures": _every(300.0, "advice.count_figures"),
        "audit-head": {"task": "records.anchor_audit", "schedule": crontab(hour=4, minute=10)},
        # Twice, so that a poke that is lost costs hours, not a day; the second finds nothing left to do.
        "confirmations": {"task": "guidance.ask_members", "schedule": crontab(hour="7,13", minute=20)},
        "reviews": {"task": "guidance.remind_owners", "schedule": crontab(hour="7,13", minute=30)},
        "editions": {"task": "guidance.tell_of_editions", "schedule": crontab(hour="7,13", minute=40)},
        "month-of-records": {"task": "abuse_log.tell_of_month", "schedule": crontab(hour="7,13", minute=10)},
        "custody-logs": {"task": "abuse_log.stamp_logs", "schedule": crontab(hour="1,13", minute=25)},
        "slept-on-drafts": {"task": "guidance.delete_drafts", "schedule": crontab(minute=50)},
        "searches": {"task": "guidance.forget_searches", "schedule": crontab(minute=50)},
        "prints": {"task": "guidance.print_missing", "schedule": crontab(hour="3,15", minute=50)},
        "retention": {"task": "records.sweep", "schedule": crontab(hour="2,14", minute=30)},
        "orphaned-files": {"task": "files.sweep_orphans", "schedule": crontab(hour=3, minute=40)},
    },
)
app.autodiscover_tasks()


@setup_logging.connect
def _use_our_logging(**_: Sequence[object]) -> None:
    """Celery leaves logging to the settings file: one form of log lines, without arguments of tasks."""
