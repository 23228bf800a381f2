"""A complaint comes in: from the public page, and typed in at the desk.

Deliberate faults that turn these red: the lock of the draft left out (two cases), the version not compared, the wall of
drafts dropped, consent not asked for, the limit of characters taken away.
"""

import json
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from portal.foundation.files.models import StoredFile
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.conduct import complaining
from reviews.conduct.actions import drafts
from reviews.conduct.actions.receiving import Agreed
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.emails import for_party
from reviews.conduct.forms.intake import AllegationForm
from reviews.conduct.identity import acting_as, acting_by_code, drafting
from reviews.conduct.models import (
    Allegation,
    Alleged,
    Case,
    Complainant,
    Consent,
    Contact,
    Draft,
    Grant,
    Need,
    Paper,
    PaperFile,
    Subject,
)
from reviews.conduct.visibility import Capacity
from tests.conduct import writing
from tests.factories import conduct
from tests.factories.people import TermFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_ten_in_november() -> Any:
    cache.clear()
    with time_machine.travel("2026-11-23 10:00 +0000", tick=True):
        yield


@pytest.fixture
def holder() -> User:
    return conduct.officer()


def opened(holder: User) -> Case:
    """The one case there is, cleared for its holding officer."""
    with acting_as(holder.pk):
        case = Case.objects.get()
    conduct.declare(case=case, has_conflict=False, words="", by=holder)
    return case


def code_on(page: Any) -> str:
    return str(page.context["code"])


def test_complaint_is_sent_and_comes_back_with_its_code(client: Client, holder: User) -> None:
    one, two = conduct.member(), conduct.member()
    writing.write(client, one, two, **{"what-happened/1": {
        "words": writing.WORDS, "against": [str(one.pk), str(two.pk)], **writing.FROM}})  # fmt: skip
    client.post("/complain/what-happened/2/", {"words": "And again.", "against": [str(two.pk)], **writing.FROM})
    client.post("/complain/evidence/", {"uploads": [writing.pdf("a.pdf"), writing.pdf("b.pdf")]})

    page = writing.send(client)

    case = opened(holder)
    assert page.context["reference"] == case.reference
    with acting_as(holder.pk):
        assert {subject.member for subject in Subject.objects.all()} == {one, two}
        assert sorted(row.subject.member.full_name for row in Alleged.objects.all() if row.subject.member) == sorted(
            [one.full_name, two.full_name, two.full_name]
        )
        assert [item.words for item in Allegation.objects.all()] == [writing.WORDS, "And again."]
        assert Complainant.objects.get().name == "Rosa Complainant"
        assert Contact.objects.get().email == "rosa@resident.example"
        assert Need.objects.get().format == "large_print"
        assert sorted(file.stored.name for file in PaperFile.objects.all()) == ["a.pdf", "b.pdf"]
    with acting_by_code(code_on(page)):
        assert "An apology." in Paper.objects.get(kind="complaint").words


def test_before_sending_it_says_who_reads_when_and_what_cannot_follow(client: Client, settings: Any) -> None:
    settings.COUNCIL_OFFICE_PHONE, settings.COUNCIL_OFFICE_ADDRESS = "01632 960171", "1 Market Square"
    page = client.get("/complain/").content.decode()

    for words in (
        "Your name is normally given to the member",
        "decides on that before the member is told",
        "you can withdraw first",
        "Nobody can be suspended",
        "somebody first looks today, before 5pm",
        "01632 960171",
        "1 Market Square",
        "If you cannot write, somebody writes it down for you",
    ):
        assert words in page


def test_pressed_twice_it_is_one_case_with_one_code(client: Client, holder: User) -> None:
    writing.write(client, conduct.member())
    seen = writing.version(client)

    answers = [client.post("/complain/check/", {"version": seen}) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == ["/complain/sent/"] * 2
    assert code_on(client.get("/complain/sent/")) == code_on(client.get("/complain/sent/"))
    with acting_as(holder.pk):
        assert Case.objects.count() == 1


def test_draft_is_sent_once_by_its_lock(client: Client, holder: User) -> None:
    writing.write(client, conduct.member())
    draft_id = uuid.UUID(client.session["conduct.draft.complain"])
    seen = int(writing.version(client))
    drafts.send(draft_id=draft_id, version=seen, by=None, is_desk=False)

    with pytest.raises(drafts.Gone):
        drafts.send(draft_id=draft_id, version=seen, by=None, is_desk=False)


def test_changed_in_another_window_it_is_not_sent(client: Client, holder: User) -> None:
    writing.write(client, conduct.member())
    seen = writing.version(client)
    client.post("/complain/outcome/", {"words": "A correction."})

    page = client.post("/complain/check/", {"version": seen})

    assert page.status_code == 409
    assert "A correction." in page.content.decode()
    with acting_as(holder.pk):
        assert not Case.objects.exists()


def test_what_is_missing_is_asked_for(client: Client) -> None:
    client.post("/complain/")

    page = client.post("/complain/check/", {"version": writing.version(client)})

    assert page.status_code == 422
    assert [gap["title"] for gap in page.context["missing"]] == [
        "When did it happen?",
        "Which members is it about?",
        "What happened?",
        "Have you spoken to the member about it?",
        "Who is complaining?",
        "How can we reach you?",
        "May the member know your name?",
    ]


def test_code_is_gone_after_finishing_and_after_a_quarter_of_an_hour(client: Client, holder: User) -> None:
    writing.write(client, conduct.member())
    page = writing.send(client)
    assert "no-store" in page.headers["Cache-Control"]
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=True):
        assert client.get("/complain/sent/").status_code == 302

    said = client.post("/complain/discard/", {"was_sent": "yes"}, follow=True).content.decode()
    assert "It was sent. This browser keeps nothing" in said
    assert (
        not client.session.get("conduct.draft.complain")
        or drafts.read_draft(uuid.UUID(client.session["conduct.draft.complain"])) is None
    )


