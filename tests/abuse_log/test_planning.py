"""Each rule of the table on its dates: bank holidays, month ends, clock changes, leap days. No database.

Deliberate faults: count working days as days; add 30 days for a month; leave out the quiet hours. Each turns a test
here red (tried).
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from abuse_log import reminders
from abuse_log.planning import BY_RULE, Police, Quiet, Standing, Wishes, plan
from abuse_log.reminders import FAMILIES, PLATFORM_LADDER, TIMED
from portal.foundation.deadlines.bank_holidays import seed_days
from portal.foundation.deadlines.working_days import CalendarName, WorkingCalendar

LONDON = ZoneInfo("Europe/London")
ENGLAND = WorkingCalendar("EW", frozenset(seed_days(CalendarName.SERVICE, (2026, 2027, 2028))), 1)
ONE, TWO = UUID(int=1), UUID(int=2)


def london(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=LONDON)


EARLY, RECORDED = london(2026, 1, 1), london(2026, 6, 1, 12)


def dues(standing: Standing, now: datetime = EARLY) -> dict[str, datetime]:
    """Each rule and when it comes, in London."""
    return {one.rule: one.due_at.astimezone(LONDON) for one in plan(standing, ENGLAND, now) if one.due_at is not None}


def standing(recorded_at: datetime = RECORDED, **more: Any) -> Standing:
    """A record of which nothing is asked but what `more` says."""
    return Standing(ONE, recorded_at, **({"is_decided": True, "has_copies": True} | more))


def police(reported_at: datetime, **more: Any) -> Standing:
    return standing(police=(Police(TWO, reported_at, **more),), has_account=True)


DATES: list[tuple[str, Standing, datetime]] = [
    # REM2: one day on, to the minute; out of the quiet hours; the night that is an hour longer
    ("REM2.copies", standing(london(2026, 6, 1, 12, 5), has_copies=False), london(2026, 6, 2, 12, 5)),
    ("REM2.copies", standing(london(2026, 6, 1, 23), has_copies=False), london(2026, 6, 3, 8)),
    ("REM2.copies", standing(london(2026, 6, 1, 3), has_copies=False), london(2026, 6, 2, 8)),
    ("REM2.copies", standing(london(2026, 10, 24, 12), has_copies=False), london(2026, 10, 25, 11)),
    # REM3: mornings, whatever the clocks do; a bank holiday is a day like any other
    ("REM3.first", standing(london(2026, 3, 27, 23, 30), is_decided=False), london(2026, 3, 30, 9)),
    ("REM3.first", standing(london(2026, 12, 22, 9), is_decided=False), london(2026, 12, 25, 9)),
    ("REM3.second", standing(london(2028, 2, 19, 9), is_decided=False), london(2028, 2, 29, 9)),
    # REM5: the same day at five, else the next morning
    ("REM5.options", standing(refused=((TWO, london(2026, 6, 1, 10)),)), london(2026, 6, 1, 17)),
    ("REM5.options", standing(refused=((TWO, london(2026, 6, 1, 17)),)), london(2026, 6, 2, 9)),
    # REM6: the next working day: over Christmas, over Easter, over a weekend
    ("REM6.reference", police(london(2026, 12, 24, 12)), london(2026, 12, 29, 9)),
    ("REM6.reference", police(london(2027, 3, 25, 12)), london(2027, 3, 30, 9)),
    ("REM6.reference", police(london(2026, 6, 5, 23, 59)), london(2026, 6, 8, 9)),
    # REM7: five working days
    ("REM7.news", police(london(2026, 12, 22, 12), has_reference=True), london(2026, 12, 31, 9)),
    ("REM7.news", police(london(2027, 4, 29, 12), has_reference=True), london(2027, 5, 7, 9)),
    # REM8: once, a month before the three months end
    (
        "REM8.review",
        police(london(2027, 12, 1), is_running=False, is_undecided=False, no_action_on=date(2027, 12, 31)),
        london(2028, 2, 29, 9),
    ),
    # REM9: at five of the same day; 75 of 90 days, over the spring change of the clocks
    ("REM9.ask", police(london(2026, 6, 1, 8)), london(2026, 6, 1, 17)),
    ("REM9.ask", police(london(2026, 6, 1, 22)), london(2026, 6, 2, 9)),
    ("REM9.renew", police(london(2026, 1, 15), preservation_on=date(2026, 1, 15)), london(2026, 3, 31, 9)),
    # REM10: first after 14 days, then by calendar months from the last act; month ends
    ("REM10.first", standing(last_act=date(2026, 8, 31), may_be_summary=True), london(2026, 9, 14, 9)),
    ("REM10.half", standing(last_act=date(2026, 11, 30), may_be_summary=True), london(2027, 2, 28, 9)),
    ("REM10.half", standing(last_act=date(2027, 11, 30), may_be_summary=True), london(2028, 2, 29, 9)),
    ("REM10.last", standing(last_act=date(2026, 8, 31), may_be_summary=True), london(2027, 1, 31, 9)),
    # REM11: from the first publication, on a leap day too
    ("REM11.half", standing(published=date(2028, 2, 29), may_be_defamation=True), london(2028, 8, 29, 9)),
    ("REM11.quarter", standing(published=date(2027, 5, 31), may_be_defamation=True), london(2028, 2, 29, 9)),
    ("REM11.month", standing(published=date(2026, 3, 31), may_be_defamation=True), london(2027, 2, 28, 9)),
    ("REM11.last", standing(published=date(2028, 2, 29), may_be_defamation=True), london(2029, 2, 14, 9)),
    # REM13: only for who asked for it
    ("REM13.soon", standing(weighs=True, wishes=Wishes(wants_wellbeing=True)), london(2026, 6, 3, 9)),
    ("REM13.later", standing(weighs=True, wishes=Wishes(wants_wellbeing=True)), london(2026, 6, 15, 9)),
    # REM15: a month of days after the last act, over the autumn change
    ("REM15.quiet", standing(acted_at=london(2026, 10, 1, 23)), london(2026, 10, 31, 9)),
    # REM16: before the day of erasure
    ("REM16.month", standing(erase_on=date(2028, 3, 30)), london(2028, 2, 29, 9)),
    ("REM16.week", standing(erase_on=date(2028, 3, 7)), london(2028, 2, 29, 9)),
]


@pytest.mark.parametrize(("rule", "of", "due"), DATES, ids=[f"{row[0]}-{row[2]:%Y-%m-%d-%H}" for row in DATES])
def test_rule_comes_on_its_day(rule: str, of: Standing, due: datetime) -> None:
    assert dues(of)[rule] == due


def test_every_rule_of_the_table_has_a_date_here() -> None:
    """But the review after two years, which the night's look asks for (tests/abuse_log/life)."""
    assert {row[0] for row in DATES} | {"REM16.review"} == {nudge.rule for nudge in TIMED}


