"""The database keeps confirmations as they were given. Drop a trigger or a grant of migration 0005: these turn red."""

from datetime import UTC, date, datetime
from uuid import uuid4

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from guidance.confirming import actions
from guidance.models import Acknowledgement, Asking, Document, ReviewStep, Statement, in_a_year, today
from guidance.models.confirming import fingerprint_of_statement
from guidance.reviewing.actions import plan_review
from tests.conftest import Database
from tests.factories.guidance import EditionFactory, adopted
from tests.factories.people import UserFactory

TABLES = ("guidance_acknowledgement", "guidance_asking", "guidance_statement", "guidance_reviewstep")


def one_of_each() -> None:
    edition, member = adopted(), UserFactory(roles=("member",))
    actions.ask_members()
    actions.confirm(edition=edition.pk, statement=Statement.objects.current().pk, by=member)
    plan_review(
        document=edition.document_id,
        owner_role="comms_lead",
        next_review_on=in_a_year(),
        note="",
        seen=0,
        by=UserFactory(roles=("comms_lead",)),
    )


def acknowledgement(**other: object) -> Acknowledgement:
    statement = Statement.objects.current()
    given = {
        "member": UserFactory(roles=("member",)),
        "edition": adopted(),
        "statement": statement,
        "statement_hash": statement.hash,
        **other,
    }
    return Acknowledgement(**{"edition_hash": given["edition"].content_hash, **given})


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_app_may_not_change_what_was_given(table: str, change: str) -> None:
    one_of_each()

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(change.format(table))


def test_even_the_owner_of_the_tables_is_refused(committed_db: Database) -> None:
    one_of_each()

    with psycopg.connect(committed_db.environment["DATABASE_OWNER_URL"], autocommit=True) as owner:
        for table in TABLES:
            for change in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only ever added to"):
                    owner.execute(change)


def refused(row, words: str) -> None:
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.django_db
def test_confirmation_is_bound_to_the_fingerprint_of_the_edition() -> None:
    refused(acknowledgement(edition_hash="0" * 64), "an edition that has come into force")


@pytest.mark.django_db
def test_confirmation_is_bound_to_the_fingerprint_of_the_statement() -> None:
    refused(acknowledgement(statement_hash="0" * 64), "a statement, by its fingerprint")


@pytest.mark.django_db
def test_draft_and_what_is_to_come_are_not_confirmed() -> None:
    refused(acknowledgement(edition=EditionFactory()), "come into force")
    refused(acknowledgement(edition=adopted(effective_from=date(2090, 1, 1))), "come into force")
    before = datetime(2019, 12, 31, 23, 59, tzinfo=UTC)
    refused(acknowledgement(at=before), "come into force")


@pytest.mark.django_db
def test_confirmed_once_by_one_person_with_one_statement() -> None:
    first = acknowledgement()
    first.save(force_insert=True)

    refused(acknowledgement(member=first.member, edition=first.edition), "guidance_confirmed_once")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"number": 1}, "guidance_statement_number"),
        ({"number": 0}, "guidance_statement_from_one"),
        ({"text": ""}, "guidance_statement_worded"),
        ({"hash": "0" * 64}, "not that of the statement"),
        ({"hash": "short"}, "not that of the statement"),
        ({"written_by": None}, "guidance_statement_by_somebody"),
    ],
)
def test_statement_constraints(change: dict[str, object], words: str) -> None:
    given = {"number": 2, "text": "I know.", "written_by": UserFactory(), **change}
    given.setdefault("hash", fingerprint_of_statement(str(given["text"])))

    refused(Statement(**given), words)


@pytest.mark.django_db
@pytest.mark.parametrize(("round_", "words"), [(1, "guidance_asked_once_a_round"), (3, "guidance_asked_twice_at_most")])
def test_asking_constraints(round_: int, words: str) -> None:
    edition, member = adopted(), UserFactory(roles=("member",))
    Asking.objects.create(edition=edition, member=member, round=1, asked_on=today())

    refused(Asking(edition=edition, member=member, round=round_, asked_on=today()), words)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "guidance_review_step_once"),
        ({"number": 2, "kind": "other"}, "guidance_review_step_known"),
        ({"number": 2, "owner_role": "member"}, "guidance_review_owner_known"),
        ({"number": 2, "next_review_on": date(2026, 1, 1), "on": date(2026, 1, 1)}, "guidance_review_next_later"),
        ({"number": 2, "kind": "no_change", "note": ""}, "guidance_review_noted"),
    ],
)
def test_review_step_constraints(change: dict[str, object], words: str) -> None:
    one_of_each()
    document = Document.objects.get()
    given = {"number": 1, "kind": "planned", "owner_role": "comms_lead", "next_review_on": in_a_year(), **change}

    refused(ReviewStep(document=document, by=UserFactory(), **given), words)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("owner_role", "NULL", "null value"),
        ("owner_role", "'member'", "guidance_document_owner_known"),
        ("next_review_on", "NULL", "null value"),
    ],
)
def test_no_document_is_without_owner_and_date(column: str, value: str, words: str) -> None:
    adopted()

    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        connection.cursor().execute(f"UPDATE guidance_document SET {column} = {value}")


@pytest.mark.django_db
def test_release_before_may_still_add_documents() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO guidance_document (id, slug, title, kind, created_at) VALUES (%s, 'a', 'A', 'adopted', now())",
            [uuid4()],
        )

    document = Document.objects.get()
    assert (document.owner_role, document.next_review_on) == ("monitoring_officer", in_a_year())
