"""Pages of letters, notices and agenda papers. Deliberate faults that turn these red: `paper_of` does not ask what
is read whole, a `require` taken out.
"""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client

from portal.foundation.outbox.actions import drain
from reviews.conduct.actions.grants import break_glass
from reviews.conduct.actions.letters import dispatch, publish_by
from reviews.conduct.identity import acting_as
from reviews.conduct.models import (
    AgendaPaper,
    Complainant,
    Paper,
    Subject,
)
from reviews.conduct.visibility import Capacity
from tests.conduct.letters import HOSTILE, a_letter, party, signed_in, url, word_text
from tests.factories import conduct
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

# --- notices and the agenda ---------------------------------------------------------------------------------

PARTS = {
    "title": "Decision notice",
    "facts": "A post on 5 October.",
    "provisions": "1.1 Respect",
    "view": "Agrees.",
    "reasons": "It was rude.",
    "sanction": "None.",
}


def test_notice_has_each_part_and_goes_to_both_sides() -> None:
    member = conduct.member()
    case, holder = conduct.held_case(member)
    conduct.notified(case, member, holder)
    client = signed_in(holder)
    with acting_as(holder.pk):
        subject = Subject.objects.get(case=case)

    missing = client.post(url("notice_write", case.pk, subject.pk), PARTS | {"view": ""})
    made = client.post(url("notice_write", case.pk, subject.pk), PARTS)

    assert "Sum up the Independent Person’s view" in missing.content.decode()
    with acting_as(holder.pk):
        paper = Paper.objects.get(kind="notice")
    assert made.url == url("letter", case.pk, paper.pk)
    assert [part for part in PARTS.values() if part not in f"{paper.title}\n{paper.words}"] == []
    for capacity in ("Complainant", "Subject"):
        dispatch(paper=paper, to=party(case, holder, capacity), way="portal", note="", made_outside=False, by=holder)
    with acting_as(member.pk):
        assert Paper.objects.get(kind="notice") == paper


@time_machine.travel("2026-11-23 10:00", tick=False)
def test_clerk_gets_publish_by_date_paragraph_and_resolution() -> None:
    case, holder = conduct.held_case()
    clerk = UserFactory()
    conduct.let_in(case, clerk, Capacity.CLERK, holder)
    conduct.declare(case=case, has_conflict=False, words="", by=clerk)
    client = signed_in(clerk)
    of_case = client.get(url("case", case.pk)).content.decode()
    assert url("letters", case.pk) in of_case
    assert "No words for the member" not in of_case
    said = {"version": "exempt", "paragraphs": ["1", "2"], "title": "A complaint", "words": "The papers."}
    said |= {"meeting_on_day": "10", "meeting_on_month": "12", "meeting_on_year": "2026"}

    refused = client.post(url("agenda_write", case.pk), said | {"paragraphs": []})
    late = client.post(url("agenda_write", case.pk), said | {"meeting_on_day": "25", "meeting_on_month": "11"})
    page = client.post(url("agenda_write", case.pk), said, follow=True).content.decode()

    assert "Choose at least one paragraph" in refused.content.decode()
    assert "clear days" in late.content.decode()
    assert "2 December 2026" in page
    assert "section 100A(4) of the Local Government Act 1972" in page
    assert "paragraphs 1 and 2 of Part 1" in page


def test_clear_days_leave_out_weekends_and_holidays() -> None:
    assert publish_by(date(2027, 1, 7)) == date(2026, 12, 29)


@pytest.mark.parametrize(("version", "paragraphs"), [("exempt", []), ("public", ["1"]), ("exempt", ["9"])])
def test_database_refuses_an_exempt_paper_without_its_paragraph(version: str, paragraphs: list[str]) -> None:
    case, holder = conduct.held_case()
    paper = a_letter(case, holder)
    day = date(2026, 12, 10)
    with acting_as(holder.pk), pytest.raises(IntegrityError), transaction.atomic():
        AgendaPaper.objects.create(
            case=case, paper=paper, version=version, paragraphs=paragraphs, meeting_on=day, publish_by=date(2026, 12, 2)
        )


# --- pages -------------------------------------------------------------------------------------------------


