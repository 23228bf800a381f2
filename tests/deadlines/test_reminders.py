"""Reminders: once for each rule, thing and occurrence, and never lost."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError
from django.utils import timezone

from portal.foundation.audit.models import Event
from portal.foundation.deadlines import actions
from portal.foundation.deadlines.models import Reminder
from portal.foundation.deadlines.tasks import sweep
from portal.foundation.outbox.models import Heartbeat, Item
from portal.foundation.people.models import User, Ward
from tests.factories.deadlines import ReminderFactory
from tests.factories.people import UserFactory, WardFactory

pytestmark = pytest.mark.django_db


def remind(ward: Ward, person: User, *, rule: str = "REM.nudge", days: int = 2, occurrence: int = 1) -> Reminder:
    return actions.remind(
        rule=rule,
        about=ward,
        for_user=person,
        due_at=timezone.now() + timedelta(days=days),
        kind="test.reminder",
        why="Because you asked.",
        occurrence=occurrence,
    )


@pytest.fixture
def ward(db: None) -> Ward:
    return WardFactory()


@pytest.fixture
def person(db: None) -> User:
    return UserFactory()


def test_remind_twice_is_one_reminder_and_the_first_stands(ward: Ward, person: User) -> None:
    first, second = remind(ward, person, days=2), remind(ward, person, days=5)

    assert (second.pk, second.due_at) == (first.pk, first.due_at)
    assert list(Reminder.objects.about(ward).waiting()) == [first]


def test_another_occurrence_or_rule_or_thing_is_another_reminder(ward: Ward, person: User) -> None:
    remind(ward, person)
    remind(ward, person, occurrence=2)
    remind(ward, person, rule="REM.final")
    remind(WardFactory(), person)

    assert Reminder.objects.count() == 4


def test_sweep_hands_what_is_due_to_the_outbox_once() -> None:
    due = ReminderFactory()
    later = ReminderFactory(due_at=timezone.now() + timedelta(hours=1))

    assert (actions.sweep_due(), actions.sweep_due()) == (1, 0)

    due.refresh_from_db()
    later.refresh_from_db()
    assert list(Item.objects.values_list("kind", "payload")) == [("test.reminder", {"reminder": str(due.pk)})]
    assert (due.state, due.fired_at is not None, later.state) == ("fired", True, "waiting")


def test_sweep_takes_no_more_than_asked() -> None:
    ReminderFactory.create_batch(3)

    assert (actions.sweep_due(limit=2), Item.objects.count()) == (2, 2)


def test_task_sweeps_and_leaves_a_sign_of_life() -> None:
    ReminderFactory()

    sweep()

    assert (Item.objects.count(), Heartbeat.objects.age("sweep") is not None) == (1, True)


def test_cancelled_reminders_do_not_fire(ward: Ward, person: User) -> None:
    for rule in ("REM.nudge", "REM.final", "REM.other"):
        remind(ward, person, rule=rule, days=-1)

    cancelled = actions.cancel_reminders(about=ward, rules={"REM.nudge", "REM.final"}, by=person)

    assert (cancelled, actions.sweep_due()) == (2, 1)


def test_cancel_without_rules_cancels_all_and_is_written_down(ward: Ward, person: User) -> None:
    remind(ward, person)
    remind(ward, person, rule="REM.final")

    actions.cancel_reminders(about=ward, by=person)
    actions.cancel_reminders(about=ward, by=person)

    [event] = Event.objects.about(ward)
    assert (event.verb, event.data) == ("reminders.cancelled", {"reminders": 2})


def test_snoozed_reminder_fires_again_on_its_day(person: User) -> None:
    reminder = ReminderFactory()
    actions.sweep_due()
    until = timezone.now() + timedelta(days=1)

    snoozed = actions.snooze_reminder(reminder, until=until, by=person)
    before = actions.sweep_due()
    with time_machine.travel(until + timedelta(seconds=1)):
        after = actions.sweep_due()

    assert (snoozed.state, before, after, Item.objects.count()) == ("waiting", 0, 1, 2)


def test_snooze_into_the_past_is_refused(person: User) -> None:
    with pytest.raises(actions.ReminderRefused):
        actions.snooze_reminder(ReminderFactory(), until=timezone.now(), by=person)


def test_declined_reminder_does_not_fire(person: User) -> None:
    reminder = ReminderFactory()

    declined = actions.decline_reminder(reminder, by=person)

    assert (declined.state, actions.sweep_due()) == ("declined", 0)
    assert [event.verb for event in Event.objects.about(reminder)] == ["reminder.declined"]


@pytest.mark.parametrize("state", ["cancelled", "declined"])
def test_reminder_that_is_over_cannot_be_snoozed_or_declined(state: str, person: User) -> None:
    reminder = ReminderFactory(state=state)

    with pytest.raises(actions.ReminderRefused):
        actions.snooze_reminder(reminder, until=timezone.now() + timedelta(days=1), by=person)
    with pytest.raises(actions.ReminderRefused):
        actions.decline_reminder(reminder, by=person)


def test_reminder_is_seen_by_the_person_it_reminds(person: User) -> None:
    mine = ReminderFactory(for_user=person)
    ReminderFactory()

    assert list(Reminder.objects.visible_to(person)) == [mine]


def test_second_row_for_one_occurrence_is_refused_by_the_database() -> None:
    reminder = ReminderFactory()

    with pytest.raises(IntegrityError):
        ReminderFactory(about_id=reminder.about_id)


def test_fired_without_a_time_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError):
        ReminderFactory(state="fired")


@pytest.mark.parametrize("utc", ["2026-03-29T00:30", "2026-03-29T01:30", "2026-10-25T00:30", "2026-10-25T01:30"])
def test_reminder_in_the_hour_of_a_clock_change_fires_once(utc: str) -> None:
    due_at = timezone.datetime.fromisoformat(f"{utc}+00:00")
    ReminderFactory(due_at=due_at)
    fired = []

    with time_machine.travel(due_at - timedelta(hours=2), tick=False) as clock:
        for _ in range(24):
            clock.shift(timedelta(minutes=10))
            fired.append(actions.sweep_due())

    assert (sum(fired), fired.index(1)) == (1, 11)