def test_way_to_a_complaint_and_back_is_on_the_sign_in_page(client: Client) -> None:
    page = client.get("/account/login/").content.decode()
    assert 'href="/complain/"' in page
    assert 'href="/complain/return/"' in page


def test_draft_is_sealed_and_opened_by_its_id_alone(client: Client) -> None:
    writing.write(client, conduct.member())
    draft_id = uuid.UUID(client.session["conduct.draft.complain"])

    assert Draft.objects.count() == 0
    with drafting(uuid.uuid4()):
        assert Draft.objects.count() == 0
    with drafting(draft_id):
        assert Draft.objects.filter(pk=draft_id).values_list("answers", flat=True)[0].token != b""


def test_draft_that_nobody_sends_is_deleted_with_its_files(client: Client) -> None:
    client.post("/complain/")
    client.post("/complain/evidence/", {"uploads": [writing.pdf()]})
    item = Item.objects.get(kind="conduct.forget_draft")
    assert item.due_at is not None
    assert item.due_at > timezone.now() + timedelta(hours=23)

    drafts.forget_when_old(item)

    assert not StoredFile.objects.filter(room="conduct").exists()
    assert client.get("/complain/check/").status_code == 302


def test_files_are_added_removed_and_at_most_twenty(client: Client) -> None:
    client.post("/complain/")
    many = [writing.pdf(f"{number}.pdf") for number in range(20)]
    assert client.post("/complain/evidence/", {"uploads": many, "do": "add"}).headers["Location"].endswith("evidence/")

    page = client.post("/complain/evidence/", {"uploads": [writing.pdf("one-more.pdf")]})
    assert "At most 20 files" in page.content.decode()
    first = page.context["files"][0]["remove"]
    client.post(first)

    assert len(client.get("/complain/evidence/").context["files"]) == 19


def test_file_of_another_draft_stays(client: Client) -> None:
    other = Client()
    other.post("/complain/")
    other.post("/complain/evidence/", {"uploads": [writing.pdf()]})
    remove = other.get("/complain/evidence/").context["files"][0]["remove"]
    client.post("/complain/")

    client.post(remove)

    assert len(other.get("/complain/evidence/").context["files"]) == 1


def test_file_of_no_known_kind_is_refused_by_name(client: Client) -> None:
    client.post("/complain/")
    page = client.post("/complain/evidence/", {"uploads": [writing.SimpleUploadedFile("run.exe", b"MZ\x90\x00" * 40)]})

    assert page.status_code == 200
    assert "run.exe" in str(page.context["form"].errors)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("x" * 50_000, ""),
        ("x" * 50_001, "50,000"),
        ("nul\0", "null"),
        ("half \ud83d", "cannot be stored"),
    ],
)
def test_long_and_odd_text_is_kept_or_refused_with_a_sentence(client: Client, typed: str, told: str) -> None:
    client.post("/complain/")
    client.post("/complain/when/", writing.FIRST)
    client.post("/complain/members/", {"typed": "Councillor Somebody"})
    from_json = {"words": typed, **writing.FROM}

    if "\ud83d" in typed:
        form = complaining_form(from_json)
        assert told in str(form.errors)
        return
    page = client.post("/complain/what-happened/1/", from_json)

    if told:
        assert told in str(page.context["form"].errors["words"]).replace("50000", "50,000").lower()
        assert page.context["form"]["words"].value() == typed
    else:
        assert page.status_code == 302


def complaining_form(data: dict[str, str]) -> Any:
    answers = {"members": {"typed": ["Somebody"]}}
    return AllegationForm(data, answers=answers, step="allegations", today=timezone.localdate(), number=1)


