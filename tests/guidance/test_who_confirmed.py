"""Numbers for those who look after the guidance, names for the Monitoring Officer and the deputy."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from guidance.confirming import actions, who
from guidance.models import Edition, Statement
from portal.foundation.audit.models import Event
from portal.foundation.people.models import User
from portal.foundation.records.spreadsheets import csv_download, defused
from tests.factories.guidance import EditionFactory, adopted
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
COUNTS = "/guidance/confirmations/"


def as_role(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory(roles=(role,)))
    return client


def confirm(edition: Edition, member: User) -> None:
    actions.confirm(edition=edition.pk, statement=Statement.objects.current().pk, by=member)


def names_url(edition: Edition) -> str:
    return reverse("guidance:who_confirmed", args=[edition.pk])


def csv_url(edition: Edition) -> str:
    return reverse("guidance:who_confirmed_csv", args=[edition.pk])


def table(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("role", ["comms_adviser", "comms_lead"])
def test_communications_see_numbers_and_no_names(role: str) -> None:
    edition, one, two = adopted(), UserFactory(roles=("member",)), UserFactory(roles=("member",))
    confirm(edition, one)

    page = as_role(role).get(COUNTS).content.decode()

    assert [(count.confirmed, count.not_yet, count.members) for count in who.counts()] == [(1, 1, 2)]
    assert one.full_name not in page
    assert two.full_name not in page
    assert "/people/" not in page.split("<main")[1].split("</main>")[0]


def test_member_who_confirmed_with_two_statements_counts_once() -> None:
    edition, member = adopted(), UserFactory(roles=("member",))
    confirm(edition, member)
    actions.write_statement(text="I know the rules.", seen=1, by=UserFactory(roles=("monitoring_officer",)))
    confirm(edition, member)

    assert [(count.confirmed, count.not_yet) for count in who.counts()] == [(1, 0)]
    assert len(who.lines(edition)) == 2


def test_who_left_office_is_in_the_list_but_not_in_the_numbers() -> None:
    edition, member = adopted(), UserFactory(roles=("member",))
    confirm(edition, member)
    member.terms.update(ends_on=timezone.localdate() - timedelta(days=1))

    assert [(count.confirmed, count.members) for count in who.counts()] == [(0, 0)]
    assert [(line.member, line.is_in_office) for line in who.lines(edition)] == [(member, False)]


@pytest.mark.parametrize("role", ["monitoring_officer", "deputy_monitoring_officer"])
def test_monitoring_officer_sees_who_when_and_which_text(role: str) -> None:
    edition, one, two = adopted(), UserFactory(roles=("member",)), UserFactory(roles=("member",))
    confirm(edition, one)

    page = as_role(role).get(names_url(edition)).content.decode()

    assert one.full_name in page
    assert two.full_name in page
    assert Statement.objects.current().text in page
    assert edition.content_hash in page
    assert Event.objects.get(verb="guidance.confirmations_read").is_read


def test_names_are_two_clicks_from_home() -> None:
    edition = adopted()
    browser = as_role("monitoring_officer")

    assert f'href="{COUNTS}"' in browser.get("/").content.decode()
    assert f'href="{names_url(edition)}"' in browser.get(COUNTS).content.decode()


def test_csv_holds_who_when_and_which_text() -> None:
    edition, one, two = adopted(), UserFactory(roles=("member",)), UserFactory(roles=("member",))
    confirm(edition, one)

    answer = as_role("monitoring_officer").get(csv_url(edition))

    rows = {row["Member"]: row for row in table(answer)}
    assert rows[one.full_name]["Fingerprint of the edition"] == edition.content_hash
    assert rows[one.full_name]["Words of the statement"] == Statement.objects.current().text
    assert rows[two.full_name]["Confirmed"] == "not yet"
    assert answer["Content-Disposition"] == 'attachment; filename="confirmations-social-media-protocol-edition-1.csv"'
    assert "no-store" in answer["Cache-Control"]
    assert Event.objects.get(verb="guidance.confirmations_exported").is_read


@pytest.mark.parametrize("role", ["member", "comms_adviser", "comms_lead", "administrator", "auditor", "delegate"])
def test_names_are_not_found_by_anybody_else(role: str) -> None:
    edition = adopted()
    browser = as_role(role)
    absent = browser.get(names_url(edition).replace(str(edition.pk), "00000000-0000-4000-8000-000000000000"))

    for url in (names_url(edition), csv_url(edition)):
        answer = browser.get(url)
        assert (answer.status_code, answer.content) == (404, absent.content)
    assert not Event.objects.filter(verb__startswith="guidance.confirmations").exists()


@pytest.mark.parametrize("role", ["member", "administrator", "auditor", "delegate", "safety_lead"])
def test_numbers_are_for_communications_and_the_monitoring_officer(role: str) -> None:
    assert as_role(role).get(COUNTS).status_code == 403


def test_strangers_sign_in_and_nothing_is_posted(client: Client) -> None:
    edition = adopted()
    officer = as_role("monitoring_officer")

    for url in (COUNTS, names_url(edition), csv_url(edition)):
        assert client.get(url).headers["Location"].startswith("/account/login/")
        assert officer.post(url).status_code == 405


def test_draft_has_no_list_of_names() -> None:
    assert as_role("monitoring_officer").get(names_url(EditionFactory())).status_code == 404


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1"])
def test_no_cell_is_a_formula(formula: str) -> None:
    assert defused(formula) == f"'{formula}"


@pytest.mark.parametrize("plain", ["", "Ada", "3", "a=1", "O'Neill, Ada", 'say "hello"', "Zoë"])
def test_other_cells_stay_as_they_are(plain: str) -> None:
    assert defused(plain) == plain


def test_hostile_names_arrive_in_one_defused_cell() -> None:
    edition = adopted()
    name = '=HYPERLINK("https://bad.example","x"),\r\n@SUM(1)'
    UserFactory(roles=("member",), full_name=name)

    rows = table(as_role("monitoring_officer").get(csv_url(edition)))

    assert [row["Member"] for row in rows] == [f"'{name}"]
    assert all(None not in row for row in rows)


def test_lone_surrogate_is_no_fault() -> None:
    assert csv_download("a", ("A",), [("\ud800",)]).content.decode("utf-8-sig") == '"A"\r\n"?"\r\n'


def test_list_costs_the_same_for_few_and_many() -> None:
    edition = adopted()
    confirm(edition, UserFactory(roles=("member",)))
    browser = as_role("monitoring_officer")
    few = queries(browser, names_url(edition))
    for _ in range(12):
        confirm(edition, UserFactory(roles=("member",)))

    assert queries(browser, names_url(edition)) == few


def queries(browser: Client, url: str) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(url).status_code == 200
    return len(caught)
