"""What a hostile tester tried at the desk, and found; each was mended, and stays tried.

Faults that turn tests here red: `record` before `send` in `log_call`; `withdrawn_page` left out of any one view;
`_read` that keeps the offset; `answer` that does not ask whether its writer may still answer; `log_call` without
`_same`; `check` without `ColleagueDisagrees`; `is_over` that is always so.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.outbox.models import Item
from portal.foundation.people.actions.locks import lock_person
from reviews.advice import actions
from reviews.advice.models import Request, Usefulness
from reviews.advice.reports.counting import refresh
from reviews.advice.reports.figures import report_of
from reviews.advice.reports.models import CountedMonth
from tests.advice.pages import get, post, signed_in, text_of, url
from tests.conftest import Database
from tests.factories.advice import Desk, plain_advice
from tests.factories.people import DelegationFactory, UserFactory

CANARY = "zirconium-canary"
AGAINST = plain_advice(stance="advise_against", text="Do not post it.")
CALL = {"kind": "general", "question": "May I say this?", "topics": ["other"]}


def test_calls_and_requests_that_are_sent_at_once_never_wait_in_a_circle(committed_db: Database) -> None:
    """Fault: `record` before `send` in `log_call`: PostgreSQL ends one of them, and what was typed is lost."""
    desk, rounds = Desk(), 6
    drafts, ready = [desk.draft() for _ in range(rounds)], Barrier(2)

    def alternate(*deeds: Any) -> None:
        ready.wait()
        try:
            for deed in deeds:
                deed()
        finally:
            connection.close()

    calls = [lambda: actions.log_call(member=desk.member, answers=CALL, by=desk.adviser)] * rounds
    sends = [lambda d=draft: actions.submit(item=d, by=desk.member, version=d.version) for draft in drafts]
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(alternate, *calls), pool.submit(alternate, *sends)]:
            done.result()

    references = sorted(Request.objects.values_list("reference", flat=True))
    assert [int(reference[-4:]) for reference in references] == list(range(1, 2 * rounds + 1))


@pytest.mark.django_db
class TestWithdrawn:
    """Those who advise no longer see what it said, at whatever address, with whatever stale form."""

    def test_second_look(self) -> None:
        desk, other = Desk(), UserFactory(roles=("comms_adviser",))
        item = desk.assigned(draft_wording=CANARY, question=CANARY)
        look = actions.ask_second_look(item=item, by=desk.adviser, version=item.version, advice=AGAINST)
        actions.withdraw(item=item, by=desk.member, version=item.version)

        for page in (
            get(other, "second_look", item.pk, look=look.pk),
            post(other, "second_look", item.pk, {}, look=look.pk),
        ):
            assert (page.status_code, CANARY in text_of(page)) == (200, False)
        with pytest.raises(actions.NotAllowed):
            actions.take_second_look(look=look, by=other, agrees=True)

    @pytest.mark.parametrize("do", ["send", "keep", "look", "find", "insert"])
    def test_answer_that_is_stale_keeps_what_the_adviser_typed_and_nothing_else(self, do: str) -> None:
        desk = Desk()
        item = desk.assigned(draft_wording=CANARY, question=CANARY)
        actions.withdraw(item=item, by=desk.member, version=item.version)
        typed = {"version": item.version, "stance": "change_suggested", "text": "Typed words", "no_point_reason": "y"}

        whole = post(desk.adviser, "answer", item.pk, {**typed, "do": do})
        broken = post(desk.adviser, "answer", item.pk, {**typed, "stance": "junk", "do": do})

        assert (whole.status_code, broken.status_code) == (409, 200)
        for page in (whole, broken):
            assert ("Typed words" in text_of(page), CANARY in text_of(page)) == (True, False)

    def test_finding_that_an_answer_holds(self) -> None:
        desk, lead = Desk(), UserFactory(roles=("comms_lead",))
        item = desk.reopened(draft_wording=CANARY, question=CANARY)
        actions.withdraw(item=item, by=desk.member, version=item.version)

        assert CANARY not in text_of(post(lead, "still_holds", item.pk, {"seen": "old"}))

    def test_it_is_not_offered_as_the_one_that_asks_the_same(self) -> None:
        desk = Desk()
        withdrawn, item = desk.withdrawn(), desk.assigned()

        assert withdrawn.reference not in text_of(get(desk.adviser, "mark_duplicate", item.pk))


@pytest.mark.django_db
@pytest.mark.parametrize("moment", ["2026-01-01T00:00:00+23:59", "0001-01-01T00:00:00+14:00", "2026-01-01T00:00:00"])
def test_place_in_a_list_that_the_database_would_refuse_is_junk(moment: str) -> None:
    desk = Desk()
    item = desk.escalated()
    after = urlencode({"after": f"{moment}~{uuid4()}"})

    for user, address in (
        (desk.adviser, "/advice/desk/list/escalated/"),
        (desk.adviser, "/advice/desk/list/all/"),
        (desk.officer, "/advice/monitoring-officer/list/all/"),
        (desk.member, "/advice/"),
    ):
        assert signed_in(user).get(f"{address}?{after}").status_code == 200
    assert item.reference in text_of(signed_in(desk.member).get("/advice/?after=junk"))


@pytest.mark.django_db
@pytest.mark.parametrize("do", ["keep", "find", "insert"])
def test_adviser_whose_request_was_taken_over_reads_what_they_typed(do: str) -> None:
    desk, other = Desk(), UserFactory(roles=("comms_adviser",))
    item = desk.assigned()
    actions.claim(item=item, by=other, version=item.version)

    page = post(desk.adviser, "answer", item.pk, {"version": item.version, "text": "Typed words", "do": do})

    assert (page.status_code, "Typed words" in text_of(page)) == (409, True)
    assert item.answer_drafts.get(by=desk.adviser).text == "Typed words"


@pytest.mark.django_db
def test_second_call_from_the_same_page_is_not_swallowed() -> None:
    """The page that a browser goes back to carries the key of the call before."""
    desk = Desk()
    client, data = signed_in(desk.adviser), {**CALL, "once": str(uuid4()), "member": str(desk.member.pk)}
    first = client.post(url("log_call"), data)

    again = client.post(url("log_call"), data)
    another = client.post(url("log_call"), {**data, "question": "And may I say that?"})
    anew = another.context["form"]["once"].value()
    client.post(url("log_call"), {**data, "question": "And may I say that?", "once": anew})

    assert first.headers["Location"] == again.headers["Location"]
    assert (another.status_code, "And may I say that?" in text_of(another)) == (409, True)
    assert {item.question for item in Request.objects.all()} == {CALL["question"], "And may I say that?"}


@pytest.mark.django_db
def test_nobody_sends_as_unreviewed_what_a_colleague_said_no_to() -> None:
    desk, other, third = Desk(), *(UserFactory(roles=("comms_adviser",)) for _ in range(2))
    item = desk.assigned()
    unreviewed = replace(AGAINST, unreviewed_because="nobody_there")
    look = actions.ask_second_look(item=item, by=desk.adviser, version=item.version, advice=AGAINST)
    actions.take_second_look(look=look, by=other, agrees=False, note="Too strong.")

    with pytest.raises(actions.NeedsSecondLook, match="does not agree"):
        actions.hold_answer(item=item, by=desk.adviser, version=item.version, advice=unreviewed)
    look = actions.ask_second_look(item=item, by=desk.adviser, version=item.version, advice=AGAINST)
    actions.take_second_look(look=look, by=third, agrees=True)

    given = actions.answer(item=item, by=desk.adviser, version=item.version, advice=AGAINST).answers.get()
    assert (given.second_look, given.unreviewed_because) == (look, "")


@pytest.mark.django_db
def test_number_of_requests_for_the_office_only_never_tells_when_one_was_sent() -> None:
    desk, lead = Desk(), UserFactory(roles=("comms_lead",))
    for _ in range(5):
        desk.office_only()
    year = timezone.localdate().year
    with time_machine.travel(timezone.now(), tick=False):  # the page says as of when
        refresh(year)
        before = said_on(get(lead, "reports"))
        desk.office_only()
        CountedMonth.objects.all().delete()
        refresh(year)
        after = said_on(get(lead, "reports"))

    found = report_of(year)
    assert before == after
    assert found is not None
    assert found.office_only is None


def said_on(page: HttpResponse) -> str:
    """The main part of a page without the secret of its forms, which is new each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text_of(page).split("<main", 1)[1])


