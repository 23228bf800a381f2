"""Letters from template to sending. Deliberate faults that turn these red: `_addressee` lets another's part pass,
`concerned` gives a member all subjects, `_complainant` gives the name always, `_printable` left out, `blanks_left` not
asked, `_refuse_way` left out.
"""

import zipfile
from io import BytesIO

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from docx import Document
from pypdf import PdfReader

from portal.foundation.files.actions import original_pieces
from portal.foundation.outbox.actions import drain
from portal.foundation.outbox.models import Item
from reviews.conduct.actions.letters import change_template, dispatch, write_letter, write_notice
from reviews.conduct.actions.receiving import WhoComplains
from reviews.conduct.actions.refusals import MovedOn, Refused
from reviews.conduct.filling import parties_of, values_for
from reviews.conduct.identity import acting_as
from reviews.conduct.making import docx_of
from reviews.conduct.models import (
    Letter,
    LetterTemplate,
    Need,
    Paper,
    PaperFile,
    Sending,
)
from reviews.conduct.visibility import Capacity
from tests.conduct.letters import (
    HOSTILE,
    a_letter,
    kind,
    parties_unnotified,
    party,
    signed_in,
    url,
    word_text,
)
from tests.factories import conduct
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

# --- words -------------------------------------------------------------------------------------------------


def test_letter_to_a_member_tells_nothing_of_another_and_no_name_that_is_withheld() -> None:
    first, second = conduct.member(), conduct.member()
    asking = WhoComplains(name="Rosa Complainant", asks_protection="I work for him.")
    holder = conduct.officer()
    case = conduct.received(first, second, who=asking).case
    conduct.declare(case=case, has_conflict=False, words="", by=holder)
    to_first = next(
        one for one in parties_unnotified(case, holder) if one.subject and one.subject.member_id == first.pk
    )

    with acting_as(holder.pk):
        to_member = values_for(case, to_first, holder)
        to_rosa = values_for(case, party(case, holder, "Complainant"), holder)

    assert to_member["members"] == first.full_name
    assert "Rosa" not in " ".join(to_member.values())
    assert second.full_name not in " ".join(to_member.values())
    assert to_rosa["party"] == to_rosa["complainant"] == "Rosa Complainant"
    assert {first.full_name, second.full_name} == set(to_rosa["members"].split(" and "))


def test_letter_is_saved_with_its_template_and_party() -> None:
    case, holder = conduct.held_case()

    paper = a_letter(case, holder)

    with acting_as(holder.pk):
        written = Letter.objects.get(paper=paper)
        assert (written.template, written.to) == (kind("acknowledgement"), party(case, holder, "Complainant").grant)
        assert Paper.objects.get(pk=paper.pk).words == "Words of it."
    assert not Letter.objects.exists()  # outside the transaction nothing is there


@pytest.mark.parametrize(
    ("words", "why"),
    [("[Write here: the reasons]", "blank left"), ("  ", "title and words"), ("x" * 50_001, "50,000")],
)
def test_letter_that_is_not_finished_is_refused(words: str, why: str) -> None:
    case, holder = conduct.held_case()

    with pytest.raises(Refused, match=why):
        a_letter(case, holder, words=words)


@pytest.mark.parametrize("capacity", [Capacity.INVESTIGATOR, Capacity.COUNCILS_IP, Capacity.PANEL, Capacity.CLERK])
def test_letter_is_written_by_the_office_of_the_case_alone(capacity: Capacity) -> None:
    case, holder = conduct.held_case()
    person = UserFactory()
    conduct.let_in(case, person, capacity, holder)

    with pytest.raises(Refused, match="not yours"):
        write_letter(
            case=case, template=kind("hold"), party=party(case, holder, "Complainant"), title="T", words="W", by=person
        )


def test_correction_replaces_once() -> None:
    case, holder = conduct.held_case()
    first = a_letter(case, holder)

    second = a_letter(case, holder, words="Better words.", replaces=first)

    assert second.replaces_id == first.pk
    with pytest.raises(MovedOn):
        a_letter(case, holder, replaces=first)
    with pytest.raises(MovedOn):
        dispatch(paper=first, to=party(case, holder, "Complainant"), way="post", note="", made_outside=False, by=holder)


# --- templates ---------------------------------------------------------------------------------------------


