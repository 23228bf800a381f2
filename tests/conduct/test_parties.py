"""What the two parties see and do: the complainant by code or account, the member by account.

Deliberate faults that turn these red: the grant not asked for in `part_in`, the key of an act not bound to the part,
`only=` left out of a verb, the idle time of a code not counted, the policy that hides words while a name is withheld.
"""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db.models import F
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.foundation.audit.models import Event
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.conduct.actions.assessing import decide_identity
from reviews.conduct.actions.receiving import WhatIsAlleged, WhoComplains
from reviews.conduct.identity import acting_as, acting_by_code
from reviews.conduct.models import (
    Asked,
    Case,
    Complainant,
    Contact,
    Grant,
    IndependentTalk,
    Need,
    Paper,
    PaperFile,
    Sending,
    Subject,
)
from reviews.conduct.standing import FOR_COMPLAINANT, FOR_SUBJECT, in_plain_words
from reviews.conduct.states import CLOSED_STATES, State
from reviews.conduct.visibility import Artefact, Capacity
from tests.conduct import writing
from tests.conduct.stage import path_to
from tests.factories import conduct
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
YOURS = "/complain/return/yours/"


@pytest.fixture(autouse=True)
def counted_anew() -> None:
    cache.clear()


@pytest.fixture
def holder() -> User:
    return conduct.officer()


def sent_to(grant: Grant, kind: str, words: str, holder: User, **more: Any) -> Paper:
    with acting_as(holder.pk):
        own = Grant.objects.get(case=grant.case_id, capacity=Capacity.HOLDER, revoked_at=None)
        paper = Paper(case_id=grant.case_id, kind=kind, grant=own, title="A letter to you", words=words, **more)
        paper.save(force_insert=True)
        Sending(case_id=grant.case_id, paper=paper, to=grant, sent_by=holder).save(force_insert=True)
        return paper


def move_to(case: Case, state: State, holder: User) -> None:
    """Along the arrows that the database allows; what the rows ask besides is not this file's matter."""
    with acting_as(holder.pk):
        found = Case.objects.filter(pk=case.pk)
        way = [row.to for row in path_to(state)]
        here = found.get().state
        for step in way[way.index(here) + 1 if here in way else 0 :]:
            found.update(state=step, version=F("version") + 1)


def came_back(code: str) -> Client:
    client = Client()
    assert client.post("/complain/return/", {"code": code}).headers["Location"] == YOURS
    return client


def cleared(holder: User, **how: Any) -> Any:
    got = conduct.received(**how)
    conduct.declare(case=got.case, has_conflict=False, words="", by=holder)
    return got


def key() -> str:
    return str(uuid.uuid4())


# --- coming back with a code -----------------------------------------------------------------------------------


def test_code_opens_ones_own_complaint_and_each_look_is_written_down(holder: User) -> None:
    got = cleared(holder)

    page = came_back(got.code.lower())
    told = page.get(YOURS).content.decode()

    assert "A post called my work on the allotments dishonest." in told
    assert "We have your complaint" in told
    assert got.case.reference in told
    assert Event.objects.filter(verb="conduct.read", about_id=str(got.case.pk), is_read=True).count() == 1


@pytest.mark.parametrize("code", ["", "WRONG", "A" * 60, "2222-2222-2222-2222-2222", "nul\0nul", "é\u202e" * 10])
def test_wrong_code_is_answered_alike(holder: User, code: str) -> None:
    answer = Client().post("/complain/return/", {"code": code})

    assert answer.status_code == 200
    assert answer.context["form"].errors
    if code in {"WRONG", "2222-2222-2222-2222-2222"}:
        assert "This code opens nothing" in answer.content.decode()


def test_codes_are_not_tried_without_end(holder: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"conduct_return": "2/m/ip"}
    got = cleared(holder)
    client = Client()

    answers = [client.post("/complain/return/", {"code": code}).status_code for code in ("A", "B", got.code)]

    assert answers == [200, 200, 429]


def test_session_ends_after_a_quarter_of_an_hour_and_on_finish(holder: User) -> None:
    got = cleared(holder)
    client = came_back(got.code)
    with time_machine.travel(timezone.now() + timedelta(minutes=14), tick=True):
        assert client.get(YOURS).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=30), tick=True):
        late = client.post(f"{YOURS}more/", {"key": key(), "words": "Typed for a quarter of an hour."})
        assert (late.status_code, "Typed for a quarter of an hour." in late.content.decode()) == (409, True)
        assert client.get(YOURS).headers["Location"] == "/complain/return/"
    client = came_back(got.code)

    client.post("/complain/return/finish/")

    assert client.get(YOURS).headers["Location"] == "/complain/return/"