def test_letter_from_choice_to_sending_by_page() -> None:
    case, holder = conduct.held_case()
    client = signed_in(holder)
    to = party(case, holder, "Complainant")

    chosen = client.post(url("letters", case.pk), {"template": "acknowledgement", "to": str(to.key)})
    form = client.get(chosen.url).content.decode()
    saved = client.post(chosen.url, {"title": "T", "words": f"Dear Rosa\n{HOSTILE}"})
    sent = client.post(f"{saved.url}send/", {"to": str(to.key), "way": "hand", "note": ""}, follow=True)

    assert "Rosa Complainant" in form
    assert case.reference in form
    assert "by hand" in sent.content.decode()
    assert client.get(f"{saved.url}pdf/").status_code == 404
    drain()
    assert client.get(f"{saved.url}pdf/").headers["Content-Disposition"].startswith("attachment")
    assert HOSTILE in word_text(client.get(f"{saved.url}word/").content)
    again = client.post(f"{saved.url}correct/", {"title": "T", "words": "Dear Rosa, better"}, follow=True)
    assert "Dear Rosa, better" in again.content.decode()
    stale = client.post(f"{saved.url}correct/", {"title": "T", "words": "Mine"})
    assert "Somebody else corrected" in stale.content.decode()
    assert "Mine" in stale.content.decode()


@pytest.mark.parametrize("words", ["a\x00b", "x" * 60_000, " "])
def test_letter_that_cannot_be_kept_keeps_what_was_typed_and_is_no_fault(words: str) -> None:
    case, holder = conduct.held_case()
    to = party(case, holder, "Complainant")

    answer = signed_in(holder).post(url("letter_write", case.pk, "hold", to.key), {"title": "T", "words": words})

    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


def test_pages_of_letters_are_not_there_for_others() -> None:
    member = conduct.member()
    case, holder = conduct.held_case(member)
    conduct.notified(case, member, holder)
    paper = a_letter(case, holder, to="Subject")
    dispatch(paper=paper, to=party(case, holder, "Subject"), way="portal", note="", made_outside=False, by=holder)
    other, _ = conduct.held_case(conduct.member(), by=holder)
    pages = [url("letters", case.pk), url("letter", case.pk, paper.pk), url("letter_word", case.pk, paper.pk)]
    pages += [
        url("letter_pdf", case.pk, paper.pk),
        url("agenda_write", case.pk),
        url("letter_correct", case.pk, paper.pk),
    ]
    absent = signed_in(member).get(url("letters", uuid4())).content

    for who in (member, UserFactory(roles=("administrator",)), conduct.deputy()):
        answers = [signed_in(who).get(page) for page in pages]
        assert {(answer.status_code, answer.content) for answer in answers} == {(404, absent)}
    assert signed_in(holder).get(url("letter", other.pk, paper.pk)).status_code == 404
    assert Client().get(pages[0]).status_code == 302
    assert signed_in(holder).post(url("letter_word", case.pk, paper.pk)).status_code == 405


def test_who_only_reads_may_not_write() -> None:
    case, holder = conduct.held_case()
    deputy = conduct.deputy()
    break_glass(reference=case.reference, reason="urgent", by=deputy)
    conduct.declare(case=case, has_conflict=False, words="", by=deputy)
    paper = a_letter(case, holder)
    client = signed_in(deputy)

    assert client.get(url("letter", case.pk, paper.pk)).status_code == 200
    assert client.post(url("letter_send", case.pk, paper.pk)).status_code == 403
    assert client.get(url("letter_correct", case.pk, paper.pk)).status_code == 403


def test_list_of_letters_asks_the_same_number_of_times() -> None:
    case, holder = conduct.held_case()
    client = signed_in(holder)
    counts: list[int] = []
    client.get(url("letters", case.pk))  # fills what a process keeps
    for more in (2, 8):
        for _ in range(more):
            a_letter(case, holder)
        with connection.execute_wrapper(lambda go, *rest: (counts.append(1), go(*rest))[1]):
            client.get(url("letters", case.pk))
        counts.append(-1)

    cut = counts.index(-1)
    assert cut == len(counts) - cut - 2
    with acting_as(holder.pk):
        assert Complainant.objects.count() == 1
