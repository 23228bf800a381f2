"""Events are written as they should be, and the app role can do nothing else to them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from portal.foundation.audit.actions import record, record_read
from portal.foundation.audit.models import GENESIS, AuditHead, Event
from portal.foundation.audit.verify import verify
from portal.foundation.people.models import User
from tests.conftest import Database
from tests.factories.people import RoleGrantFactory, UserFactory


@pytest.mark.django_db
def test_record_writes_who_what_when_and_for_whom() -> None:
    actor, member = UserFactory(roles=("comms_adviser", "auditor")), UserFactory()
    before = Event.objects.count()

    record("advice.answered", by=actor, about=member, data={"state": "answered", "points": 3}, acting_for=member)

    event = Event.objects.latest("seq")
    assert Event.objects.count() == before + 1
    assert (event.actor, event.acting_for, event.verb) == (actor, member, "advice.answered")
    assert set(event.actor_roles.split(",")) == {"comms_adviser", "auditor"}
    assert (event.about_kind, event.about_id) == ("people.user", str(member.pk))
    assert event.data == {"state": "answered", "points": 3}
    assert not event.is_read
    assert abs(event.at - timezone.now()) < timedelta(minutes=1)
    assert list(Event.objects.about(member)) == [event]
    assert list(Event.objects.since(event.seq - 1)) == [event]


@pytest.mark.django_db
def test_record_keeps_the_roles_as_they_were() -> None:
    actor = RoleGrantFactory(role="comms_adviser", ends_on=timezone.localdate()).user
    record("x.y", by=actor, about=actor)

    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert User.objects.get(pk=actor.pk).role_names() == ()
        assert Event.objects.latest("seq").actor_roles == "comms_adviser"


@pytest.mark.django_db
def test_record_by_nobody_is_the_portal_itself() -> None:
    record("clock.stopped", by=None, about=UserFactory())

    event = Event.objects.latest("seq")
    assert (event.actor, event.actor_roles, event.acting_for) == (None, "", None)


@pytest.mark.django_db
def test_record_read_is_marked_as_a_read() -> None:
    actor = UserFactory()

    record_read("record.read", by=actor, about=actor)

    assert Event.objects.latest("seq").is_read


@pytest.mark.django_db
@pytest.mark.parametrize("fact", ["x" * 201, "nul\0"])
def test_record_refuses_text(fact: str) -> None:
    """Red when texts are let through: the audit would hold what people wrote for ever."""
    with pytest.raises(ValueError, match="never text"):
        record("x.y", by=None, about=UserFactory(), data={"note": fact})


@pytest.mark.django_db
@pytest.mark.parametrize("fact", [1.5, ["a"], {"a": 1}, b"bytes", datetime(2026, 1, 1, tzinfo=UTC)])
def test_record_refuses_what_is_no_fact(fact: object) -> None:
    with pytest.raises(TypeError):
        record("x.y", by=None, about=UserFactory(), data={"note": fact})


@pytest.mark.django_db
def test_record_numbers_and_chains_events_whatever_the_app_says() -> None:
    """Red when the trigger leaves a given number, time or hash alone."""
    first = Event.objects.create(verb="x.first", about_kind="a.b", about_id="1")
    long_ago = datetime(2001, 1, 1, tzinfo=UTC)

    Event.objects.create(
        seq=999_999, at=long_ago, hash="f" * 64, prev_hash="f" * 64, verb="x.second", about_kind="a.b", about_id="2"
    )

    first, second = Event.objects.order_by("-seq")[:2][::-1]
    assert second.seq == first.seq + 1
    assert second.prev_hash == first.hash != GENESIS
    assert second.at > long_ago + timedelta(days=365)
    assert AuditHead.objects.get().anchor == f"{second.seq}:{second.hash}"


@pytest.mark.django_db
def test_record_gives_the_instance_the_number_it_really_has() -> None:
    made = Event.objects.create(verb="x.y", about_kind="a.b", about_id="1")

    assert made.seq == AuditHead.objects.get().seq


@pytest.mark.django_db
def test_actor_of_an_event_cannot_be_deleted() -> None:
    actor = UserFactory()
    record("x.y", by=actor, about=actor)
    actor.emailaddress_set.all().delete()

    with pytest.raises(ProtectedError):
        actor.delete()


REFUSED_TO_THE_APP = [
    "UPDATE audit_event SET verb = 'nothing'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event CASCADE",
    "UPDATE audit_audithead SET seq = 0",
    "DELETE FROM audit_audithead",
    "INSERT INTO audit_audithead (id, seq, hash) VALUES (1, 0, '')",
    "TRUNCATE audit_audithead",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "DROP TRIGGER audit_chain ON audit_event",
    "DROP FUNCTION audit_chain() CASCADE",
    "SET session_replication_role = replica",
    "SET ROLE portal_owner",
    "COPY audit_event FROM PROGRAM 'true'",
]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", REFUSED_TO_THE_APP)
def test_app_role_is_refused(statement: str) -> None:
    """Red without the REVOKEs of migration audit.0002, or when the app connects as the owner."""
    record("x.y", by=None, about=UserFactory())

    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "granted"), [("audit_event", ["SELECT", "INSERT"]), ("audit_audithead", ["SELECT"])])
def test_app_role_has_no_other_grants(table: str, granted: list[str]) -> None:
    """Red without the REVOKEs, which hold even where a trigger was forgotten."""
    rights = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER"]

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT one FROM unnest(%s::text[]) AS one WHERE has_table_privilege(current_user, %s, one)",
            [rights, table],
        )
        held = [right for (right,) in cursor.fetchall()]

    assert sorted(held) == sorted(granted)


@pytest.mark.django_db
def test_app_role_cannot_stand_its_own_head_in_front() -> None:
    """Red when the function names its tables without their schema and has no search_path of its own."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE audit_audithead (id int, seq bigint, hash text)")
        cursor.execute("INSERT INTO pg_temp.audit_audithead VALUES (1, 500, 'forged')")
        cursor.execute("SET search_path = pg_temp, public")
        record("x.y", by=None, about=UserFactory())
        cursor.execute("SELECT seq, hash FROM pg_temp.audit_audithead")
        forged = cursor.fetchone()
        cursor.execute("SELECT seq, prev_hash FROM public.audit_event ORDER BY seq DESC LIMIT 1")
        newest = cursor.fetchone()
        cursor.execute("DROP TABLE pg_temp.audit_audithead; SET search_path = public")

    assert forged == (500, "forged")
    assert newest != (501, "forged")


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_event SET verb = ''", "DELETE FROM audit_event", "TRUNCATE audit_event"]
)
def test_owner_is_refused_by_the_trigger(committed_db: Database, statement: str) -> None:
    """Red without the refusing triggers: grants do not bind an owner."""
    record("x.y", by=None, about=UserFactory())
    address = committed_db.environment["DATABASE_OWNER_URL"].replace("postgres://", "postgresql://", 1)

    with psycopg.connect(address) as owner, pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute(statement)


def test_rolled_back_work_leaves_no_event(committed_db: Database) -> None:
    user = UserFactory()
    before = AuditHead.objects.get().anchor

    with transaction.atomic():
        record("x.y", by=None, about=user)
        transaction.set_rollback(True)

    assert AuditHead.objects.get().anchor == before
    assert verify().seq == Event.objects.count()


def test_eight_writers_make_one_chain(committed_db: Database) -> None:
    """Red when the head is read without a lock."""
    user = UserFactory()

    def write(_: int) -> None:
        for number in range(25):
            with transaction.atomic():
                record("x.y", by=user, about=user, data={"number": number})
        connection.close()

    before = Event.objects.count()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))

    assert verify().seq == Event.objects.count() == before + 200
