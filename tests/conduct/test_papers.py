"""Papers: written, replaced, read, sent, and one notice shown outside.

Deliberate faults that turn these red: taking `kinds_to_write` for what the form says; sending without `may_receive`;
drawing a heading for a kind that nobody may read; leaving `note_read` out of a page.
"""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.foundation.audit.models import Event
from portal.foundation.files.actions import make_safe_copy
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.conduct.actions.papers import send_paper, write_paper
from reviews.conduct.actions.receiving import WhoComplains
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.emails import for_party, shown
from reviews.conduct.identity import acting_as, acting_as_system
from reviews.conduct.models import Case, Grant, Paper, PaperFile, Sending, Subject
from reviews.conduct.visibility import TABLE, Artefact, Capacity
from reviews.conduct.writing import kinds_to_write
from tests.conduct.pages import ABSENT, ask, signed_in, words
from tests.factories import conduct
from tests.factories.files import picture
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
OFFICERS = (Capacity.SUPPORT, Capacity.INVESTIGATOR, Capacity.COUNCILS_IP, Capacity.PANEL, Capacity.CLERK)


def written(case: Case, by: User, kind: Artefact, **how: Any) -> Paper:
    return write_paper(case=case, kind=kind, words=f"Words of {kind}.", by=by, **how)


def everybody(case: Case, holder: User) -> dict[Capacity, User]:
    people = {capacity: UserFactory() for capacity in OFFICERS}
    for capacity, person in people.items():
        conduct.let_in(case, person, capacity, holder)
    return people


def test_case_page_shows_each_capacity_its_papers_and_no_heading_of_others() -> None:
    case, holder = conduct.held_case()
    people = everybody(case, holder)
    by = {
        Artefact.WORKING_NOTE: people[Capacity.INVESTIGATOR],
        Artefact.DRAFT_REPORT: people[Capacity.INVESTIGATOR],
        Artefact.VIEW: people[Capacity.COUNCILS_IP],
    }
    kinds = (Artefact.PRIVATE_NOTE, Artefact.ASSESSMENT, Artefact.EVIDENCE, Artefact.NOTICE, *by)
    for kind in kinds:
        dated = date(2026, 11, 2) if kind == Artefact.VIEW else None
        written(case, by.get(kind, holder), kind, dated_on=dated)

    seen = {c: words(ask(person, "case", case)) for c, person in {**people, Capacity.HOLDER: holder}.items()}

    for capacity, page in seen.items():
        headings = {kind for kind in kinds if f'-1">{kind.label}</h3>' in page}
        assert headings == {kind for kind in kinds if capacity in TABLE[kind] and TABLE[kind][capacity] != "sent"}


def test_each_capacity_is_offered_only_what_it_writes() -> None:
    case, holder = conduct.held_case()
    for capacity, person in {**everybody(case, holder), Capacity.HOLDER: holder}.items():
        page = words(ask(person, "case", case))
        offered = {kind for kind in Artefact if f"/papers/new/{kind}/" in page}
        assert offered == set(kinds_to_write(capacity))
        for kind in sorted(set(TABLE) - offered)[:2]:
            assert ask(person, "write", case, kind.value, words="Forged").status_code == 403


def test_paper_is_written_read_and_logged() -> None:
    case, holder = conduct.held_case()
    answer = ask(holder, "write", case, "assessment", title="First thoughts", words="It is about the office.")
    assert answer.status_code == 302
    with acting_as(holder.pk):
        paper = Paper.objects.get(kind="assessment")
    assert "It is about the office." in words(ask(holder, "paper", case, paper.pk))
    read = Event.objects.about(case).filter(is_read=True, data__paper=str(paper.pk))
    assert [(event.actor, event.data["kind"]) for event in read] == [(holder, "assessment")]
    assert "A paper: Checklist, capacity and assessment" in words(ask(holder, "looks", case))


def test_correction_replaces_and_the_second_keeps_what_was_typed() -> None:
    case, holder = conduct.held_case()
    paper = written(case, holder, Artefact.ASSESSMENT)

    assert ask(holder, "replace", case, paper.pk, words="Better words.").status_code == 302
    late = ask(holder, "replace", case, paper.pk, words="Words of the other window.")

    assert late.status_code == 200
    assert "Words of the other window." in words(late)
    assert "Somebody else replaced this paper" in words(late)
    assert "Read the newer paper" in words(late)


@pytest.mark.parametrize(
    "typed",
    [
        {"words": " "},
        {"words": "\x00"},
        {"words": "x" * 100_001},
        {"words": "x", "title": "x" * 201},
        {"words": "x", "dated_on_day": "1", "dated_on_month": "1", "dated_on_year": "10000"},
    ],
)
def test_bad_input_writes_nothing(typed: dict[str, str]) -> None:
    case, holder = conduct.held_case()
    independent = UserFactory()
    conduct.let_in(case, independent, Capacity.COUNCILS_IP, holder)
    assert ask(independent, "write", case, "view", **typed).status_code == 200
    with acting_as(independent.pk):
        assert not Paper.objects.filter(kind="view").exists()


