"""Every published edition on paper (G8): all its words, in order, whose they are, and where newer ones would stand.

Deliberate faults that turn these red, each tried: leave a point's heading, the lead-in or the last paragraph out of the
template; print `now` on the first page; drop the triggers of migration 0013; answer 200 for a draft; make the PDF in
the request; drop `print_later` from the publication.
"""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from guidance.actions import withdraw
from guidance.editing.stages import publish
from guidance.models import EditionPdf, Kind, today
from guidance.printing.actions import KIND, make, pdf_of, print_missing
from guidance.printing.blocks import Run, of_markdown
from portal.foundation.outbox.models import Item
from tests.factories.guidance import (
    DocumentFactory,
    EditionFactory,
    PointVersionFactory,
    SectionFactory,
    adopted,
    plain,
    protocol,
)

pytestmark = pytest.mark.django_db
SLUG = "/guidance/social-media-protocol/"
HOSTILE = '#read("/etc/passwd") $x^2$ *b* @label <l> \\ `c` "q" https://a.example/b?c=d#e'


def _long_protocol():
    """Six sections of twelve points: headings, several lines, a lead-in in the middle, hostile signs."""
    line = "Ask yourself whether you would say these words aloud in a public meeting, with the press in the room. "
    texts = [f"Heading {n} | Point {n}. {line * (n % 5 + 1)}\n{HOSTILE}" for n in range(11)] + [f"No heading. {line}"]
    parsed = protocol([(f"Section called {n}", texts) for n in range(6)])
    first = replace(parsed.sections[0], lead_in="Members must\nat all times:", lead_in_before="1.3")
    return replace(parsed, sections=(first, *parsed.sections[1:]), front=("Merebridge City Council", "Protocol"))


def _pages(pdf):
    return [page.extract_text().replace("\u200b", "") for page in PdfReader(BytesIO(pdf)).pages]


def _printed_words(edition):
    """Word by word what stands after the first page, lines at the foot taken away."""
    pages = _pages(pdf_of(edition))
    bodies = [text[: text.rindex(f"{edition.document.title}\nEdition {edition.number}")] for text in pages]
    return " ".join(bodies[1:]).split()


def _expected_words(edition):
    words = [word for line in edition.front for word in line.split()]
    for section in edition.sections.order_by("order"):
        words += [f"{section.number}.", *section.title.split()]
        for version in section.points.order_by("order"):
            if version.number == (section.lead_in_before or f"{section.number}.1"):
                words += section.lead_in.split()
            words += [version.number, *version.heading.split(), *version.text.split()]
            words.append(f"http://localhost:8000{version.get_absolute_url()}")
    return words


def _made(edition):
    make(Item(kind=KIND, payload={"edition": str(edition.pk)}))
    return EditionPdf.objects.get(edition=edition)


def test_every_word_is_printed_in_order(settings):
    settings.PORTAL_URL = "http://localhost:8000"
    edition = adopted(_long_protocol())

    assert _printed_words(edition) == _expected_words(edition)


def test_first_page_says_whose_words_since_when_and_where(settings):
    settings.PORTAL_URL = "https://portal.council.example"
    edition = adopted(_long_protocol())
    pages = _pages(pdf_of(edition))
    first = " ".join(pages[0].split())

    for words in (
        "Social media protocol Adopted protocol The council’s own words",
        "Edition 1 In force from 1 January 2020 Adopted by Full Council Decided on 3 December 2019",
        "Permanent address https://portal.council.example/guidance/social-media-protocol/edition-1/",
        "A newer edition? https://portal.council.example/guidance/social-media-protocol/history/",
        f"SHA-256 of the text {edition.content_hash}",
    ):
        assert words in first
    contents = first[first.index("Contents 1. Section called 0") :]
    assert all(f"{n}. Section called {n - 1}" in contents for n in range(1, 7))