@pytest.mark.parametrize(
    "of",
    [
        standing(is_over=True, is_decided=False, has_copies=False, weighs=True),
        standing(),
        standing(weighs=True),  # nobody asked to be asked
        standing(last_act=date(2026, 8, 31), published=date(2026, 8, 31)),  # of no kind that the law counts
        police(london(2026, 6, 1), is_running=False, is_undecided=False),
    ],
)
def test_nothing_is_asked_without_a_reason(of: Standing) -> None:
    assert dues(of) == {}


def test_watched_record_is_asked_only_after_the_police_and_the_law() -> None:
    of = standing(
        is_watched=True,
        is_decided=False,
        has_copies=False,
        acted_at=london(2026, 6, 1),
        last_act=date(2026, 6, 1),
        may_be_summary=True,
        police=(Police(TWO, london(2026, 6, 1)),),
    )
    assert set(dues(of)) == {"REM6.reference", "REM10.first", "REM10.half", "REM10.last"}


@pytest.mark.parametrize(
    ("now", "occurrence", "due"),
    [
        (london(2026, 6, 1, 12), 1, london(2026, 6, 8, 9)),
        (london(2026, 6, 8, 8, 59), 1, london(2026, 6, 8, 9)),
        (london(2026, 6, 8, 9), 2, london(2026, 7, 6, 9)),
        (london(2026, 7, 6, 9, 1), 3, london(2026, 8, 3, 9)),
        (london(2026, 10, 26, 9, 1), 7, london(2026, 11, 23, 9)),  # after the autumn change: still nine
        (london(2027, 6, 1), 14, london(2027, 6, 7, 9)),
    ],
)
def test_news_from_the_police_are_asked_every_28_days(now: datetime, occurrence: int, due: datetime) -> None:
    found = [
        one for one in plan(police(london(2026, 6, 1), has_reference=True), ENGLAND, now) if one.rule == "REM7.news"
    ]
    assert [(one.occurrence, one.due_at) for one in found] == [(occurrence, due)]


