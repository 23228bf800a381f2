"""The custody log: every act and view once, in one chain per record that nobody rewrites.

Deliberate faults, each tried: the trigger without prev_hash in what it hashes (chain test red), `note_view` left out
of `exhibit_file` (views test red), no REVOKE and no trigger of refusal (add-only test red).
"""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from abuse_log.actions.refusals import Changed
from abuse_log.evidence import chain
from abuse_log.evidence.actions import add_exhibit, describe
from abuse_log.evidence.actions.packs import ask_pack
from abuse_log.evidence.models import CustodyEntry, Exhibit
from abuse_log.models import Incident
from portal.foundation.files.actions import make_safe_copy
from portal.foundation.outbox.models import Item
from tests.abuse_log.evidence.samples import GOOD
from tests.factories.abuse_log import IncidentFactory
from tests.factories.files import picture, upload
from tests.factories.people import DelegationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
NOTHING: dict[str, Any] = {"captured_at": None, "third_parties": None, "covers": []}


@pytest.fixture
def exhibit() -> Exhibit:
    incident = IncidentFactory()
    made = add_exhibit(incident=incident, by=incident.member, upload=upload(picture("JPEG"), "bins.jpg"))
    make_safe_copy(Item(payload={"file": str(made.stored_id)}))
    return Exhibit.objects.with_files().get(pk=made.pk)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def lines(incident: Incident) -> list[dict[str, str | int]]:
    return [chain.line_of(entry) for entry in incident.custody.all()]


def url(exhibit: Exhibit, name: str) -> str:
    return reverse(f"abuse_log:{name}", args=[exhibit.incident.neutral_reference, exhibit.number])


def test_every_act_and_view_is_one_entry(exhibit: Exhibit) -> None:
    member, incident = exhibit.incident.member, exhibit.incident
    helper = DelegationFactory(member=member, grade="content").delegate
    signed_in(helper).get(url(exhibit, "exhibit_file"))
    signed_in(member).get(url(exhibit, "exhibit_original"))
    describe(exhibit=exhibit, by=member, version=0, said={**NOTHING, "shows": "The second message"})

    entries = incident.custody.all()

    assert [(entry.seq, entry.action, entry.role, entry.actor) for entry in entries] == [
        (1, "upload", "member", member),
        (2, "view-copy", "helper", helper),
        (3, "view-original", "member", member),
        (4, "describe", "member", member),
    ]
    assert {(entry.what, entry.object_hash) for entry in entries} == {("E001", exhibit.stored.sha256)}
    assert len({entry.pseudonym for entry in entries}) == 2
    assert not any(person.full_name in str(lines(incident)) for person in (member, helper))


def test_looking_at_pages_about_it_is_no_view(exhibit: Exhibit) -> None:
    browser = signed_in(exhibit.incident.member)
    for name in ("exhibit", "exhibit_show", "exhibit_describe"):
        page = browser.get(url(exhibit, name)).content.decode()
        assert (url(exhibit, "exhibit_file") in page) == (name == "exhibit_show")
    assert exhibit.incident.custody.count() == 1


def test_chain_holds_and_each_change_of_it_is_found(exhibit: Exhibit) -> None:
    incident = exhibit.incident
    for number in range(3):
        describe(exhibit=exhibit, by=incident.member, version=number, said=NOTHING)
    whole = lines(incident)
    assert chain.first_broken(whole) is None
    assert chain.first_broken([*whole[:1], *whole[2:]]) == 2
    assert chain.first_broken([whole[1], whole[0], *whole[2:]]) == 1
    for name in chain.FIELDS:
        forged = [*whole[:2], {**whole[2], name: "0"}, *whole[3:]]
        assert chain.first_broken(forged) == 3, name


def test_the_database_numbers_and_dates_whatever_is_given(exhibit: Exhibit) -> None:
    incident = exhibit.incident
    long_ago = timezone.now().replace(year=2020)
    CustodyEntry.objects.create(
        incident=incident, seq=77, at=long_ago, pseudonym="x", role="portal", action="link", what="E001", hash="forged"
    )
    last = incident.custody.last()
    assert last is not None
    assert last.at is not None
    assert (last.seq, last.at.year == 2020, last.hash == "forged") == (2, False, False)
    assert chain.first_broken(lines(incident)) is None