@pytest.mark.django_db
def test_lists_of_people_take_the_same_number_of_statements_however_many_they_are() -> None:
    """Fault: a list of people `with_roles` left out of any one page."""
    desk, lead, delegate = Desk(), UserFactory(roles=("comms_lead",)), UserFactory(roles=("delegate",))
    item = desk.assigned()
    pages = [
        (delegate, "/"),
        (delegate, url("home")),
        (delegate, url("start")),
        (lead, url("absences")),
        (lead, url("hand_over", item.pk)),
    ]
    found = []
    for more in (1, 3):
        for _ in range(more):
            DelegationFactory(member=Desk().member, delegate=delegate, grade="act")
            UserFactory(roles=("comms_adviser",))
        for user, page in pages:
            with CaptureQueriesContext(connection) as asked:
                assert signed_in(user).get(page).status_code == 200
            found.append(len(asked))

    assert found[: len(pages)] == found[len(pages) :]


@pytest.mark.django_db
@pytest.mark.parametrize("do", ["keep", "send", "find"])
def test_two_windows_of_one_adviser_keep_both_texts(do: str) -> None:
    """Fault: `answer` that does not ask `_wrote_elsewhere`: what was saved last in the other window is gone."""
    desk = Desk()
    item = desk.assigned()
    client, page = signed_in(desk.adviser), url("answer", item.pk)
    opened = client.get(page).context["seen"]
    typed = {"version": item.version, "stance": "change_suggested", "no_point_reason": "None", "seen": opened}
    client.post(page, {**typed, "text": "From the first window", "do": "keep"})

    same = client.post(page, {**typed, "text": "From the first window", "do": "keep"})
    older = client.post(page, {**typed, "text": "From the second window", "do": do})

    assert (older.status_code, same.status_code) == (409, 302)
    assert [f"From the {which} window" in text_of(older) for which in ("first", "second")] == [True, True]
    assert item.answer_drafts.get().text == "From the first window"
    client.post(page, {**typed, "text": "From the second window", "seen": older.context["seen"], "do": "keep"})
    assert item.answer_drafts.get().text == "From the second window"


