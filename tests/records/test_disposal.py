"""Disposal: only what was approved, is due and is free goes, whole, and leaves its tombstone.

Faults tried: the checks of `records_begin_disposal` taken out one by one (of what is due: either half), its lock alone,
the lock of a hold; `records_disposing` that asks for the setting alone; the tombstone's INSERT taken out, the worker
cut off before its commit and between the deletion and the files.
"""

import threading
from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from portal.foundation.audit.verify import verify
from portal.foundation.files.models import StoredFile
from portal.foundation.files.storage import sealed_storage
from portal.foundation.outbox.actions import add, drain
from portal.foundation.people.models import RoleGrant
from portal.foundation.records import actions
from portal.foundation.records.models import (
    Certificate,
    Disclosure,
    Disposal,
    DraftsGone,
    Redaction,
    Tombstone,
)
from portal.foundation.records.whole import fingerprint
from reviews.advice.actions import close
from reviews.advice.models import Picture, Request
from reviews.advice.similar import similar_answers
from reviews.advice.whole import whole_record
from tests.conftest import Database
from tests.factories.advice import Desk
from tests.factories.people import UserFactory
from tests.factories.records import approved, full, governance, old, proposed, rows

EMPTY_AFTERWARDS = (
    "advice_request",
    "advice_wordingversion",
    "advice_message",
    "advice_note",
    "advice_answer",
    "advice_citation",
    "advice_transition",
    "advice_usefulness",
    "advice_picture",
    "files_storedfile",
    "deadlines_clock",
    "deadlines_clockevent",
)
DIGEST = "0" * 64


HELD = "a legal hold stands on it"
"""What the function itself says; the triggers of the tables, which stand behind it, name the record."""


