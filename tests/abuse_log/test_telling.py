"""What is told of a record later, accounts by the hundred, and records that belong together.

Deliberate fault: let a helper save "effects" (take it out of MEMBERS_OWN) turns a test here red (tried).
"""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from abuse_log import actions
from abuse_log.actions.refusals import MOST_ROWS
from abuse_log.forms import SECTIONS, told
from abuse_log.models import Incident, Link, Particulars
from abuse_log.models.particulars import ONE_OF, SOME_OF, particulars_of
from portal.foundation.audit.models import Event
from tests.abuse_log.conftest import CANARY, Kept
from tests.abuse_log.test_record import problems, url
from tests.factories.abuse_log import AccountFactory, IncidentFactory
from tests.factories.people import DelegationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident() -> Incident:
    return IncidentFactory()


@pytest.fixture
def browser(incident: Incident, as_user: Any) -> Client:
    return as_user(incident.member)


TOLD: dict[str, dict[str, Any]] = {
    "office": {"capacity": "candidate", "issue": "Bins", "about_office": "yes", "office_words": CANARY},
    "effect": {"effects": ["alarm", "work"], "effect_words": CANARY, "outcome_sought": "Peace"},
    "stop": {"asked_to_stop": "went_on", "asked_to_stop_how": CANARY},
    "hostility": {"hostility": ["sex", "politics"], "hostility_words": CANARY},
    "threat": {"harms": ["property"], "targets": ["family"], "threat_when": CANARY, "threat_means": "A bin lorry"},
    "safety": {"known": ["home"], "place": CANARY, "vehicle": "A bin lorry", "appearance": "A tall hat"},
    "again": {"is_ongoing": "yes", "times_counted": 12, "frequency": CANARY},
    "others": {"witnesses": CANARY, "others_targeted": "no", "safeguarding": ["child"]},
}


@pytest.mark.parametrize("section", TOLD)
def test_section_is_saved_and_never_shown_unasked(section: str, incident: Incident, browser: Client) -> None:
    assert told(incident)[section] is False
    response = browser.post(url(incident, "edit", section), {"version": "1", **TOLD[section]})
    incident = Incident.objects.get(pk=incident.pk)
    assert response["Location"] == incident.get_absolute_url()
    assert {name: getattr(incident.particulars, name) for name in TOLD[section]} == TOLD[section]
    assert [name for name, is_told in told(incident).items() if is_told] == ["line", section]
    assert CANARY not in browser.get(incident.get_absolute_url()).content.decode()
    assert CANARY in browser.get(url(incident, "edit", section)).content.decode()


def test_every_field_stands_in_exactly_one_section() -> None:
    shown = [name for form in SECTIONS.values() for name in form.shows]
    missing = {field.name for field in Particulars._meta.local_fields} - {"id", "incident"} - set(shown)
    assert (missing, len(shown)) == (set(), len(set(shown)))


@pytest.mark.parametrize(
    ("section", "given"),
    [
        ("office", {"capacity": "king"}),
        ("effect", {"effects": ["joy"]}),
        ("stop", {"asked_to_stop_on_day": "1", "asked_to_stop_on_month": "1", "asked_to_stop_on_year": "2099"}),
        ("stop", {"asked_to_stop_on_day": "31", "asked_to_stop_on_month": "2", "asked_to_stop_on_year": "10000"}),
        ("again", {"times_counted": "-1"}),
        ("again", {"times_counted": "9" * 400}),
        ("again", {"frequency": "\0"}),
        ("safety", {"place": "x" * 201}),
        ("threat", {"threat_when": "x" * 1_000_000}),
    ],
)
def test_bad_input_is_refused_and_nothing_saved(
    section: str, given: dict[str, str], incident: Incident, browser: Client
) -> None:
    problems(browser.post(url(incident, "edit", section), {"version": "1", **given}))
    assert not Particulars.objects.exists()