def test_whoever_is_kept_away_goes_on_working_in_the_same_moment(committed_db: Database) -> None:
    """Fault: a person locked with `select_for_update()` alone, which waits for the audit of whatever they do."""
    desk, lead = Desk(), UserFactory(roles=("comms_lead",))
    item, rounds, ready = desk.assigned(), 15, Barrier(2)
    today = timezone.localdate()

    def go(deed: Any) -> None:
        ready.wait()
        try:
            for _ in range(rounds):
                deed()
        finally:
            connection.close()

    def away() -> None:
        kept = actions.keep_absence(person=desk.adviser, starts_on=today, ends_on=today, cover=lead, by=lead)
        actions.end_absence(absence=kept, by=lead)
        with transaction.atomic():
            record("people.looked_at", by=lead, about=lock_person(desk.adviser))

    with ThreadPoolExecutor(2) as pool:
        deeds = (away, lambda: actions.note(item=item, by=desk.adviser, text=f"Note {uuid4()}"))
        for done in [pool.submit(go, deed) for deed in deeds]:
            done.result()

    assert item.notes.count() == rounds


def test_five_presses_are_one_note_and_one_answer_to_the_question_afterwards(committed_db: Database) -> None:
    """Fault: `note` that does not look at the latest; `helped` that lets the slower press be refused."""
    desk = Desk()
    item = desk.answered()
    ready = Barrier(5)

    def press(user: Any, name: str, data: dict[str, str]) -> int:
        client = signed_in(user)
        ready.wait()
        try:
            code: int = client.post(url(name, item.pk), data).status_code
            return code
        finally:
            connection.close()

    for user, name, data in ((desk.adviser, "note", {"text": "A note."}), (desk.member, "helped", {"helped": "yes"})):
        with ThreadPoolExecutor(5) as pool:
            assert set(pool.map(lambda _, u=user, n=name, d=data: press(u, n, d), range(5))) == {302}

    assert (item.notes.count(), Usefulness.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_who_sends_a_draft_after_its_posting_time_is_not_asked_whether_help_is_still_wanted() -> None:
    """Fault: `send` without `wanted_at`: the mail goes out with the one that says that we have the request."""
    item = Desk().submitted(intended_at=timezone.now() - timedelta(days=2), intended_has_time=True)

    assert not item.asks_if_wanted(timezone.now())
    assert not Item.objects.filter(kind="advice.still_wanted").exists()