def test_quiet_record_that_was_asked_is_asked_again_only_after_something_was_noted() -> None:
    still = plan(standing(quiet_before=1), ENGLAND, EARLY)
    assert [(one.rule, one.due_at, one.occurrence) for one in still] == [("REM15.quiet", None, 2)]


def test_what_a_member_turned_off_is_left_out() -> None:
    of = standing(is_decided=False, has_copies=False, wishes=Wishes(muted=frozenset({"REM3"})))
    assert set(dues(of)) == {"REM2.copies"}


@pytest.mark.parametrize(
    ("quiet", "moment", "expected"),
    [
        (Quiet(), london(2026, 6, 1, 19, 59), london(2026, 6, 1, 19, 59)),
        (Quiet(), london(2026, 6, 1, 20), london(2026, 6, 2, 8)),
        (Quiet(), london(2026, 6, 1, 7, 59), london(2026, 6, 1, 8)),
        (Quiet(), london(2026, 6, 1, 8), london(2026, 6, 1, 8)),
        (Quiet(time(17), time(12)), london(2026, 6, 1, 9), london(2026, 6, 1, 12)),
        (Quiet(), london(2026, 3, 28, 22), london(2026, 3, 29, 8)),  # an hour is missing in that night
        (Quiet(), london(2026, 12, 31, 22), london(2027, 1, 1, 8)),
        (Quiet(time(8), time(8)), london(2026, 6, 1, 3), london(2026, 6, 1, 3)),
    ],
)
def test_quiet_hours_end_in_the_morning(quiet: Quiet, moment: datetime, expected: datetime) -> None:
    assert quiet.after(moment).astimezone(LONDON) == expected


@given(st.integers(0, 20 * 365 * 24 * 60), st.integers(17, 23), st.integers(6, 12))
def test_nothing_ever_comes_in_quiet_hours_or_earlier_than_meant(minutes: int, begins: int, ends: int) -> None:
    moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    after = Quiet(time(begins), time(ends)).after(moment).astimezone(LONDON)
    assert time(ends) <= after.time() < time(begins)
    assert timedelta(0) <= after - moment < timedelta(hours=20)


def test_same_standing_gives_the_same_plan() -> None:
    of = police(london(2026, 6, 1), has_reference=True)
    assert plan(of, ENGLAND, london(2026, 6, 2)) == plan(of, ENGLAND, london(2026, 6, 7))


@pytest.mark.parametrize("nudge", [*PLATFORM_LADDER, *TIMED], ids=lambda nudge: nudge.rule)
def test_rule_says_what_it_asks_and_why_then(nudge: reminders.Nudge) -> None:
    assert nudge.asks.endswith(("?", "."))
    assert nudge.basis.endswith(".")
    assert len(reminders.why(nudge)) <= 500
    assert reminders.nudge_of(nudge.rule) == nudge
    assert nudge.family in FAMILIES or nudge.is_opt_in or nudge.family == "REM16"  # erasure always warns


def test_council_sets_other_amounts() -> None:
    with override_settings(RECORD_REMINDER_AMOUNTS={"REM3.first": 5}):
        assert dues(standing(is_decided=False))["REM3.first"] == london(2026, 6, 6, 9)
        assert reminders.why(BY_RULE["REM3.first"]).startswith("This comes 5 days after")
