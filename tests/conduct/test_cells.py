"""Each cell of the table of who reads and writes what, asked of the code and of the database by itself.

Faults that turn these red: a cell changed in `visibility.TABLE` or in `conduct_readingrule`; a reach left out of the
policy `reads` or `writes` of papers; `cleared()` left out of `permissions.capacity_in`.
"""

import uuid
from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from reviews.conduct.models import Case
from reviews.conduct.permissions import can_read, can_write, capacity_in
from reviews.conduct.visibility import TABLE, Artefact, Capacity, Reach
from tests.conduct.wall_house import SHUT_OUT, STRANGERS, House, build, tried
from tests.conftest import of_its_own

OPEN = (Reach.READ, Reach.WRITE, Reach.HAND_IN)
WRITES = (Reach.WRITE, Reach.HAND_IN, Reach.OWN, Reach.OWN_OR_SENT)
CELLS = [
    pytest.param(artefact, capacity, id=f"{artefact}-{capacity}") for artefact in Artefact for capacity in Capacity
]
NOBODY = (*STRANGERS, *SHUT_OUT, "deputy", "nobody")
ADD = """INSERT INTO conduct_paper (id, case_id, kind, grant_id, title, words, dated_on, written_at)
         VALUES (%(id)s, %(case)s, %(kind)s, %(grant)s, '', '\\x00', '2026-11-03', now())"""


@pytest.fixture(scope="module")
def house(template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    for database in of_its_own(template, django_db_blocker):
        yield build(database.name)


def read(kind: str) -> set[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM conduct_paper WHERE kind = %s", [kind])
        return {row[0] for row in cursor.fetchall()}


def opened(house: House, artefact: Artefact, capacity: Capacity) -> set[uuid.UUID]:
    """What the cell opens of the papers of that kind in the first case."""
    cell, all_of_it = TABLE[artefact].get(capacity), house.mine.papers
    names: set[str] = set()
    if cell in OPEN:
        names = {"unsent", "sent", *Capacity}
    if cell in (Reach.SENT, Reach.OWN_OR_SENT):
        names.add("sent")
    if cell in (Reach.OWN, Reach.OWN_OR_SENT):
        names.add(capacity)
    return {all_of_it[artefact, name] for name in names}


@pytest.mark.parametrize(("artefact", "capacity"), CELLS)
def test_cell_opens_what_the_table_says(house: House, artefact: Artefact, capacity: Capacity) -> None:
    planted = {pk for cast in (house.mine, house.foreign) for (kind, _), pk in cast.papers.items() if kind == artefact}
    person, case, cell = house.mine.people[capacity], house.mine.case, TABLE[artefact].get(capacity)
    add = {"id": uuid.uuid4(), "case": case.pk, "kind": artefact, "grant": house.mine.grants[capacity]}
    with house.as_(capacity):
        seen = read(artefact) & planted
        by_code = (can_read(person, case, artefact), can_write(person, case, artefact))
        added = tried(ADD, add)

    if capacity == Capacity.HOLDER:  # holds the other case too
        seen -= set(house.foreign.papers.values())
    assert seen == opened(house, artefact, capacity)
    assert by_code == (cell in OPEN, cell in WRITES)
    assert added == ("1 rows" if cell in WRITES else "42501")


@pytest.mark.parametrize("artefact", Artefact)
@pytest.mark.parametrize("who", NOBODY)
def test_who_has_no_part_meets_and_writes_nothing(house: House, who: str, artefact: Artefact) -> None:
    add = {"id": uuid.uuid4(), "case": house.mine.case.pk, "kind": artefact}
    with house.as_(who):
        assert read(artefact) == set()
        for grant in (house.mine.grants[Capacity.HOLDER], house.mine.grants[Capacity.SUBJECT]):
            assert tried(ADD, add | {"grant": grant}) == "42501"


@pytest.mark.parametrize("who", [*STRANGERS, *SHUT_OUT, "deputy"])
def test_who_has_no_part_knows_of_no_case(house: House, who: str) -> None:
    """But for whoever is asked about a conflict: they know that the case is there."""
    person, case, is_asked = house.strangers[who], house.mine.case, who == "not_declared"
    with house.as_(who):
        assert list(Case.objects.all()) == list(Case.objects.visible_to(person)) == ([case] if is_asked else [])
        assert capacity_in(person, case) is None
        assert not any(can_read(person, case, one) or can_write(person, case, one) for one in Artefact)


@pytest.mark.parametrize(
    "capacity", [c for c in Capacity if c not in ("holder", "complainant", "subject", "members_ip")]
)
def test_tables_of_facts_open_by_the_same_cells(house: House, capacity: Capacity) -> None:
    """Every table with a wall of its own, those of later migrations too: all rows of the case, or none."""
    wrong = []
    with house.as_("holder"):
        tables = {table: (what, rows(table, house)) for table, what in walled_tables()}
    with house.as_(capacity):
        for table, (what, there) in tables.items():
            cell = TABLE[Artefact(what)].get(capacity)
            if there and rows(table, house) != (there if cell in OPEN else 0):
                wrong.append(table)
    assert len([there for _, there in tables.values() if there]) >= 7
    assert wrong == []


def walled_tables() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, substring(qual FROM $$conduct_reads\\('(\\w+)'$$) FROM pg_policies "
            "WHERE policyname = 'reads' AND qual ~ 'conduct_reads' "
            "AND tablename NOT IN ('conduct_grant', 'conduct_declaration', 'conduct_sending')"
        )
        return [(table, what) for table, what in cursor.fetchall()]


def rows(table: str, house: House) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE case_id = %s", [house.mine.case.pk])
        return int(cursor.fetchone()[0])
