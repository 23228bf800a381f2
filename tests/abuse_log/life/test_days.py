"""Under which rule a record falls and from which day, over month ends, leap days and the clocks; who is warned when.

Faults tried: links followed one step only; the day of a record taken in UTC; a share that was taken back unread counted
as the council's; the day without the step of an officer.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from abuse_log.life.days import erasure_of, life_of
from abuse_log.life.recorded import councils
from abuse_log.models import Incident, Link, PlatformReport, SupportStep
from portal.foundation.deadlines.models import Reminder
from portal.foundation.outbox.models import Item
from portal.foundation.records import actions
from portal.foundation.records.models import Disposal, RetentionRule
from tests.abuse_log.life.filled import made, noon, noted, share
from tests.abuse_log.test_planning import dues, london, standing
from tests.factories.abuse_log import IncidentFactory
from tests.factories.people import UserFactory
from tests.factories.records import governance

pytestmark = pytest.mark.django_db


def recorded(day: str, **more: Any) -> Incident:
    return IncidentFactory(recorded_at=noon(day), **more)


def police(incident: Incident, reported: str, no_action: str = "") -> None:
    report = incident.police_reports.create(
        number=1, channel="phone", reported_at=noon(reported), noted_at=noon(reported), noted_by=incident.member,
        no_action_on=date.fromisoformat(no_action) if no_action else None,
    )  # fmt: skip
    report.updates.create(number=1, status="reported", noted_by=incident.member, noted_at=noon(reported))


def due(incident: Incident) -> tuple[str, str, str]:
    """The class, the day from which it counts, and the day on which the rule ends it."""
    life = life_of(incident.pk)
    assert life is not None
    rule = RetentionRule.objects.get(pk=life.record_class)
    return life.record_class, life.ended_on.isoformat(), rule.due_on(life.ended_on).isoformat()


def test_record_only_goes_twelve_months_after_the_last_linked_one() -> None:
    assert due(recorded("2023-02-28")) == ("abuse_log.incident", "2023-02-28", "2024-02-28")
    assert due(recorded("2024-02-29")) == ("abuse_log.incident", "2024-02-29", "2025-02-28")
    evening = IncidentFactory(recorded_at=datetime(2024, 6, 30, 23, 30, tzinfo=UTC))
    assert due(evening)[1] == "2024-07-01"
    first, second, third = (recorded(day) for day in ("2021-05-01", "2022-05-01", "2023-10-31"))
    for later, earlier in ((second, first), (third, second)):
        Link.objects.create(incident=later, earlier=earlier, added_by=later.member)
    assert {due(each)[1] for each in (first, second, third)} == {"2023-10-31"}
    seen_later = IncidentFactory(recorded_at=noon("2024-01-01"), seen_at=noon("2023-12-01"), seen_precision="day")
    assert due(seen_later)[1] == "2024-01-01"


def test_reported_to_a_platform_goes_24_months_after_the_last_step() -> None:
    incident = recorded("2023-01-05")
    report = PlatformReport.objects.create(
        incident=incident, number=1, platform="x", reported_by="member", noted_by=incident.member,
        reported_at=noon("2023-01-06"), noted_at=noon("2023-01-06"),
    )  # fmt: skip
    assert due(incident) == ("abuse_log.platform", "2023-01-06", "2025-01-06")
    report.updates.create(number=1, status="removed", noted_by=incident.member, noted_at=noon("2024-02-29"))
    assert due(incident) == ("abuse_log.platform", "2024-02-29", "2026-02-28")


def test_police_legal_and_shared_go_six_years_after_the_outcome() -> None:
    known = recorded("2019-01-05")
    police(known, "2019-01-06", no_action="2020-02-29")
    assert due(known) == ("abuse_log.lasting", "2020-02-29", "2026-02-28")

    unknown = recorded("2019-01-05")
    police(unknown, "2019-01-06")
    assert due(unknown)[:2] == ("abuse_log.lasting", "2019-01-06")

    legal = recorded("2019-01-05")
    SupportStep.objects.create(
        incident=legal, number=1, kind="legal", state="asked", noted_at=noon("2019-12-31"), noted_by=legal.member
    )
    assert due(legal) == ("abuse_log.lasting", "2019-12-31", "2025-12-31")

    today = timezone.localdate()
    shared = recorded("2019-01-05")
    share(shared, until=20)
    assert due(shared)[:2] == ("abuse_log.lasting", (today + timedelta(days=20)).isoformat())


def test_what_the_council_did_nothing_with_is_its_members_alone_again() -> None:
    """And the query of the office finds the very records of which the database says so."""
    unread, worked_on, over = recorded("2019-01-05"), recorded("2019-01-05"), recorded("2019-01-05")
    for each in (unread, worked_on):
        taken_back = share(each)
        if each is worked_on:
            noted(taken_back)
        taken_back.withdrawn_at, taken_back.withdrawn_by = timezone.now(), each.member
        taken_back.save(update_fields=["withdrawn_at", "withdrawn_by"])
    share(over, until=0)

    assert due(unread)[0] == "abuse_log.incident"
    assert due(worked_on)[0] == due(over)[0] == "abuse_log.lasting"
    lives = {each.pk: life_of(each.pk) for each in Incident.objects.all()}
    said = {pk for pk, life in lives.items() if life is not None and life.is_councils}
    assert said == set(Incident.objects.filter(councils()).values_list("pk", flat=True)) == {worked_on.pk, over.pk}


def test_database_and_portal_reckon_the_same_day() -> None:
    """`records_begin_disposal` adds the period itself."""
    days = [date(2024, 2, 29), date(2023, 8, 31), date(2023, 12, 31), date(2023, 3, 26), date(2024, 1, 30)]
    for rule in RetentionRule.objects.filter(pk__startswith="abuse_log."):
        for day in days:
            with connection.cursor() as cursor:
                cursor.execute("SELECT (%s::date + %s::interval)::date", [day, f"{rule.amount} {rule.unit}"])
                assert cursor.fetchone()[0] == rule.due_on(day), (rule, day)


def test_warnings_come_30_and_7_days_before_also_of_a_closed_record() -> None:
    """Not before they were announced: a portal that stood still warns late, at five or on the next morning."""
    told = london(2026, 2, 27, 2, 30)
    closed = standing(is_over=True, erase_on=date(2026, 3, 29), announced_at=told)
    assert dues(closed) == {"REM16.month": london(2026, 2, 27, 9), "REM16.week": london(2026, 3, 22, 9)}
    late = standing(is_over=True, erase_on=date(2026, 3, 29), announced_at=london(2026, 2, 27, 14, 30))
    assert dues(late)["REM16.month"] == london(2026, 2, 27, 17)
    evening = standing(is_over=True, erase_on=date(2026, 3, 29), warned_again_at=london(2026, 3, 22, 18))
    assert dues(evening)["REM16.week"] == london(2026, 3, 23, 9)
    assert not {rule for rule in dues(standing(erase_on=None)) if rule.startswith("REM16")}


def test_old_private_record_is_announced_to_its_member_alone() -> None:
    governance()
    incident = recorded("2024-01-05")
    actions.sweep()
    actions.sweep()

    disposal = Disposal.objects.get()
    today = timezone.localdate()
    assert (disposal.holder, disposal.owner, disposal.state) == ("member", incident.member, "coming")
    assert disposal.due_on == today + timedelta(days=30)
    waiting = {row.rule: row.for_user for row in incident_reminders(incident) if row.rule.startswith("REM16")}
    assert waiting == {"REM16.month": incident.member, "REM16.week": incident.member}
    assert not Item.objects.filter(kind="records.due").exists()
    found = erasure_of(incident)
    assert found is not None
    assert (found.due_on, found.why) == (disposal.due_on, "Nothing of it was reported or shared.")


def incident_reminders(incident: Incident) -> list[Reminder]:
    return list(Reminder.objects.about(incident).waiting())


def test_new_step_takes_the_announcement_back() -> None:
    incident = recorded("2024-01-05")
    actions.sweep()
    police(incident, timezone.localdate().isoformat())
    actions.sweep()
    assert Disposal.objects.get().state == "lapsed"
    assert not [row for row in incident_reminders(incident) if row.rule.startswith("REM16")]


def test_member_is_asked_after_two_years_whether_six_are_needed() -> None:
    old, young = recorded("2019-01-05"), made(UserFactory(roles=("member",)))
    for each in (old, young):
        share(each, until=-800 if each is old else 20)
    noted_long_ago = old.shares.get()
    noted_long_ago.steps.create(
        number=1, stage="acknowledged", noted_at=timezone.now() - timedelta(days=800), noted_by=governance()
    )
    actions.sweep()
    actions.sweep()
    assert [row.about_id for row in Reminder.objects.filter(rule="REM16.review")] == [old.pk]
