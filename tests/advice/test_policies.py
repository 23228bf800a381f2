"""The promised times, by the working calendar of England."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.foundation.deadlines.bank_holidays import seed_days
from portal.foundation.deadlines.clocks import Started, reckon
from portal.foundation.deadlines.working_days import CalendarName, WorkingCalendar
from reviews.advice import policies
from reviews.advice.states import Clock

LONDON = ZoneInfo("Europe/London")
CALENDAR = WorkingCalendar("EW", frozenset(seed_days(CalendarName.SERVICE, [2026, 2027])), 1)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


def due(clock: Clock, received: datetime, *, is_urgent: bool = False) -> datetime | None:
    policy = policies.policy_for(clock, is_urgent=is_urgent)
    return reckon([Started(received.astimezone(UTC), policy)], CALENDAR, received.astimezone(UTC)).due_at


@pytest.mark.parametrize(
    ("clock", "is_urgent", "received", "expected"),
    [
        (Clock.FIRST_LOOK, False, at(23, 10), at(24, 17)),
        (Clock.FIRST_LOOK, True, at(23, 10), at(23, 14)),
        (Clock.FIRST_LOOK, True, at(23, 16), at(24, 12)),
        (Clock.ANSWER, False, at(23, 10), at(26, 17)),
        (Clock.ANSWER, False, at(22, 10), at(26, 17)),  # a Sunday counts as Monday
        (Clock.ANSWER, False, at(24, 17, 30, month=12), at(4, 17, month=1).replace(year=2027)),
        (Clock.ANSWER, True, at(23, 12), at(23, 17)),
        (Clock.ANSWER, True, at(23, 12, 1), at(24, 17)),
        (Clock.ANSWER, True, at(22, 20), at(23, 17)),
        (Clock.OFFICE_ACCEPT, True, at(23, 10), at(24, 17)),
        (Clock.OFFICE_ANSWER, False, at(23, 10), at(30, 17)),
        (Clock.OFFICE_ANSWER, True, at(23, 10), at(24, 17)),
    ],
)
def test_promise_is_due(clock: Clock, is_urgent: bool, received: datetime, expected: datetime) -> None:
    assert due(clock, received, is_urgent=is_urgent) == expected


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (at(22, 10), "Somebody first looks on Monday 23 November from 9am."),
        (at(23, 8), "Somebody first looks on Monday 23 November from 9am."),
        (at(23, 9), "Somebody is at the desk until 5pm today."),
        (at(23, 16, 59), "Somebody is at the desk until 5pm today."),
        (at(23, 17), "Somebody first looks on Tuesday 24 November from 9am."),
        (at(24, 18, month=12), "Somebody first looks on Tuesday 29 December from 9am."),
    ],
)
def test_page_says_when_somebody_first_looks(asked: datetime, says: str) -> None:
    assert policies.readers(office_only=False, at=asked, calendar=CALENDAR).opens == says


def test_page_says_who_reads_what_is_for_the_office_only() -> None:
    said = policies.readers(office_only=True, at=at(23, 10), calendar=CALENDAR)

    assert said.who == "Only the Monitoring Officer and their deputy will read this, once you send it."


def test_page_names_the_deputy_who_alone_reads_first() -> None:
    said = policies.readers(office_only=True, at=at(23, 10), calendar=CALENDAR, deputy="Ada Quill")

    assert said.name == "Only Ada Quill, a deputy of the Monitoring Officer"
    assert said.who == (
        "Only Ada Quill, a deputy of the Monitoring Officer, will read this, once you send it. The Monitoring Officer "
        "sees it only if it is shown to them."
    )
