"""Ways past an approval and a hold that a hostile tester found. Each test names the fault that turns it red."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from portal.foundation.people.models import RoleGrant
from portal.foundation.records import actions
from portal.foundation.records.models import Disposal, RetentionRule
from reviews.advice.models import Request
from tests.conftest import Database
from tests.factories.advice import Desk
from tests.factories.records import approved, ended_at, full, governance


def ended_on_another_day(disposal: Disposal) -> None:
    ended_at(Request.objects.get(pk=disposal.about_id), timezone.now() - timedelta(days=2 * 366))


def approver_left(disposal: Disposal) -> None:
    RoleGrant.objects.filter(user=disposal.approved_by).update(ended_at=timezone.now(), ended_by=disposal.approved_by)


def approver_has_a_stake(disposal: Disposal) -> None:
    Request.objects.filter(pk=disposal.about_id).update(asked_by=disposal.approved_by)


def period_is_longer(disposal: Disposal) -> None:
    RetentionRule.objects.filter(pk=disposal.rule_id).update(amount=20)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("meanwhile", "state", "afterwards"),
    [
        (ended_on_another_day, "lapsed", "coming"),
        (approver_left, "coming", "proposed"),
        (approver_has_a_stake, "coming", "proposed"),
        (period_is_longer, "coming", "lapsed"),
    ],
)
def test_approval_that_holds_no_more_is_undone_and_the_record_goes_its_way_again(
    meanwhile: Callable[[Disposal], None], state: str, afterwards: str
) -> None:
    """It used to stay approved for ever, refused by the database each time. Fault: ask for the hold only."""
    disposal = approved(full(Desk()), governance())
    meanwhile(disposal)

    assert actions.carry_out(disposal.pk) is None
    disposal.refresh_from_db()
    assert (disposal.state, disposal.approved_by, Request.objects.count()) == (state, None, 1)
    actions.sweep()
    assert Disposal.objects.order_by("announced_at").last().state == afterwards


@transaction.atomic
def in_the_past(statement: str, ids: dict[str, UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute(statement, ids)


def test_transaction_that_looks_at_the_past_disposes_of_and_rewrites_nothing(committed_db: Database) -> None:
    """It began before the hold was placed. Fault: `records_is_held` without its question for the isolation."""
    disposal = approved(full(Desk()), governance())
    for statement in (
        "SELECT advice_dispose(%(disposal)s, repeat('0', 64), 'DIS-2026-0001')",
        "UPDATE advice_request SET question = '' WHERE id = %(item)s",
    ):
        with pytest.raises(DatabaseError, match="READ COMMITTED"):
            in_the_past(statement, {"disposal": disposal.pk, "item": disposal.about_id})
    assert Request.objects.get().question


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE advice_request SET submitted_at = NULL, reference = '', state = 'withdrawn', ended_at = now()",
        "UPDATE advice_request SET reference = 'ADV-2026-9999'",
        "DELETE FROM advice_picture",
        "UPDATE advice_picture SET item_id = gen_random_uuid()",
        "UPDATE files_storedfile SET wrapped_key = ''",
    ],
)
def test_what_was_sent_is_not_turned_into_a_draft_that_goes_by_itself(statement: str) -> None:
    """As the app role: a draft goes unapproved, and leaves no tombstone. Fault: drop the trigger that refuses it."""
    full(Desk())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
