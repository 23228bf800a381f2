"""Servers for one run of the tests, and the environment that the settings read.

Loaded as a plugin (`-p tests.cluster`), because Django's settings are read before any conftest is. With several
workers (xdist) the whole run has one PostgreSQL, started by the process that deals out the tests, so that the
template and the demo council are made once; each worker has a Redis, folders and names of databases of its own.
"""

import atexit
import base64
import contextlib
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.servers import FAST, Servers, test_servers

TEMPLATE = "portal_template"
"""Migrated as the owner; nobody connects to it afterwards, so that it can be copied."""
DEMO = "portal_demo"
"""The template with the demo council; copied like it."""
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
_SHARED = "PORTAL_TEST_CLUSTER"
_WORKERS_BESIDE_THE_CORES = 1


@dataclass
class Joined(Servers):
    """In a worker: the PostgreSQL of the run, and a Redis and folders of the worker's own."""

    host: str = ""
    """What the process that deals out the tests says of its servers, as JSON."""

    def __post_init__(self) -> None:
        super().__post_init__()
        told = json.loads(self.host)
        self.run_state, self.run_sockets = Path(told["state"]), Path(told["sockets"])

    @property
    def logs(self) -> Path:
        return self.run_state / "servers.log"

    @property
    def postgres_sockets(self) -> Path:
        return self.run_sockets


@contextlib.contextmanager
def _joined(host: str) -> Iterator[Servers]:
    folder = Path(tempfile.mkdtemp(prefix="portal-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    servers = Joined(folder, Path(json.loads(host)["data"]), FAST, host=host)
    try:
        servers.start_redis()
        yield servers
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


def named(purpose: str) -> str:
    """A name for a database that no other worker of this run gives to one of its own."""
    return f"portal_{WORKER}_{purpose}" if WORKER else f"portal_{purpose}"


MAIN = named("test")
"""The copy that ordinary tests use, each in a transaction that is rolled back."""

_stack = ExitStack()
servers = _stack.enter_context(_joined(os.environ[_SHARED]) if WORKER else test_servers())
(servers.state / "static").mkdir()  # whitenoise warns when it is missing
atexit.register(_stack.close)
shared = servers.run_state if isinstance(servers, Joined) else servers.state
"""A folder that all workers of this run share."""
if not WORKER:
    _told = {"state": servers.state, "data": servers.data, "sockets": servers.sockets}
    os.environ[_SHARED] = json.dumps({name: str(path) for name, path in _told.items()})


@contextlib.contextmanager
def once(what: str) -> Iterator[bool]:
    """Of all workers only one gets True, the first; the others wait until it has done its work."""
    with (shared / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = shared / f"{what}.done"
        yield not done.exists()
        done.touch()


def environment(database: str = MAIN) -> dict[str, str]:
    """What a process needs to be the portal on one of the databases of this run."""
    return {
        "DATABASE_URL": servers.url("portal_app", database),
        "DATABASE_OWNER_URL": servers.url("portal_owner", database),
        "DATABASE_BACKUP_URL": servers.url("portal_backup", database),
        "REDIS_URL": servers.redis_url,
        "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
        "ENCRYPTION_KEYS": f"test-1:{base64.b64encode(bytes(range(32))).decode()}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DEMO": "1",
        "DEBUG": "0",
        "PORTAL_URL": "http://localhost:8000",
        "COUNCIL_NAME": "Merebridge City Council",
        "FILES_ROOT": str(servers.state / "files"),
        "STATIC_ROOT": str(servers.state / "static"),
        "EMAIL_URL": f"filemail:///{servers.state / 'mail'}",
        "CONN_MAX_AGE": "0",
        "LOG_LEVEL": "WARNING",
        "STATEMENT_TIMEOUT_MS": "20000",
    }


os.environ.update(environment())


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: some tests wait for processes and clocks, and others work meanwhile."""
    return len(os.sched_getaffinity(0)) + _WORKERS_BESIDE_THE_CORES


def pytest_unconfigure() -> None:
    _stack.close()