def dispose_in_database(disposal: Disposal, digest: str = DIGEST) -> str:
    """The room's own function, past every verb; with what words it refused, empty when it did not."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT advice_dispose(%s, %s, %s)", [disposal.pk, digest, "DIS-2026-0001"])
    except DatabaseError as refusal:
        return str(refusal).splitlines()[0]
    return ""


@pytest.mark.django_db
def test_approved_record_goes_whole_and_leaves_its_tombstone() -> None:
    desk, officer = Desk(), governance()
    item = full(desk)
    disposal = approved(item, officer)
    add("advice.chase", key="waits", payload={"request": str(item.pk), "version": "9"})
    was = fingerprint(whole_record(item.pk))
    objects = [
        name for pair in StoredFile.objects.values_list("original_object", "safe_object") for name in pair if name
    ]
    assert all(rows(table) for table in EMPTY_AFTERWARDS)

    actions.carry_out(disposal.pk)

    assert {table: rows(table) for table in EMPTY_AFTERWARDS} == dict.fromkeys(EMPTY_AFTERWARDS, 0)
    assert rows(f"outbox_item WHERE sent_at IS NULL AND payload ->> 'request' = '{item.pk}'") == 0
    assert not any(sealed_storage().exists(name) for name in objects)
    stone = Tombstone.objects.get()
    assert (stone.reference, stone.sha256, stone.approved_by, stone.files) == (item.reference, was, officer, 1)
    assert stone.authority.startswith("2 years from closure. The council’s own period")
    assert (Disposal.objects.get().state, Disposal.objects.get().objects_left) == ("done", [])
    verify()


@pytest.mark.django_db
def test_others_are_untouched_and_no_longer_point_at_it() -> None:
    desk = Desk()
    gone, kept = full(desk), full(desk)
    Request.objects.filter(pk=kept.pk).update(follows=gone)
    before = whole_record(kept.pk).field("wording.1.text")
    actions.carry_out(approved(gone, governance()).pk)

    kept.refresh_from_db()
    assert (kept.follows_id, whole_record(kept.pk).field("wording.1.text")) == (None, before)
    assert gone.pk not in [answer.item_id for answer in similar_answers(kept, desk.adviser)]


@pytest.mark.django_db
def test_words_that_were_taken_out_of_exports_go_too() -> None:
    officer, item = governance(), old(full(Desk()))
    begun = actions.begin_disclosure(
        kind="advice.request", about_id=item.pk, law="other", to_whom="A", reason="B", has_identity=False, by=officer
    )
    actions.redact(disclosure=begun, path="question", passage="scandal", label="s41", by=officer, version=1)
    actions.carry_out(approved(item, officer).pk)

    assert Redaction.objects.count() == 0
    assert (Disclosure.objects.get().state, Disclosure.objects.get().reference) == ("given_up", item.reference)


@pytest.mark.django_db
def test_held_record_is_not_approved_and_not_disposed_of() -> None:
    """Faults tried: the check of the hold taken out of the function alone, where the triggers still refuse."""
    officer, item = governance(), full(Desk())
    disposal = approved(item, officer)
    hold = actions.place_hold(kind="advice.request", about_id=item.pk, source="sar", reason="R", by=officer)

    assert dispose_in_database(disposal) == HELD
    assert actions.carry_out(disposal.pk) is None
    disposal.refresh_from_db()
    assert (disposal.state, disposal.approved_by, Request.objects.count()) == ("coming", None, 1)

    actions.sweep()
    disposal.refresh_from_db()
    assert disposal.state == "coming"
    actions.lift_hold(hold=hold, reason="Done.", by=officer)
    actions.sweep()
    disposal.refresh_from_db()
    assert disposal.state == "proposed"


@pytest.mark.django_db
def test_held_record_is_not_approved_after_it_was_proposed() -> None:
    officer, item = governance(), old(full(Desk()))
    disposal = proposed(item)
    actions.place_hold(kind="advice.request", about_id=item.pk, source="sar", reason="R", by=officer)

    with pytest.raises(actions.Held):
        actions.approve_disposal(disposal=disposal, version=disposal.version, by=officer)


@pytest.mark.django_db
def test_database_refuses_what_was_not_approved() -> None:
    disposal = proposed(old(full(Desk())))
    assert dispose_in_database(disposal) == "this disposal was not approved"
    Disposal.objects.filter(pk=disposal.pk).update(approved_by=governance(), approved_at=timezone.now())
    assert dispose_in_database(disposal) == "this disposal was not approved"


@pytest.mark.django_db
def test_database_refuses_when_whoever_approved_may_not() -> None:
    """As if the application had written a name there itself."""
    disposal = proposed(old(full(Desk())))
    stranger = UserFactory(roles=("comms_lead",))
    Disposal.objects.filter(pk=disposal.pk).update(state="approved", approved_by=stranger, approved_at=timezone.now())

    assert dispose_in_database(disposal) == "whoever approved it may not"


@pytest.mark.django_db
def test_database_refuses_when_the_approver_lost_the_role_or_is_the_member() -> None:
    officer = governance()
    disposal = approved(full(Desk()), officer)
    with transaction.atomic():
        RoleGrant.objects.filter(user=officer).update(ended_at=timezone.now(), ended_by=officer)
        assert dispose_in_database(disposal) == "whoever approved it may not"
        transaction.set_rollback(True)
    with transaction.atomic():
        Request.objects.filter(pk=disposal.about_id).update(asked_by=officer)
        assert dispose_in_database(disposal) == "nobody approves the disposal of their own request"
        transaction.set_rollback(True)
    assert not dispose_in_database(disposal)


@pytest.mark.django_db
def test_database_refuses_what_is_not_due() -> None:
    for moved in ({"due_on": timezone.localdate() + timedelta(days=1)}, {"ended_on": timezone.localdate()}):
        disposal = approved(full(Desk()), governance())
        Disposal.objects.filter(pk=disposal.pk).update(**moved)
        assert dispose_in_database(disposal) == "it is not due"


@pytest.mark.django_db
def test_database_refuses_what_is_open_again_and_a_worker_lets_it_be() -> None:
    desk = Desk()
    disposal = approved(full(desk), governance())
    Request.objects.filter(pk=disposal.about_id).update(state="reopened", ended_at=None)

    assert dispose_in_database(disposal) == "it is not over, or ended on another day"
    assert actions.carry_out(disposal.pk) is None
    assert Disposal.objects.get().state == "lapsed"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT records_begin_disposal(gen_random_uuid(), 'advice.request', false)",
        "SELECT records_end_disposal(gen_random_uuid(), '', now()::date, '', '', '{}', 0)",
        "SELECT advice_delete(ARRAY[]::uuid[])",
        "INSERT INTO records_tombstone (id) VALUES (gen_random_uuid())",
        "UPDATE records_disposal SET state = 'done', done_at = now()",
        "DELETE FROM records_disposal",
        "DELETE FROM advice_request",
        "SET LOCAL portal.disposing = 'yes'; DELETE FROM advice_transition",
        "SET LOCAL portal.disposing = 'yes'; DELETE FROM deadlines_clockevent",
    ],
)
def test_app_role_can_do_no_part_of_it_alone(statement: str) -> None:
    approved(full(Desk()), governance())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_setting_alone_does_not_make_the_app_the_function_that_disposes() -> None:
    """Behind the grants, which refuse first: what the triggers ask. Fault tried: it asks for the setting alone."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL portal.disposing = 'yes'")
        cursor.execute("SELECT records_disposing()")
        assert cursor.fetchone() == (False,)


