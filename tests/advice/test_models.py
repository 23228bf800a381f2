"""What the database holds by itself: every constraint broken once, and texts sealed at rest."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from reviews.advice import actions
from reviews.advice.models import Answer, Citation, Message, Note, Request, Transition, WordingVersion
from tests.factories.advice import Desk, plain_advice, points_in_force

pytestmark = pytest.mark.django_db
SECRET = "zygoquartz"


def refuses(change: Callable[[], object], constraint: str) -> bool:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        change()
    return True


@pytest.mark.parametrize(
    ("state", "change", "constraint"),
    [
        ("draft", {"reference": "ADV-2026-0001"}, "reference_when_sent"),
        ("draft", {"state": "submitted"}, "sent_or_draft"),
        ("submitted", {"state": "draft", "search": None}, "sent_or_draft"),
        ("submitted", {"state": "lost"}, "known_state"),
        ("submitted", {"state": "assigned"}, "assigned_to_somebody"),
        ("submitted", {"state": "escalated"}, "escalated_then"),
        ("submitted", {"state": "closed"}, "ended_then"),
        ("submitted", {"office_only": True}, "settled when it is sent"),
        ("submitted", {"intended_has_time": True, "intended_at": None}, "time_of_a_day"),
        ("escalated", {"accepted_at": timezone.now()}, "accepted_by_then"),
        ("declined", {"decline_reason": ""}, "declined_with_reason"),
        ("withdrawn", {"ended_at": None}, "ended_then"),
    ],
)
def test_request_refuses_what_cannot_be(state: str, change: dict[str, Any], constraint: str) -> None:
    item = Desk().in_state(state)

    assert refuses(lambda: Request.objects.filter(pk=item.pk).update(**change), constraint)


def test_draft_is_never_findable() -> None:
    item = Desk().draft()

    assert refuses(lambda: Request.objects.filter(pk=item.pk).update(search="word"), "draft_not_found")


def test_reference_is_given_once() -> None:
    desk = Desk()
    one, other = desk.submitted(), desk.draft()
    taken = {"reference": one.reference, "submitted_at": timezone.now(), "state": "submitted"}

    assert refuses(lambda: Request.objects.filter(pk=other.pk).update(**taken), "reference_once")
    assert refuses(lambda: Request.objects.filter(pk=one.pk).update(reference="ADV-2026-9999"), "stays sent")


def test_rows_that_belong_to_a_request_refuse_what_cannot_be() -> None:
    desk = Desk()
    item = desk.assigned()
    mine: dict[str, Any] = {"item": item, "by": desk.member}
    answer: dict[str, Any] = {"item": item, "by": desk.adviser, "source": "office", "text": "x"}
    Answer.objects.create(**answer, number=1, stance="information_only")

    assert refuses(lambda: WordingVersion.objects.create(**mine, number=1, sha256="0" * 64), "number_once")
    assert refuses(lambda: WordingVersion.objects.create(**mine, number=2, sha256="no"), "fingerprint_whole")
    assert refuses(lambda: Message.objects.create(**mine, sort="reply", sender="office", text="x"), "replies_are")
    assert refuses(lambda: Message.objects.create(**mine, sort="question", sender="member", text="x"), "replies_are")
    assert refuses(lambda: Note.objects.create(**mine, sort="escalated", text="x"), "reason_when_escalated")
    assert refuses(lambda: Note.objects.create(**mine, sort="note", reason="legal", text="x"), "reason_when")
    assert refuses(lambda: Answer.objects.create(**answer, number=1, stance="information_only"), "number_once")
    assert refuses(lambda: Answer.objects.create(**answer, number=2, stance="approved"), "known_stance")
    history = {"item": item, "by": desk.member, "from_state": "draft", "to_state": "submitted"}
    assert refuses(lambda: Transition.objects.create(**history, version=item.version, verb="claim"), "version_once")
    assert refuses(lambda: Transition.objects.create(**history, version=99, verb="approve"), "known_verb")
    odd = {**history, "to_state": "lost"}
    assert refuses(lambda: Transition.objects.create(**odd, version=98, verb="claim"), "known_states")


def test_answer_cites_a_point_once() -> None:
    desk = Desk()
    point, other = points_in_force()[:2]
    answer = desk.answered(advice=plain_advice(points=[point])).answers.get()
    row: dict[str, Any] = {"answer": answer, "point_hash": point.hash}

    assert refuses(lambda: Citation.objects.create(**row, point=point, order=2), "point_once")
    assert refuses(lambda: Citation.objects.create(**row, point=other, order=1), "order_once")


@pytest.mark.parametrize(
    "table",
    [
        "advice_transition",
        "advice_citation",
        "advice_message",
        "advice_note",
        "advice_answer",
        "advice_wordingversion",
    ],
)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET id = id", "TRUNCATE {} CASCADE"])
def test_role_that_serves_cannot_rewrite_what_was_said_and_done(table: str, statement: str) -> None:
    Desk().closed()

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement.format(table))


def test_every_text_of_a_request_for_the_office_only_is_sealed_in_the_database() -> None:
    desk = Desk()
    words = {"draft_wording": SECRET, "question": SECRET, "link": SECRET}
    draft = desk.draft(office_only=True, is_urgent=True, urgent_reason=SECRET, **words)
    assert not _holds_secret()
    item = actions.submit(item=draft, by=desk.member, version=draft.version)
    actions.note(item=item, by=desk.officer, text=SECRET)
    item = actions.ask_member_as_mo(item=item, by=desk.officer, version=item.version, text=SECRET)
    item = actions.reply(item=item, by=desk.member, version=item.version, text=SECRET, wording=SECRET)
    advice = plain_advice(text=SECRET, suggested_wording=SECRET, no_point_reason=SECRET)
    actions.keep_answer_draft(item=item, by=desk.officer, advice=advice)
    assert not _holds_secret()

    actions.answer_as_mo(item=item, by=desk.officer, version=item.version, advice=advice)

    assert not _holds_secret()
    assert Request.objects.get(pk=item.pk).answers.get().text == SECRET


def test_ordinary_request_is_sealed_but_for_the_words_it_is_found_by() -> None:
    desk = Desk()
    desk.submitted(question=SECRET)

    assert _holds_secret() == ["advice_request.search"]


def _holds_secret() -> list[str]:
    """Every column of every table of the database in which the word stands in the clear, bytes included."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
        )
        for table, column, kind in cursor.fetchall():
            shown = f"encode({column}, 'escape')" if kind == "bytea" else f'"{column}"::text'
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}" WHERE {shown} LIKE %s)', [f"%{SECRET}%"])
            if cursor.fetchone() == (True,):
                found.append(f"{table}.{column}")
    return found
