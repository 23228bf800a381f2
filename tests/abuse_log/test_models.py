"""Each constraint is broken once, and what is only ever added to refuses to change (as the role that serves)."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.utils import timezone

from abuse_log.models import Account, Decision, Exhibit, Incident, PlatformReport, RingRequest, Words, neutral_reference
from abuse_log.taxonomy import Behaviour, Precision, RecordedBy
from tests.factories.abuse_log import (
    AccountFactory,
    DecisionFactory,
    ExhibitFactory,
    IncidentFactory,
    PlatformReportFactory,
    RingRequestFactory,
    WordsFactory,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "changed"),
    [
        ("abuse_log_known_impact", {"impact": 5}),
        ("abuse_log_known_behaviours", {"behaviours": ["rudeness"]}),
        ("abuse_log_criticism_stands_alone", {"behaviours": [Behaviour.ROBUST_CRITICISM, Behaviour.INSULT]}),
        ("abuse_log_known_channel", {"channel": "pigeon"}),
        ("abuse_log_known_platform", {"platform": "myspace"}),
        ("abuse_log_occurred_known", {"occurred_precision": Precision.DAY}),
        ("abuse_log_occurred_known", {"occurred_at": timezone.now()}),
        ("abuse_log_published_known", {"first_published_at": timezone.now()}),
        ("abuse_log_seen_known", {"seen_at": timezone.now(), "seen_precision": "never"}),
        ("abuse_log_recorded_by_role", {"recorded_by_role": RecordedBy.DELEGATE}),
    ],
)
def test_incident_refuses(constraint: str, changed: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        IncidentFactory(**changed)


def test_incident_by_somebody_else_is_not_by_the_member() -> None:
    with pytest.raises(IntegrityError, match="abuse_log_recorded_by_role"):
        IncidentFactory(recorded_by=UserFactory(), recorded_by_role=RecordedBy.SELF)


@pytest.mark.parametrize(
    ("factory", "constraint", "changed"),
    [
        (WordsFactory, "abuse_log_words_kind", {"kind": "sung"}),
        (AccountFactory, "abuse_log_account_platform", {"platform": "myspace"}),
        (DecisionFactory, "abuse_log_known_choice", {"choice": "shout"}),
        (PlatformReportFactory, "abuse_log_report_platform", {"platform": ""}),
        (PlatformReportFactory, "abuse_log_report_status", {"status": "lost"}),
        (PlatformReportFactory, "abuse_log_report_by", {"reported_by": "nobody"}),
        (
            PlatformReportFactory,
            "abuse_log_report_in_the_past",
            {"reported_at": timezone.now() + timezone.timedelta(days=1)},
        ),
        (RingRequestFactory, "abuse_log_ring_answered_by_somebody", {"answered_at": timezone.now()}),
    ],
)
def test_row_refuses(factory: Any, constraint: str, changed: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        factory(**changed)


@pytest.mark.parametrize("factory", [DecisionFactory, ExhibitFactory, PlatformReportFactory])
def test_number_is_given_once_in_a_record(factory: Any) -> None:
    first = factory(number=1)
    with pytest.raises(IntegrityError):
        factory(incident=first.incident, number=1)


def test_update_number_is_given_once_in_a_report() -> None:
    report = PlatformReportFactory()
    with pytest.raises(IntegrityError, match="abuse_log_update_number"):
        report.updates.create(number=1, status=report.status, noted_by=report.noted_by)


def test_update_has_a_known_status() -> None:
    report = PlatformReportFactory()
    with pytest.raises(IntegrityError, match="abuse_log_update_status"):
        report.updates.create(number=2, status="lost", noted_by=report.noted_by)


def test_member_waits_for_one_ring_at_a_time() -> None:
    ring = RingRequestFactory()
    with pytest.raises(IntegrityError, match="abuse_log_ring_once_at_a_time"):
        RingRequestFactory(member=ring.member)


def test_answered_ring_lets_the_next_one_be_asked() -> None:
    ring = RingRequestFactory(answered_at=timezone.now(), answered_by=UserFactory())
    assert RingRequestFactory(member=ring.member).pk != ring.pk


def update_row() -> PlatformReport:
    return PlatformReportFactory().updates.get()


@pytest.mark.parametrize(
    ("make", "column"),
    [
        (WordsFactory, "kind"),
        (ExhibitFactory, "number"),
        (DecisionFactory, "choice"),
        (update_row, "status"),
        (IncidentFactory, "member_id"),
        (IncidentFactory, "reference"),
        (IncidentFactory, "recorded_at"),
        (PlatformReportFactory, "reported_at"),
        (RingRequestFactory, "member_id"),
    ],
)
def test_what_stays_cannot_be_changed(make: Any, column: str) -> None:
    row: models.Model = make()
    table = row._meta.db_table
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = {column} WHERE id = %s", [row.pk])


@pytest.mark.parametrize(
    "make",
    [
        IncidentFactory,
        WordsFactory,
        ExhibitFactory,
        DecisionFactory,
        PlatformReportFactory,
        update_row,
        RingRequestFactory,
    ],
)
def test_what_stays_cannot_be_deleted(make: Any) -> None:
    row: models.Model = make()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])


def test_what_only_grows_is_held_by_triggers_too() -> None:
    """A grant too many must not be enough: whom no grant stops, the owner, is stopped by these.

    Bits of a trigger in PostgreSQL: each row 1, before 2, delete 8, update 16, truncate 32. Fault: leave one out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT r.relname, array_agg(t.tgtype ORDER BY t.tgtype) FILTER (WHERE t.tgenabled = 'O')
            FROM pg_class r LEFT JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
            WHERE r.relkind = 'r' AND r.relname LIKE 'abuse!_log!_%%' ESCAPE '!'
                AND NOT has_any_column_privilege('portal_app', r.oid, 'UPDATE')
                AND NOT has_table_privilege('portal_app', r.oid, 'DELETE')
            GROUP BY r.relname
            """
        )
        held = dict(cursor.fetchall())
    assert len(held) >= 13
    assert [table for table, kinds in held.items() if not {1 + 2 + 8 + 16, 2 + 32} <= set(kinds or ())] == []


@pytest.mark.parametrize(
    ("model", "field", "make"),
    [
        (Incident, "summary", lambda text: IncidentFactory(summary=text)),
        (Incident, "link", lambda text: IncidentFactory(link=text)),
        (Words, "text", lambda text: WordsFactory(text=text)),
        (Account, "handle", lambda text: AccountFactory(handle=text)),
        (Account, "display_name", lambda text: AccountFactory(display_name=text)),
        (Account, "profile_link", lambda text: AccountFactory(profile_link=text)),
        (Decision, "reason", lambda text: DecisionFactory(reason=text)),
        (PlatformReport, "what", lambda text: PlatformReportFactory(what=text)),
        (PlatformReport, "platform_reference", lambda text: PlatformReportFactory(platform_reference=text)),
    ],
)
def test_sealed_text_comes_back(model: type[models.Model], field: str, make: Any) -> None:
    row = make("Zoë said “bins”")
    assert getattr(model._default_manager.get(pk=row.pk), field) == "Zoë said “bins”"


def test_neutral_reference_tells_nothing_and_differs() -> None:
    made = {neutral_reference() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(one) == 14 and one.startswith("REC-") and not set(one[4:]) & set("01ILOU") for one in made)


def test_list_asks_the_same_number_of_queries_for_three_and_thirty(django_assert_num_queries: Any) -> None:
    member = UserFactory(roles=("member",))
    for number in (3, 30):
        for _ in range(number):
            PlatformReportFactory(incident=IncidentFactory(member=member))
        with django_assert_num_queries(3):
            assert [incident.state_in_words for incident in Incident.objects.filter(member=member).in_list()]


def test_picture_of_a_record_protects_its_file() -> None:
    picture = ExhibitFactory()
    assert Exhibit._meta.get_field("stored").remote_field.on_delete is models.PROTECT
    assert RingRequest._meta.get_field("member").remote_field.on_delete is models.PROTECT
    assert picture.stored.room == "abuse_log"
