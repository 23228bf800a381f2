"""Clocks in the database: append-only, and always what the pure function says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.foundation.audit.models import Event
from portal.foundation.deadlines import actions
from portal.foundation.deadlines.clocks import ImpossibleClock, Policy
from portal.foundation.deadlines.models import Clock, ClockEvent
from portal.foundation.deadlines.working_days import CalendarName
from portal.foundation.people.models import User, Ward
from tests.factories.people import UserFactory, WardFactory

pytestmark = pytest.mark.django_db
THREE_DAYS = Policy(unit="working_days", amount=3)
MONDAY = datetime(2026, 12, 7, 10, tzinfo=UTC)
THURSDAY_FIVE = datetime(2026, 12, 10, 17, tzinfo=UTC)


@pytest.fixture
def ward(db: None) -> Ward:
    return WardFactory()


@pytest.fixture
def person(db: None) -> User:
    return UserFactory()


def start(ward: Ward, name: str = "answer", policy: Policy = THREE_DAYS, at: datetime = MONDAY) -> Clock:
    return actions.start_clock(name=name, about=ward, policy=policy, at=at, by=None)


def test_start_stores_policy_revision_and_due_time(ward: Ward, person: User) -> None:
    clock = actions.start_clock(name="answer", about=ward, policy=THREE_DAYS, at=MONDAY, by=person)

    [event] = clock.events.all()
    assert (clock.due_at, clock.state) == (THURSDAY_FIVE, "running")
    assert (event.at, event.by, event.policy, event.calendar_revision) == (MONDAY, person, THREE_DAYS.as_json(), 1)
    assert list(Clock.objects.about(ward)) == [clock]


def test_start_twice_is_refused_and_changes_nothing(ward: Ward) -> None:
    clock = start(ward)

    with pytest.raises(actions.AlreadyStarted):
        start(ward, at=MONDAY + timedelta(days=1))

    assert (Clock.objects.get().due_at, ClockEvent.objects.count()) == (clock.due_at, 1)


def test_pause_resume_stop_keep_the_index_right(ward: Ward) -> None:
    start(ward)
    seen = []
    for verb, hours in ((actions.pause_clock, 24), (actions.resume_clock, 48), (actions.stop_clock, 72)):
        clock = verb(name="answer", about=ward, at=MONDAY + timedelta(hours=hours), by=None)
        clock.refresh_from_db()
        seen.append((clock.state, clock.due_at))

    friday = THURSDAY_FIVE + timedelta(days=1)
    assert seen == [("paused", None), ("running", friday), ("stopped", friday)]


@pytest.mark.parametrize("verb", [actions.pause_clock, actions.resume_clock, actions.stop_clock])
def test_verb_that_does_not_fit_is_refused(verb: object, ward: Ward) -> None:
    start(ward)
    actions.stop_clock(name="answer", about=ward, at=MONDAY, by=None)

    with pytest.raises(ImpossibleClock):
        verb(name="answer", about=ward, at=MONDAY, by=None)


def test_clock_that_is_not_there_is_told(ward: Ward) -> None:
    with pytest.raises(actions.NoSuchClock):
        actions.stop_clock(name="answer", about=ward, at=MONDAY, by=None)


def test_event_never_counts_from_before_the_one_it_follows(ward: Ward) -> None:
    clock = start(ward)

    actions.pause_clock(name="answer", about=ward, at=MONDAY - timedelta(hours=1), by=None)

    assert [event.at for event in clock.events.all()] == [MONDAY, MONDAY]


def test_every_verb_is_written_down(ward: Ward, person: User) -> None:
    start(ward)
    actions.pause_clock(name="answer", about=ward, at=MONDAY, by=person)

    events = Event.objects.about(ward)
    assert [(event.verb, event.actor, event.data) for event in events] == [
        ("clock.started", None, {"clock": "answer", "due_at": "2026-12-10T17:00:00+00:00"}),
        ("clock.paused", person, {"clock": "answer", "due_at": None}),
    ]


def test_deadline_already_given_does_not_move_when_the_calendar_changes(ward: Ward, person: User) -> None:
    clock = start(ward)

    actions.add_non_working_day(
        calendar=CalendarName.SERVICE, day=date(2026, 12, 9), label="Closure", reason="Storm", by=person
    )
    later = start(ward, name="second")

    clock.refresh_from_db()
    assert (clock.due_at, clock.reckoning().due_at) == (THURSDAY_FIVE, THURSDAY_FIVE)
    assert later.due_at == THURSDAY_FIVE + timedelta(days=1)


def test_deadline_given_before_a_change_keeps_its_calendar_through_a_pause(ward: Ward, person: User) -> None:
    start(ward)
    actions.pause_clock(name="answer", about=ward, at=MONDAY, by=None)
    actions.add_non_working_day(
        calendar=CalendarName.SERVICE, day=date(2026, 12, 9), label="Closure", reason="Storm", by=person
    )

    clock = actions.resume_clock(name="answer", about=ward, at=MONDAY + timedelta(hours=1), by=None)

    assert clock.due_at == THURSDAY_FIVE


@pytest.mark.parametrize(
    "change",
    [lambda: ClockEvent.objects.update(at=MONDAY), lambda: ClockEvent.objects.all().delete()],
    ids=["update", "delete"],
)
def test_events_cannot_be_changed(change: object, ward: Ward) -> None:
    start(ward)

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        change()


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "start", "policy": {}, "calendar_revision": 1},
        {"kind": "pause", "policy": {}},
        {"kind": "pause", "calendar_revision": 1},
    ],
    ids=["second start", "policy in a pause", "revision in a pause"],
)
def test_impossible_events_are_refused_by_the_database(fields: dict[str, object], ward: Ward) -> None:
    clock = start(ward)

    with pytest.raises(IntegrityError):
        ClockEvent.objects.create(clock=clock, at=MONDAY, **fields)


def test_running_clock_without_a_due_time_is_refused_by_the_database(ward: Ward) -> None:
    clock = start(ward)

    with pytest.raises(IntegrityError):
        Clock.objects.filter(pk=clock.pk).update(due_at=None)


def test_overdue_are_running_and_past_due(ward: Ward) -> None:
    late = start(ward)
    start(ward, name="stopped")
    actions.stop_clock(name="stopped", about=ward, at=MONDAY, by=None)

    assert list(Clock.objects.overdue(THURSDAY_FIVE)) == []
    assert list(Clock.objects.overdue(THURSDAY_FIVE + timedelta(seconds=1))) == [late]


policies = st.one_of(
    st.builds(
        Policy,
        unit=st.sampled_from(["working_days", "working_hours", "calendar_days", "months"]),
        amount=st.integers(1, 20),
        calendar=st.sampled_from([name.value for name in CalendarName]),
    ),
    st.just(Policy(unit="same_working_day")),
)
steps = st.lists(
    st.tuples(
        st.sampled_from([actions.pause_clock, actions.resume_clock, actions.stop_clock]),
        st.integers(-60, 60 * 24 * 9),
    ),
    max_size=7,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    policy=policies,
    begins=st.integers(0, 6 * 365 * 24 * 60).map(lambda minutes: MONDAY - timedelta(minutes=minutes)),
    steps=steps,
)
def test_stored_index_always_equals_the_reckoning(
    ward: Ward, policy: Policy, begins: datetime, steps: list[tuple[object, int]]
) -> None:
    with transaction.atomic():
        clock = start(ward, policy=policy, at=begins)
        moment = begins
        for verb, minutes in steps:
            moment += timedelta(minutes=minutes)
            try:
                verb(name="answer", about=ward, at=moment, by=None)
            except ImpossibleClock:
                continue
            clock.refresh_from_db()
            reckoning = clock.reckoning(moment + timedelta(days=30))
            assert (clock.due_at, clock.state) == (reckoning.due_at, reckoning.state)
        transaction.set_rollback(True)
