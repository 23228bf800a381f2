"""A PDF is made by a process that can open nothing, from data that never become markup.

Deliberate faults that turn these red, each tried: put the data into the template as text; leave RLIMIT_NOFILE out and
set the root to "/"; leave the limit of memory out; leave the timestamp to the clock; leave out `_told_in_words`.
"""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from portal.foundation.files.pdf import CannotMakePdf, make_pdf

DATED = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
HOSTILE = (
    '#read("/etc/passwd") #import "x.typ": * $x^2$ *b* _e_ `c` @label <l> \\ \\u{41} #{1+1} "q" \'s -- ... /* c */ // d'
)
LETTER = """
#set document(title: sys.inputs.title)
#set text(font: "Libertinus Serif", hyphenate: false)
#set text(lang: sys.inputs.language, region: if sys.inputs.region != "" { sys.inputs.region })
#let data = json(bytes(sys.inputs.data))
= Letter
#data.text
"""


@pytest.fixture
def make(settings, tmp_path):
    """Makes a PDF from a template of the test, as if it stood in the project."""
    settings.BASE_DIR = tmp_path

    def made(template=LETTER, text="Words.", **more):
        (tmp_path / "letter.typ").write_text(template)
        return make_pdf("letter.typ", {"text": text}, title=more.pop("title", "A letter"), dated=DATED, **more)

    return made


def _words(pdf):
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def test_what_people_wrote_is_printed_sign_by_sign(make):
    assert _words(make(text=HOSTILE)) == f"Letter {HOSTILE}"


def test_same_input_gives_the_same_bytes_in_two_processes(make):
    assert make(text=HOSTILE) == make(text=HOSTILE)


def test_pdf_is_tagged_and_says_its_title_and_language(make):
    pdf = PdfReader(BytesIO(make()))
    root = pdf.root_object

    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title == "A letter"
    assert pdf.metadata.creation_date == DATED
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_another_language_is_written_into_it(make):
    assert PdfReader(BytesIO(make(language="cy"))).root_object["/Lang"] == "cy"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Well done \N{THUMBS UP SIGN}\U0001f3fd!", "Well done [thumbs up sign]!"),
        ("\u6f22", "[cjk unified ideograph-6f22]"),
        ("a\x00b\ud800c", "a[sign 0000]b?c"),
        ("\U0001f469\u200d\U0001f4bb", "[woman][personal computer]"),
        ("Ŵyn, naïve, €5 – “so”", "Ŵyn, naïve, €5 – “so”"),
    ],
)
def test_sign_that_no_font_has_is_printed_by_its_name(make, text, printed):
    assert _words(make(text=text)) == f"Letter {printed}"


@pytest.mark.parametrize(
    "template",
    [
        '#read("/etc/passwd")',
        '#read("../../../../etc/passwd")',
        '#read("letter.typ")',
        '#image("/proc/self/environ")',
        '#import "@preview/cetz:0.3.0": *',
        '#("x" * 2000000000).len()',
        "#(not closed",
        "#data.nothing",
    ],
)
def test_template_that_reaches_out_or_is_broken_makes_nothing(make, template):
    with pytest.raises(CannotMakePdf):
        make(LETTER + template)


def test_no_word_of_the_data_is_in_the_message(make):
    with pytest.raises(CannotMakePdf) as refused:
        make(LETTER + "#panic(data.text)", text="a secret")

    assert "secret" not in str(refused.value)
    assert "secret" in refused.value.diagnostic


@pytest.mark.parametrize("template", ["../letter.typ", "/etc/passwd", "letter.html"])
def test_template_stands_in_the_project(make, template):
    with pytest.raises(ValueError, match="of the project"):
        make_pdf(template, {}, title="A letter", dated=DATED)


def test_date_without_time_zone_is_refused(make):
    with pytest.raises(ValueError, match="time zone"):
        make_pdf("letter.typ", {}, title="A letter", dated=DATED.replace(tzinfo=None))
