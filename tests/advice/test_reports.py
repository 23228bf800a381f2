"""The desk in numbers: what is counted, what is left out, who may look.

Deliberate faults that turn these red: office-only requests counted by month; the tables not suppressed; the month taken
in UTC; `can_see_reports` not asked; the clocks of the whole table reckoned one by one.
"""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.foundation.people.models import User
from reviews.advice import actions
from reviews.advice.models import Request
from reviews.advice.reports.figures import report_of
from tests.advice.pages import get, signed_in, text_of, url
from tests.factories.advice import Desk
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


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
            report_of(YEAR)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_page_shows_each_chart_beside_its_table_and_names_nobody(lead: User) -> None:
    desk = Desk()
    desk.answered()
    shown = text_of(get(lead, "reports"))
    assert shown.count('role="img"') == 5
    assert shown.count("<table") == 8
    assert "left out" in shown
    for person in (desk.member, desk.adviser):
        assert person.full_name not in shown


@pytest.mark.parametrize("year", ["", "junk", "1", "99999999999", "2026%00", "%ed%a0%80"])
def test_odd_year_shows_the_running_one(lead: User, year: str) -> None:
    shown = text_of(signed_in(lead).get(f"{url('reports')}?year={year}"))
    assert f"Advice in {YEAR}</h1>" in shown


def test_tables_are_downloaded_as_csv(lead: User) -> None:
    Desk().answered()
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
