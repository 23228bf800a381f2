"""The one command (`make run`): servers, database, demo council, then web, worker and beat together.

    python -m portal.run

Stops everything on Ctrl-C or SIGTERM. PORT changes the port. DATABASE_URL and REDIS_URL name other servers.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from honcho.manager import Manager

from portal import embedded
from portal.servers import CHECKOUT, CannotStart, state_folder, tell

PYTHON = sys.executable
DEMO_PASSWORD = "correct-horse-demo"  # public on purpose; demo mode answers only on this machine


def main() -> None:
    port = _free_port(os.environ.get("PORT", "8000"))
    os.environ["PORT"] = str(port)
    os.environ.setdefault("DEMO", "1")
    os.environ.setdefault("DEBUG", "0")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    try:
        embedded.join()
    except CannotStart as error:
        sys.exit(f"portal: {error}")
    state = state_folder()
    for name, value in embedded.local_secrets(state).items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("STATIC_ROOT", str(state / "static"))
    os.environ.setdefault("EMAIL_URL", f"filemail:///{state / 'mail'}")
    stamps = stamps_command(state)
    try:
        tell("preparing the database and the static files ...")
        _manage(["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"])
        _manage(["load_demo", "--if-empty"])
        code = _serve(port, state, stamps)
    except KeyboardInterrupt:
        code = 130
    finally:
        embedded.leave()
    sys.exit(code)


def _free_port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"portal: PORT must be a number from 1 to 65535, not {text}.")
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", int(text)))
        except OSError:
            sys.exit(f"portal: port {text} is taken; choose another: make run PORT=8001")
    return int(text)


def _manage(*commands: list[str]) -> None:
    """Run these commands side by side; end with the first that fails."""
    begun = [subprocess.Popen([PYTHON, "manage.py", *command], cwd=CHECKOUT) for command in commands]
    if code := max(process.wait() for process in begun):
        sys.exit(code)


def web_command(port: int) -> str:
    """Gunicorn on loopback only: two processes, four threads each."""
    return (
        f"exec {PYTHON} -m gunicorn portal.wsgi --preload --worker-class gthread --workers 2 --threads 4"
        f" --bind 127.0.0.1:{port} --worker-tmp-dir /dev/shm --no-control-socket --log-level warning"
        " --forwarder-headers ''"  # no visitor's header says where the portal stands
    )


def worker_command(state: Path) -> str:
    """A Celery worker with its beat in one process group; a deployment runs them apart (docs/operate.md)."""
    return (
        f"exec {PYTHON} -m celery --quiet -A portal.celery worker --beat --concurrency 1 --loglevel warning"
        f" --schedule {state / 'beat'} --without-gossip --without-mingle"
    )


def stamps_command(state: Path) -> str:
    """Two throw-away time-stamp authorities for the demo, where openssl is at hand; else "" and stamps stay waiting.

    Whoever names TIMESTAMP_AUTHORITIES gets those and no others.
    """
    if os.environ.get("DEMO") != "1" or "TIMESTAMP_AUTHORITIES" in os.environ or shutil.which("openssl") is None:
        return ""
    folder, port = state / "time-stamps", _spare_port()
    rows = [
        {"name": f"demo-{name}", "url": f"http://127.0.0.1:{port}/{name}", "roots": str(folder / f"{name}.pem")}
        for name in ("one", "two")
    ]
    os.environ["TIMESTAMP_AUTHORITIES"] = json.dumps(rows)
    return f"exec {PYTHON} -m abuse_log.evidence.local_authority {folder} {port}"


def _spare_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


def _serve(port: int, state: Path, stamps: str) -> int:
    manager = Manager()
    if stamps:
        manager.add_process("stamps", stamps, cwd=str(CHECKOUT))
    manager.add_process("web", web_command(port), cwd=str(CHECKOUT))
    manager.add_process("worker", worker_command(state), cwd=str(CHECKOUT))
    _welcome(port)
    manager.loop()
    return int(manager.returncode or 0)


def _welcome(port: int) -> None:
    print(
        f"""
  The portal answers at      http://localhost:{port}
  Sign in as                 member@council.example, comms@council.example, mo@council.example ...
  All with the password      {DEMO_PASSWORD}
  Mail goes to               http://localhost:{port}/demo/mail/
  Stop with                  Ctrl-C
""",
        flush=True,
    )


if __name__ == "__main__":
    main()