def test_stale_section_shows_both_texts(incident: Incident, browser: Client) -> None:
    first = {"version": "1", "hostility": ["sex"], "hostility_words": "First words"}
    browser.post(url(incident, "edit", "hostility"), first)
    page = problems(browser.post(url(incident, "edit", "hostility"), {"version": "1", "hostility_words": "Second"}))
    assert "First words" in page
    assert "Second" in page


def test_helper_is_not_asked_what_it_did_to_the_member(kept: Kept, helper_client: Any) -> None:
    where = url(kept.incident, "edit", "effect")
    client = helper_client("act")
    assert "What did it do to you?" not in client.get(where).content.decode()
    client.post(where, {"version": "1", "effects": "fear", "effect_words": "x", "outcome_sought": "Peace"})
    told_now = Particulars.objects.get(incident=kept.incident)
    assert (told_now.effects, told_now.effect_words, told_now.outcome_sought) == ([], "", "Peace")
    helper = DelegationFactory(member=kept.incident.member).delegate
    with pytest.raises(PermissionDenied):
        actions.change_details(incident=kept.incident, by=helper, version=2, changes={"effects": ["fear"]})


def test_audit_names_the_fields_only(incident: Incident, browser: Client) -> None:
    browser.post(url(incident, "edit", "safety"), {"version": "1", **TOLD["safety"]})
    assert Event.objects.get(verb="record.changed").data == {"fields": "appearance,known,place,vehicle"}


@pytest.mark.parametrize("name", [*ONE_OF, *SOME_OF])
def test_database_refuses_a_code_that_it_does_not_know(name: str, incident: Incident) -> None:
    value: Any = ["nonsense"] if name in SOME_OF else "nonsense"
    with pytest.raises(IntegrityError, match=f"abuse_log_told_{name}"):
        Particulars.objects.create(incident=incident, **{name: value})


def test_blank_particulars_are_not_saved_by_looking(incident: Incident) -> None:
    assert particulars_of(incident).capacity == ""
    assert not Particulars.objects.exists()


# --- accounts --------------------------------------------------------------------------------------------------


def test_many_accounts_are_pasted_at_once_and_not_shown(incident: Incident, browser: Client) -> None:
    paste = "\r\n".join(["@one.example", "  @two.example ", "", "@one.example", "<script>"])
    response = browser.post(url(incident, "accounts_paste"), {"platform": "x", "handles": paste}, follow=True)
    assert sorted(account.handle for account in incident.accounts.all()) == ["<script>", "@one.example", "@two.example"]
    assert "Accounts noted: 3" in response.content.decode()
    assert "@one.example" not in response.content.decode()
    assert "&lt;script&gt;" in browser.get(url(incident, "accounts")).content.decode()


def test_paste_again_adds_only_what_is_new(incident: Incident) -> None:
    for handles in (["@one", "@two"], ["@two", "@three"]):
        actions.add_accounts(incident=incident, by=incident.member, platform="x", handles=handles)
    assert incident.accounts.count() == 3


def test_paste_takes_all_or_none(incident: Incident, browser: Client) -> None:
    paste = "\n".join(f"@fan{number}" for number in range(MOST_ROWS + 1))
    page = problems(browser.post(url(incident, "accounts_paste"), {"handles": paste}))
    assert f"holds {MOST_ROWS}" in page
    assert "@fan500" in page  # what was pasted is still in the box
    assert not incident.accounts.exists()


@pytest.mark.parametrize("handles", ["", "  \n ", "x" * 201, "x" * 100_001, "\0"])
def test_bad_paste_is_refused(handles: str, incident: Incident, browser: Client) -> None:
    problems(browser.post(url(incident, "accounts_paste"), {"handles": handles}))
    assert not incident.accounts.exists()


def test_criticism_takes_no_pasted_accounts(as_user: Any) -> None:
    incident = IncidentFactory(behaviours=["robust_criticism"])
    problems(as_user(incident.member).post(url(incident, "accounts_paste"), {"handles": "@bin.fan"}))
    assert not incident.accounts.exists()


