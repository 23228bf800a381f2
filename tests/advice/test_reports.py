"""The desk in numbers: what is counted, what is left out, who may look.

Deliberate faults that turn these red: office-only requests counted by month; the tables not suppressed; the month taken
in UTC; `can_see_reports` not asked; the clocks of the whole table reckoned one by one.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.advice import actions
from reviews.advice.choices import Topic
from reviews.advice.elections.actions import Dates, enter_period
from reviews.advice.elections.models import PreElectionPeriod
from reviews.advice.models import Request
from reviews.advice.reports.actions import FiguresMoved, check_report
from reviews.advice.reports.counting import count, count_again, refresh
from reviews.advice.reports.figures import Counts, Report, report_from
from reviews.advice.reports.figures import report_of as stored_report_of
from reviews.advice.reports.models import CheckedReport, CountedMonth
from tests.advice.pages import get, post, signed_in, text_of, url
from tests.factories.advice import Desk
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


def report_of(year: int) -> Report:
    """As the worker would leave it now."""
    CountedMonth.objects.all().delete()
    refresh(year)
    found = stored_report_of(year)
    assert found is not None
    return found


@pytest.fixture
def lead() -> User:
    return UserFactory(roles=("comms_lead",))


def test_ordinary_requests_are_counted_by_month_and_small_numbers_left_out() -> None:
    desk = Desk()
    for _ in range(5):
        item = desk.answered()
    actions.say_helped(item=item, by=desk.member, helped="yes")
    found = report_of(YEAR)
    this_month = dict(found.outcomes.rows())[found.outcomes.months[-1]]
    assert (this_month[found.outcomes.columns.index("A change is suggested")], this_month[-1]) == (5, 5)
    assert dict(found.topics.by_column())["A local issue or campaign"] == 5
    assert dict(found.platforms.by_column())["Facebook"] == 5
    assert dict(found.helped.by_column())["Yes"] is None
    answer = next(times for times in found.times if times.title == "Until the answer, not urgent").spans[-1]
    assert (answer.median, answer.ninetieth, answer.in_target) == (0, 0, 100)


def test_office_only_is_one_number_when_the_year_is_over_and_in_no_table() -> None:
    desk = Desk()
    later = datetime(YEAR + 1, 1, 2, 12, tzinfo=UTC)
    for number in (None, 5):
        for _ in range(4 if number is None else 1):
            desk.office_only()
        assert (report_of(YEAR).is_over, report_of(YEAR).office_only) == (False, None)
        with time_machine.travel(later):
            found = report_of(YEAR)
        assert (found.is_over, found.office_only, found.outcomes.shown[-1][-1]) == (True, number, 0)


def test_year_begins_at_midnight_in_london() -> None:
    item = Desk().submitted()
    Request.objects.filter(pk=item.pk).update(submitted_at=datetime(2025, 6, 30, 23, 30, tzinfo=UTC))
    months = dict(report_of(2025).outcomes.by_month())
    assert (months["June"], months["July"]) == (0, None)
    assert report_of(2024).outcomes.shown[-1][-1] == 0


def test_report_takes_the_same_number_of_statements_however_many_requests() -> None:
    counts = []
    for more in (1, 4):
        for _ in range(more):
            Desk().answered()
        with CaptureQueriesContext(connection) as asked:
            count(YEAR, timezone.localdate().month)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_page_shows_each_chart_beside_its_table_and_names_nobody(lead: User) -> None:
    desk = Desk()
    desk.answered()
    refresh(YEAR)
    shown = text_of(get(lead, "reports"))
    assert shown.count('role="img"') == 5
    assert "<table" not in shown
    assert "All months; " in shown.partition("so the page does not show them: ")[2][:40]
    assert '<td class="govuk-table__cell">left out</td>' not in shown
    for _ in range(4):
        desk.answered()
    refresh(YEAR)
    full = text_of(get(lead, "reports"))
    assert full.count("<table") == 5
    for person in (desk.member, desk.adviser):
        assert person.full_name not in shown + full


@pytest.mark.parametrize("year", ["", "junk", "1", "99999999999", "2026%00", "%ed%a0%80"])
def test_odd_year_shows_the_running_one(lead: User, year: str) -> None:
    shown = text_of(signed_in(lead).get(f"{url('reports')}?year={year}"))
    assert f"Advice in {YEAR}</h1>" in shown


def test_tables_are_downloaded_as_csv(lead: User) -> None:
    Desk().answered()
    refresh(YEAR)
    heads = {}
    for name in ("outcomes", "topics", "platforms", "helped", "times"):
        answer = signed_in(lead).get(f"/advice/reports/table/{name}/")
        heads[name] = answer.content.decode("utf-8-sig").splitlines()[0].split(",")[0]
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert heads == {**dict.fromkeys(("outcomes", "topics", "platforms", "helped"), '"Month"'), "times": '"What"'}
    assert signed_in(lead).get("/advice/reports/table/names/").status_code == 404


def test_only_the_lead_and_the_office_see_reports(lead: User) -> None:
    for role, status in (("deputy_monitoring_officer", 200), ("comms_adviser", 403), ("member", 403), ("auditor", 403)):
        assert get(UserFactory(roles=(role,)), "reports").status_code == status
    assert signed_in(lead).post(url("reports")).status_code == 405


def test_page_reads_what_the_worker_counted_in_few_statements(lead: User) -> None:
    refresh(YEAR)
    client = signed_in(lead)
    client.get(url("reports"))
    with CaptureQueriesContext(connection) as asked:
        client.get(url("reports"))
    told = [query["sql"] for query in asked if "advice_request" in query["sql"] or "deadlines" in query["sql"]]
    assert told == []


def test_month_is_counted_again_only_when_something_in_it_changed() -> None:
    """Faults that turn this red, tried: `_changed` without `usefulness__at`; every month counted each time."""
    desk = Desk()
    item = desk.answered()
    refresh(YEAR)
    long_ago = timezone.now() - timedelta(days=1)
    Request.objects.update(changed_at=long_ago - timedelta(days=1))
    CountedMonth.objects.update(counted_at=long_ago, sums={"kept": 1})
    refresh(YEAR)
    assert all(row.sums == {"kept": 1} and row.counted_at > long_ago for row in CountedMonth.objects.all())
    actions.say_helped(item=item, by=desk.member, helped="yes")
    refresh(YEAR)
    changed = CountedMonth.objects.exclude(sums={"kept": 1}).get()
    assert (changed.month, changed.sums["counts"]["helped"]) == (timezone.localdate().month, {"Yes": 1})


def test_worker_counts_what_somebody_asked_for_once_a_minute(lead: User) -> None:
    assert "have not been counted yet" in text_of(get(lead, "reports"))
    assert signed_in(lead).get(f"{url('reports')}table/topics/").status_code == 404
    for _ in range(2):
        assert post(lead, "report_refresh", data={"year": str(YEAR)}).status_code == 302
    count_again(Item.objects.get(kind="advice.figures"))
    assert "As of" in text_of(get(lead, "reports"))
    assert post(UserFactory(roles=("member",)), "report_refresh").status_code == 403
    assert get(lead, "report_refresh").status_code == 405
    assert Client().post(url("report_refresh")).status_code == 302


def month(outcomes: dict[str, int], usual: int = 0, urgent: int = 0, **counts: dict[str, int]) -> dict[str, Any]:
    """The sums of a month in which so many were answered, none of them late."""
    times = {f"advice.{clock}:{name}": {"2": [number, 0]} for clock in ("first_look", "answer")
             for name, number in (("usual", usual), ("urgent", urgent)) if number}  # fmt: skip
    tables = {"topics": {}, "platforms": {}, "helped": {}} | counts
    return {"counts": {"outcomes": outcomes, **tables}, "times": times, "office_only": 0}


def shown_times(*months: dict[str, Any]) -> list[bool]:
    """Of the first month, which of the four times are shown."""
    return [each.spans[0].median is not None for each in report_from(YEAR, months, timezone.now()).times]


CHANGE, NO = "A change is suggested", "Not taken up"


@pytest.mark.parametrize(
    ("sums", "shown"),
    [
        (month({CHANGE: 9}, usual=9), [True, False, True, False]),
        (month({CHANGE: 10}, usual=5, urgent=5), [True, True, True, True]),
        # Both would be left out, and of eight each is four then.
        (month({CHANGE: 8}, usual=4, urgent=4), [False] * 4),
        (month({CHANGE: 9}, usual=6, urgent=3), [False] * 4),
        (month({CHANGE: 20}, usual=16, urgent=4), [False] * 4),
        # The outcomes leave out five and one, whose sum is shown: that five were answered would tell both.
        (month({CHANGE: 5, NO: 1}, usual=5), [False] * 4),
    ],
)
def test_times_tell_no_number_that_the_outcomes_leave_out(sums: dict[str, Any], shown: list[bool]) -> None:
    """Faults that turn this red, tried: `_tell_nothing` without its first condition; without its second."""
    other = month({CHANGE: 20, NO: 20}, usual=20, helped={"Yes": 20})
    assert shown_times(sums, other) == shown


def test_other_tables_tell_no_number_that_the_outcomes_leave_out() -> None:
    """Faults that turn this red, tried: `most` not looked at; `most_of_all` not looked at."""
    topics = Topic.labels[:3]
    few = month({CHANGE: 5, NO: 1}, helped={"Yes": 5})
    fewer = month({NO: 2}, topics=dict.fromkeys(topics, 2))
    other = month({CHANGE: 20, NO: 20}, helped={"Yes": 20}, topics=dict.fromkeys(topics, 20))
    found = report_from(YEAR, [few, other], timezone.now())
    assert found.outcomes.shown[0][found.outcomes.columns.index(NO)] is None
    assert found.helped.shown[0][-1] is None
    found = report_from(YEAR, [few, fewer, other], timezone.now())
    assert (found.outcomes.shown[1][-1], found.topics.shown[1][-1]) == (None, None)


def test_page_folds_the_months_and_columns_of_which_nothing_is_told() -> None:
    """Faults tried: `_says_nothing` that looks for None alone; one that takes noughts for left out; no empty months."""
    table = Counts("n", "T", ("A", "B", "C"), ("May", "June"), [], "All")
    full, none = [7, None, 0, 9], [None, None, 0, None]
    found = replace(table, shown=[full, none, [8, None, 0, None]]).folded()
    assert found.rows == (("May", [7, 0, 9]), ("All months", [8, 0, None]))
    assert (found.columns, found.months_left_out, found.columns_left_out) == (("A", "C", "All"), ("June",), ("B",))
    found = replace(table, shown=[none, none, none]).folded()
    assert (found.rows, found.months_left_out) == ((), ("May", "June", "All months"))
    found = replace(table, shown=[[0, 0, 0, 0], full, full]).folded()
    assert ([name for name, _ in found.rows], found.empty_months) == (["June", "All months"], ("May",))


@pytest.fixture
def period(lead: User) -> PreElectionPeriod:
    first = timezone.localdate() - timedelta(days=5)
    return enter_period(dates=Dates("local", [], first + timedelta(days=30), first, first), by=lead)


def test_inside_a_period_tables_go_out_as_the_office_checked_them(lead: User, period: PreElectionPeriod) -> None:
    """Faults that turn this red, tried: `period_now` not asked; what is stored served instead of what was checked."""
    officer = UserFactory(roles=("deputy_monitoring_officer",))
    for _ in range(5):
        Desk().answered()
    refresh(YEAR)
    table = f"{url('reports')}table/outcomes/?year={YEAR}"
    closed = signed_in(lead).get(table)
    assert (closed.status_code, "checks the numbers" in text_of(closed)) == (403, True)
    assert "their tables cannot be downloaded" in text_of(get(lead, "reports"))

    seen = stored_report_of(YEAR)
    assert seen is not None
    assert post(lead, "report_check", data={"year": YEAR, "seen": seen.as_of.isoformat()}).status_code == 403
    post(officer, "report_check", data={"year": YEAR, "seen": "junk"})
    assert not CheckedReport.objects.exists()
    post(officer, "report_check", data={"year": YEAR, "seen": seen.as_of.isoformat()})
    before = signed_in(lead).get(table).content
    for _ in range(5):
        Desk().answered()
    refresh(YEAR)
    assert signed_in(lead).get(table).content == before
    assert f"{officer} checked them at" in text_of(get(lead, "reports"))
    with pytest.raises(DatabaseError), transaction.atomic():
        CheckedReport.objects.update(year=2000)


def test_check_from_before_the_period_opens_nothing(lead: User) -> None:
    officer = UserFactory(roles=("monitoring_officer",))
    refresh(YEAR)
    seen = stored_report_of(YEAR)
    assert seen is not None
    check_report(year=YEAR, seen=seen.as_of.isoformat(), by=officer)
    first = timezone.localdate()
    entered = enter_period(dates=Dates("local", [], first + timedelta(days=30), first, first), by=lead)
    PreElectionPeriod.objects.filter(pk=entered.pk).update(starts_at=timezone.now())
    assert signed_in(lead).get(f"{url('reports')}table/topics/").status_code == 403
    assert Client().post(url("report_check")).status_code == 302
    assert get(officer, "report_check").status_code == 405


def test_check_of_months_that_were_not_counted_together_is_refused() -> None:
    """A worker that was cut off has counted some months anew. Fault: look at the oldest only."""
    officer = UserFactory(roles=("monitoring_officer",))
    refresh(YEAR)
    seen = stored_report_of(YEAR)
    assert seen is not None
    CountedMonth.objects.filter(year=YEAR, month=1).update(counted_at=timezone.now())
    with pytest.raises(FiguresMoved):
        check_report(year=YEAR, seen=seen.as_of.isoformat(), by=officer)
