"""A member reads what is alleged without contact details: by page, by letter, as a paper and by SQL (brief, section 6).

Deliberate faults that turn these red: `words_for` or `refuse_details` left out of `notify_subject`; the policy `own`
given back to conduct_allegation; `as_told` left out of `filling`; `refuse_details_sent` left out of `send_paper`; a
spelling left out of `contact_details`; the trigger conduct_subject_words_first.
"""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from portal.foundation.people.models import User
from reviews.conduct.actions import assessing
from reviews.conduct.actions.papers import send_paper, write_paper
from reviews.conduct.actions.receiving import WhatIsAlleged, WhoComplains
from reviews.conduct.actions.refusals import NotNow, Refused
from reviews.conduct.actions.telling import tell_as
from reviews.conduct.contact_details import TAKEN_OUT, found, taken_out
from reviews.conduct.filling import parties_of, values_for
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Allegation, Case, Grant, Noted, Paper, Subject, ToldWords
from reviews.conduct.visibility import Artefact, Capacity
from tests.conduct.pages import ABSENT, ask, words
from tests.factories import conduct
from tests.factories.people import UserFactory

MINE = ("rosa@resident.example", "07700 900123", "12 Mill Lane, Merebridge, CV1 2AB")
SECRET = "rosa@resident.example"
TYPED = f"Called me dishonest. Write to me: {SECRET}."
CLEAN = "Called me dishonest."


@pytest.fixture
def house(db: None) -> tuple[Case, User, User]:
    """A complaint whose allegation tells how to reach the complainant; the member knows of nothing."""
    member, holder = conduct.member(), conduct.officer()
    alleged = [WhatIsAlleged(TYPED, conduct.CONDUCT_ON, [member.pk])]
    case = conduct.received(member, who=WhoComplains(name="Rosa Complainant", email=SECRET), alleged=alleged).case
    conduct.declare(case=case, has_conflict=False, words="", by=holder)
    return case, holder, member


def allegation(case: Case, holder: User) -> Allegation:
    with acting_as(holder.pk):
        return Allegation.objects.get(case=case)


def subject(case: Case, holder: User) -> Subject:
    with acting_as(holder.pk):
        return Subject.objects.select_related("member").get(case=case)


def notify(case: Case, holder: User, **how: str) -> Grant:
    usual = {"words": "A post called somebody dishonest."}
    return assessing.notify_subject(subject=subject(case, holder), by=holder, **(usual | how))


# --- what is found -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "a.b+c@mail.example", "Ada (at) mail (dot) example", "ada at mail dot example", "ADA@MAIL.EXAMPLE",
        "ad\u200ba@mail.example",
        "0163\u200b2 960111", "ａｄａ@mail.example", "01632 960111", "+44 (0)1632 960-111", "0044 1632 960111",
        "(01632) 960 111", "07700.900.456", "ab1 2cd", "AB12CD",
        "ROSA at resident.example", "7700 900123", "0 7 7 0 0 9 0 0 1 2 3", "12, mill  LANE", "at 12 Mill Ln",
    ],
)  # fmt: skip
def test_contact_details_are_found_in_any_spelling(text: str) -> None:
    assert found(f"Then: {text}, he said.", MINE) != []
    assert TAKEN_OUT in taken_out(f"Then: {text}, he said.", MINE)


@pytest.mark.parametrize(
    "text",
    [
        "", "On 20 October 2026 at 10:30.", "He paid £1,234,567.89 in 2025.", "Case COC-2026-7QK3M2, page 12.",
        "He wrote @somebody at noon.", "Mill Lane is closed.", "120 Mills", "Merebridge", "1 2 3 4 5 6 7 8",
    ],
)  # fmt: skip
def test_other_words_stay_as_they_are(text: str) -> None:
    assert (found(text, MINE), taken_out(text, MINE)) == ([], text)


def test_long_and_odd_texts_are_read_at_once() -> None:
    began = timezone.now()
    for text in ("a" * 50_000, "0" * 50_000, "a-" * 25_000, "a.a@" * 12_000, "(" * 50_000, "0 7 " * 12_000):
        taken_out(text, MINE)
    assert timezone.now() - began < timedelta(seconds=3)


# --- what the member is told ---------------------------------------------------------------------------------


def test_member_is_notified_only_when_there_are_words_for_them(house: tuple[Case, User, User]) -> None:
    case, holder, member = house
    with pytest.raises(NotNow, match="Allegation 1 holds what looks like contact details"):
        notify(case, holder)

    page = words(ask(holder, "told_words", case, allegation(case, holder).pk))
    done = ask(holder, "told_words", case, allegation(case, holder).pk, words=CLEAN)

    assert f'<mark class="conduct-marked">{SECRET}</mark>' in page
    assert done.status_code == 302
    notify(case, holder)
    shown = words(ask(member, "mine", case))
    assert CLEAN in shown
    assert SECRET not in shown


def test_words_with_contact_details_need_a_reason_that_the_member_never_reads(house: tuple[Case, User, User]) -> None:
    case, holder, member = house
    kept, wanted = "He wrote from planning@council.example.", "It is the council’s own address."
    page = allegation(case, holder).pk
    refused = ask(holder, "told_words", case, page, words=kept)
    assert (refused.status_code, "This looks like contact details" in words(refused)) == (200, True)
    assert kept in words(refused)

    assert ask(holder, "told_words", case, page, words=kept, because=wanted).status_code == 302

    notify(case, holder)
    with acting_as(holder.pk):
        assert Noted.objects.of(case, Noted.Kind.NO_CONTACT).get().words == wanted
    with acting_as(member.pk):
        assert [told.words for told in ToldWords.objects.all()] == [kept]
        assert not Noted.objects.exists()
    assert wanted not in words(ask(member, "mine", case))


