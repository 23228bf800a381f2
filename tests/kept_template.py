"""The migrated template, kept between runs as a dump: migrating takes ten seconds and more of each run of one test.

What the template is made of is in the name of the dump, so a changed migration or model makes a new one. With CI set
nothing is kept and nothing is taken: there the migrations run.
"""

import hashlib
import os
import subprocess
from pathlib import Path

from portal.servers import CHECKOUT, Servers

MADE_OF = (
    "portal/roles.sql",
    "portal/settings.py",
    "requirements.txt",
    "**/migrations/*.py",
    "**/models.py",
    "**/models/*.py",
    "**/*.toml",
    "portal/foundation/deadlines/*.py",
    "portal/foundation/vault/*.py",
    "guidance/synonyms/*",
)
FOLDER = CHECKOUT / ".local" / "test-template"


def place() -> Path | None:
    """Where the dump of this very template stands or will stand; None where none is to be kept."""
    if os.environ.get("CI"):
        return None
    digest = hashlib.sha256()
    rooms = (CHECKOUT / name for name in ("abuse_log", "guidance", "portal", "reviews"))
    for folder in (CHECKOUT, *rooms):
        for pattern in MADE_OF:
            found = folder.glob(pattern) if folder != CHECKOUT or "**" not in pattern else ()
            for file in sorted(each for each in found if each.is_file()):
                digest.update(f"{file.relative_to(CHECKOUT)}\0".encode() + file.read_bytes())
    return FOLDER / f"{digest.hexdigest()[:32]}.sql"


def restore(servers: Servers, database: str, dump: Path) -> None:
    servers.psql(dump.read_text(), database)


def keep(servers: Servers, database: str, dump: Path) -> None:
    """Written aside and moved into place, so that a run beside this one never reads half of it; older ones go."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    program = [str(servers.programs / "pg_dump"), "-h", str(servers.postgres_sockets), "-U", "postgres", database]
    done = subprocess.run(program, capture_output=True, text=True, cwd="/", check=True)
    aside = FOLDER / f"{os.getpid()}.part"
    aside.write_text(done.stdout)
    aside.rename(dump)
    for older in sorted(FOLDER.glob("*.sql"), key=lambda each: each.stat().st_mtime)[:-3]:
        older.unlink()