@pytest.mark.parametrize("how", ["update", "delete"])
def test_an_entry_is_only_ever_added(exhibit: Exhibit, how: str) -> None:
    entries = exhibit.incident.custody.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        entries.update(action="share") if how == "update" else entries.delete()


def test_each_record_has_a_chain_of_its_own(exhibit: Exhibit) -> None:
    other = IncidentFactory(member=exhibit.incident.member)
    add_exhibit(incident=other, by=other.member, upload=upload(GOOD["clip.mp4"][1]))
    first, second = exhibit.incident.custody.get(), other.custody.get()
    assert (first.seq, second.seq) == (1, 1)
    assert first.pseudonym != second.pseudonym


def test_page_says_from_which_line_on_it_does_not_hold(exhibit: Exhibit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault: add a number to words in the template, which gives nothing (as it was)."""
    monkeypatch.setattr(chain, "first_broken", lambda lines: 3)
    url = reverse("abuse_log:custody", args=[exhibit.incident.neutral_reference])
    words = signed_in(exhibit.incident.member).get(url).content.decode()
    assert "does not hold together from line 3. Tell the administrator" in words


def test_page_reads_well_and_says_that_it_holds(exhibit: Exhibit) -> None:
    member = exhibit.incident.member
    page = signed_in(member).get(reverse("abuse_log:custody", args=[exhibit.incident.neutral_reference]))
    words = page.content.decode()
    assert "1. Added and sealed: E001" in words
    assert f"{member.full_name} (the member)" in words
    assert "Checked just now: the list holds together" in words


def test_description_is_added_to_and_a_stale_one_is_refused(exhibit: Exhibit) -> None:
    member = exhibit.incident.member
    describe(exhibit=exhibit, by=member, version=0, said={**NOTHING, "shows": "First"})
    with pytest.raises(Changed):
        describe(exhibit=exhibit, by=member, version=0, said={**NOTHING, "shows": "Late"})
    browser = signed_in(member)
    page = browser.post(url(exhibit, "exhibit_describe"), {"version": "0", "shows": "Typed by hand"}).content.decode()
    assert "What stands now" in page
    assert "First" in page
    assert "Typed by hand" in page
    assert browser.post(url(exhibit, "exhibit_describe"), {"version": "1", "shows": "Second"}).status_code == 302
    assert [said.shows for said in exhibit.descriptions.all()] == ["Second", "First"]


@pytest.mark.parametrize("name", ["evidence", "custody", "packs"])
def test_lists_cost_the_same_for_three_and_for_thirteen(name: str, exhibit: Exhibit) -> None:
    incident = exhibit.incident
    browser, address = signed_in(incident.member), reverse(f"abuse_log:{name}", args=[incident.neutral_reference])
    browser.get(address)  # the first request of a session costs a few more
    costs = []
    for more in (2, 10):
        for number in range(more):
            add_exhibit(incident=incident, by=incident.member, upload=upload(picture(size=(40 + more, 20 + number))))
            ask_pack(incident=incident, by=incident.member, audience="police", exhibits=[1], with_words=True)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    "typed",
    [
        {"shows": "x" * 1_000_000},
        {"captured_at_day": "1", "captured_at_month": "1", "captured_at_year": "10000"},
        {"captured_at_day": "1", "captured_at_month": "1", "captured_at_year": "2999"},
        {"method": "magic"},
        {"covers": "everything"},
        {"device": "a\0b"},
        {"shows": "half \ud800 pair"},
        {"version": "9" * 400},
    ],
)
def test_bad_input_is_told_and_kept(exhibit: Exhibit, typed: dict[str, str]) -> None:
    sent = {name: value.encode("utf-8", "surrogatepass") for name, value in ({"version": "0"} | typed).items()}
    browser, kind = signed_in(exhibit.incident.member), "application/x-www-form-urlencoded"
    answer = browser.post(url(exhibit, "exhibit_describe"), urlencode(sent), content_type=kind)
    assert answer.status_code in (200, 302)
    if answer.status_code == 200:
        assert "There is a problem" in answer.content.decode()