def test_script_is_shown_as_text(client: Client) -> None:
    writing.write(client, conduct.member())

    page = client.get("/complain/check/").content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_name_not_on_the_list_is_taken_as_typed_and_identified_later(client: Client, holder: User) -> None:
    someone = conduct.member()
    writing.write(client, members={"typed": "Cllr Blue Coat, Allesley parish"})
    writing.send(client)
    case = opened(holder)
    with acting_as(holder.pk):
        named = Subject.objects.get()
    assert named.name == "Cllr Blue Coat, Allesley parish"
    url = f"/records/matters/{case.pk}/who/{named.pk}/"

    client.force_login(holder)
    assert client.post(url, {"member": "junk"}).status_code == 200
    client.post(url, {"member": someone.pk})

    with acting_as(holder.pk):
        assert Subject.objects.get().member == someone
    assert client.post(url, {"member": someone.pk}).status_code == 409
    assert client.post(f"/records/matters/{uuid.uuid4()}/who/{named.pk}/").status_code == 404
    assert client.post(f"/records/matters/{case.pk}/who/{uuid.uuid4()}/").status_code == 404


def test_members_are_those_in_office_then_or_now(client: Client) -> None:
    former, gone = UserFactory(full_name="Former Member"), UserFactory(full_name="Gone Before")
    today = timezone.localdate()
    TermFactory(user=former, starts_on=today - timedelta(days=900), ends_on=today - timedelta(days=20))
    TermFactory(user=gone, starts_on=today - timedelta(days=900), ends_on=today - timedelta(days=200))
    client.post("/complain/")
    client.post("/complain/when/", writing.FIRST)

    page = client.get("/complain/members/").content.decode()

    assert "Former Member (a member until 3 November 2026)" in page
    assert "Gone Before" not in page
    forged = client.post("/complain/members/", {"listed": [str(gone.pk)]})
    assert forged.status_code == 200


def test_late_complaint_is_warned_of_and_taken(client: Client, holder: User) -> None:
    old = {"first_on_day": "1", "first_on_month": "3", "first_on_year": "2026"}
    writing.write(client, conduct.member(), when=old)

    page = client.get("/complain/check/").content.decode()

    assert "more than 6 months ago" in page
    assert writing.send(client).status_code == 200
    with acting_as(holder.pk):
        assert Case.objects.exists()


def test_without_a_name_it_says_why_that_is_hard_and_goes_on(client: Client, holder: User) -> None:
    writing.write(client, conduct.member(), you=writing.NAMELESS, contact={}, without=["name"])

    page = client.get("/complain/check/").content.decode()
    assert "normally not accepted" in page
    assert client.get("/complain/name/").status_code == 404
    writing.send(client)

    opened(holder)
    with acting_as(holder.pk):
        assert Complainant.objects.get().name == ""


def test_name_without_a_way_to_reach_anybody_is_asked_again(client: Client) -> None:
    client.post("/complain/")
    client.post("/complain/you/", writing.PAGES["you"])

    page = client.post("/complain/contact/", {})

    assert "at least one way" in page.content.decode()


def test_protection_is_asked_for_with_reasons(client: Client, holder: User) -> None:
    client.post("/complain/")
    assert "Say why" in client.post("/complain/name/", {"ask": "yes"}).content.decode()
    writing.write(client, conduct.member(), name={"ask": "yes", "reasons": "I work for the member."})

    writing.send(client)

    opened(holder)
    with acting_as(holder.pk):
        assert Complainant.objects.get().protection == "asked"
        assert Paper.objects.get(kind="identity_request").words == "I work for the member."


def test_signed_in_complainant_needs_no_code_and_cannot_name_themself(client: Client, holder: User) -> None:
    me = conduct.member()
    client.force_login(me)
    writing.write(client, me)
    assert "named yourself" in writing.send(client).content.decode()
    client.post("/complain/members/", {"listed": [str(conduct.member().pk)]})

    page = writing.send(client)

    assert page.context["code"] == ""
    with acting_as(me.pk):
        assert Grant.objects.get().capacity == Capacity.COMPLAINANT
    assert client.get(f"/records/matters/{page.context['case']}/", follow=True).status_code == 200


@pytest.mark.parametrize("page", ["members", "what-happened", "evidence", "check", "sent", "when"])
def test_without_a_draft_every_page_leads_to_the_first(client: Client, page: str) -> None:
    assert client.get(f"/complain/{page}/").headers["Location"] == "/complain/"
    assert client.get("/complain/nothing-of-that-name/").status_code in {302, 404}


def test_text_that_comes_after_the_session_is_shown_to_be_copied(client: Client) -> None:
    page = client.post("/complain/what-happened/1/", {"words": "A long text, typed for an hour.", **writing.FROM})

    assert page.status_code == 409
    assert "A long text, typed for an hour." in page.content.decode()