def test_view_of_the_independent_person_is_dated_and_their_own() -> None:
    case, holder = conduct.held_case()
    independent, panel = UserFactory(), UserFactory()
    conduct.let_in(case, independent, Capacity.COUNCILS_IP, holder)
    conduct.let_in(case, panel, Capacity.PANEL, holder)
    dated = {"dated_on_day": "2", "dated_on_month": "11", "dated_on_year": "2026"}
    assert ask(independent, "write", case, "view", words="Settle it.", **dated).status_code == 302
    with acting_as(panel.pk):
        assert Paper.objects.get(kind="view").dated_on == date(2026, 11, 2)
    assert ask(panel, "write", case, "view", words="Mine.", **dated).status_code == 403


def test_holder_writes_down_what_a_party_said_in_their_name() -> None:
    case, holder = conduct.held_case()
    with acting_as(holder.pk):
        complaining = Grant.objects.get(case=case, capacity=Capacity.COMPLAINANT)
    typed = {"words": "She rang: it was on a Monday.", "in_name_of": str(complaining.pk)}
    assert ask(holder, "write", case, "complaint", words="x").status_code == 200
    assert ask(holder, "write", case, "complaint", **typed).status_code == 302
    with acting_as(holder.pk):
        paper = Paper.objects.filter(kind="complaint").latest("written_at")
        assert (paper.grant_id, paper.typed_by) == (complaining.pk, holder)


def test_file_is_sealed_shown_as_a_safe_copy_and_seen_by_readers_alone() -> None:
    case, holder = conduct.held_case()
    people = everybody(case, holder)
    upload = SimpleUploadedFile("post.png", picture(), content_type="image/png")
    assert ask(holder, "write", case, "evidence", words="As sent.", uploads=upload).status_code == 302
    with acting_as(holder.pk):
        kept = PaperFile.objects.select_related("paper").get()
    parts = (kept.paper_id, kept.pk)
    assert ask(holder, "file", case, *parts).status_code == 404  # no safe copy yet
    make_safe_copy(Item(payload={"file": str(kept.stored_id)}))

    answer = ask(people[Capacity.PANEL], "file", case, *parts)

    assert (answer.status_code, answer.headers["X-Content-Type-Options"]) == (200, "nosniff")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert ask(people[Capacity.CLERK], "file", case, *parts).status_code == 404
    assert ask(people[Capacity.PANEL], "file_original", case, *parts).status_code == 403
    assert ask(people[Capacity.INVESTIGATOR], "file_original", case, *parts).status_code == 200


def test_refused_file_keeps_the_words() -> None:
    case, holder = conduct.held_case()
    upload = SimpleUploadedFile("page.html", b"<script>alert(1)</script>", content_type="text/html")
    answer = ask(holder, "write", case, "evidence", words="As sent by her.", uploads=upload)
    assert answer.status_code == 200
    assert "As sent by her." in words(answer)
    with acting_as(holder.pk):
        assert not Paper.objects.filter(kind="evidence").exists()


# --- sending ------------------------------------------------------------------------------------------------


def test_paper_is_sent_under_the_words_that_they_will_see() -> None:
    member = conduct.member()
    case, holder = conduct.held_case(member)
    grant = conduct.notified(case, member, holder)
    paper = written(case, holder, Artefact.LETTER, title="Notification")
    assert ask(member, "paper", case, paper.pk).status_code == 404
    assert "Words of letter." in words(ask(holder, "send", case, paper.pk))

    assert ask(holder, "send", case, paper.pk, to=str(grant.pk), way="portal").status_code == 302

    assert "Words of letter." in words(ask(member, "paper", case, paper.pk))
    told = Item.objects.filter(kind="conduct.for_you", dedupe_key__contains=":sent:")
    assert [item.payload["person"] for item in told] == [str(member.pk)]
    assert ask(holder, "send", case, paper.pk, to=str(grant.pk), way="portal").status_code == 200


def test_nothing_of_one_member_is_sent_to_another() -> None:
    one, other = conduct.member(), conduct.member()
    case, holder = conduct.held_case(one, other)
    with acting_as(holder.pk):
        subjects = {subject.member_id: subject for subject in Subject.objects.filter(case=case)}
        grant = Grant(case=case, person=other, capacity=Capacity.SUBJECT, given_by=holder)
        grant.save(force_insert=True)
        subject = subjects[other.pk]
        conduct.tell_words(subject, holder)
        subject.grant, subject.notified_at = grant, grant.given_at
        subject.save(update_fields=["grant", "notified_at"])
    paper = written(case, holder, Artefact.LETTER, about=subjects[one.pk])
    assert ask(holder, "send", case, paper.pk, to=str(grant.pk), way="portal").status_code == 200
    with pytest.raises(Refused):
        send_paper(paper=paper, to=[grant], way="portal", by=holder)
    with acting_as(holder.pk):
        assert not Sending.objects.exists()


