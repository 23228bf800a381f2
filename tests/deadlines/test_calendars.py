"""The editable calendars and their revisions."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction

from portal.foundation.audit.models import Event
from portal.foundation.deadlines import actions
from portal.foundation.deadlines.bank_holidays import SEEDED_YEARS, seed_days
from portal.foundation.deadlines.models import Calendar, CalendarRevision, NonWorkingDay
from portal.foundation.deadlines.working_days import CalendarName
from portal.foundation.people.models import User
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
CLOSURE = date(2026, 12, 29)
GOOD_FRIDAY = date(2027, 3, 26)


@pytest.fixture
def person(db: None) -> User:
    return UserFactory(roles=("administrator",))


def close(day: date, by: User) -> None:
    actions.add_non_working_day(
        calendar=CalendarName.SERVICE, day=day, label="Closure", reason="Council decision", by=by
    )


def reopen(day: date, by: User) -> None:
    actions.remove_non_working_day(calendar=CalendarName.SERVICE, day=day, reason="A mistake", by=by)


@pytest.mark.parametrize("name", CalendarName)
def test_every_database_has_the_seeded_calendars(name: CalendarName) -> None:
    calendar = Calendar.objects.working(name)

    assert (calendar.non_days, calendar.revision) == (frozenset(seed_days(name, SEEDED_YEARS)), 1)


def test_working_calendar_costs_one_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):
        Calendar.objects.working(CalendarName.SERVICE)


def test_added_day_makes_a_revision_and_the_old_one_stays(person: User) -> None:
    close(CLOSURE, person)

    now, before = Calendar.objects.working(CalendarName.SERVICE), Calendar.objects.working(CalendarName.SERVICE, 1)
    assert (now.revision, now.is_working(CLOSURE), before.is_working(CLOSURE)) == (2, False, True)
    revision = CalendarRevision.objects.get(calendar_id=CalendarName.SERVICE, number=2)
    assert (revision.by, revision.reason) == (person, "Council decision")


def test_removed_day_makes_a_revision_and_the_old_one_stays(person: User) -> None:
    reopen(GOOD_FRIDAY, person)

    now, before = Calendar.objects.working(CalendarName.SERVICE), Calendar.objects.working(CalendarName.SERVICE, 1)
    assert (now.is_working(GOOD_FRIDAY), before.is_working(GOOD_FRIDAY)) == (True, False)


def test_day_may_come_back(person: User) -> None:
    close(CLOSURE, person)
    reopen(CLOSURE, person)
    close(CLOSURE, person)

    states = [Calendar.objects.working(CalendarName.SERVICE, number).is_working(CLOSURE) for number in (1, 2, 3, 4)]
    assert states == [True, False, True, False]


def test_changes_are_written_down(person: User) -> None:
    close(CLOSURE, person)

    [event] = Event.objects.about(Calendar.objects.get(pk=CalendarName.SERVICE))
    assert (event.verb, event.actor, event.data) == (
        "calendar.day_added",
        person,
        {"day": "2026-12-29", "revision": 2},
    )


@pytest.mark.parametrize("day", [date(2026, 12, 26), date(2026, 12, 25)], ids=["weekend", "there already"])
def test_day_that_does_not_count_already_is_refused(day: date, person: User) -> None:
    with pytest.raises(actions.DayRefused):
        close(day, person)


def test_removing_a_day_that_counts_is_refused(person: User) -> None:
    with pytest.raises(actions.DayRefused):
        reopen(CLOSURE, person)


def test_change_without_a_reason_is_refused(person: User) -> None:
    with pytest.raises(actions.DayRefused):
        actions.add_non_working_day(calendar=CalendarName.SERVICE, day=CLOSURE, label="Closure", reason=" ", by=person)


def test_seeding_again_adds_nothing() -> None:
    assert actions.seed_calendars() == 0


def test_seeding_leaves_alone_what_a_person_took_away(person: User) -> None:
    reopen(GOOD_FRIDAY, person)

    assert actions.seed_calendars() == 0


def test_command_adds_the_years_to_come() -> None:
    out = StringIO()
    call_command("seed_calendars", "--until", "2036", stdout=out)

    calendar = Calendar.objects.working(CalendarName.SERVICE)
    assert (calendar.revision, calendar.is_working(date(2036, 12, 25))) == (2, False)
    assert out.getvalue().endswith(" days added to the four calendars.\n")


@pytest.mark.parametrize(
    "fields",
    [
        {"day": date(2026, 12, 25), "added_in": 1},
        {"day": CLOSURE, "added_in": 2, "removed_in": 2},
    ],
    ids=["twice", "removed before it was added"],
)
def test_impossible_days_are_refused_by_the_database(fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        NonWorkingDay.objects.create(calendar_id=CalendarName.SERVICE, label="x", **fields)


@pytest.mark.parametrize(
    "change",
    [
        lambda: CalendarRevision.objects.update(reason="another"),
        lambda: CalendarRevision.objects.all().delete(),
        lambda: NonWorkingDay.objects.update(day=CLOSURE),
        lambda: NonWorkingDay.objects.all().delete(),
    ],
)
def test_history_of_a_calendar_cannot_be_changed(change: object) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        change()
