"""What waits is made equal to the plan: started, moved, cancelled; put off, declined, turned off; sent once each.

Deliberate faults: let `_cancel` spare what is wanted no more; let the mail go out without asking `is_asked`. Each turns
a test here red (tried).
"""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from abuse_log import actions, keeping
from abuse_log.emails import reminder as reminder_mail
from abuse_log.models import Incident, ReminderWishes
from abuse_log.taxonomy import Choice, PoliceStatus, ReportStatus, Stand
from portal.foundation.deadlines.actions import sweep_due
from portal.foundation.deadlines.models import Reminder
from portal.foundation.outbox.actions import drain
from portal.foundation.outbox.models import Item
from tests.abuse_log.test_record import problems, url
from tests.factories.abuse_log import AccountFactory, IncidentFactory, WordsFactory, noted_police_report, noted_report
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
MANY = 60


def london(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=LONDON)


START = london(2027, 6, 1, 12)


@pytest.fixture
def incident() -> Incident:
    """A record of 1 June 2027, as the action makes it."""
    member = UserFactory(roles=("member",))
    with time_machine.travel(START, tick=False):
        return actions.record_incident(key=UUID(int=7), member=member, by=member, summary="Rude remark about bins")


def waiting(incident: Incident) -> dict[str, datetime]:
    rows = keeping._about(keeping._things(incident)).waiting()
    return {row.rule: row.due_at.astimezone(LONDON) for row in rows if not row.rule.startswith("REM4")}


def change(incident: Incident, **changes: Any) -> None:
    incident.refresh_from_db()
    actions.change_details(incident=incident, by=incident.member, version=incident.version, changes=changes)


def fire(rule: str) -> Item:
    """Let a reminder of this rule come, and answer with what the outbox holds."""
    row = Reminder.objects.get(rule=rule, state="waiting")
    with time_machine.travel(row.due_at + timedelta(minutes=1), tick=False):
        sweep_due()
    return Item.objects.get(payload={"reminder": str(row.pk)})


def sent(rule: str) -> bool:
    item = fire(rule)
    with time_machine.travel(Reminder.objects.get(pk=item.payload["reminder"]).due_at + timedelta(minutes=2)):
        return reminder_mail(item) is not None


def test_new_record_waits_for_its_copies_its_decision_and_quiet(incident: Incident) -> None:
    assert waiting(incident) == {
        "REM2.copies": london(2027, 6, 2, 12),
        "REM3.first": london(2027, 6, 4, 9),
        "REM3.second": london(2027, 6, 11, 9),
        "REM15.quiet": london(2027, 7, 1, 9),
    }


def test_decision_of_any_kind_ends_the_asking_and_no_timer_decides(incident: Incident) -> None:
    with time_machine.travel(london(2027, 6, 5), tick=False):
        sweep_due()  # the first has come, the second still waits
        assert not incident.decisions.exists()
        actions.decide(
            incident=incident, by=incident.member, version=1, choice=Choice.UNDECIDED, reason="", review_on=None
        )
    assert not {"REM3.first", "REM3.second"} & set(waiting(incident))


def test_mended_day_moves_what_waits(incident: Incident) -> None:
    with time_machine.travel(START, tick=False):
        change(incident, behaviours=["threat_other"], occurred_at=london(2027, 5, 31), occurred_precision="day")
        assert waiting(incident)["REM10.half"] == london(2027, 8, 31, 9)
        change(incident, occurred_at=london(2027, 5, 30))
        assert waiting(incident)["REM10.half"] == london(2027, 8, 30, 9)
        change(incident, behaviours=["robust_criticism"])
    assert waiting(incident) == {}


def test_each_act_puts_the_quiet_month_off(incident: Incident) -> None:
    with time_machine.travel(london(2027, 6, 20, 12), tick=False):
        change(incident, summary="Ruder remark")
    assert waiting(incident)["REM15.quiet"] == london(2027, 7, 20, 9)


def test_closed_record_is_silent_and_an_opened_one_asks_again(incident: Incident) -> None:
    with time_machine.travel(START, tick=False):
        noted_report(incident)
        for version, stand in ((1, Stand.CLOSED), (2, Stand.OPEN)):
            actions.set_stand(
                incident=incident, by=incident.member, version=version, stand=stand, review_on=None, note=""
            )
            if stand == Stand.CLOSED:
                assert keeping.next_by_incident([incident]) == {}
    assert "REM3.first" in waiting(incident)


