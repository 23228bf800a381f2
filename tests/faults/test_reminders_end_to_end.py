"""A real Celery worker and beat, a Redis that is stopped, a worker that is killed: no reminder is lost.

Deliberate fault that turns them red: send by `.delay()` instead of by rows (what waits in Redis dies with it).
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from portal import run
from portal.foundation.deadlines import actions
from portal.foundation.outbox.models import Item
from portal.servers import CHECKOUT, redis_program
from tests import cluster
from tests.conftest import Database
from tests.factories.people import MemberFactory
from tests.faults.smtp_sink import Sink

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
