"""The committee's report: what is counted, what is never told, who may see it, and that it is counted once.

Faults that turn these red, all tried: numbers kept without `suppress`; the balance from year to year not looked at
(`open_before_is_told` always true); how many ended not looked at; the identity not asked by the function; the borders
of the year taken in UTC; `visible_to` giving everything; the trigger that keeps a report as it is; fewer than
five that came in told by what is beside them.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from docx import Document
from pytest_django.plugin import DjangoDbBlocker

from portal.foundation.audit.models import Event
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.identity import acting_as, acting_as_system
from reviews.conduct.models import CommitteeReport
from reviews.conduct.reports.actions import ask_report
from reviews.conduct.reports.counting import counts_of, make_report
from reviews.conduct.reports.figures import AGES, BEFORE, OPEN, TOTAL, Counts, Figures, figures_from
from reviews.conduct.reports.years import ended_years
from tests.conduct.committee_reader import worked_out
from tests.conduct.counted_house import COUNTED, build
from tests.conduct.pages import signed_in
from tests.conftest import of_its_own
from tests.factories import conduct
from tests.factories.people import UserFactory

LIST = "/records/matters/report/"
PAGE = f"{LIST}2024/"
SEEN = ("monitoring_officer", "deputy_monitoring_officer")
UNSEEN = (
    "comms_adviser", "comms_lead", "administrator", "auditor", "member", "independent_person", "investigator",
    "information_governance", "safety_lead", "delegate",
)  # fmt: skip


@pytest.fixture(scope="module")
def house(template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    for database in of_its_own(template, django_db_blocker):
        build(database.name)
        yield


@pytest.fixture(autouse=True)
def undone(house: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def counted(year: int = 2024, by: User | None = None) -> Figures:
    """The report of a year as the worker leaves it."""
    ask_report(year=year, by=by or conduct.officer())
    make_report(Item.objects.get(dedupe_key=f"conduct.report:{year}"))
    figures: Figures = CommitteeReport.objects.get(year=year).figures
    return figures


def refusal(sql: str) -> str:
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return str(getattr(refused.value.__cause__, "sqlstate", ""))


def test_database_counts_what_was_counted_by_hand() -> None:
    with acting_as_system():
        assert counts_of(2024) == COUNTED


def test_report_leaves_out_what_is_small_and_what_would_tell_it() -> None:
    figures = counted()
    assert figures["came"] == {
        "before": None, "form": 13, "letter": None, "telephone": None, "reopened": None, "total": 22,
    }  # fmt: skip
    assert figures["stands"] == {
        "out_of_scope": None, "no_further_action": 8, "informal": None, "no_breach": None, "breach": None,
        "withdrawn": None, "other": None, "open": None, "total": 22,
    }  # fmt: skip
    assert figures["ages"] is None
    assert figures["themes"] is not None
    assert [figures["themes"][name] for name in ("respect", "disrepute", "none", "gifts", TOTAL)] == [
        6, None, 5, 0, None,
    ]  # fmt: skip
    assert figures["times"]["acknowledge"] == {"median": 3, "in_time": None}
    assert figures["times"]["notice"] == {"median": None, "in_time": None}
    assert figures["held"] is None
    assert worked_out([(COUNTED, figures)]) == []


def a_year(chance: random.Random, open_before: int) -> Counts:
    came, stands = Counter({BEFORE: open_before}), Counter[str]()
    for _ in range(chance.choice([0, 2, 8, 15, 30])):
        came[chance.choice(["form"] * 6 + ["letter", "telephone", "reopened"])] += 1
    ended = ["1:other", "2:out_of_scope", *["3:no_further_action"] * 2, "4:informal", "5:no_breach", "6:breach"]
    stays_open = chance.choice([0.1, 0.3, 0.6])
    for _ in range(came.total()):
        stands[f"{chance.randint(1, 6)}:open" if chance.random() < stays_open else chance.choice(ended)] += 1
    still = sum(number for name, number in stands.items() if name.endswith(OPEN))
    ages = Counter(chance.choice(list(AGES)) for _ in range(still))
    return Counts(
        came=dict(came), stands=dict(stands), ages=dict(ages), themes=None, referred=None, sanctions=None, clocks=None,
        held=0,
    )  # fmt: skip


def test_no_number_below_five_can_be_worked_out_from_three_years() -> None:
    told = 0
    for seed in range(60):
        chance, years = random.Random(seed), list[tuple[Counts, Figures]]()
        for _ in range(3):
            last = years[-1] if years else None
            still = sum((last[0]["ages"] or {}).values()) if last else 0
            is_told = not still or (last is not None and (last[1]["stands"] or {}).get(OPEN) is not None)
            counts = a_year(chance, still)
            years.append((counts, figures_from(counts, open_before_is_told=is_told)))
        told += sum(figures["is_told"] for _, figures in years)
        assert worked_out(years) == [], seed
    assert told > 60


def test_year_before_is_counted_first_and_nothing_is_told_of_too_few() -> None:
    counted()
    last, this = CommitteeReport.objects.order_by("year")
    assert (last.year, last.figures["is_told"], this.figures["is_told"]) == (2023, False, True)
    assert last.counted_at < this.counted_at


def test_nobody_but_the_portal_itself_counts() -> None:
    count = "SELECT public.conduct_committee_counts(2024)"
    assert refusal(count) == "42501"
    with acting_as(conduct.officer().pk):
        assert refusal(count) == "42501"


def test_function_answers_with_counts_and_only_for_a_year_that_is_over() -> None:
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute("SELECT public.conduct_committee_counts(2024)::text")
        said = str(cursor.fetchone()[0])
        this_year = ended_years()[0] + 1
        assert refusal(f"SELECT public.conduct_committee_counts({this_year})") == "42501"
    assert re.findall(r"[0-9a-f]{8}-|COC-", said) == []


def test_report_is_counted_once_whoever_asks_and_however_often() -> None:
    first, officer, deputy = conduct.officer(), conduct.officer(), conduct.deputy()
    figures = counted(by=first)
    before = CommitteeReport.objects.get(year=2024)
    assert [ask_report(year=2024, by=officer), ask_report(year=2024, by=deputy)] == [before, before]
    make_report(Item.objects.get(dedupe_key="conduct.report:2024"))
    after = CommitteeReport.objects.get(year=2024)
    assert (after.figures, after.counted_at, after.asked_by) == (figures, before.counted_at, first)
    assert Event.objects.about(after).filter(verb="conduct.report.counted").count() == 1
    with acting_as_system():
        assert refusal("SELECT public.conduct_committee_counts(2024)") == "42501"
        for sql in (
            "UPDATE conduct_committeereport SET figures = '{}'",
            "UPDATE conduct_committeereport SET figures = NULL, counted_at = NULL",
            "UPDATE conduct_committeereport SET year = 2000",
            "DELETE FROM conduct_committeereport",
            "INSERT INTO conduct_committeereport (id, year, asked_by_id, asked_at, figures, counted_at)"
            f" VALUES (gen_random_uuid(), 1999, '{first.pk}', now(), '{{}}', now())",
        ):
            assert refusal(sql) == "42501", sql


def test_worker_that_dies_before_the_end_leaves_nothing_and_the_next_counts_whole() -> None:
    ask_report(year=2024, by=conduct.officer())
    item = Item.objects.get(dedupe_key="conduct.report:2024")
    with transaction.atomic():
        make_report(item)
        transaction.set_rollback(True)
    assert CommitteeReport.objects.made().count() == 0
    make_report(item)
    assert [report.year for report in CommitteeReport.objects.made()] == [2024, 2023]


@pytest.mark.parametrize(
    ("today", "newest"), [(date(2026, 4, 30), 2024), (date(2026, 5, 1), 2025), (date(2026, 12, 31), 2025)]
)
def test_municipal_year_is_over_on_the_first_of_may(today: date, newest: int) -> None:
    assert ended_years(today)[0] == newest


@pytest.mark.parametrize("year", [0, 1999, 2100])
def test_report_of_another_year_is_refused(year: int) -> None:
    with pytest.raises(Refused):
        ask_report(year=year, by=conduct.officer())
    with pytest.raises(Refused):
        ask_report(year=2024, by=UserFactory(roles=("administrator",)))
    assert not CommitteeReport.objects.exists()


def test_anybody_else_finds_no_page() -> None:
    counted()
    for role in UNSEEN:
        client = signed_in(UserFactory(roles=(role,)))
        absent = client.get(f"{LIST}1999/")
        for url in (LIST, PAGE, f"{PAGE}table/", f"{PAGE}word/"):
            answer = client.get(url)
            assert (answer.status_code, answer.content) == (404, absent.content), (role, url)
        assert client.post(f"{LIST}ask/", {"year": "2024"}).status_code == 404
    assert Client().get(PAGE).status_code == 302


@pytest.mark.parametrize("role", SEEN)
def test_office_reads_the_report_and_takes_it_away(role: str) -> None:
    client = signed_in(UserFactory(roles=(role,)))
    assert "Have it counted" in client.get(LIST).content.decode()
    assert client.post(f"{LIST}ask/", {"year": "2024"}).headers["Location"] == PAGE
    assert "being counted" in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}word/").status_code == 404
    counted()
    shown = client.get(PAGE).content.decode()
    assert "conflict of interest" in shown
    for words in (shown, client.get(f"{PAGE}table/").content.decode("utf-8-sig"), in_word(client.get(f"{PAGE}word/"))):
        order = [
            words.index(said) for said in ("Out of scope", "No further action", "Breach", "Still open on 30 April")
        ]
        assert order == sorted(order)
        assert set(re.findall(r"(?<![\d–-])\b[1-4]\b(?! [MA]|,| to)", words.partition("How complaints")[2])) <= {"3"}


def in_word(answer: Any) -> str:
    made = Document(BytesIO(answer.content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in made.paragraphs), *cells])


def test_failed_count_is_tried_again_and_junk_is_said() -> None:
    client = signed_in(conduct.officer())
    client.post(f"{LIST}ask/", {"year": "2024"})
    Item.objects.update(dead_at="2026-06-01T00:00Z", died_why="gave_up")
    assert "Try again" in client.get(PAGE).content.decode()
    client.post(f"{LIST}ask/", {"year": "2024"})
    assert (Item.objects.dead().count(), Item.objects.filter(kind="conduct.report").count()) == (0, 1)
    for junk in ("", "x", "9" * 500, "\x00", "２０２４", "2024 "):
        answer = client.post(f"{LIST}ask/", {"year": junk}, follow=True)
        assert "Choose a municipal year that is over." in answer.content.decode(), junk
    assert client.get(f"{LIST}{'9' * 40}/").status_code == 404
    assert client.get(f"{LIST}ask/").status_code == 405
