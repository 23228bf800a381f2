"""Whatever a superuser does to the rows is found. Each test's fault is the tampering itself; verify.py was weakened
check by check (hash, order, number, head, anchor), and each time one of these went red."""

import random
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from portal import embedded
from portal.foundation.audit.actions import record, record_read
from portal.foundation.audit.models import GENESIS, AuditHead, Event
from portal.foundation.audit.verify import Anchor, Broken, fingerprint, rows, verify
from portal.foundation.people.models import User
from tests import cluster
from tests.conftest import Database
from tests.factories.people import UserFactory

EVENTS = 120


@pytest.fixture
def people(committed_db: Database) -> list[User]:
    return [UserFactory(roles=("member",)), UserFactory(roles=("comms_lead",))]


@pytest.fixture
def chain(people: list[User]) -> int:
    """A chain of events of all shapes; gives the number of the last."""
    member, officer = people
    with transaction.atomic():
        for number in range(EVENTS):
            data = {"number": number, "who": "Zoë – “quoted”\n\t\\", "yes": True, "none": None, "aa": "b", "b": "aa"}
            record("advice.answered", by=officer, about=member, data=data, acting_for=member)
            record_read("record.read", by=member, about=officer)
            record("clock.stopped", by=None, about=member)
    return AuditHead.objects.get().seq


def tamper(database: Database, sql: str) -> None:
    """As a superuser with triggers off, whom neither grants nor triggers stop."""
    cluster.servers.psql(f"SET session_replication_role = replica;\n{sql}", database.name)


def broken_at() -> int:
    with pytest.raises(Broken) as broken:
        verify()
    return broken.value.seq


def test_verify_untouched_chain_holds(chain: int) -> None:
    head = verify()

    assert head == Anchor(chain, Event.objects.get(seq=chain).hash)
    assert verify(head) == head
    assert verify(Anchor(5, Event.objects.get(seq=5).hash)) == head


def test_verify_empty_chain_holds(committed_db: Database) -> None:
    assert verify() == Anchor(0, GENESIS)


@pytest.mark.usefixtures("chain")
def test_verify_finds_a_hundred_edits(committed_db: Database, people: list[User]) -> None:
    """Red when any column is left out of the hash."""
    other = str(people[1].pk)
    edits = {
        "at": "at = at + interval '1 microsecond'",
        "actor": f"actor_id = CASE WHEN actor_id = '{other}' THEN NULL ELSE '{other}'::uuid END",
        "for": f"acting_for_id = CASE WHEN acting_for_id IS NULL THEN '{other}'::uuid END",
        "roles": "actor_roles = actor_roles || 'auditor'",
        "verb": "verb = verb || '.'",
        "kind": "about_kind = 'a.b'",
        "id": "about_id = '7'",
        "data": "data = data || '{\"number\": -1}'",
        "read": "is_read = NOT is_read",
        "prev": "prev_hash = reverse(prev_hash)",
        "hash": "hash = reverse(hash)",
        "shift": "verb = left(verb, -1), about_kind = right(verb, 1) || about_kind",
    }
    chance = random.Random(42)
    found = 0

    for number in range(100):
        column = list(edits)[number % len(edits)]
        seq = chance.randrange(1, EVENTS * 3 + 1)
        tamper(
            committed_db,
            f"CREATE TABLE kept AS SELECT * FROM audit_event WHERE seq = {seq};"
            f"UPDATE audit_event SET {edits[column]} WHERE seq = {seq};",
        )
        assert broken_at() == seq, column
        found += 1
        tamper(
            committed_db,
            f"DELETE FROM audit_event WHERE seq = {seq}; INSERT INTO audit_event OVERRIDING SYSTEM VALUE"
            " SELECT * FROM kept; DROP TABLE kept;",
        )

    assert found == 100
    verify()


def test_verify_finds_an_edit_whose_own_hash_was_made_to_fit(committed_db: Database, chain: int) -> None:
    """Red when an event is not asked to follow the one before it."""
    tamper(committed_db, "UPDATE audit_event SET verb = 'x.nothing' WHERE seq = 40")
    (edited,) = (row for row in rows() if row.seq == 40)
    tamper(committed_db, f"UPDATE audit_event SET hash = '{fingerprint(edited)}' WHERE seq = 40")

    assert broken_at() == 41


def test_verify_finds_a_deleted_event(committed_db: Database, chain: int) -> None:
    tamper(committed_db, "DELETE FROM audit_event WHERE seq = 40")

    assert broken_at() == 40


