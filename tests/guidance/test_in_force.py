"""Which text counts on which day: a new edition begins at midnight in London, and no job has to run for it."""

from datetime import date

import pytest
import time_machine

from guidance.actions import withdraw
from guidance.models import Edition, PointVersion, today
from tests.factories.guidance import adopted, plain, protocol

pytestmark = pytest.mark.django_db
NEW = protocol([("Before you post", ["Quite other words."])])


@pytest.mark.parametrize(
    ("first_day", "before", "at_midnight"),
    [
        (date(2026, 7, 1), "2026-06-30T22:59:59Z", "2026-06-30T23:00:00Z"),
        (date(2027, 1, 1), "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"),
        (date(2026, 3, 29), "2026-03-28T23:59:59Z", "2026-03-29T00:00:00Z"),
        (date(2026, 3, 30), "2026-03-29T22:59:59Z", "2026-03-29T23:00:00Z"),
        (date(2026, 10, 25), "2026-10-24T22:59:59Z", "2026-10-24T23:00:00Z"),
        (date(2026, 10, 26), "2026-10-25T23:59:59Z", "2026-10-26T00:00:00Z"),
    ],
    ids=["summer", "winter", "clocks-forward", "day-after-forward", "clocks-back", "day-after-back"],
)
def test_edition_comes_into_force_at_midnight_in_london(first_day, before, at_midnight):
    old = adopted()
    new = adopted(NEW, effective_from=first_day)

    with time_machine.travel(before, tick=False):
        assert Edition.objects.in_force().get() == old
    with time_machine.travel(at_midnight, tick=False):
        assert today() == first_day
        assert Edition.objects.in_force().get() == new


def test_edition_in_force_on_a_day_is_the_latest_that_had_begun():
    first = adopted(effective_from=date(2020, 1, 1))
    second = adopted(NEW, effective_from=date(2022, 1, 1))

    days = [date(2019, 12, 31), date(2020, 1, 1), date(2021, 12, 31), date(2022, 1, 1)]
    found = [list(Edition.objects.in_force(day)) for day in days]

    assert found == [[], [first], [first], [second]]


def test_of_two_editions_from_one_day_the_higher_number_counts():
    adopted()
    corrected = adopted(NEW)

    assert Edition.objects.in_force().get() == corrected


def test_draft_is_never_in_force():
    adopted(is_published=False)

    assert not Edition.objects.in_force().exists()
    assert not PointVersion.objects.in_force().exists()


@time_machine.travel("2026-05-10T12:00:00Z", tick=False)
def test_withdrawn_edition_ends_on_its_day_and_the_one_before_counts_again():
    first = adopted()
    second = adopted(NEW, effective_from=date(2022, 1, 1))

    withdraw(second, withdrawn_on=date(2026, 5, 12), by=None)

    assert Edition.objects.in_force(date(2026, 5, 11)).get() == second
    assert Edition.objects.in_force(date(2026, 5, 12)).get() == first


def test_plain_english_is_relied_on_only_until_something_adopted_is_in_force():
    words = plain()
    council = adopted(effective_from=date(2026, 7, 1))

    assert Edition.objects.relied_on(date(2026, 6, 30)).get() == words
    assert Edition.objects.relied_on(date(2026, 7, 1)).get() == council
    assert {v.edition for v in PointVersion.objects.in_force(date(2026, 6, 30))} == {words}
    assert {v.edition for v in PointVersion.objects.in_force(date(2026, 7, 1))} == {council}


def test_two_adopted_documents_are_both_relied_on():
    social = adopted(title="Social media protocol")
    press = adopted(NEW, title="Press protocol")

    assert set(Edition.objects.relied_on()) == {social, press}


def test_points_in_force_come_in_reading_order():
    adopted(protocol([("Long", [f"Rule {n}." for n in range(12)])]))

    assert [v.number for v in PointVersion.objects.in_force()] == [f"1.{n}" for n in range(1, 13)]


def test_notes_stand_beside_adopted_points_only():
    words = plain(["First in plain words.", "Second in plain words."])
    council = adopted(protocol([("Before you post", ["Stop first.", "Read it once more."])]))

    notes = PointVersion.objects.notes_for(list(council.point_versions.all()))

    assert {number: note.text for number, note in notes.items()} == {
        "1.1": "First in plain words.",
        "1.2": "Second in plain words.",
    }
    assert PointVersion.objects.notes_for(list(words.point_versions.all())) == {}


def test_no_notes_where_the_numbers_differ():
    """Deliberate fault: match by number alone; then "1.1" explains what the council never said."""
    plain(["First in plain words.", "Second in plain words."])
    council = adopted(protocol([("Before you post", ["Stop first.", "Read it once more.", "Sleep on it."])]))

    assert PointVersion.objects.notes_for(list(council.point_versions.all())) == {}
