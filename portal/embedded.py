"""Shared servers for a machine that has none: development, demonstration and `manage.py`.

A small *keeper* process owns the servers (portal/servers.py). Whoever needs them joins the keeper by a socket and
stays connected; when the last one has gone, the keeper stops the servers and ends. A killed user is noticed because
its socket closes; a killed server is started again; a killed keeper takes its servers with it (Linux: PDEATHSIG),
and the next one who joins starts anew on the same data.

    python -m portal.embedded run COMMAND ...  a command with the servers' addresses in its environment
    python -m portal.embedded keep FOLDER      the keeper (started by `join`, not by hand)
"""

import argparse
import base64
import contextlib
import fcntl
import json
import os
import secrets
import selectors
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from portal.servers import CHECKOUT, DURABLE, START_SECONDS, CannotStart, Servers, state_folder, tell

GOODBYE = b"goodbye\n"
IDLE_SECONDS = 2.0
"""How long the keeper waits after the last user has left (seconds)."""


class Keeper:
    """Owns the servers of one checkout and counts its users by their open connections."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.servers = Servers(state, state / "postgres", DURABLE)
        self.users: set[socket.socket] = set()
        self.idle_since = time.monotonic() + START_SECONDS  # the first user may take a while to join
        self.selector = selectors.DefaultSelector()
        self.ending = False

    def run(self) -> None:
        """Serve until the last user has left, or SIGTERM."""
        # Never closed here: the system lets go of it when this process has ended, and not before. Who waits for the
        # lock in `leave` therefore waits for the process itself, with whatever Python does on its way out.
        lock = os.open(self.state / "owner.lock", os.O_WRONLY | os.O_CREAT, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)  # a predecessor may still be stopping
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            self.servers.start()
            self.servers.make_database("portal")
            self._serve()
        finally:
            self.servers.stop()

    def _end(self, *_: object) -> None:
        self.ending = True

    def _serve(self) -> None:
        address = self.servers.sockets / "keeper.sock"
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(str(address))
            address.chmod(0o600)
            door.listen(64)
            self.selector.register(door, selectors.EVENT_READ)
            (self.state / "keeper").write_text(str(address))
            while not self.ending and not self._is_idle():
                for key, _ in self.selector.select(timeout=0.3):
                    self._enter(door) if key.fileobj is door else self._leave(key.fileobj)
                self.servers.mend()
            (self.state / "keeper").unlink(missing_ok=True)

    def _is_idle(self) -> bool:
        return not self.users and time.monotonic() > self.idle_since + IDLE_SECONDS

    def _enter(self, door: socket.socket) -> None:
        user, _ = door.accept()
        servers = self.servers
        addresses = {
            "DATABASE_URL": servers.url("portal_app", "portal"),
            "DATABASE_OWNER_URL": servers.url("portal_owner", "portal"),
            "DATABASE_BACKUP_URL": servers.url("portal_backup", "portal"),
            "REDIS_URL": servers.redis_url,
        }
        with contextlib.suppress(OSError):
            user.sendall(json.dumps(addresses).encode() + b"\n")
        self.users.add(user)
        self.selector.register(user, selectors.EVENT_READ)

    def _leave(self, user: Any) -> None:
        """A user said goodbye, or died: either way their socket can be read."""
        self.users.discard(user)
        with contextlib.suppress(OSError):
            if user.recv(len(GOODBYE)) == GOODBYE:
                self.ending = not self.users
                user.sendall(b"ends\n" if self.ending else b"stays\n")
        self.selector.unregister(user)
        user.close()
        self.idle_since = time.monotonic()


# --- joining ------------------------------------------------------------------------------------------------

_connections: list[socket.socket] = []
"""Open for as long as this process lives: this is how the keeper knows that we are here."""


def join() -> None:
    """Make DATABASE_URL, REDIS_URL and local secrets available in the environment; what is set stays.

    Starts the keeper when none runs. Raises CannotStart.
    """
    state = state_folder()
    state.mkdir(parents=True, exist_ok=True)
    with (state / "join.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        addresses = _connect(state) or _start_keeper(state)
    # A database named by hand is a real one: its keys, hosts and mode are named by hand too.
    local = {} if "DATABASE_URL" in os.environ else local_secrets(state)
    for name, value in {**local, **addresses}.items():
        os.environ.setdefault(name, value)


def leave() -> None:
    """Give the servers up now, and when nobody else uses them wait until they and their keeper have ended."""
    for line in _connections:
        with contextlib.suppress(OSError), line:
            line.sendall(GOODBYE)
            if line.makefile().readline() == "ends\n":
                with (state_folder() / "owner.lock").open("w") as lock:
                    fcntl.flock(lock, fcntl.LOCK_EX)  # the keeper holds it for as long as it lives itself
    _connections.clear()


def _connect(state: Path) -> dict[str, str] | None:
    try:
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(5)
        line.connect((state / "keeper").read_text())
        answer = line.makefile().readline()
    except OSError:
        return None
    if not answer:
        return None  # it was just ending
    line.settimeout(None)
    _connections.append(line)
    return dict(json.loads(answer))


def _start_keeper(state: Path) -> dict[str, str]:
    (state / "keeper").unlink(missing_ok=True)
    with (state / "keeper.log").open("ab") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "portal.embedded", "keep", str(state)],
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    begun = time.monotonic()
    told = False
    while time.monotonic() < begun + 2 * START_SECONDS:
        if addresses := _connect(state):
            return addresses
        if keeper.poll() is not None:
            break
        if not told and time.monotonic() > begun + 1:
            tell("starting PostgreSQL and Redis ...")
            told = True
        time.sleep(0.05)
    raise CannotStart(f"PostgreSQL and Redis could not be started; the end of {state / 'keeper.log'} says why.")


def local_secrets(state: Path) -> dict[str, str]:
    """The keys of this checkout's local data, made once; a real deployment names its own (docs/operate.md)."""
    path = state / "secrets.json"
    if not path.exists():
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        text = json.dumps({"SECRET_KEY": secrets.token_urlsafe(50), "ENCRYPTION_KEYS": f"local-1:{key}"})
        new = path.with_suffix(".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(text)
        new.rename(path)
    return {"ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]", "DEMO": "1", "FILES_ROOT": str(state / "files")} | dict(
        json.loads(path.read_text())
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = parser.add_subparsers(dest="what", required=True)
    parts.add_parser("keep").add_argument("folder", type=Path)
    parts.add_parser("run").add_argument("command", nargs=argparse.REMAINDER)
    chosen = parser.parse_args()
    if chosen.what == "keep":
        Keeper(chosen.folder).run()
        return
    try:
        join()
    except CannotStart as error:
        sys.exit(f"portal: {error}")
    sys.exit(subprocess.run(chosen.command, check=False).returncode)


if __name__ == "__main__":
    main()