def test_template_gets_a_new_edition_and_the_old_one_stays() -> None:
    officer = conduct.officer()

    change_template(kind="hold", title="On hold", words="Dear {party}", why="shorter", seen=1, by=officer)

    assert list(LetterTemplate.objects.filter(kind="hold").values_list("number", flat=True)) == [2, 1]
    assert kind("hold").made_by == officer
    with pytest.raises(MovedOn):
        change_template(kind="hold", title="On hold", words="Dear {party}", why="again", seen=1, by=officer)
    with pytest.raises(ProgrammingError), transaction.atomic():
        LetterTemplate.objects.filter(kind="hold").update(words="x")


@pytest.mark.parametrize(
    ("said", "why"), [({"words": "{password}"}, "not a field"), ({"why": " "}, "changed"), ({"title": ""}, "title")]
)
def test_template_that_cannot_be_used_is_refused(said: dict[str, str], why: str) -> None:
    usual = {"title": "On hold", "words": "Dear {party}", "why": "shorter"}
    with pytest.raises(Refused, match=why):
        change_template(kind="hold", seen=1, by=conduct.officer(), **(usual | said))


def test_template_is_changed_by_the_office_alone() -> None:
    with pytest.raises(Refused, match="office"):
        change_template(kind="hold", title="T", words="W", why="w", seen=1, by=UserFactory(roles=("administrator",)))


def test_template_page_previews_without_saving_and_keeps_what_was_typed() -> None:
    client = signed_in(conduct.officer())
    said = {"version": "1", "title": "T {reference}", "words": "Dear {party}\n## Why", "why": ""}

    shown = client.post(url("letter_template_change", "hold"), said | {"do": "preview"})
    refused = client.post(url("letter_template_change", "hold"), said | {"words": "Dear {nobody}", "why": "x"})

    assert "Dear Robin Example" in shown.content.decode()
    assert "“nobody” is not a field" in refused.content.decode()
    assert "Dear {nobody}" in refused.content.decode()
    assert LetterTemplate.objects.filter(kind="hold").count() == 1
    assert client.get(url("letter_template", "no-such")).status_code == 404
    stale = client.post(url("letter_template_change", "hold"), said | {"version": "9", "why": "x"})
    assert "Somebody else changed" in stale.content.decode()


# --- files -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile_words() -> str:
    """As long as a letter may be, with what would be markup elsewhere."""
    long = "Nothing here is markup. " * 1900
    return f"{HOSTILE}\n\n## A heading\n\nNUL\x01\x0b.\n{'y' * 120}\n{long}"[:50_000]


def test_pdf_of_a_letter_is_tagged_large_and_literal(hostile_words: str) -> None:
    holder = conduct.officer()
    case = conduct.received(who=WhoComplains(name="Rosa", format=Need.Format.LARGE_PRINT)).case
    conduct.declare(case=case, has_conflict=False, words="", by=holder)
    paper = a_letter(case, holder, title="Your complaint", words=hostile_words)

    drain()

    with acting_as(holder.pk):
        stored = PaperFile.objects.select_related("stored").get(paper=paper).stored
        pdf = PdfReader(BytesIO(b"".join(original_pieces(stored))))
    root = pdf.root_object
    text = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages[:3]).replace("\u200b", "")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Your complaint"
    assert not {"/JavaScript", "/EmbeddedFiles"} & set(root.get("/Names", {}))
    assert "/OpenAction" not in root
    assert HOSTILE.replace(" ", "") in text.replace(" ", "")
    assert len(pdf.pages) > 20  # 18 points; 11.5 points take about half


def test_docx_is_literal_and_reaches_for_nothing_outside(hostile_words: str) -> None:
    case, holder = conduct.held_case()
    paper = a_letter(case, holder, words=hostile_words)

    content = docx_of(paper, is_large=False)

    with zipfile.ZipFile(BytesIO(content)) as archive:
        relations = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".rels"))
        assert not [name for name in archive.namelist() if "vba" in name.lower() or "embeddings" in name]
        document = archive.read("word/document.xml")
    assert b'TargetMode="External"' not in relations
    assert not [word for word in (b"w:hyperlink", b"w:instrText", b"w:fldSimple") if word in document]
    assert HOSTILE in word_text(content)
    assert Document(BytesIO(content)).core_properties.author != "python-docx"


def test_pdf_is_not_made_for_somebody_who_lost_the_case() -> None:
    case, holder = conduct.held_case()
    paper = a_letter(case, holder)
    conduct.declare(case=case, has_conflict=True, words="I know them.", by=holder, hand_to=(deputy := conduct.deputy()))
    conduct.declare(case=case, has_conflict=False, words="", by=deputy)

    drain()

    with acting_as(deputy.pk):
        assert not PaperFile.objects.filter(paper=paper).exists()


# --- dispatch ----------------------------------------------------------------------------------------------