def test_every_page_says_at_its_foot_what_it_is_and_where_newer_words_would_stand(settings):
    settings.PORTAL_URL = "https://portal.council.example"
    edition = adopted(_long_protocol())
    pages = _pages(pdf_of(edition))

    assert len(pages) > 5
    for number, page in enumerate(pages, start=1):
        assert "".join(page.split()).endswith(
            f"SocialmediaprotocolEdition1,inforcefrom1January2020.SHA-256{edition.short_hash}Page{number}of{len(pages)}"
            "Printedwordsmaybeoutofdate.Newerones:"
            "https://portal.council.example/guidance/social-media-protocol/history/"
        )


def test_headings_lists_and_contents_are_tagged():
    pdf = PdfReader(BytesIO(pdf_of(adopted())))
    tags = _tags(pdf.root_object["/StructTreeRoot"])

    assert pdf.metadata.title == "Social media protocol, edition 1"
    assert pdf.root_object["/Lang"] == "en-GB"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.root_object["/Metadata"].get_data()
    assert [tags.count(tag) for tag in ("/Title", "/H1", "/TOCI", "/L", "/LI")] == [1, 3, 2, 2, 3]
    assert tags.count("/Link") == 2 + 2 + 2 * 3  # addresses, contents, number and address of each point


def _tags(node):
    node = node.get_object()
    if isinstance(node, list):
        return [tag for child in node for tag in _tags(child)]
    if not isinstance(node, dict):
        return []
    own = [node["/S"]] if "/S" in node else []
    return own + (_tags(node["/K"]) if "/K" in node else [])


def test_plain_english_says_that_it_was_not_adopted():
    first = " ".join(_pages(pdf_of(plain()))[0].split())

    assert "Plain English Plain English, not adopted by the council." in first
    assert "Adopted" not in first


def test_markdown_is_printed_as_paragraphs_and_lists_with_what_it_rests_on():
    edition = EditionFactory(
        document=DocumentFactory(kind=Kind.SUPPLEMENTARY), adopted_by="", adopted_on=None, effective_from=today()
    )
    text = f"Be **kind**, see [the code](https://a.example/code).\n\n3. One\n4. Two\n   - *deep*\n\n<b>{HOSTILE}</b>"
    PointVersionFactory(
        edition=edition,
        section=SectionFactory(edition=edition, number="G1"),
        number="G1.1",
        text=text,
        basis="Localism Act 2011, section 27",
        is_law=True,
        law_as_at=date(2026, 5, 1),
        owner_role="comms_lead",
        review_by=date(2027, 5, 1),
    )

    words = " ".join(_printed_words(publish(edition, by=None)))

    assert "G1.1 Be kind, see the code (https://a.example/code). 3. One 4. Two • deep <b>#read" in words
    assert "What it rests on (as at 1 May 2026): Localism Act 2011, section 27 Looked after by:" in words
    assert "to be reviewed by 1 May 2027" in words


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("a *b* **c** `d`\ne", "a |b/em| |c/strong| |d/code| |e"),
        ("[w](javascript:alert(1))", "[w](javascript:alert(1))"),
        ("[w](/there)", "w"),
        ("<script>x</script>", "<script>x</script>"),
        ("![p](https://a.example/p.png)", "!|p/https://a.example/p.png| (https://a.example/p.png)"),
        ("<https://a.example/>", "https://a.example//https://a.example/"),
        ("# h", "# h"),
        ("| a |\n| - |", "| a || || - |"),
    ],
)
def test_little_of_markdown_is_read(text, runs):
    (block,) = of_markdown(text)

    def told(run: Run) -> str:
        marks = [name for name in ("em", "strong", "code") if getattr(run, name)] + ([run.href] if run.href else [])
        return "/".join([run.text, *marks])

    assert "|".join(map(told, block.runs)) == runs


@pytest.mark.parametrize("text", ["[a]: https://a.example", "- ", "*" * 9_000, "> " * 4_000, "\\\n", "[" * 9_000])
def test_no_markdown_is_too_odd(text):
    assert of_markdown(text)