def test_code_that_was_ended_opens_nothing_and_ends_the_session_that_has_it_open(holder: User) -> None:
    got = cleared(holder)
    client = came_back(got.code)
    with acting_by_code(got.code):
        Grant.objects.filter(case=got.case).update(revoked_at=timezone.now())

    answer = client.get(YOURS)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/complain/return/")
    assert "conduct.return" not in client.session


def test_complainant_adds_information_with_files_once(holder: User) -> None:
    got = cleared(holder)
    client = came_back(got.code)
    same = key()

    for _ in range(2):
        fields = {"key": same, "words": "One more thing.", "uploads": [writing.pdf(f"{n}.pdf") for n in range(20)]}
        assert client.post(f"{YOURS}more/", fields).status_code == 302

    with acting_as(holder.pk):
        assert [paper.words for paper in Paper.objects.filter(kind="complaint")][1:] == ["One more thing."]
        assert PaperFile.objects.count() == 20
    assert "One more thing." in client.get(YOURS).content.decode()
    assert Item.objects.filter(kind="conduct.for_you", payload__person=str(holder.pk)).count() == 2


@pytest.mark.parametrize(
    ("typed", "is_kept"), [("x" * 50_000, True), ("x" * 50_001, False), ("nul\0", False), ("", False)]
)
def test_words_are_kept_or_refused_with_what_was_typed(holder: User, typed: str, is_kept: bool) -> None:
    client = came_back(cleared(holder).code)

    answer = client.post(f"{YOURS}more/", {"key": "junk", "words": typed})

    assert (answer.status_code == 302) is is_kept
    if not is_kept:
        assert answer.context["form"]["words"].value() == typed


def test_twenty_one_files_are_too_many_and_a_program_is_none(holder: User) -> None:
    client = came_back(cleared(holder).code)
    many = [writing.pdf(f"{n}.pdf") for n in range(21)]

    too_many = client.post(f"{YOURS}more/", {"key": key(), "words": "More", "uploads": many})
    program = writing.SimpleUploadedFile("run.exe", b"MZ\x90\x00" * 40)
    refused = client.post(f"{YOURS}more/", {"key": key(), "words": "More", "uploads": [program]})

    assert "at most 20" in str(too_many.context["form"].errors)
    assert "run.exe" in str(refused.context["form"].errors)


def test_complainant_asks_to_withdraw_and_nothing_is_decided(holder: User) -> None:
    got = cleared(holder)
    client = came_back(got.code)

    client.post(f"{YOURS}withdraw/", {"key": key(), "words": "I no longer want it."})

    with acting_as(holder.pk):
        assert Asked.objects.get().kind == "withdraw"
        assert Case.objects.get().state == State.RECEIVED
    assert "you asked" in client.get(YOURS).content.decode()


def test_name_is_asked_to_be_withheld_until_a_member_was_told(holder: User) -> None:
    member = conduct.member()
    early, late = cleared(holder), conduct.received(member)
    came_back(early.code).post(f"{YOURS}name/", {"key": key(), "words": "I am afraid."})
    conduct.declare(case=late.case, has_conflict=False, words="", by=holder)
    conduct.notified(late.case, member, holder)
    assert "That is not decided yet" in came_back(early.code).get(YOURS).content.decode()

    answer = came_back(late.code).post(f"{YOURS}name/", {"key": key(), "words": "I am afraid."})

    with acting_as(holder.pk):
        assert Complainant.objects.get(case=early.case).protection == "asked"
        assert Complainant.objects.get(case=late.case).protection == "not_asked"
        assert not Asked.objects.filter(case=late.case).exists()
    assert answer.status_code == 409
    assert "I am afraid." in answer.content.decode()


def test_complainant_changes_contact_and_needs(holder: User) -> None:
    got = cleared(holder)
    client = came_back(got.code)

    nothing = client.post(f"{YOURS}contact/", {})
    client.post(f"{YOURS}contact/", {"telephone": "01632 960111"})
    client.post(f"{YOURS}needs/", {"form": "braille", "supporter": "A friend"})

    assert "at least one way" in nothing.content.decode()
    with acting_as(holder.pk):
        assert (Contact.objects.get().email, Contact.objects.get().telephone) == ("", "01632 960111")
        assert (Need.objects.get().format, Need.objects.get().supporter) == ("braille", "A friend")


def test_deeds_of_the_other_side_are_not_there(holder: User) -> None:
    client = came_back(cleared(holder).code)

    assert not client.get(f"{YOURS}more/").context["form"].errors
    for what in ("comments", "more-time", "talk", "report", "nothing"):
        assert client.get(f"{YOURS}{what}/").status_code == 404
    fields = {"key": key(), "words": "Not mine to say"}
    assert [client.post(f"{YOURS}{what}/", fields).status_code for what in ("comments", "more-time")] == [409, 409]
    with acting_as(holder.pk):
        assert Paper.objects.count() == 1