def test_letter_that_is_sent_is_read_by_its_party_alone() -> None:
    member = conduct.member()
    case, holder = conduct.held_case(member)
    grant = conduct.notified(case, member, holder)
    paper = a_letter(case, holder, to="Subject")

    with acting_as(member.pk):
        assert not Paper.objects.filter(pk=paper.pk).exists()
    dispatch(paper=paper, to=party(case, holder, "Subject"), way="portal", note="", made_outside=False, by=holder)

    with acting_as(member.pk):
        assert Paper.objects.get(pk=paper.pk).words == "Words of it."
        assert Sending.objects.get().to == grant
    assert Item.objects.filter(kind="conduct.for_you", payload__person=str(member.pk)).exists()
    with pytest.raises(Refused, match="already"):
        dispatch(paper=paper, to=party(case, holder, "Subject"), way="post", note="", made_outside=False, by=holder)


def test_party_without_an_account_is_told_by_ids_only() -> None:
    case, holder = conduct.held_case()
    to = party(case, holder, "Complainant")
    before = set(Item.objects.values_list("pk", flat=True))

    dispatch(paper=a_letter(case, holder), to=to, way="email", note="", made_outside=False, by=holder)

    assert to.grant is not None
    assert Item.objects.exclude(pk__in=before).get(kind="conduct.for_party").payload == {"grant": str(to.grant.pk)}


def test_letter_by_post_is_written_down_and_told_to_nobody() -> None:
    case, holder = conduct.held_case()
    before = set(Item.objects.values_list("pk", flat=True))

    sent = dispatch(
        paper=a_letter(case, holder), to=party(case, holder, "Complainant"), way="post", note="recorded delivery",
        made_outside=False, by=holder,
    )  # fmt: skip

    assert (sent.way, sent.sent_by, sent.reason) == ("post", holder, "recorded delivery")
    assert not Item.objects.exclude(pk__in=before).filter(kind="conduct.for_party").exists()


@pytest.mark.parametrize("way", ["pigeon", ""])
def test_way_that_is_not_known_is_refused(way: str) -> None:
    case, holder = conduct.held_case()

    with pytest.raises(Refused, match="how"):
        dispatch(
            paper=a_letter(case, holder), to=party(case, holder, "Complainant"), way=way, note="", made_outside=False,
            by=holder,
        )  # fmt: skip


def test_format_that_the_portal_cannot_make_is_made_outside_before_it_goes() -> None:
    holder = conduct.officer()
    case = conduct.received(who=WhoComplains(name="Rosa", format=Need.Format.BRAILLE)).case
    conduct.declare(case=case, has_conflict=False, words="", by=holder)
    paper = a_letter(case, holder)
    to = party(case, holder, "Complainant")
    client = signed_in(holder)

    page = client.get(url("letters", case.pk)).content.decode()
    with pytest.raises(Refused, match="braille"):
        dispatch(paper=paper, to=to, way="post", note="", made_outside=False, by=holder)
    said = {"to": str(to.key), "way": "post", "note": "", "made_outside": "on"}
    client.post(url("letter_send", case.pk, paper.pk), said)

    assert "To be made outside" in page
    with acting_as(holder.pk):
        assert Sending.objects.get(paper=paper).way == "post"


def test_letter_never_goes_to_somebody_else_or_before_the_notification() -> None:
    first, second = conduct.member(), conduct.member()
    case, holder = conduct.held_case(first, second)
    waiting = parties_unnotified(case, holder)[0]
    early = a_letter(case, holder, to=waiting.capacity)
    with pytest.raises(Refused, match="not notified"):
        dispatch(paper=early, to=waiting, way="post", note="", made_outside=False, by=holder)
    conduct.notified(case, first, holder)
    conduct.notified(case, second, holder)
    with acting_as(holder.pk):
        to_first, to_second = (
            next(one for one in parties_of(case) if one.subject and one.subject.member_id == who.pk)
            for who in (first, second)
        )
    paper = write_letter(case=case, template=kind("notification"), party=to_first, title="T", words="W", by=holder)

    assert to_first.subject is not None
    notice = write_notice(
        case=case, template=kind("decision-notice"), subject=to_first.subject, title="T", words="W", by=holder
    )

    with pytest.raises(Refused, match="somebody else"):
        dispatch(paper=paper, to=party(case, holder, "Complainant"), way="post", note="", made_outside=False, by=holder)
    with pytest.raises(Refused, match="another member"):
        dispatch(paper=notice, to=to_second, way="portal", note="", made_outside=False, by=holder)
