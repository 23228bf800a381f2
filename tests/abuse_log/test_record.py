"""Details, words, pictures, accounts, the decision and reports: what is saved, what is refused, what stays."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from abuse_log import actions
from abuse_log.models import Incident
from abuse_log.taxonomy import Choice, ReportStatus
from portal.foundation.audit.models import Event
from portal.foundation.deadlines.models import Reminder
from tests.abuse_log.conftest import Kept
from tests.factories.abuse_log import AccountFactory, IncidentFactory, noted_report
from tests.factories.files import picture, upload
from tests.factories.people import DelegationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident() -> Incident:
    return IncidentFactory()


@pytest.fixture
def browser(incident: Incident, as_user: Any) -> Client:
    return as_user(incident.member)


def url(incident: Incident, name: str, *parts: object) -> str:
    return reverse(f"abuse_log:{name}", args=[incident.neutral_reference, *parts])


def problems(response: Any) -> str:
    """The page, which must say that there is a problem and stay a page."""
    page = response.content.decode()
    assert response.status_code == 200
    assert "There is a problem" in page
    return page


# --- details -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "given", "expected"),
    [
        ("line", {"summary": "Ruder remark"}, {"summary": "Ruder remark"}),
        ("line", {"summary": ""}, {"summary": ""}),
        (
            "where",
            {"channel": "comment", "platform": "x", "link": "https://x.example/1"},
            {"channel": "comment", "platform": "x", "link": "https://x.example/1"},
        ),
        (
            "kind",
            {"behaviours": ["pile_on", "insult_gross_offence"], "impact": "4"},
            {"behaviours": ["pile_on", "insult_gross_offence"], "impact": 4},
        ),
        ("kind", {"behaviours": ["robust_criticism"]}, {"behaviours": ["robust_criticism"], "impact": None}),
    ],
)
def test_details_are_saved_in_any_order(
    section: str, given: dict[str, Any], expected: dict[str, Any], incident: Incident, browser: Client
) -> None:
    response = browser.post(url(incident, "edit", section), {"version": "1", **given})
    incident.refresh_from_db()
    assert response["Location"] == incident.get_absolute_url()
    assert {name: getattr(incident, name) for name in expected} == expected


def when(**boxes: str) -> dict[str, str]:
    return {"version": "1", **boxes}


@pytest.mark.parametrize(
    ("given", "occurred"),
    [
        (when(occurred_day="1", occurred_month="7", occurred_year="2026"), "1 July 2026"),
        (
            when(occurred_day="1", occurred_month="7", occurred_year="2026", occurred_time="9.30pm"),
            "9.30pm on Wednesday 1 July 2026",
        ),
        (
            when(occurred_day="1", occurred_month="7", occurred_year="2026", is_about="on"),
            "about 1 July 2026",
        ),
        (
            # the hour that comes twice is taken as the first
            when(occurred_day="25", occurred_month="10", occurred_year="2026", occurred_time="01:30"),
            "1.30am on Sunday 25 October 2026, before the clocks go back",
        ),
        (when(occurred_day="29", occurred_month="2", occurred_year="2024"), "29 February 2024"),
        (when(), ""),
    ],
)
def test_time_is_kept_as_well_as_it_is_known(
    given: dict[str, str], occurred: str, incident: Incident, browser: Client
) -> None:
    assert browser.post(url(incident, "edit", "when"), given).status_code == 302
    incident.refresh_from_db()
    assert incident.occurred == occurred


def test_known_time_is_shown_again_as_it_was_typed(incident: Incident, browser: Client) -> None:
    browser.post(
        url(incident, "edit", "when"),
        when(
            occurred_day="1",
            occurred_month="7",
            occurred_year="2026",
            seen_day="2",
            seen_month="7",
            seen_year="2026",
            seen_time="5pm",
        ),
    )
    page = browser.get(url(incident, "edit", "when")).content.decode()
    assert 'value="5pm"' in page
    assert 'value="12am"' not in page


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (when(occurred_day="1", occurred_month="1", occurred_year="2099"), "has not come yet"),
        (when(seen_day="1", seen_month="1", seen_year="2099"), "has not come yet"),
        (when(occurred_day="1", occurred_month="1", occurred_year="10000"), "must have a year with 4 numbers"),
        (when(occurred_day="31", occurred_month="2", occurred_year="2026"), "must be a real date"),
        (when(occurred_day="29", occurred_month="2", occurred_year="2026"), "must be a real date"),
        (when(occurred_day="x\0", occurred_month="2", occurred_year="2026"), "must be a real date"),
        (when(occurred_day="9" * 500, occurred_month="2", occurred_year="2026"), "must be a real date"),
        (
            when(occurred_day="29", occurred_month="3", occurred_year="2026", occurred_time="01:30"),
            "the clocks go forward",
        ),
        (
            when(occurred_day="1", occurred_month="7", occurred_year="2026", occurred_time="soon"),
            "must be a real time",
        ),
    ],
)
def test_impossible_time_is_refused_and_kept(
    given: dict[str, str], sentence: str, incident: Incident, browser: Client
) -> None:
    page = problems(browser.post(url(incident, "edit", "when"), given))
    assert sentence in page
    assert f'value="{given.get("occurred_year") or given.get("seen_year")}"' in page
    incident.refresh_from_db()
    assert incident.version == 1


@pytest.mark.parametrize(
    ("section", "given"),
    [
        ("line", {"summary": "x" * 201}),
        ("where", {"channel": "pigeon"}),
        ("where", {"link": "https://not a link"}),
        ("kind", {"behaviours": ["rudeness"]}),
        ("kind", {"impact": "5"}),
        ("kind", {"impact": "\0"}),
        ("kind", {"behaviours": ["robust_criticism", "pile_on"]}),
    ],
)
def test_bad_details_are_refused(section: str, given: dict[str, Any], incident: Incident, browser: Client) -> None:
    problems(browser.post(url(incident, "edit", section), {"version": "1", **given}))
    incident.refresh_from_db()
    assert incident.version == 1


@pytest.mark.parametrize("version", ["0", "2", "", "x", "9" * 40, "-1", "١"])
def test_stale_details_are_refused_with_both_texts(version: str, incident: Incident, browser: Client) -> None:
    page = problems(browser.post(url(incident, "edit", "line"), {"version": version, "summary": "My new line"}))
    assert "nothing was saved" in page
    assert "My new line" in page
    assert "Rude remark about bins" in page
    assert 'name="version" value="1"' in page
    incident.refresh_from_db()
    assert incident.summary == "Rude remark about bins"


def test_stale_details_can_be_saved_at_the_second_attempt(incident: Incident, browser: Client) -> None:
    browser.post(url(incident, "edit", "line"), {"version": "1", "summary": "First"})
    problems(browser.post(url(incident, "edit", "line"), {"version": "1", "summary": "Second"}))
    assert browser.post(url(incident, "edit", "line"), {"version": "2", "summary": "Second"}).status_code == 302


def test_change_is_audited_by_field_names_only(incident: Incident, browser: Client) -> None:
    browser.post(url(incident, "edit", "where"), {"version": "1", "channel": "comment", "link": "https://x.example/"})
    event = Event.objects.get(verb="record.changed")
    assert event.data == {"fields": "channel,link"}


def test_unchanged_details_leave_the_version(incident: Incident, browser: Client) -> None:
    browser.post(url(incident, "edit", "line"), {"version": "1", "summary": incident.summary})
    incident.refresh_from_db()
    assert incident.version == 1


def test_criticism_is_refused_while_accounts_stand(incident: Incident, browser: Client) -> None:
    AccountFactory(incident=incident)
    page = problems(browser.post(url(incident, "edit", "kind"), {"version": "1", "behaviours": ["robust_criticism"]}))
    assert "without any account" in page


def test_account_is_refused_for_criticism(as_user: Any) -> None:
    incident = IncidentFactory(behaviours=["robust_criticism"])
    response = as_user(incident.member).post(url(incident, "accounts"), {"handle": "@bin.fan"})
    problems(response)
    assert not incident.accounts.exists()


def test_helper_cannot_say_what_it_did_to_the_member(kept: Kept, helper_client: Any) -> None:
    where = url(kept.incident, "edit", "kind")
    client = helper_client("act")
    assert "What did it do to you?" not in client.get(where).content.decode()
    assert client.post(where, {"version": "1", "behaviours": "pile_on", "impact": "4"}).status_code == 302
    kept.incident.refresh_from_db()
    assert (kept.incident.behaviours, kept.incident.impact) == (["pile_on"], None)


def test_action_refuses_an_impact_from_a_helper(kept: Kept) -> None:
    helper = DelegationFactory(member=kept.incident.member).delegate
    with pytest.raises(PermissionDenied):
        actions.change_details(incident=kept.incident, by=helper, version=1, changes={"impact": 4})


# --- words, pictures, accounts -------------------------------------------------------------------------------


def test_words_are_added_beside_the_earlier_ones(kept: Kept, member_client: Client) -> None:
    member_client.post(url(kept.incident, "words_add"), {"kind": "before", "text": "  I posted about bins\r\nagain "})
    texts = [words.text for words in kept.incident.words.all()]
    assert texts[1:] == ["  I posted about bins\nagain "]


@pytest.mark.parametrize("text", ["", "   \n", "x" * 20_001, "\0", "x" * 1_000_000])
def test_bad_words_are_refused(text: str, incident: Incident, browser: Client) -> None:
    problems(browser.post(url(incident, "words_add"), {"kind": "said", "text": text}))
    assert not incident.words.exists()


def test_words_are_escaped_when_shown(incident: Incident, browser: Client) -> None:
    browser.post(url(incident, "words_add"), {"kind": "said", "text": "<script>bins()</script>"})
    page = browser.get(url(incident, "words")).content.decode()
    assert "&lt;script&gt;bins()" in page
    assert "<script>bins" not in page


def test_picture_sent_again_is_kept_once(incident: Incident, browser: Client) -> None:
    for _ in range(2):
        browser.post(url(incident, "evidence_add"), {"uploads": upload()})
    assert incident.exhibits.count() == 1


def test_good_pictures_are_kept_beside_a_refused_one(incident: Incident, browser: Client) -> None:
    files = [upload(picture("JPEG"), "a.jpg"), upload(b"", "empty.png"), upload(b"MZ", "bad.png")]
    page = problems(browser.post(url(incident, "evidence_add"), {"uploads": files}))
    assert "bad.png" in page
    assert incident.exhibits.count() == 1


def test_no_picture_at_all_is_told(incident: Incident, browser: Client) -> None:
    assert "Choose a file" in problems(browser.post(url(incident, "evidence_add"), {}))


def test_picture_waits_for_its_copy(incident: Incident, browser: Client) -> None:
    browser.post(url(incident, "evidence_add"), {"uploads": upload()})
    assert "still being made" in browser.get(url(incident, "exhibit", 1)).content.decode()
    assert browser.get(url(incident, "exhibit_file", 1)).status_code == 404


def test_original_comes_out_as_it_went_in(incident: Incident, browser: Client) -> None:
    content = picture("JPEG", size=(64, 48))
    browser.post(url(incident, "evidence_add"), {"uploads": upload(content, "bins.jpg")})
    response = browser.get(url(incident, "exhibit_original", 1))
    assert b"".join(response) == content
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "given", [{}, {"platform": "x"}, {"handle": "x" * 201}, {"handle": "\0"}, {"profile_link": "https://no link"}]
)
def test_bad_account_is_refused(given: dict[str, str], incident: Incident, browser: Client) -> None:
    problems(browser.post(url(incident, "accounts"), given))
    assert not incident.accounts.exists()


def test_account_is_taken_out(kept: Kept, member_client: Client) -> None:
    member_client.post(url(kept.incident, "account_remove", kept.account))
    assert not kept.incident.accounts.exists()
    assert Event.objects.get(verb="record.account_removed").data == {"account": kept.account}


# --- decision ------------------------------------------------------------------------------------------------


def test_decisions_add_up_and_the_last_holds(incident: Incident, browser: Client) -> None:
    for version, choice in enumerate(["ignore", "pursue", "undecided"], start=1):
        given = {"version": str(version), "choice": choice, "reason": f"Because {choice}"}
        assert browser.post(url(incident, "decision"), given).status_code == 302
    assert [decision.choice for decision in incident.decisions.all()] == ["undecided", "pursue", "ignore"]
    page = browser.get(url(incident, "decision")).content.decode()
    assert "Because ignore" in page


def test_nothing_is_decided_by_itself(incident: Incident, browser: Client) -> None:
    assert not incident.decisions.exists()
    assert "Not decided yet" in browser.get(incident.get_absolute_url()).content.decode()


def test_stale_decision_is_refused_and_kept(incident: Incident, browser: Client) -> None:
    actions.decide(
        incident=incident, by=incident.member, version=1, choice=Choice.IGNORE, reason="Earlier", review_on=None
    )
    given = {"version": "1", "choice": "pursue", "reason": "Written meanwhile"}
    page = problems(browser.post(url(incident, "decision"), given))
    assert "Written meanwhile" in page
    assert "Earlier" in page
    assert incident.decisions.count() == 1


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"choice": "shout"},
        {"choice": "pursue", "reason": "x" * 4001},
        {"choice": "pursue", "review_on_day": "1", "review_on_month": "1", "review_on_year": "2020"},
        {"choice": "pursue", "review_on_day": "1"},
    ],
)
def test_bad_decision_is_refused(given: dict[str, str], incident: Incident, browser: Client) -> None:
    problems(browser.post(url(incident, "decision"), {"version": "1", **given}))
    assert not incident.decisions.exists()


def test_decision_keeps_its_review_day(incident: Incident, browser: Client) -> None:
    day = timezone.localdate()
    given = {
        "version": "1",
        "choice": "pursue",
        "review_on_day": str(day.day),
        "review_on_month": str(day.month),
        "review_on_year": str(day.year),
    }
    browser.post(url(incident, "decision"), given)
    assert incident.decisions.get().review_on == day


# --- reports -------------------------------------------------------------------------------------------------

REPORT = {
    "platform": "x",
    "reported_by": "member",
    "platform_reference": "REF-1",
    "what": "Three comments",
    "reported_at_day": "1",
    "reported_at_month": "6",
    "reported_at_year": "2026",
}


def test_report_is_noted(incident: Incident, browser: Client) -> None:
    response = browser.post(url(incident, "report_new"), REPORT)
    report = incident.reports.get()
    assert response["Location"] == report.get_absolute_url()
    assert (report.platform, report.platform_reference, report.status) == ("x", "REF-1", "submitted")
    assert report.updates.count() == 1


def test_time_of_a_report_is_neither_suggested_nor_made_up(incident: Incident, browser: Client) -> None:
    """Fault: suggest the time of now, which stays when only the day is changed."""
    form = browser.get(url(incident, "report_new")).context["form"]
    assert form.initial["reported_at"] == timezone.localdate()
    page = browser.post(url(incident, "report_new"), REPORT, follow=True).content.decode()
    assert "1 June 2026" in page
    assert "midnight" not in page
    assert incident.reports.get().reported == "1 June 2026"
    browser.post(url(incident, "report_new"), REPORT | {"reported_at_time": "5pm"})
    assert incident.reports.last().reported == "5pm on Monday 1 June 2026"


@pytest.mark.parametrize(
    "changed",
    [
        {"platform": ""},
        {"platform": "myspace"},
        {"reported_by": "nobody"},
        {"reported_at_year": "2099"},
        {"reported_at_year": ""},
        {"what": "x" * 4001},
        {"platform_reference": "\0"},
    ],
)
def test_bad_report_is_refused(changed: dict[str, str], incident: Incident, browser: Client) -> None:
    problems(browser.post(url(incident, "report_new"), {**REPORT, **changed}))
    assert not incident.reports.exists()


def test_report_sent_twice_is_noted_once(incident: Incident, browser: Client) -> None:
    page = browser.get(url(incident, "report_new"))
    key = page.context["form"]["key"].value()
    for _ in range(2):
        browser.post(url(incident, "report_new"), {**REPORT, "key": key})
    assert incident.reports.count() == 1


def test_update_is_added_and_the_report_moves(incident: Incident, browser: Client) -> None:
    report = noted_report(incident)
    given = {"version": "1", "status": "no_violation", "note": "They wrote back"}
    assert browser.post(url(incident, "report", 1), given).status_code == 302
    report.refresh_from_db()
    assert (report.status, report.version) == ("no_violation", 2)
    assert [update.note for update in report.updates.all()] == ["", "They wrote back"]


def test_update_without_news_keeps_the_reminders(incident: Incident, browser: Client) -> None:
    report = noted_report(incident)
    browser.post(url(incident, "report", 1), {"version": "1", "status": "submitted", "note": "I asked again"})
    assert Reminder.objects.about(report).waiting().count() == 3


@pytest.mark.parametrize("status", ["appealed", "lost", ""])
def test_step_that_the_table_lacks_is_refused(status: str, incident: Incident, browser: Client) -> None:
    noted_report(incident)
    problems(browser.post(url(incident, "report", 1), {"version": "1", "status": status}))
    assert incident.reports.get().status == "submitted"


def test_action_refuses_a_step_that_the_table_lacks(incident: Incident) -> None:
    report = noted_report(incident)
    with pytest.raises(actions.WrongStep):
        actions.update_report(report=report, by=incident.member, version=1, status=ReportStatus.APPEALED, note="")


def test_stale_update_is_refused_and_kept(incident: Incident, browser: Client) -> None:
    noted_report(incident)
    page = problems(
        browser.post(url(incident, "report", 1), {"version": "7", "status": "removed", "note": "Written meanwhile"})
    )
    assert "Written meanwhile" in page
    assert incident.reports.get().status == "submitted"


# --- reminders on the page -----------------------------------------------------------------------------------


def test_record_shows_the_next_reminder(incident: Incident, browser: Client) -> None:
    noted_report(incident)
    assert "Next reminder" in browser.get(incident.get_absolute_url()).content.decode()
    assert "Next reminder" in browser.get(reverse("abuse_log:list")).content.decode()


def test_reminder_says_why(kept: Kept, member_client: Client) -> None:
    page = member_client.get(url(kept.incident, "reminder", kept.reminder)).content.decode()
    assert "Why do I see this?" in page
    assert "2 days after a report" in page


@pytest.mark.parametrize("days", ["", "2", "x", "\0"])
def test_bad_putting_off_is_told(days: str, kept: Kept, member_client: Client) -> None:
    problems(member_client.post(url(kept.incident, "reminder_snooze", kept.reminder), {"days": days}))


def test_declined_reminder_can_be_declined_no_more(kept: Kept, member_client: Client) -> None:
    for _ in range(2):
        response = member_client.post(url(kept.incident, "reminder_decline", kept.reminder))
        assert response.status_code == 302
    assert Reminder.objects.get(pk=kept.reminder).state == "declined"


def test_put_off_reminder_moves_to_a_morning(kept: Kept, member_client: Client) -> None:
    member_client.post(url(kept.incident, "reminder_snooze", kept.reminder), {"days": "7"})
    due = timezone.localtime(Reminder.objects.get(pk=kept.reminder).due_at)
    assert (due.hour, (due.date() - timezone.localdate()).days) == (9, 7)