def test_police_track_asks_for_the_number_then_for_news_then_for_a_review(incident: Incident) -> None:
    with time_machine.travel(START, tick=False):
        report = noted_police_report(incident, reported_at=START - timedelta(hours=1))
        assert waiting(incident)["REM6.reference"] == london(2027, 6, 2, 9)
        assert "REM9.ask" not in waiting(incident)
        AccountFactory(incident=incident)
        step = {"report": report, "by": incident.member, "note": ""}
        actions.update_police_report(
            version=1, status=PoliceStatus.INVESTIGATING, fields={"reference": "42/4711"}, **step
        )
        now = waiting(incident)
        assert (now["REM7.news"], now["REM9.ask"]) == (london(2027, 6, 8, 9), london(2027, 6, 1, 17))
        asked = {"preservation_asked_on": date(2027, 6, 1)}
        actions.update_police_report(version=2, status=PoliceStatus.INVESTIGATING, fields=asked, **step)
        assert waiting(incident)["REM9.renew"] == london(2027, 8, 15, 9)
        over = {"no_action_on": date(2027, 6, 1)}
        actions.update_police_report(version=3, status=PoliceStatus.NO_ACTION, fields=over, **step)
    police = {rule: due for rule, due in waiting(incident).items() if rule.startswith(("REM6", "REM7", "REM8", "REM9"))}
    assert police == {"REM8.review": london(2027, 7, 31, 9)}


def test_news_repeat_until_declined(incident: Incident) -> None:
    with time_machine.travel(START, tick=False):
        noted_police_report(incident, reference="42")
    for day in (london(2027, 6, 8, 9, 1), london(2027, 7, 6, 9, 1)):
        item = fire("REM7.news")
        with time_machine.travel(day, tick=False):
            assert reminder_mail(item) is not None
            reminder_mail(item)  # the outbox may do a thing twice
    last = Reminder.objects.get(rule="REM7.news", state="waiting")
    assert (last.occurrence, last.due_at) == (3, london(2027, 8, 3, 9))
    with time_machine.travel(day, tick=False):
        actions.decline(reminder=last, incident=incident, by=incident.member)
        change(incident, summary="Ruder remark")
    assert "REM7.news" not in waiting(incident)


def test_no_of_a_platform_shows_what_is_left(incident: Incident) -> None:
    with time_machine.travel(START, tick=False):
        report = noted_report(incident)
        actions.update_report(report=report, by=incident.member, version=1, status=ReportStatus.NO_VIOLATION, note="")
    assert waiting(incident)["REM5.options"] == london(2027, 6, 1, 17)
    assert sent("REM5.options")


def test_mail_is_not_sent_once_its_reason_has_gone(incident: Incident) -> None:
    with time_machine.travel(START, tick=False):
        change(incident, link="https://x.example/1")
        AccountFactory(incident=incident)
        WordsFactory(incident=incident, kind="before")
    assert not sent("REM2.copies")


def test_mail_is_sent_while_its_reason_stands_and_says_nothing(incident: Incident) -> None:
    item = fire("REM2.copies")
    with time_machine.travel(london(2027, 6, 2, 12, 1), tick=False):
        written = reminder_mail(item)
    assert written is not None
    text = f"{written.subject}\n{written.body}".lower()
    assert incident.neutral_reference.lower() in text
    assert not [word for word in ("bins", "copies", "police", "abuse", "threat", "rem2") if word in text]


def test_reminder_that_was_put_off_stays_while_its_reason_does(incident: Incident) -> None:
    row = Reminder.objects.get(rule="REM3.first")
    with time_machine.travel(START, tick=False):
        until = london(2027, 6, 6, 9)
        actions.put_off(reminder=row, incident=incident, by=incident.member, until=until)
        change(incident, summary="Ruder remark")
        assert waiting(incident)["REM3.first"] == until
        actions.decide(
            incident=incident, by=incident.member, version=2, choice=Choice.IGNORE, reason="", review_on=None
        )
    assert "REM3.first" not in waiting(incident)


