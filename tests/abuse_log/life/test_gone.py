"""A record goes whole, by its member's word, by its rule or by an officer's approval; a hold wins; its chain stays.

Faults tried: whose it is, the day, the warnings and whose wish it is not asked by the database, one by one; the
reminders left out of `abuse_log_delete`; `erase_own` without its question after a hold. Named and not tried yet: a
table, the loose bundle or the file taken along left out; the hold's trigger of one table; the chain's last entry.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from abuse_log.evidence import chain
from abuse_log.life.actions import NotAlone, erase_record, keep_record
from abuse_log.life.taking import ask_takeaway, make_takeaway
from abuse_log.life.whole import PARTS, whole_record
from abuse_log.models import Consent, CustodyEntry, Incident, KeptEntry, Takeaway, Trace
from portal.foundation.audit.verify import verify
from portal.foundation.deadlines.models import Reminder
from portal.foundation.files.models import StoredFile
from portal.foundation.files.storage import sealed_storage
from portal.foundation.outbox.actions import drain
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from portal.foundation.records import actions
from portal.foundation.records.models import Certificate, Disposal, Tombstone
from portal.foundation.records.whole import fingerprint
from portal.foundation.vault.fields import EncryptedTextField
from tests.abuse_log.life.filled import CANARY, filled, fresh, long_ago, made, noted, rows, share, warned
from tests.conftest import Database
from tests.factories.people import UserFactory
from tests.factories.records import governance

KIND = "abuse_log.incident"
DIGEST = "0" * 64
TABLES = sorted({model._meta.db_table for _, model, _ in PARTS} | {"abuse_log_trace", "abuse_log_incident"})


def objects_now() -> list[str]:
    pairs = StoredFile.objects.values_list("original_object", "safe_object")
    return [name for pair in pairs for name in pair if name]


def dispose(disposal: Disposal, certificate: str = "ERA-2026-0123456789") -> str:
    """The room's own function, past every verb; with what words it refused, empty when it did not."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT abuse_dispose(%s, %s, %s)", [disposal.pk, DIGEST, certificate])
    except DatabaseError as refusal:
        return str(refusal).splitlines()[0]
    return ""


def erased(incident: Incident) -> Disposal:
    return erase_record(incident=incident, by=incident.member, version=fresh(incident).version)


def approved(incident: Incident, officer: User) -> Disposal:
    """An old record that is the council's too, through announcement, warnings and approval."""
    actions.sweep()
    warned(incident)
    actions.sweep()
    disposal = Disposal.objects.get(about_id=incident.pk)
    return actions.approve_disposal(disposal=disposal, version=disposal.version, by=officer)


def old_councils() -> Incident:
    with long_ago() as member:
        incident = made(member)
        noted(share(incident, until=1))
    return incident


def sealed_words() -> Iterator[str]:
    """Every sealed text of the whole database, opened."""
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
        for row in model._default_manager.all() if names else []:
            for name in names:
                yield f"{model._meta.db_table}.{name}: {getattr(row, name)}"


def plain_rows() -> Iterator[str]:
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield from (f"{table}: {row}" for (row,) in cursor.fetchall())


def hanging_from_a_record() -> set[str]:
    """Every table of the room from which a chain of keys leads to a record."""
    found = {Incident}
    while True:
        more = {
            model
            for model in apps.get_app_config("abuse_log").get_models()
            if model not in found
            and any(isinstance(f, models.ForeignKey) and f.related_model in found for f in model._meta.concrete_fields)
        }
        if not more:
            return {model._meta.db_table for model in found}
        found |= more


def test_every_table_of_a_record_is_known_here() -> None:
    assert hanging_from_a_record() == set(TABLES)


