"""Who may dump the cases, and that every table of the room has its wall.

Faults: `FORCE ROW LEVEL SECURITY` left out of a table; BYPASSRLS taken from `portal_backup` (both tried).
"""

import shutil
import subprocess
from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests import cluster
from tests.conduct.wall_house import House, build
from tests.conftest import Database, of_its_own

NO_CASE = {
    "conduct_sanction", "conduct_timelimit", "conduct_readingrule", "conduct_codeedition", "conduct_codeparagraph",
    "conduct_transition", "conduct_localrule", "conduct_lettertemplate", "conduct_publication",
    "conduct_publicationpdf", "conduct_committeereport", "conduct_stage",
}  # fmt: skip
"""The law, the Code, the arrangements, what is published, and what the committee is told: open to all who serve."""
PROGRAM = cluster.servers.programs / "pg_dump"


@pytest.fixture(scope="module")
def whole(template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Database, House]]:
    for database in of_its_own(template, django_db_blocker):
        yield database, build(database.name)


def dumped(role: str, database: Database) -> "subprocess.CompletedProcess[str]":
    command = [str(PROGRAM), "--host", str(cluster.servers.postgres_sockets), "--username", role, "--data-only"]
    return subprocess.run(
        [*command, "--table", "public.conduct_*", database.name], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("role", ["portal_app", "portal_owner"])
def test_dump_by_the_wrong_role_fails_loudly(whole: tuple[Database, House], role: str) -> None:
    done = dumped(role, whole[0])

    assert done.returncode != 0
    assert "row-level security" in done.stderr


def test_dump_by_the_right_role_holds_every_row_and_can_be_restored(whole: tuple[Database, House]) -> None:
    database, _ = whole
    again = cluster.named("restored")
    done = dumped("portal_backup", database)
    assert done.returncode == 0, done.stderr
    cluster.servers.psql(f"CREATE DATABASE {again} TEMPLATE {cluster.TEMPLATE} STRATEGY FILE_COPY")
    try:
        restored = "SET session_replication_role = replica;\n" + done.stdout
        empty = "; ".join(f"DELETE FROM {table}" for table in tables(again))
        cluster.servers.psql(f"SET session_replication_role = replica; {empty}", again)
        load(again, restored)
        assert counts(again) == counts(database.name)
        assert counts(again)["conduct_paper"] > 400
    finally:
        cluster.servers.psql(f"DROP DATABASE {again} WITH (FORCE)")


def load(database: str, dump: str) -> None:
    program = shutil.which("psql", path=str(cluster.servers.programs))
    assert program is not None
    command = [program, "--host", str(cluster.servers.postgres_sockets), "--username", "postgres", "--quiet"]
    done = subprocess.run(
        [*command, "--set", "ON_ERROR_STOP=1", database], input=dump, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def tables(database: str) -> list[str]:
    return cluster.servers.psql(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'conduct\\_%' ORDER BY 1", database
    ).split()


def counts(database: str) -> dict[str, int]:
    asked = " UNION ALL ".join(f"SELECT '{table} ' || count(*) FROM {table}" for table in tables(database))
    lines = (line.split() for line in cluster.servers.psql(asked, database).splitlines())
    return {table: int(count) for table, count in lines}


def test_every_table_of_the_room_has_its_wall(template: str) -> None:
    found = cluster.servers.psql(
        "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policies p "
        "WHERE p.tablename = c.relname AND p.policyname <> 'owner_asks') FROM pg_class c "
        "WHERE c.relkind = 'r' AND c.relname LIKE 'conduct\\_%'",
        template,
    )
    walled = dict(line.split("|") for line in found.splitlines())

    assert {table for table, is_walled in walled.items() if is_walled != "t"} - NO_CASE == set()
    assert {table for table, is_walled in walled.items() if is_walled == "t"} & NO_CASE == set()
    assert len(walled) > len(NO_CASE)


def test_everything_of_a_case_is_held_together(template: str) -> None:
    """Fault: a later table for which `conduct_hold_together` was not called again."""
    before = cluster.named("together")
    cluster.servers.psql(f"CREATE DATABASE {before} TEMPLATE {template} STRATEGY FILE_COPY")
    held = "SELECT count(*) FROM pg_constraint UNION ALL SELECT count(*) FROM pg_trigger UNION ALL " + (
        "SELECT count(*) FROM pg_policy"
    )
    try:
        there = cluster.servers.psql(held, before)
        cluster.servers.psql("SELECT public.conduct_hold_together()", before)
        assert cluster.servers.psql(held, before) == there
    finally:
        cluster.servers.psql(f"DROP DATABASE {before} WITH (FORCE)")