def test_closed_case_takes_no_more_and_says_so(holder: User) -> None:
    got = cleared(holder)
    client = came_back(got.code)
    move_to(got.case, State.CLOSED, holder)

    answer = client.post(f"{YOURS}more/", {"key": key(), "words": "Too late?"})

    assert answer.status_code == 409
    assert "Too late?" in answer.content.decode()
    assert "It is closed" in client.get(YOURS).content.decode()


def test_file_of_another_case_has_the_bytes_of_none(holder: User) -> None:
    mine, other = cleared(holder), cleared(holder)
    theirs = came_back(other.code)
    theirs.post(f"{YOURS}more/", {"key": key(), "words": "x", "uploads": [writing.pdf("theirs.pdf")]})
    with acting_as(holder.pk):
        file = PaperFile.objects.get()
    client = came_back(mine.code)

    foreign = client.get(f"{YOURS}files/{file.pk}/")
    absent = client.get(f"{YOURS}files/{uuid.uuid4()}/")

    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert foreign.content == absent.content
    kept = theirs.get(f"{YOURS}files/{file.pk}/")
    assert kept.headers["Content-Type"] == "application/octet-stream"
    assert kept.headers["Content-Disposition"].startswith("attachment")


# --- the member --------------------------------------------------------------------------------------------------


def mine(case: Case, what: str = "") -> str:
    return reverse("conduct:mine_act", args=[case.pk, what]) if what else reverse("conduct:mine", args=[case.pk])


def test_member_sees_nothing_before_being_told(holder: User, client: Client) -> None:
    member = conduct.member()
    got = cleared(holder)
    with_member = conduct.received(member)
    client.force_login(member)

    answers = [client.get(mine(case)) for case in (with_member.case, got.case, Case(pk=uuid.uuid4()))]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert len({answer.content for answer in answers}) == 1
    assert client.post(mine(with_member.case, "comments"), {"words": "x"}).status_code == 404


def test_member_sees_only_what_is_alleged_of_them(holder: User, client: Client) -> None:
    one, two = conduct.member(), conduct.member()
    got = cleared(holder, alleged=[
        WhatIsAlleged("About the first.", conduct.CONDUCT_ON, [one.pk]),
        WhatIsAlleged("About the second.", conduct.CONDUCT_ON, [two.pk]),
    ])  # fmt: skip
    conduct.notified(got.case, two, holder)
    client.force_login(two)

    page = client.get(mine(got.case)).content.decode()

    assert "About the second." in page
    assert "Allegation 1" in page
    assert "Rosa Complainant" in page
    for hidden in ("About the first.", one.full_name, "rosa@resident.example", "allotments"):
        assert hidden not in page
    assert got.case.neutral_reference in page.split("</title>")[0]
    assert "COC" not in page.split("</title>")[0]


def test_name_that_is_withheld_hides_the_words_as_well(holder: User, client: Client) -> None:
    member = conduct.member()
    who = WhoComplains(name="Rosa Complainant", email="rosa@resident.example", asks_protection="I work for them.")
    got = cleared(holder, who=who, alleged=[WhatIsAlleged("I, Rosa, saw it.", conduct.CONDUCT_ON, [member.pk])])
    with acting_as(holder.pk):
        asking = Complainant.objects.get(case=got.case)
    decide_identity(complainant=asking, is_granted=True, reasons="Fear.", by=holder)
    grant = conduct.notified(got.case, member, holder)
    sent_to(grant, Artefact.COMPLAINT, "Somebody saw it.", holder)
    client.force_login(member)

    page = client.get(mine(got.case)).content.decode()

    assert "Rosa" not in page
    assert "Somebody saw it." in page


def test_member_comments_several_times_asks_for_time_and_states_needs(holder: User, client: Client) -> None:
    member = conduct.member()
    got = cleared(holder, alleged=[WhatIsAlleged("It.", conduct.CONDUCT_ON, [member.pk])])
    conduct.notified(got.case, member, holder)
    client.force_login(member)

    for words in ("It was not so.", "And more."):
        client.post(mine(got.case, "comments"), {"key": key(), "words": words, "uploads": [writing.pdf()]})
    client.post(mine(got.case, "more-time"), {"key": key(), "words": "Ten days more."})
    client.post(mine(got.case, "needs"), {"form": "audio"})

    with acting_as(holder.pk):
        said = [paper.words for paper in Paper.objects.filter(kind="response")]
        assert said == ["It was not so.", "And more.", "Ten days more."]
        assert Asked.objects.get().kind == "more_time"
        assert Need.objects.get(grant__capacity="subject").format == "audio"
    with acting_by_code(got.code):
        assert not Paper.objects.filter(kind="response").exists()
    assert client.get(mine(got.case, "withdraw")).status_code == 404
    assert client.post(mine(got.case, "withdraw"), {"key": key(), "words": "x"}).status_code == 409