@pytest.mark.django_db
def test_erased_by_its_member_it_goes_whole_and_leaves_its_stone_and_chain() -> None:
    incident = filled()
    noted_shares = share(incident, until=-1)  # a share that ended unread does not make it the council's
    lead = UserFactory(roles=("safety_lead",))
    Consent.objects.create(incident=incident, officer=lead, until=timezone.localdate(), given_by=incident.member)
    other = made(UserFactory(roles=("member",)), said="Something else")
    was, objects, before = fingerprint(whole_record(incident.pk)), objects_now(), list(incident.custody.all())
    full = {table: rows(table) for table in TABLES if table != "abuse_log_sharestep"}
    assert all(full.values()), full
    assert noted_shares.pk
    assert Reminder.objects.about(incident).exists()
    take = Takeaway.objects.get()
    joined = Incident.objects.exclude(pk__in=[incident.pk, other.pk]).get()

    actions.carry_out(erased(incident).pk)

    left = {"abuse_log_incident": 2, "abuse_log_words": 1, "abuse_log_risklevel": 1}  # the other, and the linked one
    assert {table: rows(table) for table in TABLES} == {table: left.get(table, 0) for table in TABLES}
    assert StoredFile.objects.count() == 0
    assert not any(sealed_storage().exists(name) for name in objects)
    assert not Reminder.objects.exclude(about_id__in=[other.pk, joined.pk]).exists()
    # those of the other record and of the one that was linked
    assert [text for text in sealed_words() if CANARY in text] == [f"abuse_log_incident.summary: {CANARY}"] * 2
    mentions = [row for row in plain_rows() if str(incident.neutral_reference) in row or CANARY in row]
    assert mentions == []
    take.refresh_from_db()
    assert (take.state, take.stored_id) == ("gone", None)

    stone = Tombstone.objects.get()
    assert (stone.reference, stone.sha256, stone.approved_by, stone.files) == (
        incident.reference,
        was,
        incident.member,
        1,
    )
    assert stone.certificate.startswith("ERA-")
    assert stone.authority == "Erased by its member, whose alone it was."
    entries = list(KeptEntry.objects.filter(about_id=incident.pk))
    assert [entry.hash for entry in entries[:-1]] == [entry.hash for entry in before]
    assert chain.first_broken(map(line, entries)) is None
    assert (entries[-1].action, entries[-1].what, entries[-1].object_hash) == ("erase", stone.certificate, was)
    verify()


def line(entry: KeptEntry) -> dict[str, str | int]:
    same = {field.name: getattr(entry, field.name) for field in KeptEntry._meta.concrete_fields if field.name != "id"}
    same.pop("about_id")
    return chain.line_of(CustodyEntry(**same))


