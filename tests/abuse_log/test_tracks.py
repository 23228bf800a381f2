"""The police, what is said to them, help from the council, one's own page, and the one line made from all tracks.

Deliberate fault: say "Operation Ford" whatever the capacity turns a test here red (tried).
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from abuse_log import actions, ford
from abuse_log.models import Account, Incident, PageStep, Particulars, PoliceReport
from abuse_log.states import POLICE_TABLE, WITH_POLICE, headline
from abuse_log.taxonomy import Capacity, PoliceStatus
from portal.foundation.audit.models import Event
from tests.abuse_log.conftest import CANARY, Kept
from tests.abuse_log.test_record import problems, url
from tests.factories.abuse_log import AccountFactory, IncidentFactory, WordsFactory, noted_police_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident() -> Incident:
    return IncidentFactory()


@pytest.fixture
def browser(incident: Incident, as_user: Any) -> Client:
    return as_user(incident.member)


def day(name: str, day: str = "1", month: str = "6", year: str = "2026") -> dict[str, str]:
    return {f"{name}_day": day, f"{name}_month": month, f"{name}_year": year}


# --- the headline --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tracks", "line"),
    [
        (("undecided", []), "Recorded"),
        (("ignore", [], [], "open"), "Kept as a record"),
        (("pursue", ["submitted"], ["reported"], "monitoring"), "With the police"),
        (("pursue", ["submitted"], ["no_action"], "open"), "Waiting for a platform"),
        (("pursue", ["removed"], ["no_action"], "open"), "Answered by the police"),
        (("pursue", ["removed"], [], "open"), "Answered by a platform"),
        (("pursue", ["removed"], [], "monitoring"), "Watching whether it comes again"),
        (("pursue", ["submitted"], ["charged"], "closed"), "Closed"),
    ],
)
def test_headline_is_made_from_all_tracks(tracks: Any, line: str) -> None:
    assert headline(*tracks) == line


def test_table_knows_every_status_and_leads_nowhere_else() -> None:
    assert set(POLICE_TABLE) == set(PoliceStatus) == {end for ends in POLICE_TABLE.values() for end in ends}
    assert all(start not in ends and len(set(ends)) == len(ends) for start, ends in POLICE_TABLE.items())
    assert PoliceStatus.NO_ACTION not in WITH_POLICE


# --- what to say ---------------------------------------------------------------------------------------------

NOTHING = ford.Held(words=0, pictures=0, linked=0)


def said(incident: Incident, told: Particulars, accounts: list[Account] | None = None) -> str:
    parts = ford.script(incident, told, accounts or [], ford.Held(words=2, pictures=3, linked=1))
    return "\n".join(f"{part.title}\n" + "\n".join(part.says) for part in parts)


@pytest.mark.parametrize("capacity", ["", *Capacity.values])
def test_operation_ford_is_said_except_for_a_parish_or_a_private_person(capacity: str, incident: Incident) -> None:
    text = said(incident, Particulars(incident=incident, capacity=capacity))
    assert ("Operation Ford" in text) is (capacity not in {"parish", "private"})


def test_script_follows_the_order_of_the_police_and_asks_for_what_they_give(incident: Incident) -> None:
    told = Particulars(
        incident=incident,
        harms=["injury"],
        known=["home"],
        is_ongoing="yes",
        effects=["alarm"],
        hostility=["race", "politics"],
        about_office="yes",
        asked_to_stop="went_on",
    )
    text = said(incident, told, [AccountFactory(incident=incident) for _ in range(7)])
    order = [
        "Who you are",
        "What happened",
        "Rude remark about bins",
        "Serious injury",
        "where I live",
        "@bin.fan",
        "And 2 more accounts",
        "still going on",
        "1 more times",
        "asked to stop, and it went on",
        "It alarmed me",
        "race or ethnic origin",
        "political role",
        "named my office",
        "exact words, copied (2)",
        "crime number",
        "officer",
        "keep the data of the account",
    ]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)


def test_empty_record_has_a_short_script() -> None:
    incident = Incident(summary="")
    parts = ford.script(incident, Particulars(incident=incident), [], NOTHING)
    assert [part.title for part in parts] == ["Who you are", "What to ask for"]


def test_script_page_holds_no_exact_words_and_is_written_down(incident: Incident, browser: Client) -> None:
    WordsFactory(incident=incident, text=CANARY)
    page = browser.get(url(incident, "script")).content.decode()
    assert CANARY not in page
    assert "exact words, copied (1)" in page
    assert "abuse" not in page.split("<title>")[1].split("</title>")[0].lower()
    assert Event.objects.about(incident).get(is_read=True).data["what"] == "script"


def test_helper_finds_in_the_script_all_but_what_it_did_to_the_member(kept: Kept, helper_client: Any) -> None:
    Particulars.objects.create(incident=kept.incident, effects=["fear"], effect_words="I sleep badly", place="The park")
    page = helper_client("act").get(url(kept.incident, "script")).content.decode()
    assert "The park" in page
    assert "I sleep badly" not in page
    assert "I feared violence" not in page


# --- a report to the police ----------------------------------------------------------------------------------


def test_report_is_noted_and_followed(incident: Incident, browser: Client) -> None:
    given = {"channel": "phone", **day("reported_at"), "ford_quoted": "yes"}
    assert browser.post(url(incident, "police_new"), given).status_code == 302
    where = url(incident, "police", 1)
    browser.post(where, {"version": "1", "status": "investigating", "reference": "42/4711", "officer": "PC Example"})
    update = {"version": "2", "status": "no_action", "note": CANARY, "reference": "42/4711", **day("no_action_on", "2")}
    assert browser.post(where, update | {"orders": ["bail"]}).status_code == 302
    report = PoliceReport.objects.get()
    assert (report.status, report.reference, report.orders, report.ford_quoted) == (
        "no_action",
        "42/4711",
        ["bail"],
        "yes",
    )
    assert str(report.no_action_on) == "2026-06-02"
    assert [step.status for step in report.updates.all()] == ["reported", "investigating", "no_action"]
    page = browser.get(incident.get_absolute_url()).content.decode()
    assert "Answered by the police" in page
    assert CANARY not in page


def test_day_of_no_action_is_today_when_it_is_not_said(incident: Incident, browser: Client) -> None:
    report = noted_police_report(incident)
    browser.post(url(incident, "police", 1), {"version": "1", "status": "no_action"})
    report.refresh_from_db()
    assert report.no_action_on == timezone.localdate()


def test_report_sent_twice_is_kept_once(incident: Incident, browser: Client) -> None:
    given = {"key": str(uuid4()), "channel": "online", **day("reported_at")}
    for _ in range(2):
        browser.post(url(incident, "police_new"), given)
    assert PoliceReport.objects.count() == 1


@pytest.mark.parametrize(
    "given",
    [
        {"channel": "pigeon", **day("reported_at")},
        {"channel": "phone"},
        {"channel": "phone", **day("reported_at", year="2099")},
        {"channel": "phone", **day("reported_at"), "reference": "\0"},
        {"channel": "phone", **day("reported_at"), "force": "x" * 1_000_000},
        {"channel": "phone", **day("reported_at"), **day("preservation_asked_on", year="10000")},
    ],
)
def test_bad_report_is_refused(given: dict[str, str], incident: Incident, browser: Client) -> None:
    problems(browser.post(url(incident, "police_new"), given))
    assert not PoliceReport.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"version": "9", "status": "investigating", "note": "Kept words"},
        {"version": "1", "status": "review", "note": "Kept words"},
        {"version": "1", "status": "reported", "note": "Kept words", "orders": "execution"},
    ],
)
def test_bad_or_stale_step_keeps_what_was_typed(given: dict[str, str], incident: Incident, browser: Client) -> None:
    report = noted_police_report(incident)
    assert "Kept words" in problems(browser.post(url(incident, "police", 1), given))
    assert report.updates.count() == 1
    with pytest.raises(actions.WrongStep):
        actions.update_police_report(
            report=report, by=incident.member, version=1, status=PoliceStatus.REVIEW, note="", fields={}
        )


def test_report_of_another_record_is_404(kept: Kept, member_client: Client) -> None:
    other = IncidentFactory(member=kept.incident.member)
    assert member_client.get(url(other, "police", 1)).status_code == 404
    assert member_client.get(url(other, "police", 99999999999999999999)).status_code == 404


# --- help, one's own page, open or closed --------------------------------------------------------------------


def test_help_is_noted_and_tells_nobody(incident: Incident, browser: Client) -> None:
    given = {"key": str(uuid4()), "kind": "home", "state": "asked", "note": CANARY, **day("happened_on")}
    for _ in range(2):
        assert browser.post(url(incident, "support"), given).status_code == 302
    assert incident.supportsteps.count() == 1
    assert CANARY in browser.get(url(incident, "support")).content.decode()
    assert CANARY not in browser.get(incident.get_absolute_url()).content.decode()


DEED = {"has_copy": "no", "deed": "blocked", "note": "It broke the second rule", **day("done_on")}


def test_deed_on_ones_own_page_is_kept_with_reason_and_day(incident: Incident, browser: Client) -> None:
    ahead = timezone.localdate() + timedelta(days=30)
    review = day("review_on", str(ahead.day), str(ahead.month), str(ahead.year))
    assert browser.post(url(incident, "own_page"), DEED | review).status_code == 302
    step = PageStep.objects.get()
    assert (step.deed, step.has_copy, step.note, step.review_on) == ("blocked", False, DEED["note"], ahead)
    page = browser.get(url(incident, "own_page")).content.decode()
    assert "without a copy" in page
    assert "House rules" in page


@pytest.mark.parametrize(
    "given", [{"note": ""}, {"has_copy": ""}, {"deed": "burnt"}, day("review_on"), day("done_on", year="2099")]
)
def test_deed_without_reason_or_with_wrong_days_is_refused(
    given: dict[str, str], incident: Incident, browser: Client
) -> None:
    problems(browser.post(url(incident, "own_page"), DEED | given))
    assert not PageStep.objects.exists()


def test_reply_goes_to_advice_with_its_own_words_only(incident: Incident, browser: Client) -> None:
    page = browser.get(url(incident, "own_page")).content.decode()
    carry = reverse("advice:carry")
    assert f'action="{carry}"' in page
    assert incident.summary not in page
    response: Any = browser.post(carry, {"wording": "Thank you. The bins come on Friday."}, follow=True)
    assert response.context["carried"].wording == "Thank you. The bins come on Friday."


def test_record_is_closed_and_opened_again(incident: Incident, browser: Client) -> None:
    for version, stand, line in (("1", "closed", "Closed"), ("2", "open", "Recorded")):
        assert browser.post(url(incident, "stand"), {"version": version, "stand": stand}).status_code == 302
        assert f"<strong>{line}</strong>" in browser.get(incident.get_absolute_url()).content.decode()
    problems(browser.post(url(incident, "stand"), {"version": "1", "stand": "closed", "note": "Stale"}))
    assert [step.stand for step in incident.standsteps.all()] == ["open", "closed"]


def test_steps_stay(kept: Kept) -> None:
    member = kept.incident.member
    actions.note_support(
        key=uuid4(), incident=kept.incident, by=member, kind="home", state="asked", happened_on=None, note=""
    )
    report = kept.incident.police_reports.get()
    for deed in (
        lambda: kept.incident.supportsteps.update(state="given"),
        lambda: report.updates.all().delete(),
        report.delete,
    ):
        with pytest.raises(DatabaseError, match=r"permission denied|protected"), transaction.atomic():
            deed()


def test_deed_without_a_reason_is_refused_by_the_database(incident: Incident) -> None:
    with pytest.raises(IntegrityError, match="abuse_log_page_reason"):
        PageStep.objects.create(
            incident=incident,
            number=1,
            deed="hidden",
            has_copy=True,
            done_on=timezone.localdate(),
            noted_by=incident.member,
        )