def test_draft_report_is_commented_on_only_while_it_is_a_draft(holder: User, client: Client) -> None:
    member, investigator = conduct.member(), UserFactory()
    got = cleared(holder, alleged=[WhatIsAlleged("It.", conduct.CONDUCT_ON, [member.pk])])
    grant = conduct.notified(got.case, member, holder)
    own = conduct.let_in(got.case, investigator, Capacity.INVESTIGATOR, holder)
    client.force_login(member)
    assert client.get(mine(got.case, "report")).status_code == 404
    with acting_as(investigator.pk):
        paper = Paper(case=got.case, kind="draft_report", grant=own, words="A draft.")
        paper.save(force_insert=True)
        Sending(case=got.case, paper=paper, to=grant, sent_by=investigator).save(force_insert=True)
    move_to(got.case, State.DRAFT_REPORT, holder)

    assert client.get(mine(got.case, "report")).status_code == 200
    client.post(mine(got.case, "report"), {"key": key(), "words": "Page 2 is wrong."})
    move_to(got.case, State.FINAL_REPORT, holder)
    late = client.post(mine(got.case, "report"), {"key": key(), "words": "Page 3 too."})

    assert late.status_code == 409
    with acting_as(investigator.pk):
        assert Paper.objects.get(kind="draft_comments").words == "Page 2 is wrong."
    assert "A draft." in client.get(mine(got.case)).content.decode()


def test_member_knows_their_independent_person_and_notes_only_the_day(holder: User, client: Client) -> None:
    member, adviser = conduct.member(), UserFactory(full_name="Ines Pendent")
    got = cleared(holder, alleged=[WhatIsAlleged("It.", conduct.CONDUCT_ON, [member.pk])])
    conduct.notified(got.case, member, holder)
    client.force_login(member)
    today = timezone.localdate()
    day = {"happened_on_day": today.day, "happened_on_month": today.month, "happened_on_year": today.year}
    assert client.post(mine(got.case, "talk"), day).status_code == 409
    before = client.get(mine(got.case))
    assert not {"talk", "more-time"} & {deed["what"] for deed in before.context["deeds"]}, (
        "nothing to note, no time runs"
    )
    with acting_as(holder.pk):
        subject = Subject.objects.get(case=got.case)
    conduct.let_in(got.case, adviser, Capacity.MEMBERS_IP, holder, serves=subject)

    for _ in range(2):
        client.post(mine(got.case, "talk"), day)

    page = client.get(mine(got.case)).content.decode()
    assert "Ines Pendent" in page
    assert mine(got.case, "talk") in page
    with acting_as(holder.pk):
        assert [talk.happened_on for talk in IndependentTalk.objects.all()] == [today]
    assert {field.name for field in IndependentTalk._meta.fields} == {
        "id",
        "case",
        "subject",
        "happened_on",
        "noted_at",
    }


def test_officers_have_no_page_of_a_party(holder: User, client: Client) -> None:
    got = cleared(holder)
    client.force_login(holder)

    assert client.get(mine(got.case)).status_code == 404
    assert client.get(mine(got.case, "more")).status_code == 404


def test_page_of_a_part_asks_the_same_for_three_papers_and_thirty(
    holder: User, django_assert_max_num_queries: Any
) -> None:
    got = cleared(holder)
    client = came_back(got.code)
    with acting_by_code(got.code):
        grant = Grant.objects.get()
        for number in range(30):
            Paper(case=got.case, kind="complaint", grant=grant, words=str(number)).save(force_insert=True)

    with django_assert_max_num_queries(40):
        client.get(YOURS)


# --- the second wall ------------------------------------------------------------------------------------------------


def test_party_writes_nothing_in_anothers_name(holder: User) -> None:
    mine, other = cleared(holder), cleared(holder)
    with acting_by_code(other.code):
        foreign = Grant.objects.get()

    with pytest.raises(ProgrammingError), acting_by_code(mine.code):
        Paper(case=other.case, kind="complaint", grant=foreign, words="x").save(force_insert=True)


def test_contact_of_another_stays(holder: User) -> None:
    mine, other = cleared(holder), cleared(holder)

    with acting_by_code(mine.code):
        Contact.objects.all().update(email="")

    with acting_by_code(other.code):
        assert Contact.objects.get().email == "rosa@resident.example"


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", State)
def test_every_state_has_words_that_tell_no_state(state: State) -> None:
    for capacity in (Capacity.COMPLAINANT, Capacity.SUBJECT):
        told = in_plain_words(state, capacity)
        assert told
        assert state.value not in told or state in {State.DECIDED, State.CLOSED}
        assert (told.startswith("It is closed")) is (state in CLOSED_STATES or state not in FOR_COMPLAINANT)
    assert "police" not in " ".join([*FOR_SUBJECT.values(), *FOR_COMPLAINANT.values()])