def test_what_is_never_sent_and_who_never_sends_is_refused() -> None:
    case, holder = conduct.held_case()
    people = everybody(case, holder)
    note = written(case, holder, Artefact.PRIVATE_NOTE)
    evidence = written(case, holder, Artefact.EVIDENCE)
    assert ask(holder, "send", case, note.pk).status_code == 403
    assert ask(people[Capacity.PANEL], "send", case, evidence.pk).status_code == 403
    assert ask(people[Capacity.SUPPORT], "send", case, note.pk).status_code == 404
    with acting_as(holder.pk):
        clerk = Grant.objects.get(case=case, person=people[Capacity.CLERK])
    with pytest.raises(Refused):
        send_paper(paper=evidence, to=[clerk], way="portal", by=holder)


def test_notice_is_shown_to_one_person_outside_and_nothing_else_of_the_case() -> None:
    case, holder = conduct.held_case()
    press, other = UserFactory(roles=("comms_lead",)), UserFactory(roles=("comms_lead",))
    notice = written(case, holder, Artefact.NOTICE)
    assert ask(holder, "show", case, notice.pk, to=str(press.pk), reason="").status_code == 200
    assert ask(holder, "show", case, notice.pk, to=str(press.pk), reason="A line for the press").status_code == 302

    page = signed_in(press).get(f"/records/matters/shown/{notice.pk}/").content.decode()

    assert "Words of notice." in page
    assert case.reference not in page
    assert ask(press, "case", case).status_code == 404
    assert ask(press, "paper", case, notice.pk).status_code == 404
    assert signed_in(other).get(f"/records/matters/shown/{notice.pk}/").status_code == 404
    mail = shown(Item.objects.get(kind="conduct.shown"))
    assert mail is not None
    assert case.reference not in str(mail.message())
    assert mail.to == [press.email]


def test_notice_is_shown_by_the_holder_alone_and_no_other_paper_is() -> None:
    case, holder = conduct.held_case()
    people = everybody(case, holder)
    notice, other = written(case, holder, Artefact.NOTICE), written(case, holder, Artefact.EVIDENCE)
    press = UserFactory(roles=("comms_lead",))
    assert ask(people[Capacity.SUPPORT], "show", case, notice.pk, to=str(press.pk), reason="x").status_code == 403
    assert ask(holder, "show", case, other.pk, to=str(press.pk), reason="x").status_code == 403
    assert ask(holder, "show", case, notice.pk, to=str(UserFactory().pk), reason="x").status_code == 200


# --- the walls of it ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["paper", "replace", "send", "show"])
def test_paper_of_another_case_and_of_none_look_alike(name: str) -> None:
    case, holder = conduct.held_case()
    other, _ = conduct.held_case(by=holder)
    paper = written(other, holder, Artefact.NOTICE)
    there, nowhere = ask(holder, name, case, paper.pk), ask(holder, name, case, ABSENT)
    assert (there.status_code, words(there)) == (404, words(nowhere))
    assert ask(None, name, other, paper.pk).status_code == 302
    assert words(ask(conduct.deputy(), name, other, paper.pk)) == words(nowhere)


def test_case_page_asks_the_same_number_of_questions_for_three_papers_and_thirty() -> None:
    case, holder = conduct.held_case()
    client = signed_in(holder)
    client.get(f"/records/matters/{case.pk}/")
    counts = []
    for wanted in (3, 27):
        for _ in range(wanted):
            written(case, holder, Artefact.EVIDENCE)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/records/matters/{case.pk}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_pages_that_only_show_take_no_post() -> None:
    case, holder = conduct.held_case()
    paper = written(case, holder, Artefact.NOTICE)
    for name, parts in (("case", ()), ("looks", ()), ("people", ()), ("paper", (paper.pk,))):
        assert ask(holder, name, case, *parts, x="1").status_code == 405


def test_party_without_an_account_is_told_of_a_paper_and_never_left_without_a_word() -> None:
    """Faults: the mail to a party without an account left out of `send_paper`; `_refuse_unreachable` left out."""
    for email in ("rosa@resident.example", ""):
        who = WhoComplains(name="Rosa Complainant", email=email, telephone="01632 960111")
        conduct.officer()
        case = conduct.received(who=who).case
        with acting_as_system():
            holder = Grant.objects.select_related("person").get(case=case, capacity=Capacity.HOLDER).person
        conduct.declare(case=case, has_conflict=False, words="", by=holder)
        paper = written(case, holder, Artefact.LETTER)
        with acting_as(holder.pk):
            to = Grant.objects.get(case=case, capacity=Capacity.COMPLAINANT)
        if not email:
            with pytest.raises(Refused, match="no account and gave no e-mail"):
                send_paper(paper=paper, to=[to], way="portal", by=holder)
        (sent,) = send_paper(paper=paper, to=[to], way="portal" if email else "post", by=holder)
        told = Item.objects.filter(dedupe_key=f"conduct.for_party:{sent.pk}")
        assert [item.payload for item in told] == ([{"grant": str(to.pk)}] if email else [])
        assert [mail.to for mail in map(for_party, told) if mail] == ([[email]] if email else [])