@pytest.mark.django_db
def test_chain_that_is_left_cannot_be_changed_and_shows_a_change() -> None:
    incident = filled()
    actions.carry_out(erased(incident).pk)
    entries = list(KeptEntry.objects.filter(about_id=incident.pk))
    for statement in (
        "UPDATE abuse_log_keptentry SET what = 'E009'",
        "DELETE FROM abuse_log_keptentry",
        "INSERT INTO abuse_log_keptentry (about_id, seq) VALUES (gen_random_uuid(), 1)",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert chain.first_broken(line(entry) for entry in [*entries[:1], *entries[2:]]) == 2


@pytest.mark.django_db
def test_private_record_goes_by_its_rule_and_no_officer_sees_a_trace() -> None:
    officer = governance()
    with long_ago() as member:
        incident = filled(member)
    actions.sweep()
    disposal = Disposal.objects.get(about_id=incident.pk)
    actions.sweep()
    assert Disposal.objects.get(about_id=incident.pk).state == "coming"
    Disposal.objects.filter(pk=disposal.pk).update(due_on=timezone.localdate())
    actions.sweep()  # its day came while the portal stood still: it is warned of again, and a week is waited for
    moved = Disposal.objects.get(pk=disposal.pk)
    assert (moved.state, moved.due_on > timezone.localdate() + timedelta(days=6)) == ("coming", True)

    warned(incident)
    actions.sweep()
    assert Disposal.objects.get(pk=disposal.pk).state == "approved"
    actions.carry_out(disposal.pk)

    stone = Tombstone.objects.get(about_id=incident.pk)
    assert (stone.approved_by, stone.certificate[:4]) == (None, "ERA-")
    assert stone.authority.startswith("6 years from the outcome")
    assert not Tombstone.objects.for_officers().exists()
    assert not Item.objects.filter(kind="records.due").exists()
    assert officer.pk


@pytest.mark.django_db
def test_shared_record_needs_an_officers_approval_never_its_members() -> None:
    officer, incident = governance(), old_councils()
    actions.sweep()
    warned(incident)
    actions.sweep()
    disposal = Disposal.objects.get(about_id=incident.pk)
    assert (disposal.holder, disposal.state) == ("council", "proposed")
    for stranger in (incident.member, UserFactory(roles=("monitoring_officer",)), UserFactory(roles=("safety_lead",))):
        with pytest.raises(PermissionDenied):
            actions.approve_disposal(disposal=disposal, version=disposal.version, by=stranger)
    with pytest.raises(NotAlone):
        erased(incident)

    done = actions.approve_disposal(disposal=disposal, version=disposal.version, by=officer)
    with transaction.atomic():
        Disposal.objects.filter(pk=done.pk).update(owner=officer)
        assert dispose(done) == "it is held by somebody else"
        transaction.set_rollback(True)
    actions.carry_out(done.pk)
    stone = Tombstone.objects.for_officers().get()
    assert (stone.approved_by, stone.certificate[:4]) == (officer, "DIS-")


@pytest.mark.django_db
def test_database_refuses_what_the_application_forges() -> None:
    """As if the application had been taken over and wrote what it can."""
    stranger = UserFactory(roles=("information_governance",))
    with long_ago() as member:
        private = made(member)
        shared = made(member)
        noted(share(shared, until=1))
    actions.sweep()
    mine, ours = (Disposal.objects.get(about_id=each.pk) for each in (private, shared))
    assert dispose(mine) == "this disposal was not approved"

    now = timezone.now()
    going = {"state": "proposed", "proposed_at": now, "due_on": timezone.localdate()}
    Disposal.objects.filter(pk__in=[mine.pk, ours.pk]).update(**going)
    Disposal.objects.filter(pk=mine.pk).update(state="approved")
    assert dispose(mine) == "its member was not warned in time"
    Disposal.objects.filter(pk=mine.pk).update(approved_by=stranger, approved_at=now)
    assert dispose(mine) == "nobody but its member erases it"
    Disposal.objects.filter(pk=ours.pk).update(state="approved", holder="member", approved_by=member, approved_at=now)
    assert dispose(ours) == "it is held by somebody else"
    Disposal.objects.filter(pk=ours.pk).update(holder="council")
    assert dispose(ours, "DIS-2026-0001") == "whoever approved it may not"
    Disposal.objects.filter(pk=ours.pk).update(approved_by=stranger, ended_on=timezone.localdate() - timedelta(2500))
    assert dispose(ours, "DIS-2026-0001") == "it is not over, or ended on another day"
    assert Incident.objects.count() == 2


@pytest.mark.django_db
def test_hold_wins_over_the_wish_the_rule_and_the_approval() -> None:
    officer, incident = governance(), old_councils()
    done = approved(incident, officer)
    hold = actions.place_hold(kind=KIND, about_id=incident.pk, source="police", reason="R", by=officer)
    assert dispose(done, "DIS-2026-0001") == "a legal hold stands on it"
    assert actions.carry_out(done.pk) is None
    assert Incident.objects.filter(pk=incident.pk).exists()

    private = made(UserFactory(roles=("member",)))
    given = share(private)
    actions.place_hold(kind=KIND, about_id=private.pk, source="police", reason="R", by=officer)
    given.withdrawn_at, given.withdrawn_by = timezone.now(), private.member
    given.save(update_fields=["withdrawn_at", "withdrawn_by"])
    with pytest.raises(Exception, match="has to keep this record"):
        erased(private)
    actions.lift_hold(hold=hold, reason="Done.", by=governance())
    actions.sweep()
    assert Disposal.objects.get(pk=done.pk).state == "proposed"


@pytest.mark.django_db
def test_held_record_is_not_touched_in_any_table() -> None:
    """As the owner of the tables too, who may all else: the hold's own triggers."""
    officer, incident = governance(), filled()
    noted(share(incident))
    actions.place_hold(kind=KIND, about_id=incident.pk, source="sar", reason="R", by=officer)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event_object_table FROM information_schema.triggers"
            " WHERE trigger_name LIKE 'abuse\\_log\\_%\\_held' AND event_manipulation = 'DELETE'"
        )
        guarded = {row[0] for row in cursor.fetchall()}
    assert guarded == set(TABLES)
    for statement in (
        "UPDATE abuse_log_incident SET summary = ''",
        "UPDATE abuse_log_account SET handle = ''",
        "UPDATE abuse_log_particulars SET place = ''",
        "UPDATE abuse_log_policereport SET force = ''",
        "DELETE FROM abuse_log_account",
        "DELETE FROM abuse_log_link",
        "DELETE FROM abuse_log_trace",
    ):
        with pytest.raises(DatabaseError, match="legal hold"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with connection.cursor() as cursor:  # what is still blank may be filled in, and a step added
        cursor.execute("UPDATE abuse_log_policereport SET reference = '\\x01'")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT abuse_log_delete(gen_random_uuid())",
        "DELETE FROM abuse_log_incident",
        "SET LOCAL portal.disposing = 'yes'; DELETE FROM abuse_log_words",
        "SET LOCAL portal.disposing = 'yes'; DELETE FROM abuse_log_custodyentry",
        "DELETE FROM abuse_log_takeaway",
    ],
)
def test_app_role_can_do_no_part_of_it_alone(statement: str) -> None:
    made()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_kept_longer_with_a_reason_it_is_warned_of_anew() -> None:
    with long_ago() as member:
        incident = made(member)
    actions.sweep()
    member = User.objects.get(pk=member.pk)
    disposal = Disposal.objects.get()
    until = timezone.localdate() + timedelta(days=300)
    said = {"incident": incident, "by": member, "until": until, "because": CANARY}
    with pytest.raises(Exception, match="changed while"):
        keep_record(version=disposal.version + 1, **said)
    keep_record(version=disposal.version, **said)

    actions.sweep()
    disposal.refresh_from_db()
    assert (disposal.state, disposal.due_on, disposal.kept_by) == ("coming", until, member)
    due = {row.rule: timezone.localdate(row.due_at) for row in Reminder.objects.about(incident).waiting()}
    assert due["REM16.month"] == until - timedelta(days=30)
    assert due["REM16.week"] == until - timedelta(days=7)
    actions.carry_out(erased(incident).pk)
    disposal.refresh_from_db()
    assert disposal.kept_because == ""