def test_who_writes_for_long_stays_in(client: Client) -> None:
    client.post("/complain/")
    began = timezone.now()
    for minutes in (20, 40, 60):
        with time_machine.travel(began + timedelta(minutes=minutes), tick=True):
            assert client.get("/complain/when/").status_code == 200


def test_too_many_begun_from_one_address_are_put_off(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"conduct_begin": "1/m/ip", "conduct_send": "1/h/ip"}

    assert [client.post("/complain/").status_code for _ in range(2)] == [302, 429]
    seen = writing.version(client)
    answers = [client.post("/complain/check/", {"version": seen}).status_code for _ in range(2)]
    assert answers == [422, 429]


def test_mail_to_the_complainant_holds_a_neutral_reference_and_a_link(client: Client, holder: User) -> None:
    writing.write(client, conduct.member())
    writing.send(client)
    item = Item.objects.get(kind="conduct.for_party")

    mail = for_party(item)

    assert isinstance(mail, EmailMessage)
    assert mail.to == ["rosa@resident.example"]
    with acting_as(holder.pk):
        case = Case.objects.get()
    told = f"{mail.subject} {mail.body}"
    assert case.neutral_reference in told
    for word in ("COC", "complain", "Rosa", "dishonest", "conduct", "councillor"):
        assert word not in told
    assert client.get("/records/return/").headers["Location"] == "/complain/return/"
    assert "/records/return/" in told
    assert set(item.payload) == {"case", "grant"}


# --- typed in ------------------------------------------------------------------------------------------------


TAKEN = {
    "source": "telephone", "received_on_day": "20", "received_on_month": "11", "received_on_year": "2026",
    "who": "Rosa Complainant", "how": "By telephone, after it was read back", "given_on_day": "20",
    "given_on_month": "11", "given_on_year": "2026",
}  # fmt: skip
ROOT = "/records/matters/new/"


def test_officer_types_in_with_consent_what_came_earlier(client: Client, holder: User) -> None:
    client.force_login(holder)
    writing.write(client, conduct.member(), root=ROOT)
    assert client.post(f"{ROOT}taken/", TAKEN).status_code == 302

    page = writing.send(client, ROOT)

    assert len(page.context["code"]) == 24
    case = opened(holder)
    assert timezone.localtime(case.received_at).date().isoformat() == "2026-11-20"
    with acting_as(holder.pk):
        assert Case.objects.get().source == "telephone"
        consent = Consent.objects.get()
        assert (consent.who, consent.noted_by) == ("Rosa Complainant", holder)


def test_typed_in_it_needs_consent_and_no_future(client: Client, holder: User) -> None:
    client.force_login(holder)
    writing.write(client, conduct.member(), root=ROOT)

    assert "How it reached us" in str(
        client.post(f"{ROOT}check/", {"version": writing.version(client, ROOT)}).context["missing"]
    )
    ahead = TAKEN | {"received_on_day": "24"}
    assert "in the future" in client.post(f"{ROOT}taken/", ahead).content.decode()
    with pytest.raises(Refused, match="future"):
        conduct.received(at=timezone.now() + timedelta(hours=1))
    with pytest.raises(Refused, match="who agreed"):
        conduct.received(by=holder, source=Case.Source.LETTER)
    agreed = Agreed("Rosa", "by letter", timezone.localdate())
    assert conduct.received(by=holder, source=Case.Source.LETTER, agreed=agreed).code


def test_only_the_office_types_in(client: Client) -> None:
    assert client.get(ROOT).status_code == 302
    client.force_login(conduct.member())
    assert client.get(ROOT).status_code == 403
    assert client.post(f"{ROOT}check/", {"version": 1}).status_code == 403


# --- pure ----------------------------------------------------------------------------------------------------


def test_six_months_end_on_the_last_day_of_a_short_month() -> None:
    assert complaining.months_after(date(2025, 8, 31), 6).isoformat() == "2026-02-28"


def test_member_of_whom_nothing_is_alleged_is_asked_about() -> None:
    members = {"listed": ["a", "b"], "typed": ["Cy"], "names": {"a": "Ada", "b": "Bo"}}
    answers = {"members": members, "allegations": [{"against": ["a"]}]}

    assert complaining.unconcerned(answers) == ["Bo", "Cy"]
    assert complaining.QUESTIONS[3] in complaining.missing(answers, is_desk=False)


def test_allegation_against_a_member_taken_off_the_list_stands_against_the_rest() -> None:
    answers = json.loads('{"members": {"listed": ["a"], "typed": [], "names": {"a": "Ada"}}}')

    assert complaining.against(answers, {"against": ["b"]}) == [("a", "Ada")]
