"""The triggers behind the grants: history is closed to the owner of the tables too.

Turns red when a trigger of migration 0002 is left out.
"""

from datetime import UTC, datetime

import psycopg
import pytest

from portal.foundation.deadlines import actions
from portal.foundation.deadlines.clocks import Policy
from tests.conftest import Database
from tests.factories.people import WardFactory

MONDAY = datetime(2026, 12, 7, 10, tzinfo=UTC)


def test_even_the_owner_of_the_tables_is_refused(committed_db: Database) -> None:
    policy = Policy(unit="working_days", amount=3)
    actions.start_clock(name="answer", about=WardFactory(), policy=policy, at=MONDAY, by=None)

    with psycopg.connect(committed_db.environment["DATABASE_OWNER_URL"], autocommit=True) as owner:
        for table in ("deadlines_clockevent", "deadlines_calendarrevision"):
            for change in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only ever added to"):
                    owner.execute(change)