def test_declined_reminder_never_comes_again(incident: Incident) -> None:
    row = Reminder.objects.get(rule="REM2.copies")
    with time_machine.travel(START, tick=False):
        actions.decline(reminder=row, incident=incident, by=incident.member)
        change(incident, summary="Ruder remark")
    assert "REM2.copies" not in waiting(incident)


# --- the pages -------------------------------------------------------------------------------------------------


def test_page_of_a_reminder_says_what_and_why_and_where_to_answer(incident: Incident, as_user: Any) -> None:
    row = Reminder.objects.get(rule="REM3.first")
    page = as_user(incident.member).get(url(incident, "reminder", row.pk)).content.decode()
    assert "Have you decided what to do?" in page
    assert "This comes 3 days after the record was made" in page
    assert url(incident, "decision") in page


@pytest.mark.parametrize("rule", ["REM2.copies", "REM15.quiet"])
def test_next_reminder_is_shown_on_the_record(rule: str, incident: Incident, as_user: Any) -> None:
    Reminder.objects.exclude(rule=rule).delete()
    page = as_user(incident.member).get(incident.get_absolute_url()).content.decode()
    assert "Next reminder" in page


CHOSEN = {"wanted": ["REM4", "REM10"], "wants_wellbeing": "on", "quiet_begins": "18:00", "quiet_ends": "10:00"}


def test_member_chooses_and_what_was_turned_off_is_not_sent(incident: Incident, as_user: Any) -> None:
    browser: Client = as_user(incident.member)
    assert browser.get(reverse("abuse_log:wishes")).status_code == 200
    assert browser.post(reverse("abuse_log:wishes"), CHOSEN)["Location"] == reverse("abuse_log:list")
    assert not sent("REM3.first")
    with time_machine.travel(START, tick=False):
        change(incident, impact=4)
        report = noted_report(incident)
    wishes = ReminderWishes.objects.get()
    assert {"REM2", "REM3", "REM15"} <= set(wishes.muted)
    assert not {"REM4", "REM10"} & set(wishes.muted)
    assert waiting(incident) == {"REM13.soon": london(2027, 6, 3, 10), "REM13.later": london(2027, 6, 15, 10)}
    assert {row.due_at.astimezone(LONDON).hour for row in Reminder.objects.about(report)} == {10}


@pytest.mark.parametrize(
    "given", [{"wanted": ["REM99"]}, {"quiet_begins": "03:00"}, {"quiet_ends": "\0"}, {"quiet_ends": "x" * 1_000_000}]
)
def test_bad_choice_is_refused(given: dict[str, Any], incident: Incident, as_user: Any) -> None:
    problems(as_user(incident.member).post(reverse("abuse_log:wishes"), CHOSEN | given))
    assert not ReminderWishes.objects.exists()


def test_nobody_chooses_for_a_member(incident: Incident, as_user: Any, client: Client) -> None:
    assert client.get(reverse("abuse_log:wishes")).status_code == 302
    assert as_user(UserFactory(roles=("delegate",))).get(reverse("abuse_log:wishes")).status_code == 403


# --- many --------------------------------------------------------------------------------------------------------


def test_planning_takes_the_same_queries_for_one_report_and_for_many(incident: Incident) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            keeping.wanted_of(incident)
        return len(captured)

    noted_report(incident)
    noted_police_report(incident)
    few = queries()
    for _ in range(5):
        noted_police_report(incident)
        AccountFactory(incident=incident)
    assert queries() == few


def test_all_that_is_due_at_once_is_sent_once_each(incident: Incident) -> None:
    """All is swept and drained twice. By a real worker: tests/faults/test_reminders_end_to_end.py."""
    Reminder.objects.all().delete()
    incidents = [incident, *(IncidentFactory(member=incident.member) for _ in range(MANY - 1))]
    due = timezone.now() - timedelta(minutes=1)
    Reminder.objects.bulk_create(
        Reminder(
            rule="REM3.first",
            about_kind="abuse_log.incident",
            about_id=one.pk,
            for_user=one.member,
            kind="record.reminder",
            why="x",
            due_at=due,
        )
        for one in incidents
    )
    for _ in range(2):
        while sweep_due(limit=25):
            pass
        while drain():
            pass
    subjects = Counter(message.subject for message in mail.outbox)
    assert subjects == {f"Your reminder: {one.neutral_reference}": 1 for one in incidents}