def test_account_is_changed_and_a_stale_change_shows_both(incident: Incident, browser: Client) -> None:
    account = AccountFactory(incident=incident)
    where = url(incident, "account", account.pk)
    given = {"version": "1", "handle": "@bin.fan", "platform_user_id": "4711", "relationship": "resident"}
    assert browser.post(where, given | {"identified_by": "guess", "barred": "blocked"}).status_code == 302
    account.refresh_from_db()
    assert (account.platform_user_id, account.relationship, account.barred) == ("4711", "resident", "blocked")
    page = problems(browser.post(where, {"version": "1", "handle": "@other.fan"}))
    assert "4711" in page
    assert "@other.fan" in page


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"handle": "@bin.fan", "barred_on_day": "1", "barred_on_month": "6", "barred_on_year": "2026"},
        {"handle": "@bin.fan", "relationship": "enemy"},
    ],
)
def test_bad_account_is_refused(given: dict[str, str], incident: Incident, browser: Client) -> None:
    problems(browser.post(url(incident, "accounts"), given))


# --- records that belong together --------------------------------------------------------------------------


def test_records_are_linked_once_and_seen_from_both(incident: Incident, browser: Client) -> None:
    other = IncidentFactory(member=incident.member, summary="Earlier remark")
    for one, another in ((incident, other), (other, incident)):
        assert browser.post(url(one, "together"), {"other": str(another.pk)}).status_code == 302
    link = Link.objects.get()
    assert (link.incident, link.earlier) == (other, incident)  # the one recorded first is the earlier
    assert "Earlier remark" in browser.get(url(incident, "together")).content.decode()
    assert browser.post(url(incident, "unlink", link.pk)).status_code == 302
    assert not Link.objects.exists()


def test_record_of_another_member_cannot_be_linked(incident: Incident, browser: Client) -> None:
    stranger = IncidentFactory()
    for other in (str(stranger.pk), str(incident.pk), "junk", "\0"):
        problems(browser.post(url(incident, "together"), {"other": other}))
    with pytest.raises(PermissionDenied):
        actions.link_records(incident=incident, other=stranger, by=incident.member)


def test_helper_of_two_members_cannot_link_what_is_of_both(incident: Incident) -> None:
    """They may read and write in each. Fault: any record that one may read will do."""
    helper = DelegationFactory(member=incident.member, grade="act").delegate
    other = IncidentFactory()
    DelegationFactory(member=other.member, delegate=helper, grade="act")
    with pytest.raises(PermissionDenied):
        actions.link_records(incident=incident, other=other, by=helper)


def test_link_of_other_records_is_404(incident: Incident, browser: Client) -> None:
    first, second = (IncidentFactory(member=incident.member) for _ in range(2))
    link = actions.link_records(incident=first, other=second, by=incident.member)
    assert browser.post(url(incident, "unlink", link.pk)).status_code == 404
    assert browser.get(url(first, "unlink", link.pk)).status_code == 405
    assert Link.objects.exists()


def test_helper_with_summaries_sees_no_links(kept: Kept, helper_client: Any) -> None:
    assert helper_client("summaries").get(url(kept.incident, "together")).status_code == 403


def test_pages_need_the_same_queries_for_few_and_many(incident: Incident, browser: Client) -> None:
    def queries() -> list[int]:
        counted = []
        for name in ("detail", "together", "accounts"):
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(reverse(f"abuse_log:{name}", args=[incident.neutral_reference])).status_code == 200
            counted.append(len(captured))
        return counted

    def grow(number: int) -> None:
        for _ in range(number):
            other = IncidentFactory(member=incident.member)
            actions.link_records(incident=incident, other=other, by=incident.member)
            AccountFactory(incident=incident)

    grow(3)
    queries()  # what is looked up once and kept
    few = queries()
    grow(9)
    assert queries() == few