def test_published_edition_is_printed_once_with_the_same_bytes_for_ever():
    edition = adopted()
    (item,) = Item.objects.filter(kind=KIND)
    make(item)
    pdf = EditionPdf.objects.get(edition=edition)
    withdraw(edition, withdrawn_on=today() + timedelta(days=1), by=None)
    make(item)

    assert EditionPdf.objects.get(edition=edition).made_at == pdf.made_at
    edition.refresh_from_db()
    assert pdf_of(edition) == bytes(pdf.content)


def test_draft_is_not_printed():
    edition = adopted(is_published=False)

    assert not Item.objects.filter(kind=KIND).exists()
    make(Item(kind=KIND, payload={"edition": str(edition.pk)}))
    assert not EditionPdf.objects.exists()
    with pytest.raises(ValueError, match="draft"):
        pdf_of(edition)


def test_editions_without_pdf_are_asked_for_again_once_a_day():
    _made(adopted())
    old = plain()
    adopted(protocol([("Draft", ["Not yet."])]), is_published=False)
    Item.objects.all().delete()

    assert [print_missing(), print_missing(), print_missing(on=date(2030, 1, 1))] == [1, 1, 1]
    assert [item.payload for item in Item.objects.filter(kind=KIND)] == [{"edition": str(old.pk)}] * 2


def test_pdf_is_never_changed_or_taken_away():
    pdf = _made(adopted())

    for change in (
        lambda: EditionPdf.objects.filter(pk=pdf.pk).update(pages=9),
        lambda: EditionPdf.objects.filter(pk=pdf.pk).delete(),
        lambda: connection.cursor().execute("TRUNCATE guidance_editionpdf"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize("wrong", [{"sha256": "0" * 64}, {"size": 5}, {"pages": 0}])
def test_row_that_does_not_tell_of_its_bytes_is_refused(wrong):
    pdf = EditionPdf.of(adopted(), b"%PDF-", pages=1)
    for name, value in wrong.items():
        setattr(pdf, name, value + 1 if name == "size" else value)

    with pytest.raises(IntegrityError), transaction.atomic():
        pdf.save(force_insert=True)


def test_pdf_of_a_draft_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        EditionPdf.of(adopted(is_published=False), b"%PDF-", pages=1).save(force_insert=True)


def test_pdf_is_downloaded_by_anybody_and_kept_by_caches(client):
    pdf = _made(adopted())

    answer = client.get(SLUG + "edition-1.pdf")

    assert answer.content == bytes(pdf.content)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="social-media-protocol-edition-1.pdf"'
    assert answer.headers["ETag"] == f'"{pdf.sha256}"'
    assert answer.headers["Cache-Control"] == "public, max-age=2592000"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = client.get(SLUG + "edition-1.pdf", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_pdf_that_is_not_made_yet_is_late_and_never_made_while_somebody_waits(client):
    adopted()

    answer = client.get(SLUG + "edition-1.pdf")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "The PDF is being made" in answer.content.decode()
    assert not EditionPdf.objects.exists()


def test_pdf_of_a_draft_of_a_day_to_come_and_of_nothing_is_not_found(client):
    adopted()
    _made(adopted(protocol([("A", ["To come."])]), effective_from=today() + timedelta(days=1)))
    adopted(protocol([("A", ["Secret draft."])]), is_published=False)

    for page in ("edition-2.pdf", "edition-3.pdf", "edition-4.pdf", "edition-0.pdf", f"edition-{'9' * 30}.pdf"):
        assert client.get(SLUG + page).status_code == 404
    assert client.get("/guidance/unknown/edition-1.pdf").status_code == 404
    assert client.post(SLUG + "edition-1.pdf").status_code == 405


def test_pages_lead_to_the_pdf_without_reading_its_bytes(client):
    _made(adopted())

    for page in ("/guidance/", SLUG + "edition-1/", SLUG + "history/"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            text = " ".join(client.get(page).content.decode().split())
        assert f'href="{SLUG}edition-1.pdf"' in text
        assert "(PDF, 2 pages," in text
        assert not any('"guidance_editionpdf"."content"' in query["sql"] for query in queries)


def test_pages_say_when_there_is_no_pdf_yet(client):
    adopted()

    assert "The PDF of this edition is being made" in client.get("/guidance/").content.decode()