def test_verify_finds_a_deleted_event_whose_followers_moved_up(committed_db: Database, chain: int) -> None:
    tamper(
        committed_db,
        "DELETE FROM audit_event WHERE seq = 40;"
        "UPDATE audit_event SET seq = -seq WHERE seq > 40; UPDATE audit_event SET seq = -seq - 1 WHERE seq < 0;",
    )

    assert broken_at() == 40


def test_verify_finds_two_events_exchanged(committed_db: Database, chain: int) -> None:
    tamper(
        committed_db,
        "UPDATE audit_event SET seq = -10 WHERE seq = 10; UPDATE audit_event SET seq = 10 WHERE seq = 11;"
        "UPDATE audit_event SET seq = 11 WHERE seq = -10;",
    )

    assert broken_at() == 10


def test_verify_finds_a_tail_cut_off_by_the_head(committed_db: Database, chain: int) -> None:
    tamper(committed_db, f"DELETE FROM audit_event WHERE seq > {chain - 5}")

    assert broken_at() == chain - 4


def test_verify_finds_everything_gone(committed_db: Database, chain: int) -> None:
    tamper(committed_db, "DELETE FROM audit_event")

    assert broken_at() == 1


def test_verify_finds_the_head_gone(committed_db: Database, chain: int) -> None:
    tamper(committed_db, "DELETE FROM audit_audithead")

    assert broken_at() == 1


def test_verify_finds_a_head_that_names_another_hash(committed_db: Database, chain: int) -> None:
    tamper(committed_db, "UPDATE audit_audithead SET hash = reverse(hash)")

    assert broken_at() == chain


def test_verify_finds_an_event_slipped_in_behind_the_head(committed_db: Database, chain: int) -> None:
    from_trigger = "INSERT INTO audit_event (actor_roles, verb, about_kind, about_id, data, is_read)"
    cluster.servers.psql(f"{from_trigger} VALUES ('', 'x.y', 'a.b', '1', '{{}}', false)", committed_db.name)
    last = Event.objects.get(seq=chain)
    tamper(committed_db, f"UPDATE audit_audithead SET seq = {chain}, hash = '{last.hash}'")

    assert broken_at() == chain + 1


def test_verify_finds_a_tail_and_head_cut_against_an_anchor(committed_db: Database, chain: int) -> None:
    """The chain alone cannot: what is left is whole."""
    anchor = verify()
    tamper(
        committed_db,
        f"DELETE FROM audit_event WHERE seq > {chain - 5};"
        "UPDATE audit_audithead SET (seq, hash) = (SELECT seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1);",
    )

    verify()
    with pytest.raises(Broken) as broken:
        verify(anchor)
    assert broken.value.seq == chain - 4


def test_verify_finds_a_chain_rewritten_whole_against_an_anchor(committed_db: Database, chain: int) -> None:
    """The chain alone cannot: the database itself computed it anew."""
    anchor = verify()
    tamper(
        committed_db,
        "CREATE TABLE kept AS SELECT * FROM audit_event; DELETE FROM audit_event;"
        f"UPDATE audit_audithead SET seq = 0, hash = '{GENESIS}'; SET session_replication_role = origin;"
        "INSERT INTO audit_event (actor_id, acting_for_id, actor_roles, verb, about_kind, about_id, data, is_read)"
        " SELECT actor_id, acting_for_id, actor_roles, CASE seq WHEN 7 THEN 'x.nothing' ELSE verb END,"
        " about_kind, about_id, data, is_read FROM kept ORDER BY seq;",
    )

    assert verify().seq == chain
    with pytest.raises(Broken) as broken:
        verify(anchor)
    assert broken.value.seq == chain


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "5:",
        ":" + "0" * 64,
        "-1:" + "0" * 64,
        "5:" + "0" * 63,
        "5:" + "G" * 64,
        "x:y",
        "9" * 19 + ":" + "0" * 64,
    ],
)
def test_anchor_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="An anchor reads SEQ:HASH"):
        Anchor.parse(text)


def test_command_says_ok_with_count_and_head(chain: int, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_audit")

    assert capsys.readouterr().out == f"OK: {chain} events, head {AuditHead.objects.get().anchor}\n"


def test_command_refuses_a_bad_anchor(chain: int) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("verify_audit", anchor="nonsense")

    assert refused.value.returncode == 2


def test_command_names_the_first_broken_event_and_exits_with_1(committed_db: Database, chain: int) -> None:
    tamper(committed_db, "UPDATE audit_event SET verb = 'x' WHERE seq IN (33, 20)")

    done = subprocess.run(
        [sys.executable, "manage.py", "verify_audit"],
        cwd=embedded.CHECKOUT,
        env={"PATH": "", **committed_db.environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == "CommandError: BROKEN: Event 20 was changed."