@pytest.mark.django_db
def test_tombstone_and_certificate_stay() -> None:
    actions.carry_out(approved(full(Desk()), governance()).pk)
    actions.keep_certificate(Tombstone.objects.get(), b"%PDF-")
    for statement in (
        "UPDATE records_tombstone SET reference = 'x'",
        "DELETE FROM records_tombstone",
        "UPDATE records_certificate SET content = ''",
        "DELETE FROM records_certificate",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db
def test_office_approves_what_is_its_own_and_governance_does_not() -> None:
    desk = Desk()
    item = desk.answered_by_office()
    disposal = proposed(old(close(item=item, by=desk.member, version=item.version)))
    assert disposal.holder == "office"
    with pytest.raises(PermissionDenied):
        actions.approve_disposal(disposal=disposal, version=disposal.version, by=governance())

    done = actions.approve_disposal(disposal=disposal, version=disposal.version, by=desk.officer)
    actions.carry_out(done.pk)
    assert Request.objects.count() == 0


@pytest.mark.django_db
def test_approval_is_refused_stale_twice_and_to_others() -> None:
    officer = governance()
    disposal = proposed(old(full(Desk())))
    with pytest.raises(actions.StaleRecord):
        actions.approve_disposal(disposal=disposal, version=disposal.version - 1, by=officer)
    for roles in (("comms_lead",), ("member",), ("monitoring_officer",), ("administrator",)):
        with pytest.raises(PermissionDenied):
            actions.approve_disposal(disposal=disposal, version=disposal.version, by=UserFactory(roles=roles))
    done = actions.approve_disposal(disposal=disposal, version=disposal.version, by=officer)
    with pytest.raises(actions.NotDue):
        actions.approve_disposal(disposal=done, version=done.version, by=officer)


def die(*args: object) -> None:
    raise KeyboardInterrupt


@transaction.atomic
def cut_off_before_the_commit(disposal: Disposal) -> None:
    actions.carry_out(disposal.pk)
    die()


def test_worker_that_dies_is_taken_up_again(committed_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off before the deletion is committed, and between it and the files: no half record, nothing done twice."""
    officer = governance()
    disposal = approved(full(Desk()), officer)
    objects = [
        name for pair in StoredFile.objects.values_list("original_object", "safe_object") for name in pair if name
    ]
    with pytest.raises(KeyboardInterrupt):
        cut_off_before_the_commit(disposal)
    assert (Request.objects.count(), Picture.objects.count(), Tombstone.objects.count()) == (1, 1, 0)

    storage = sealed_storage()
    with monkeypatch.context() as cut:
        cut.setattr(type(storage), "delete", die)
        with pytest.raises(KeyboardInterrupt):
            actions.carry_out(disposal.pk)
    disposal.refresh_from_db()
    assert (Request.objects.count(), Tombstone.objects.count()) == (0, 1)
    assert sorted(disposal.objects_left) == sorted(objects)
    drain()
    disposal.refresh_from_db()
    assert (disposal.objects_left, any(storage.exists(name) for name in objects)) == ([], False)
    drain()
    certificate = Certificate.objects.get()
    assert certificate.is_intact()
    assert bytes(certificate.content).startswith(b"%PDF-")
    assert Tombstone.objects.count() == 1
    verify()


def test_hold_and_disposal_wait_for_each_other(committed_db: Database) -> None:
    """A hold that is being placed is waited for by the function itself, before it looks, and wins.

    Faults tried: the lock taken out of the function alone (the triggers then refuse, later); out of placing a hold.
    """
    officer = governance()
    disposal = approved(full(Desk()), officer)
    refused: list[str] = []

    def dispose() -> None:
        refused.append(dispose_in_database(disposal))
        connections.close_all()

    with transaction.atomic():
        actions.place_hold(kind="advice.request", about_id=disposal.about_id, source="police", reason="R", by=officer)
        worker = threading.Thread(target=dispose)
        worker.start()
        worker.join(0.5)
        assert worker.is_alive()
    worker.join(10)
    assert refused == [HELD]
    assert Request.objects.count() == 1


def draft_of(desk: Desk, days: int) -> Request:
    """Last changed at noon so many days ago (Europe/London), so that no end of summer time moves it to another day."""
    item = desk.draft()
    noon = datetime.combine(timezone.localdate() - timedelta(days=days), time(12))
    Request.objects.filter(pk=item.pk).update(changed_at=timezone.make_aware(noon))
    return item


@pytest.mark.django_db
def test_drafts_that_nobody_sent_go_with_a_count() -> None:
    desk = Desk()
    young, sent = draft_of(desk, 29), desk.submitted()
    # A day more than the period, which counts days of the calendar: in autumn one of them has 25 hours.
    for days in (31, 400):
        draft_of(desk, days)
    actions.sweep()
    actions.sweep()

    assert set(Request.objects.values_list("pk", flat=True)) == {young.pk, sent.pk}
    assert [gone.number for gone in DraftsGone.objects.all()] == [2]
    assert Tombstone.objects.count() == 0
