"""What is due is announced, warned of and proposed, once; a change of the period counts for old records.

Faults tried: `ignore_conflicts` and the list of what is on its way both taken out (a second row), the 30 days after the
announcement left out, the record that was opened again left on the list.
"""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from portal.foundation.outbox.models import Item
from portal.foundation.records import actions
from portal.foundation.records.emails import due
from portal.foundation.records.models import Disposal, RetentionChange, RetentionRule
from reviews.advice import actions as desk_actions
from tests.factories.advice import Desk
from tests.factories.people import UserFactory
from tests.factories.records import ended_at, governance, old, proposed

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def rule() -> RetentionRule:
    return RetentionRule.objects.get(pk="advice.request")


def warned() -> list[tuple[str, str]]:
    items = Item.objects.filter(kind="records.due")
    return sorted((item.payload["when"], item.payload["person"]) for item in items)


@pytest.mark.parametrize(
    ("amount", "unit", "since", "expected"),
    [
        (2, "years", date(2024, 2, 29), date(2026, 2, 28)),
        (1, "months", date(2026, 1, 31), date(2026, 2, 28)),
        (30, "days", date(2026, 1, 31), date(2026, 3, 2)),
        (12, "months", date(2026, 11, 22), date(2027, 11, 22)),
    ],
)
def test_due_day_is_the_same_here_and_in_the_database(amount: int, unit: str, since: date, expected: date) -> None:
    assert RetentionRule(amount=amount, unit=unit).due_on(since) == expected
    with connection.cursor() as cursor:
        cursor.execute("SELECT (%s::date + (%s || ' ' || %s)::interval)::date", [since, amount, unit])
        assert cursor.fetchone() == (expected,)


def test_sweep_announces_what_is_due_within_30_days_and_nothing_else() -> None:
    desk = Desk()
    soon = ended_at(desk.closed(), timezone.now() - timedelta(days=2 * 365 - 20))
    ended_at(desk.closed(), timezone.now() - timedelta(days=600))
    desk.submitted()
    actions.sweep()

    disposal = Disposal.objects.get()
    assert (disposal.reference, disposal.state, disposal.holder) == (soon.reference, "coming", "desk")
    assert disposal.due_on == TODAY() + timedelta(days=30)


def test_sweep_twice_adds_nothing() -> None:
    UserFactory(roles=("comms_lead",))
    old(Desk().closed())
    actions.sweep()
    before = list(Disposal.objects.values()), warned()
    actions.sweep()

    assert (list(Disposal.objects.values()), warned()) == before


def test_sweep_warns_the_holders_twice_and_then_asks_who_decides() -> None:
    desk = Desk()
    lead, officer = UserFactory(roles=("comms_lead",)), governance()
    old(desk.closed())
    actions.sweep()
    assert warned() == [("30", str(lead.pk))]

    now = timezone.now() + timedelta(days=24)
    actions.sweep(now)
    assert warned() == [("30", str(lead.pk)), ("7", str(lead.pk))]
    assert Disposal.objects.get().state == "coming"

    actions.sweep(timezone.now() + timedelta(days=30))
    assert warned() == [("30", str(lead.pk)), ("7", str(lead.pk)), ("now", str(officer.pk))]
    assert Disposal.objects.get().state == "proposed"


def test_mail_names_no_record() -> None:
    lead = UserFactory(roles=("comms_lead",))
    item = old(Desk().closed())
    actions.sweep()
    mail = due(Item.objects.get(kind="records.due"))

    assert mail is not None
    assert mail.to == [lead.email]
    assert "/records-office/due/" in mail.body
    assert item.reference not in f"{mail.subject} {mail.body}"


def test_record_that_was_opened_again_is_not_due() -> None:
    desk = Desk()
    item = desk.closed()
    proposed(old(item))
    item.refresh_from_db()
    desk_actions.reopen(item=item, by=desk.member, version=item.version, text="Once more.")
    actions.sweep()

    assert Disposal.objects.get().state == "lapsed"


def test_held_record_is_not_announced() -> None:
    item = old(Desk().closed())
    actions.place_hold(kind="advice.request", about_id=item.pk, source="claim", reason="R", by=governance())
    actions.sweep()

    assert Disposal.objects.count() == 0


def test_longer_period_takes_old_records_off_the_list() -> None:
    officer = governance()
    proposed(old(Desk().closed()))
    actions.change_period(rule=rule(), amount=6, unit="years", basis="B", reason="R", version=1, by=officer)
    actions.sweep()

    assert Disposal.objects.get().state == "lapsed"
    change = RetentionChange.objects.get()
    assert (change.period_before, change.period_after, change.by) == ("2 years", "6 years", officer)
    assert Item.objects.filter(kind="records.sweep").count() == 1


def test_shorter_period_brings_old_records_on_with_30_days_notice() -> None:
    ended_at(Desk().closed(), timezone.now() - timedelta(days=100))
    actions.change_period(rule=rule(), amount=1, unit="months", basis="B", reason="R", version=1, by=governance())
    actions.sweep()

    assert Disposal.objects.get().due_on == TODAY() + timedelta(days=30)


def test_period_is_changed_by_governance_only_and_not_from_a_stale_page() -> None:
    said = {"amount": 6, "unit": "years", "basis": "B", "reason": "R"}
    for roles in (("comms_lead",), ("monitoring_officer",), ("administrator",)):
        with pytest.raises(PermissionDenied):
            actions.change_period(rule=rule(), version=1, by=UserFactory(roles=roles), **said)
    with pytest.raises(actions.StaleRecord):
        actions.change_period(rule=rule(), version=0, by=governance(), **said)


def test_kept_longer_is_announced_again_before_its_day() -> None:
    lead = UserFactory(roles=("comms_lead",))
    disposal = proposed(old(Desk().closed()))
    until = TODAY() + timedelta(days=90)
    kept = actions.keep_longer(disposal=disposal, until=until, because="A question.", version=disposal.version, by=lead)
    actions.sweep()
    kept.refresh_from_db()
    assert (kept.state, kept.due_on, kept.kept_by) == ("coming", until, lead)

    actions.sweep(timezone.now() + timedelta(days=85))
    kept.refresh_from_db()
    assert kept.warned_again_at is not None
    actions.sweep(timezone.now() + timedelta(days=91))
    kept.refresh_from_db()
    assert kept.state == "proposed"


def test_lead_keeps_nothing_of_the_office() -> None:
    desk = Desk()
    item = desk.answered_by_office()
    disposal = proposed(old(desk_actions.close(item=item, by=desk.member, version=item.version)))
    with pytest.raises(PermissionDenied):
        actions.keep_longer(
            disposal=disposal,
            until=TODAY() + timedelta(days=9),
            because="R",
            version=disposal.version,
            by=UserFactory(roles=("comms_lead",)),
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_retentionchange SET reason = ''",
        "DELETE FROM records_retentionchange",
        "DELETE FROM records_retentionrule",
    ],
)
def test_history_of_periods_stays(statement: str) -> None:
    actions.change_period(rule=rule(), amount=3, unit="years", basis="B", reason="R", version=1, by=governance())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
