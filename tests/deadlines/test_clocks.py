"""What a clock says: due times, pauses, and the sentences that explain them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.foundation.deadlines.clocks import (
    Event,
    ImpossibleClock,
    Paused,
    Policy,
    Reckoning,
    Resumed,
    Started,
    Stopped,
    reckon,
)
from portal.foundation.deadlines.words import LONDON, in_words
from tests.deadlines.test_working_days import EW, FOI

ONE_DAY = Policy(unit="working_days", amount=1)
THREE_DAYS = Policy(unit="working_days", amount=3)
FOUR_HOURS = Policy(unit="working_hours", amount=4)
SAME_DAY = Policy(unit="same_working_day", cutoff="12:00")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def reckoned(*events: Event, now: str | None = None) -> Reckoning:
    return reckon(events, EW, at(now) if now else events[-1].at)


def due(policy: Policy, received: str, *pauses: tuple[str, str]) -> str | None:
    events: list[Event] = [Started(at(received), policy)]
    for began, ended in pauses:
        events += [Paused(at(began)), Resumed(at(ended))]
    due_at = reckon(events, FOI if policy.calendar == "FOI" else EW, events[-1].at).due_at
    return due_at and due_at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("policy", "received", "expected"),
    [
        (ONE_DAY, "2026-12-24 17:30", "2026-12-30 17:00"),
        (THREE_DAYS, "2026-12-24 17:30", "2027-01-04 17:00"),
        (THREE_DAYS, "2026-12-24 16:59", "2026-12-31 17:00"),
        (THREE_DAYS, "2026-12-24 17:00", "2026-12-31 17:00"),
        (THREE_DAYS, "2026-12-24 17:01", "2027-01-04 17:00"),
        (THREE_DAYS, "2026-12-26 11:00", "2027-01-04 17:00"),
        (Policy(unit="working_days", amount=20), "2026-11-23 10:00", "2026-12-21 17:00"),
        (Policy(unit="working_days", amount=20, calendar="FOI"), "2026-11-23 10:00", "2026-12-22 17:00"),
        (Policy(unit="working_days", amount=20, calendar="FOI"), "2027-07-05 23:00", "2027-08-04 17:00"),
        (Policy(unit="calendar_days", amount=30), "2026-11-25 18:00", "2026-12-29 17:00"),
        (Policy(unit="months", amount=3), "2026-11-23 18:00", "2027-02-23 17:00"),
        (Policy(unit="months", amount=1), "2027-01-29 10:00", "2027-03-01 17:00"),  # 28 February is a Sunday
        (Policy(unit="months", amount=1), "2028-01-31 10:00", "2028-02-29 17:00"),  # a leap year
        (Policy(unit="months", amount=6), "2026-08-31 10:00", "2027-03-01 17:00"),
        (Policy(unit="months", amount=1), "2026-11-25 10:00", "2026-12-29 17:00"),  # Christmas Day
    ],
)
def test_days_fall_due_at_five_in_the_afternoon(policy: Policy, received: str, expected: str) -> None:
    assert due(policy, received) == expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-12-22 10:00", "2026-12-22 14:00"),
        ("2026-12-22 13:00", "2026-12-22 17:00"),
        ("2026-12-22 13:01", "2026-12-23 09:01"),
        ("2026-12-24 16:00", "2026-12-29 12:00"),
        ("2026-12-24 17:30", "2026-12-29 13:00"),
        ("2026-12-22 03:00", "2026-12-22 13:00"),
    ],
)
def test_hours_run_from_nine_to_five_on_working_days(received: str, expected: str) -> None:
    assert due(FOUR_HOURS, received) == expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-12-22 12:00", "2026-12-22 17:00"),
        ("2026-12-22 12:01", "2026-12-23 17:00"),
        ("2026-12-24 18:00", "2026-12-29 17:00"),
        ("2026-12-25 09:00", "2026-12-29 17:00"),
    ],
)
def test_urgent_is_due_the_same_day_when_it_is_in_by_noon(received: str, expected: str) -> None:
    assert due(SAME_DAY, received) == expected


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ([("2026-12-07 11:00", "2026-12-07 15:00")], "2026-12-10 17:00"),
        ([("2026-12-07 11:00", "2026-12-09 14:00")], "2026-12-14 17:00"),
        ([("2026-12-07 17:30", "2026-12-08 10:00")], "2026-12-10 17:00"),
        ([("2026-12-11 12:00", "2026-12-14 12:00")], "2026-12-10 17:00"),
        ([("2026-12-07 11:00", "2026-12-08 11:00"), ("2026-12-09 11:00", "2026-12-10 11:00")], "2026-12-14 17:00"),
    ],
    ids=["within a day", "two days", "after hours", "after it was late", "two pauses"],
)
def test_day_clock_pauses_by_whole_working_days(pauses: list[tuple[str, str]], expected: str) -> None:
    assert due(THREE_DAYS, "2026-12-07 10:00", *pauses) == expected


@pytest.mark.parametrize(
    ("received", "pause", "expected"),
    [
        ("2026-12-07 10:00", ("2026-12-07 11:00", "2026-12-07 11:20"), "2026-12-07 14:20"),
        ("2026-12-07 10:00", ("2026-12-07 13:00", "2026-12-08 10:30"), "2026-12-08 11:30"),
        ("2026-12-06 12:00", ("2026-12-07 08:00", "2026-12-07 08:30"), "2026-12-07 13:00"),
        ("2026-12-07 10:00", ("2026-12-07 14:01", "2026-12-07 16:00"), "2026-12-07 14:00"),
    ],
    ids=["minutes", "overnight", "before hours", "after it was late"],
)
def test_hour_clock_pauses_by_the_minute(received: str, pause: tuple[str, str], expected: str) -> None:
    assert due(FOUR_HOURS, received, pause) == expected


@pytest.mark.parametrize(
    ("pause", "expected"),
    [
        (("2026-12-07 10:00", "2026-12-07 11:30"), "2026-12-07 17:00"),
        (("2026-12-07 13:00", "2026-12-08 10:00"), "2026-12-08 17:00"),
        (("2026-12-07 13:00", "2026-12-08 14:00"), "2026-12-09 17:00"),
    ],
)
def test_urgent_answer_after_a_question_counts_like_a_new_arrival(pause: tuple[str, str], expected: str) -> None:
    assert due(SAME_DAY, "2026-12-07 09:30", pause) == expected


def test_paused_clock_has_no_due_time_and_uses_no_time() -> None:
    clock = reckoned(
        Started(at("2026-12-07 10:00"), THREE_DAYS), Paused(at("2026-12-08 10:00")), now="2027-03-01 10:00"
    )

    assert (clock.state, clock.due_at, clock.used, clock.remaining, clock.is_late) == ("paused", None, 1, 2, False)


def test_pause_after_the_due_time_leaves_it_late() -> None:
    clock = reckoned(Started(at("2026-12-07 10:00"), ONE_DAY), Paused(at("2026-12-08 18:00")), now="2026-12-09 10:00")

    assert (clock.state, clock.due_at, clock.is_late) == ("paused", at("2026-12-08 17:00"), True)


@pytest.mark.parametrize(
    ("now", "used", "remaining", "is_late"),
    [
        ("2026-12-07 16:00", 0, 3, False),
        ("2026-12-09 10:00", 2, 1, False),
        ("2026-12-10 17:00", 3, 0, False),
        ("2026-12-10 17:01", 4, -1, True),
        ("2026-12-14 10:00", 5, -2, True),
    ],
)
def test_days_used_and_remaining(now: str, used: int, remaining: int, is_late: bool) -> None:
    clock = reckoned(Started(at("2026-12-07 10:00"), THREE_DAYS), now=now)

    assert (clock.used, clock.remaining, clock.is_late) == (used, remaining, is_late)


def test_hours_used_and_remaining_are_minutes() -> None:
    started = Started(at("2026-12-07 16:30"), FOUR_HOURS)
    clock = reckoned(started, Paused(at("2026-12-07 16:40")), Resumed(at("2026-12-08 09:10")), now="2026-12-08 10:00")

    assert (clock.used, clock.remaining) == (60, 180)


@pytest.mark.parametrize(("stopped", "is_late"), [("2026-12-08 16:00", False), ("2026-12-08 17:30", True)])
def test_stopped_clock_keeps_whether_it_was_in_time(stopped: str, is_late: bool) -> None:
    clock = reckoned(Started(at("2026-12-07 10:00"), ONE_DAY), Stopped(at(stopped)), now="2027-06-01 10:00")

    assert (clock.state, clock.due_at, clock.is_late) == ("stopped", at("2026-12-08 17:00"), is_late)


STARTED = Started(at("2026-12-07 10:00"), ONE_DAY)
LATER = at("2026-12-07 11:00")


@pytest.mark.parametrize(
    "events",
    [
        [],
        [Paused(LATER)],
        [STARTED, STARTED],
        [STARTED, Resumed(LATER)],
        [STARTED, Paused(LATER), Paused(LATER)],
        [STARTED, Stopped(LATER), Stopped(LATER)],
        [STARTED, Stopped(LATER), Paused(LATER)],
        [STARTED, Paused(at("2026-12-07 09:00"))],
    ],
)
def test_events_that_do_not_follow_are_refused(events: list[Event]) -> None:
    with pytest.raises(ImpossibleClock):
        reckon(events, EW, LATER)


def test_policy_of_another_calendar_is_refused() -> None:
    with pytest.raises(ImpossibleClock):
        reckon([STARTED], FOI, LATER)


@pytest.mark.parametrize(
    "fields",
    [
        {"unit": "fortnights", "amount": 1},
        {"unit": "working_days"},
        {"unit": "working_days", "amount": -1},
        {"unit": "working_hours", "amount": 100_000},
        {"unit": "working_days", "amount": 1, "day_starts": "17:00"},
    ],
)
def test_policy_that_makes_no_sense_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ImpossibleClock):
        Policy(**fields)


def test_policy_survives_storage() -> None:
    assert Policy.from_json(SAME_DAY.as_json()) == SAME_DAY


# --- explanations ------------------------------------------------------------------------------------------


def test_explanation_of_an_arrival_after_hours() -> None:
    clock = reckoned(Started(at("2026-12-24 17:30"), THREE_DAYS))

    assert clock.sentences == (
        "We received it at 5.30pm on Thursday 24 December, after the desk closed, "
        "so it counts from Tuesday 29 December.",
        "It is due within 3 working days, counted from the day after.",
        "Weekends and Friday 1 January do not count.",
        "So it is due by 5pm on Monday 4 January 2027.",
    )


def test_explanation_of_hours_with_a_pause() -> None:
    started = Started(at("2026-12-07 10:00"), FOUR_HOURS)
    clock = reckoned(started, Paused(at("2026-12-07 11:00")), Resumed(at("2026-12-07 12:05")))

    assert clock.sentences == (
        "We received it at 10am on Monday 7 December.",
        "It is due within 4 working hours; working hours are 9am to 5pm.",
        "The clock stood still from 11am on Monday 7 December to 12.05pm on Monday 7 December, "
        "which adds 1 hour and 5 minutes of working time.",
        "So it is due by 3.05pm on Monday 7 December 2026.",
    )


def test_explanation_of_an_open_pause() -> None:
    clock = reckoned(Started(at("2026-12-07 10:00"), THREE_DAYS), Paused(at("2026-12-08 10:00")))

    assert clock.sentences == (
        "We received it at 10am on Monday 7 December.",
        "It is due within 3 working days, counted from the day after.",
        "The clock has stood still since 10am on Tuesday 8 December, and the due time is set when it goes on.",
    )


def test_explanation_of_an_urgent_arrival_after_noon_that_was_answered() -> None:
    clock = reckoned(Started(at("2026-12-07 12:30"), SAME_DAY), Stopped(at("2026-12-08 16:00")))

    assert clock.sentences == (
        "We received it at 12.30pm on Monday 7 December, after midday, so it counts from Tuesday 8 December.",
        "What reaches us by midday on a working day is due by 5pm that day.",
        "So it was due by 5pm on Tuesday 8 December 2026; it was done at 4pm on Tuesday 8 December, in time.",
    )


def test_months_fall_due_at_five_by_the_clock_on_the_wall_whichever_side_of_summer_time() -> None:
    clock = reckoned(Started(at("2027-01-15 10:00"), Policy(unit="months", amount=3)))

    assert clock.due_at == datetime(2027, 4, 15, 16, tzinfo=UTC)


def test_pause_adds_its_days_after_the_months() -> None:
    assert due(Policy(unit="months", amount=1), "2027-01-04 10:00", ("2027-01-05 10:00", "2027-01-08 10:00")) == (
        "2027-02-08 17:00"  # 4 February and three days, which is a Sunday
    )


def test_explanation_of_months() -> None:
    clock = reckoned(Started(at("2026-11-23 10:00"), Policy(unit="months", amount=3)))

    assert clock.sentences == (
        "We received it at 10am on Monday 23 November.",
        "It is due within 3 calendar months, and every day counts.",
        "When the last day is not a working day, it is due on the next one.",
        "So it is due by 5pm on Tuesday 23 February 2027.",
    )


def test_explanation_of_calendar_days() -> None:
    clock = reckoned(Started(at("2026-11-25 10:00"), Policy(unit="calendar_days", amount=30)))

    assert clock.sentences == (
        "We received it at 10am on Wednesday 25 November.",
        "It is due within 30 days, and every day counts.",
        "When the last day is not a working day, it is due on the next one.",
        "So it is due by 5pm on Tuesday 29 December 2026.",
    )


# --- what always holds -------------------------------------------------------------------------------------

moments = st.integers(0, 10 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
policies = st.one_of(
    st.builds(
        Policy,
        unit=st.sampled_from(["working_days", "working_hours", "calendar_days", "months"]),
        amount=st.integers(1, 40),
    ),
    st.just(SAME_DAY),
)
gaps = st.lists(st.integers(0, 60 * 24 * 12).map(lambda minutes: timedelta(minutes=minutes)), max_size=8)


@st.composite
def stories(draw: st.DrawFn) -> list[Event]:
    """A start, then pauses and resumptions by turns, each some time after the one before."""
    moment = draw(moments)
    events: list[Event] = [Started(moment, draw(policies))]
    for number, gap in enumerate(draw(gaps)):
        moment += gap
        events.append(Resumed(moment) if number % 2 else Paused(moment))
    return events


@given(stories())
def test_due_time_is_in_hours_of_a_working_day(events: list[Event]) -> None:
    due_at = reckon(events, EW, events[-1].at).due_at
    if due_at is not None:
        local = due_at.astimezone(LONDON)
        assert EW.is_working(local.date())
        assert "09:00" <= local.strftime("%H:%M") <= "17:00"


@given(stories())
def test_more_pause_never_makes_it_due_sooner(events: list[Event]) -> None:
    before = reckon(events[:1], EW, events[-1].at).due_at
    after = reckon(events, EW, events[-1].at).due_at
    assert before is not None
    assert after is None or after >= before


@given(stories())
def test_clock_that_goes_on_in_time_is_not_late_at_that_moment(events: list[Event]) -> None:
    if len(events) % 2 and len(events) > 1:
        paused = reckon(events[:-1], EW, events[-1].at)
        resumed = reckon(events, EW, events[-1].at)
        assert resumed.is_late == paused.is_late


@given(stories(), st.integers(0, 60 * 24 * 60))
def test_late_is_what_is_past_due(events: list[Event], minutes: int) -> None:
    now = events[-1].at + timedelta(minutes=minutes)
    clock = reckon(events, EW, now)
    assert clock.is_late == (clock.due_at is not None and now > clock.due_at)
    if clock.is_late and events[0].policy.unit == "working_days" and clock.state == "running":
        assert clock.remaining < 0


# --- the clocks go forward and back (ten years, independent arithmetic) ------------------------------------


def last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def offset_on(day: date) -> timedelta:
    """Summer time by the rule of the law (Summer Time Order 2002), not by the time zone database."""
    summer = last_sunday(day.year, 3) <= day < last_sunday(day.year, 10)
    return timedelta(hours=1 if summer else 0)


@pytest.mark.parametrize("year", range(2024, 2034))
def test_every_day_of_ten_years_is_due_at_five_by_the_wall_clock(year: int) -> None:
    for number in range(366):
        day = date(year, 1, 1) + timedelta(days=number)
        morning = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        expected_day = day if EW.is_working(day) else EW.add(day, 1)
        for _ in range(3):
            expected_day += timedelta(days=1)
            while expected_day.weekday() >= 5 or expected_day in EW.non_days:
                expected_day += timedelta(days=1)
        five = datetime(expected_day.year, expected_day.month, expected_day.day, 17, tzinfo=UTC)

        due_at = reckon([Started(morning, THREE_DAYS)], EW, morning).due_at

        assert due_at == five - offset_on(expected_day)


@pytest.mark.parametrize("year", range(2024, 2034))
@pytest.mark.parametrize("month", [3, 10])
def test_four_hours_across_the_weekend_of_a_clock_change_stay_four_hours(year: int, month: int) -> None:
    friday = last_sunday(year, month) - timedelta(days=2)
    received = datetime(friday.year, friday.month, friday.day, 15, tzinfo=LONDON)
    monday = EW.next_working(friday)

    due_at = reckon([Started(received, FOUR_HOURS)], EW, received).due_at

    opens_utc = datetime(monday.year, monday.month, monday.day, 9, tzinfo=UTC) - offset_on(monday)
    expected = opens_utc + timedelta(hours=2 if EW.is_working(friday) else 4)
    assert due_at == expected


@pytest.mark.parametrize(
    ("utc", "expected"),
    [
        ("2026-03-29T00:59", "12.59am on Sunday 29 March 2026"),
        ("2026-03-29T01:00", "2am on Sunday 29 March 2026"),
        ("2026-10-25T00:30", "1.30am on Sunday 25 October 2026, before the clocks go back"),
        ("2026-10-25T01:30", "1.30am on Sunday 25 October 2026, after the clocks go back"),
        ("2026-10-25T02:00", "2am on Sunday 25 October 2026"),
    ],
)
def test_words_for_the_night_of_a_clock_change(utc: str, expected: str) -> None:
    assert in_words(datetime.fromisoformat(utc).replace(tzinfo=UTC)) == expected