@pytest.mark.django_db
def test_traces_go_and_what_is_counted_stays() -> None:
    """A private record was in no count, so no number changes; the hashes by which it was matched are gone."""
    incident, twin = filled(), filled()
    counted = Incident.objects.counted().count()
    assert Trace.objects.filter(incident=incident).exists()
    actions.carry_out(erased(incident).pk)
    assert Incident.objects.counted().count() == counted
    assert set(Trace.objects.values_list("incident", flat=True)) <= set(
        Incident.objects.filter(member=twin.member).values_list("pk", flat=True)
    )


def die(*args: object) -> None:
    raise KeyboardInterrupt


def test_worker_that_dies_is_taken_up_again(committed_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off before the commit, and between it and the files: nothing half, nothing twice, no file left."""
    incident = filled()
    takeaway = ask_takeaway(by=incident.member)
    make_takeaway(Item(payload={"takeaway": str(takeaway.pk)}))
    objects = objects_now()
    disposal = erased(incident)
    with monkeypatch.context() as cut:
        cut.setattr(actions.retention, "_certificate_for", die)
        with pytest.raises(KeyboardInterrupt):
            actions.carry_out(disposal.pk)
    assert (Incident.objects.count(), KeptEntry.objects.count(), Tombstone.objects.count()) == (2, 0, 0)

    storage = sealed_storage()
    with monkeypatch.context() as cut:
        cut.setattr(type(storage), "delete", die)
        with pytest.raises(KeyboardInterrupt):
            actions.carry_out(disposal.pk)
    disposal.refresh_from_db()
    assert (Incident.objects.count(), Tombstone.objects.count()) == (1, 1)
    assert sorted(disposal.objects_left) == sorted(objects)
    drain()
    disposal.refresh_from_db()
    assert (disposal.objects_left, any(storage.exists(name) for name in objects)) == ([], False)
    drain()
    assert Certificate.objects.get().is_intact()
    verify()
