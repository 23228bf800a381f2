"""The recipe of the tests: real PostgreSQL and Redis, a migrated template, the app role.

The template is migrated as the owner. An ordinary test runs in a transaction as the app role, so that what the
database refuses to the app it refuses to the test. Append-only triggers refuse Django's flush; so a test that
needs real commits asks for `committed_db`: a fresh copy of the template, dropped afterwards.
"""

import gc
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from portal.servers import CHECKOUT
from tests import cluster, kept_template

settings.PASSWORD_HASHERS = ["tests.hashers.SmallArgon2", *settings.PASSWORD_HASHERS]
# Pages are drawn here without collected static files: their addresses carry no hash. Once, not for each of 9,000 tests.
settings.STORAGES = settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
_numbers = itertools.count(1)
LONGEST_FIRST = (
    "tests/faults/test_reminders_end_to_end.py",
    "tests/security/test_canaries.py",
    "tests/journeys/",
    "tests/security/test_walls.py",
    "tests/faults/",
    "tests/frame/test_embedded.py",
    "tests/guidance/test_confirm_at_once.py",
    "tests/files/",
    "tests/guidance/test_search_figures.py",
    "tests/guidance/test_old_links.py",
    "tests/advice/",
)
"""A file that begins last and lasts a minute keeps one core alone at the end; these begin first, in this order."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        fits = (number for number, start in enumerate(LONGEST_FIRST) if item.nodeid.startswith(start))
        return next(fits, len(LONGEST_FIRST))

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: the collector of cycles need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@dataclass(frozen=True)
class Database:
    """A fresh copy of the template: its name, and the environment for a process that works on it."""

    name: str
    environment: dict[str, str]


@pytest.fixture(scope="session")
def template() -> str:
    """The migrated database that all others are copied from; made once for all workers."""
    with cluster.once("template") as is_first:
        if is_first:
            _make_template()
    return cluster.TEMPLATE


def _make_template() -> None:
    cluster.servers.make_database(cluster.TEMPLATE)
    dump = kept_template.place()
    if dump is not None and dump.exists():
        kept_template.restore(cluster.servers, cluster.TEMPLATE, dump)
        return
    _manage(cluster.TEMPLATE, "migrate", "--verbosity", "0")
    if dump is not None:
        kept_template.keep(cluster.servers, cluster.TEMPLATE, dump)


def _manage(database: str, *arguments: str, **environment: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "manage.py", *arguments],
        cwd=CHECKOUT,
        env={**os.environ, **cluster.environment(database), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def _copy(name: str, source: str = cluster.TEMPLATE) -> None:
    cluster.servers.psql(f"CREATE DATABASE {name} OWNER portal_owner TEMPLATE {source} STRATEGY FILE_COPY")
    cluster.servers.psql(f"GRANT CONNECT ON DATABASE {name} TO portal_app, portal_backup")


@pytest.fixture(scope="session")
def django_db_setup(template: str) -> None:
    """pytest-django's own set-up makes databases as a superuser and flushes them; ours does neither."""
    _copy(cluster.MAIN)


@pytest.fixture
def committed_db(template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """A database of its own, for tests that commit, use threads or start processes."""
    yield from of_its_own(template, django_db_blocker)


@pytest.fixture(scope="session")
def demo_template(template: str) -> str:
    """The demo council, loaded once for all workers, to be copied; its files are copied to this worker's."""
    files = cluster.shared / "demo-files"
    with cluster.once("demo") as is_first:
        if is_first:
            _copy(cluster.DEMO, template)
            _manage(cluster.DEMO, "load_demo", FILES_ROOT=str(files))
    shutil.copytree(files, settings.FILES_ROOT, dirs_exist_ok=True)
    return cluster.DEMO


@pytest.fixture
def demo_db(demo_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """A fresh copy of the demo council."""
    yield from of_its_own(demo_template, django_db_blocker)


def of_its_own(source: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    name = cluster.named(f"test_{next(_numbers)}")
    _copy(name, source)
    main = connections.settings["default"]["NAME"]
    connections["default"].close()
    connections.settings["default"]["NAME"] = name
    with django_db_blocker.unblock():
        yield Database(name, cluster.environment(name))
        connections["default"].close()
    connections.settings["default"]["NAME"] = main
    cluster.servers.psql(f"DROP DATABASE {name} WITH (FORCE)")
