"""Everything that the portal leaves lying: rows, mails, log lines, messages to workers, files; as (where, bytes)."""

import contextlib
import copy
import email
import email.policy
import json
import logging
import logging.config
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.db import connection
from redis import Redis

from portal.home.demo_mail import DIVIDER
from tests.cluster import servers

Left = tuple[str, bytes]
ROW_QUERY = "SELECT json_build_array('{table}', to_jsonb(row)) FROM \"{table}\" AS row;"


def rows(database: str) -> Iterator[Left]:
    """Each column of each row, as the superuser reads it past every right and policy."""
    tables = servers.psql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", database).split()
    queries = [ROW_QUERY.format(table=table) for table in tables]
    for line in servers.psql("\n".join(queries), database).split("\n"):
        table, columns = json.loads(line)
        for column, value in columns.items():
            yield f"{table}.{column}", json.dumps(value).encode()


def data_files(database: str) -> Iterator[Left]:
    """The files of this database, the write-ahead log and the servers' log, as a thief of the disk reads them."""
    servers.psql("CHECKPOINT")
    number = servers.psql(f"SELECT oid FROM pg_database WHERE datname = '{database}'")
    for folder in (servers.data / "base" / number, servers.data / "pg_wal"):
        yield from settled(folder)
    yield servers.logs.name, servers.logs.read_bytes()


def settled(folder: Path) -> list[Left]:
    """The files of a folder in which PostgreSQL renames and removes some now and then: read again until none moved."""
    while True:
        before = sorted(folder.rglob("*"))
        with contextlib.suppress(FileNotFoundError):
            left = list(files_below(folder))
            if before == sorted(folder.rglob("*")):
                return left


def files_below(folder: Path) -> Iterator[Left]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder.parent)), path.read_bytes()


def mails() -> Iterator[Left]:
    """Each mail under its subject: as it was sent, and once more decoded."""
    for path in sorted(Path(settings.EMAIL_FILE_PATH).iterdir()):
        for sent in path.read_bytes().split(DIVIDER):
            if raw := sent.strip():
                message = email.message_from_bytes(raw, policy=email.policy.default)
                headers = [f"{name}: {value}" for name, value in message.items()]
                read = "\n".join(["", *headers, "", message.get_content()])
                yield str(message["Subject"]), raw + read.encode()


def redis_keys() -> Iterator[Left]:
    """Every key and what it holds, uncompressed."""
    client = Redis.from_url(settings.REDIS_URL)
    client.config_set("rdbcompression", "no")
    for key in client.scan_iter():
        yield key.decode(), key + (client.dump(key) or b"")
    client.close()


@contextmanager
def logged(level: str = "DEBUG") -> Iterator[StringIO]:
    """What the settings' logging writes meanwhile, at the most talkative level."""
    written, root = StringIO(), logging.getLogger()
    before, level_before = root.handlers[:], root.level
    wanted = copy.deepcopy({**settings.LOGGING, "handlers": {}})
    wanted["handlers"] = {name: handler | {"stream": written} for name, handler in settings.LOGGING["handlers"].items()}
    wanted["root"]["level"] = level
    logging.config.dictConfig(wanted)
    try:
        yield written
    finally:
        root.handlers[:] = before
        root.setLevel(level_before)


def refuse(table: str, rule: str) -> None:
    """Let the database itself fail what the portal writes next, as a bug or a full disk would."""
    database = connection.settings_dict["NAME"]
    servers.psql(f'ALTER TABLE "{table}" ADD CONSTRAINT canary_refuses CHECK ({rule}) NOT VALID', database)
