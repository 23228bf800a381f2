"""A real Celery worker and beat, a Redis that is stopped, a worker that is killed: no reminder is lost.

PORTAL_FAULTS=full makes 10,000 records ask at once instead of 60, with a worker that is killed and with one that is
not. Deliberate fault that turns them red: send by `.delay()` instead of by rows (what waits in Redis dies with it).
"""

import os
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from abuse_log.models import Incident, PlatformReport
from portal import run
from portal.foundation.deadlines import actions
from portal.foundation.deadlines.models import Reminder
from portal.foundation.outbox.models import Item
from portal.servers import CHECKOUT, redis_program
from tests.conftest import Database
from tests.factories.abuse_log import IncidentFactory, PlatformReportFactory
from tests.factories.people import UserFactory
from tests.faults.smtp_sink import Sink

FULL = os.environ.get("PORTAL_FAULTS") == "full"
MANY = 10_000 if FULL else 60
LONGEST_SECONDS = 3_000 if FULL else 120
LATEST = 60
"""A reminder that fell due while Redis was away is sent within this many seconds of its return."""


class Redis:
    """A Redis of the test's own, so that stopping it disturbs nobody else."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "redis.sock"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [redis_program(), "--port", "0", "--unixsocket", str(self.socket), "--save", ""]
        self.process = subprocess.Popen(command, cwd="/", stdout=subprocess.DEVNULL, start_new_session=True)
        end = time.monotonic() + 20
        while not self.socket.exists():
            assert time.monotonic() < end
            time.sleep(0.02)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.socket.unlink(missing_ok=True)
            self.process = None


class Worker:
    """Worker and beat as `make run` starts them, in one process group."""

    def __init__(self, environment: dict[str, str], state: Path) -> None:
        self.environment = environment
        self.state = state
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.state / "worker.log").open("ab") as log:
            self.process = subprocess.Popen(
                run.worker_command(self.state),
                shell=True,
                cwd=CHECKOUT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    server = Redis(tmp_path)
    server.start()
    yield server
    server.stop()


@contextmanager
def working(database: Database, redis: Redis, sink: Sink, state: Path) -> Iterator[Worker]:
    environment = {**os.environ, **database.environment, "EMAIL_URL": sink.email_url, "OUTBOX_LEASE_SECONDS": "5"}
    environment |= {"REDIS_URL": f"unix://{redis.socket}", "PYTHONWARNINGS": ""}
    worker = Worker(environment, state)
    worker.start()
    try:
        yield worker
    finally:
        worker.kill()


def until(condition: Callable[[], object], seconds: float) -> float:
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() < begun + seconds, "it did not happen in time"
        time.sleep(0.1)
    return time.monotonic() - begun


def remind(report: PlatformReport, *, after: timedelta, occurrence: int = 1) -> Reminder:
    return actions.remind(
        rule="REM4.nudge",
        about=report,
        for_user=report.incident.member,
        due_at=timezone.now() + after,
        kind="record.reminder",
        why="A report that you noted has no outcome yet.",
        occurrence=occurrence,
    )


def test_reminder_due_while_redis_is_stopped_is_sent_after_its_return(
    committed_db: Database, redis: Redis, tmp_path: Path
) -> None:
    report = PlatformReportFactory(incident=IncidentFactory())
    with Sink(tmp_path) as sink, working(committed_db, redis, sink, tmp_path):
        remind(report, after=timedelta(0))
        until(lambda: len(sink.letters) == 1, 60)  # all is well before the fault

        redis.stop()
        time.sleep(6)  # longer than a beat: what was on its way has arrived
        remind(report, after=timedelta(seconds=1), occurrence=2)
        time.sleep(12)
        assert len(sink.letters) == 1

        redis.start()
        seconds = until(lambda: len(sink.letters) == 2, LATEST)

    print(f"sent {seconds:.1f} s after Redis had returned")
    assert {letter.recipient for letter in sink.letters} == {report.incident.member.email}
    assert report.incident.neutral_reference in sink.letters[1].text


def records_that_ask_now(number: int) -> set[str]:
    """So many records of fifty members, each with one reminder that is due; what their mails are called."""
    members = [UserFactory(roles=("member",)) for _ in range(50)]
    records = [IncidentFactory.build(member=members[each % 50]) for each in range(number)]
    Incident.objects.bulk_create(records, batch_size=1_000)
    due = timezone.now()
    Reminder.objects.bulk_create(
        (
            Reminder(
                rule="REM3.first",
                about_kind="abuse_log.incident",
                about_id=record.pk,
                for_user=record.member,
                due_at=due,
                kind="record.reminder",
                why="Nothing is decided yet.",
            )
            for record in records
        ),
        batch_size=1_000,
    )
    return {f"{record.member.email} {record.neutral_reference}" for record in records}


def is_all_done() -> bool:
    asked = Reminder.objects.filter(rule="REM3.first")  # a record makes others of its own, for later
    return not asked.waiting().exists() and not Item.objects.waiting().exists()


@pytest.mark.parametrize("kills", [0, 1] if FULL else [1])
def test_all_that_is_due_at_once_is_sent_and_a_killed_worker_loses_none(
    kills: int, committed_db: Database, redis: Redis, tmp_path: Path
) -> None:
    """Faults: mark an item sent before it is sent; a Message-ID of each sending's own."""
    expected = records_that_ask_now(MANY)
    with Sink(tmp_path) as sink, working(committed_db, redis, sink, tmp_path) as worker:
        begun = time.monotonic()
        if kills:
            until(lambda: len(sink.letters) >= MANY // 10, LONGEST_SECONDS)
            worker.kill()
            assert len(sink.letters) < MANY, "the worker was killed too late to prove anything"
            worker.start()
        until(is_all_done, LONGEST_SECONDS)
        seconds = time.monotonic() - begun

    copies = Counter(letter.message_id for letter in sink.letters)
    doubled = copies.total() - len(copies)
    print(f"{MANY} due at once, {kills} kills: {seconds:.0f} s, {MANY - len(copies)} lost, {doubled} doubled")
    items = Item.objects.filter(kind="record.reminder")
    assert copies.keys() == set(items.values_list("message_id", flat=True))
    said = {f"{letter.recipient} {re.findall('REC-[A-Z0-9]+', letter.text)[0]}" for letter in sink.letters}
    assert (len(copies), said) == (MANY, expected)
    assert doubled <= kills  # at most the one that was on its way
    assert not Item.objects.dead().exists()
