"""Each legal clock runs from the right time, by calendar months, and says what it is not.

Deliberate fault: count 30 days for a month turns a test here red (tried).
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from abuse_log import actions
from abuse_log.clocks import (
    CHECKED,
    DEFAMATION,
    LAWS,
    LONG_STOP,
    PRESERVATION,
    REVIEW,
    SUMMARY,
    From,
    Law,
    LegalClock,
    Times,
    add_months,
    ends,
    legal_clocks,
)
from abuse_log.timing import times_of
from tests.abuse_log.test_record import url
from tests.factories.abuse_log import IncidentFactory, noted_police_report

LONDON = ZoneInfo("Europe/London")
THREAT, FALSE = frozenset({"threat_violence"}), frozenset({"false_fact_defamation"})


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 6, 1), 6, date(2026, 12, 1)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),  # no 31 February
        (date(2027, 8, 31), 6, date(2028, 2, 29)),  # a leap year
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),  # a leap day
        (date(2028, 2, 29), 36, date(2031, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 2, 28), 6, date(2026, 8, 28)),  # the last of February is the 28th of August, not the last
    ],
)
def test_months_are_calendar_months(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


@given(st.dates(max_value=date(9990, 1, 1)), st.integers(0, 36))
def test_months_never_run_over_and_keep_the_day_where_there_is_one(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


def test_beyond_every_calendar_is_refused() -> None:
    with pytest.raises(OverflowError):
        add_months(date.max, 1)


@pytest.mark.parametrize(
    ("law", "end"),
    [
        (SUMMARY, date(2026, 9, 30)),
        (DEFAMATION, date(2027, 3, 31)),
        (LONG_STOP, date(2029, 3, 31)),
        (REVIEW, date(2026, 6, 30)),
        (PRESERVATION, date(2026, 6, 29)),  # 90 days; the clock change on 29 March does not count
    ],
)
def test_each_law_has_its_length(law: Law, end: date) -> None:
    assert ends(law, date(2026, 3, 31)) == end


def starts(**times: Any) -> dict[str, list[date | None]]:
    found: dict[str, list[date | None]] = {}
    for clock in legal_clocks(Times(**times)):
        found.setdefault(clock.law.code, []).append(clock.starts_on)
    return found


DAYS = {"occurred": date(2026, 5, 1), "first_published": date(2026, 4, 1), "last_linked": date(2026, 6, 1)}


def test_each_runs_from_its_own_time() -> None:
    both = starts(behaviours=THREAT | FALSE, no_action=(date(2026, 7, 1),), preservation=(date(2026, 5, 2),), **DAYS)
    assert both == {
        "summary": [date(2026, 6, 1)],  # the last act of a course of conduct
        "defamation": [date(2026, 4, 1)],  # the first publication
        "long_stop": [date(2026, 5, 1)],
        "review": [date(2026, 7, 1)],
        "preservation": [date(2026, 5, 2)],
    }


def test_an_earlier_linked_record_does_not_shorten_the_limit() -> None:
    assert starts(behaviours=THREAT, occurred=DAYS["occurred"], last_linked=date(2020, 1, 1))["summary"] == [
        DAYS["occurred"]
    ]


def test_unknown_start_is_said_and_not_guessed() -> None:
    clocks = legal_clocks(Times(behaviours=FALSE))
    assert [(clock.law.code, clock.ends) for clock in clocks] == [("defamation", None), ("long_stop", None)]
    assert "when it was first published" in clocks[0].needs
    assert not clocks[0].is_over(date(2099, 1, 1))


@pytest.mark.parametrize("behaviours", [frozenset(), frozenset({"robust_criticism"})])
def test_nothing_is_counted_for_what_is_not_sorted_or_is_criticism(behaviours: frozenset[str]) -> None:
    assert starts(behaviours=behaviours, **DAYS) == {}


def test_last_day_still_counts() -> None:
    clock = LegalClock(SUMMARY, date(2026, 6, 1), date(2026, 12, 1), is_rough=False)
    assert not clock.is_over(date(2026, 12, 1))
    assert clock.is_over(date(2026, 12, 2))


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.code)
def test_law_is_dated_and_says_what_it_is_not(law: Law) -> None:
    assert law.says.as_at <= CHECKED
    assert law.is_not.startswith(("It is not", "It does not"))
    assert law.starts in From


@pytest.mark.django_db
def test_days_are_those_of_london_and_come_from_the_right_rows() -> None:
    incident = IncidentFactory(
        behaviours=["harassment_repeated"],
        # half past midnight in summer, which is still the day before in UTC
        occurred_at=datetime(2026, 7, 1, 0, 30, tzinfo=LONDON),
        occurred_precision="about",
        seen_at=datetime(2026, 7, 9, tzinfo=LONDON),
        seen_precision="day",
    )
    later = IncidentFactory(
        member=incident.member, occurred_at=datetime(2026, 8, 1, tzinfo=LONDON), occurred_precision="day"
    )
    actions.link_records(incident=incident, other=later, by=incident.member)
    noted_police_report(incident, no_action_on=date(2026, 8, 5), preservation_asked_on=date(2026, 8, 2))
    assert times_of(incident) == Times(
        behaviours=frozenset({"harassment_repeated"}),
        occurred=date(2026, 7, 1),
        last_linked=date(2026, 8, 1),
        no_action=(date(2026, 8, 5),),
        preservation=(date(2026, 8, 2),),
        is_rough=True,
    )


@pytest.mark.django_db
def test_page_says_the_day_the_age_of_the_words_and_whom_to_ask(as_user: Any) -> None:
    incident = IncidentFactory(
        behaviours=["false_fact_defamation"],
        first_published_at=datetime(2028, 2, 29, tzinfo=LONDON),
        first_published_precision="day",
    )
    browser: Client = as_user(incident.member)
    page = browser.get(url(incident, "limits")).content.decode()
    assert "The last day is 28 February 2029" in page
    assert "Last checked 22 November 2026" in page
    assert "Confirm it with the Monitoring Officer or a solicitor" in page
    assert incident.summary not in page
