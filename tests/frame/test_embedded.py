"""The embedded servers: shared, mended, ended, and never losing what was committed.

Each test works in a folder of its own with real processes. Deliberate faults that turn them red: leave out
`mend()` (a killed server stays dead), leave out PDEATHSIG (the keeper's servers outlive it), count no users
(the servers stay for ever).
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from portal import embedded
from portal.servers import CHECKOUT

USER = """
import os, sys, time
from portal import embedded
embedded.join()
print(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], flush=True)
sys.stdin.read()
"""


class Checkout:
    """A state folder, and processes that join its keeper."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.users: list[subprocess.Popen[str]] = []
        self.database = ""

    def join(self) -> "subprocess.Popen[str]":
        environment = {**os.environ, "PORTAL_LOCAL": str(self.folder)}
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
            environment.pop(name, None)
        user = subprocess.Popen(
            [sys.executable, "-c", USER],
            cwd=CHECKOUT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert user.stdout is not None
        self.database = user.stdout.readline().split()[0]
        self.users.append(user)
        return user

    def leave(self) -> None:
        for user in self.users:
            with contextlib.suppress(BrokenPipeError):
                user.communicate(timeout=20)
        self.users.clear()

    def query(self, sql: str) -> list[tuple[object, ...]]:
        host = self.database.split("host=")[1]
        with psycopg.connect(f"host={host} user=portal_owner dbname=portal", autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def processes(self) -> dict[int, str]:
        """Every process whose command line names this folder or its sockets."""
        marks = [str(self.folder)]
        if self.database:
            marks.append(self.database.split("host=")[1])
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if any(mark in line for mark in marks):
                    found[int(entry.name)] = line
        return found

    def pid_of(self, word: str) -> int:
        return next(pid for pid, line in self.processes().items() if word in line)


def until(condition: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture
def checkout() -> Iterator[Checkout]:
    folder = Path(
        subprocess.run(
            ["mktemp", "-d", "/var/tmp/portal-keeper-XXXXXX"], capture_output=True, text=True, check=True
        ).stdout.strip()
    )
    folder.chmod(0o755)
    place = Checkout(folder)
    yield place
    place.leave()
    until(lambda: not place.processes())
    subprocess.run(["rm", "-rf", str(folder)], check=True)


def test_two_users_share_servers_and_the_last_one_ends_them(checkout: Checkout) -> None:
    first = checkout.join()
    address = checkout.database
    checkout.join()

    assert checkout.database == address
    first.communicate(timeout=20)
    assert checkout.query("SELECT 1") == [(1,)]
    checkout.leave()
    until(lambda: not checkout.processes())


def test_who_leaves_last_waits_until_the_servers_have_ended(checkout: Checkout) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from portal import embedded; embedded.join(); embedded.leave()"],
        cwd=CHECKOUT,
        env={**os.environ, "PORTAL_LOCAL": str(checkout.folder), "DATABASE_URL": "", "REDIS_URL": ""},
        check=False,
    )

    assert done.returncode == 0
    assert checkout.processes() == {}


def test_killed_user_is_noticed(checkout: Checkout) -> None:
    user = checkout.join()

    user.kill()
    user.communicate()
    checkout.users.clear()

    until(lambda: not checkout.processes())


def test_killed_servers_come_back_with_their_data(checkout: Checkout) -> None:
    checkout.join()
    checkout.query("CREATE TABLE kept (n int)")
    checkout.query("INSERT INTO kept VALUES (42)")

    os.kill(checkout.pid_of("bin/postgres -D"), signal.SIGKILL)
    os.kill(
        checkout.pid_of(
            "redis-server" if any("redis-server" in x for x in checkout.processes().values()) else "valkey-server"
        ),
        signal.SIGKILL,
    )

    def answers() -> bool:
        with contextlib.suppress(psycopg.OperationalError):
            return checkout.query("SELECT n FROM kept") == [(42,)]
        return False

    until(answers)


def test_killed_keeper_leaves_no_process_and_no_loss(checkout: Checkout) -> None:
    checkout.join()
    checkout.query("CREATE TABLE kept (n int)")
    checkout.query("INSERT INTO kept VALUES (42)")

    os.kill(checkout.pid_of("portal.embedded keep"), signal.SIGKILL)
    until(lambda: not [line for line in checkout.processes().values() if "postgres" in line or "redis" in line])
    checkout.leave()
    checkout.join()

    assert checkout.query("SELECT n FROM kept") == [(42,)]


def test_local_secrets_are_made_once_and_private(tmp_path: Path) -> None:
    first = embedded.local_secrets(tmp_path)

    assert embedded.local_secrets(tmp_path) == first
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert set(json.loads((tmp_path / "secrets.json").read_text())) == {"SECRET_KEY", "ENCRYPTION_KEYS"}