def test_member_and_their_adviser_never_reach_what_was_typed_by_sql(house: tuple[Case, User, User]) -> None:
    case, holder, member = house
    adviser = conduct.fit_for(Capacity.MEMBERS_IP)
    tell_as(allegation=allegation(case, holder), words="First, with a slip.", by=holder)
    tell_as(allegation=allegation(case, holder), words=CLEAN, by=holder)
    conduct.let_in(case, adviser, Capacity.MEMBERS_IP, holder, serves=subject(case, holder))
    before = [seen(person) for person in (member, adviser)]
    notify(case, holder)

    assert before == [([], []), ([], [])]
    assert [seen(person) for person in (member, adviser)] == [([], [CLEAN]), ([], [CLEAN])]
    assert CLEAN in words(ask(adviser, "case", case))
    assert SECRET not in words(ask(adviser, "case", case))


def seen(person: User) -> tuple[list[str], list[str]]:
    with acting_as(person.pk):
        return [one.words for one in Allegation.objects.all()], [one.words for one in ToldWords.objects.all()]


def test_letter_says_what_is_told(house: tuple[Case, User, User]) -> None:
    case, holder, _member = house
    with acting_as(holder.pk):
        party = next(one for one in parties_of(case) if one.subject)
        before = values_for(case, party, holder)["allegations"]
    tell_as(allegation=allegation(case, holder), words=CLEAN, by=holder)
    with acting_as(holder.pk):
        after = values_for(case, party, holder)["allegations"]
    assert before == f"1. Called me dishonest. Write to me: {TAKEN_OUT}."
    assert after == f"1. {CLEAN}"


def test_what_is_written_to_the_member_is_looked_at_too(house: tuple[Case, User, User]) -> None:
    case, holder, _member = house
    tell_as(allegation=allegation(case, holder), words=CLEAN, by=holder)
    for text in ("Ask ROSA (at) resident.example.", "Ring 01632 960111."):
        with pytest.raises(Refused, match="This looks like contact details"):
            notify(case, holder, words=text)
    assert notify(case, holder, words="Ring 01632 960111.", because="The office’s own.").capacity == Capacity.SUBJECT


def test_complaint_that_is_sent_to_the_member_is_looked_at(house: tuple[Case, User, User]) -> None:
    case, holder, member = house
    tell_as(allegation=allegation(case, holder), words=CLEAN, by=holder)
    to = notify(case, holder)
    with acting_as(holder.pk):
        raw = Paper.objects.create(
            case=case, kind=Artefact.COMPLAINT, grant=Grant.objects.get(case=case, capacity="complainant"),
            words=TYPED, typed_by=holder,
        )  # fmt: skip
    page = words(ask(holder, "send", case, raw.pk))
    assert f'<mark class="conduct-marked">{SECRET}</mark>' in page
    assert ask(holder, "send", case, raw.pk, to=str(to.pk), way="portal").status_code == 200
    with pytest.raises(Refused):
        send_paper(paper=raw, to=[to], way="portal", by=holder)
    assert send_paper(paper=raw, to=[to], way="portal", by=holder, because="She publishes it herself.")
    assert SECRET in words(ask(member, "mine", case))


def test_database_wants_words_before_a_member_is_notified_and_keeps_them(house: tuple[Case, User, User]) -> None:
    case, holder, member = house
    with acting_as(holder.pk):
        grant = Grant(case=case, person=member, capacity=Capacity.SUBJECT, given_by=holder)
        grant.save(force_insert=True)
    with pytest.raises(IntegrityError, match="words for each allegation"), acting_as(holder.pk):
        Subject.objects.filter(case=case).update(grant=grant, notified_at=timezone.now())
    tell_as(allegation=allegation(case, holder), words=CLEAN, by=holder)
    with acting_as(holder.pk), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("UPDATE conduct_toldwords SET number = 2")


def test_only_the_holding_officer_writes_them(house: tuple[Case, User, User]) -> None:
    case, holder, member = house
    support, page = UserFactory(), allegation(case, holder)
    conduct.let_in(case, support, Capacity.SUPPORT, holder)
    assert ask(None, "told_words", case, page.pk).status_code == 302
    assert ask(support, "told_words", case, page.pk, words="x").status_code == 403
    assert ask(member, "told_words", case, page.pk).status_code == 404
    assert ask(holder, "told_words", case, ABSENT).status_code == 404
    for typed in ({"words": ""}, {"words": "\x00"}, {"words": "a" * 60_000}):
        assert ask(holder, "told_words", case, page.pk, **typed).status_code == 200
    with pytest.raises(Refused):
        tell_as(allegation=page, words="x", by=support)
    with acting_as(holder.pk):
        assert not ToldWords.objects.exists()


def test_write_paper_is_no_way_round(house: tuple[Case, User, User]) -> None:
    """A paper about the complaint reaches the member only by being sent, which looks at it."""
    case, holder, member = house
    tell_as(allegation=allegation(case, holder), words=CLEAN, by=holder)
    notify(case, holder)
    with acting_as(holder.pk):
        complaining = Grant.objects.get(case=case, capacity="complainant")
    write_paper(case=case, kind=Artefact.COMPLAINT, words=TYPED, by=holder, in_name_of=complaining)
    assert SECRET not in words(ask(member, "mine", case))
