"""Sample protocols, each built differently: split into the right points, and not a word of them lost."""

import dataclasses

import pytest

from guidance.importing import ParsedProtocol, Unreadable, parse, read_apart, read_document, words_of
from guidance.importing.lines import Line
from guidance.importing.measuring import splitting, together
from guidance.importing.parsed import Log
from guidance.importing.parsing import parse_lines
from guidance.importing.wire import NotAProtocol, from_data, to_data
from tests.guidance.samples import SAMPLES
from tests.guidance.samples.pdf_files import one_page

BUILT = {name: build() for name, build in SAMPLES.items()}
READ = {name: read_document(name, data) for name, (data, _) in BUILT.items()}


def refs(protocol: ParsedProtocol) -> set[str]:
    return {remark.ref for remark in (*protocol.repairs, *protocol.notices)}


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_is_split_into_its_clauses_and_no_others(name):
    clauses = BUILT[name][1]
    assert [(p.number, f"{p.heading} {p.text}".split()) for p in READ[name].points] == [
        (number, text.split()) for number, text in clauses.items()
    ]


def test_at_least_95_of_100_clauses_are_split_rightly_over_all_samples():
    """Goal G16. Fault that turns it red: keep no printed numbers (kept_numbers answers None)."""
    figure = together(splitting(clauses, READ[name]) for name, (_, clauses) in BUILT.items())
    assert len(SAMPLES) >= 10
    assert figure.asked >= 100
    assert figure.share >= 95


def test_splitting_counts_what_came_out_otherwise():
    figure = splitting({"1.1": "Be kind.", "1.2": "Be fair."}, parse("Rules\n\n- Be kind.\n- Be brief.\n"))
    assert (figure.asked, figure.right, figure.wrong) == (2, 1, ("1.2",))


def test_running_lines_of_a_pdf_are_set_aside_and_said():
    said = [notice.what for notice in READ["bullets.pdf"].notices if notice.ref == "N-14"]
    assert said == [
        "“Wold District Council” at the edge of 2 pages was set aside as a running line.",
        "“Page 1 of 2” at the edge of 2 pages was set aside as a running line.",
    ]


def test_hyphen_at_the_end_of_a_pdf_line_is_left_and_noticed():
    rows = ["/F2 9 Tf 0 -14 Td (Rules) Tj /F1 9 Tf"]
    rows += ["0 -14 Td (Members keep their own self-) Tj 0 -11 Td (respect and that of their neighbours.) Tj"]
    rows += ["/F2 9 Tf 0 -24 Td (More) Tj /F1 9 Tf 0 -14 Td (Be kind to all people in the town.) Tj"]
    protocol = read_document("x.pdf", one_page("\n".join(rows)))
    assert protocol.points[0].text == "Members keep their own self- respect and that of their neighbours."
    assert "N-16" in refs(protocol)


def test_restarting_lists_are_numbered_afresh_with_a_notice():
    protocol = parse("Rules\n\n1. Be kind.\n2. Be fair.\n3. Be calm.\n\nOther\n\n1. Be slow.\n2. Be brief.\n")
    assert [point.number for point in protocol.points] == ["1.1", "1.2", "1.3", "2.1", "2.2"]
    assert "N-5" in refs(protocol)


def test_paragraph_and_bullets_below_a_numbered_clause_stay_with_it():
    protocol = parse(
        "1. Rules\n\n1.1 Be kind:\n- to members\n- to others\n\nAlways.\n\n1.2 Be fair.\n\n2. End\n\nGo.\n"
    )
    assert [(p.number, p.text) for p in protocol.points] == [
        ("1.1", "Be kind:\nto members\nto others\nAlways."),
        ("1.2", "Be fair."),
        ("2.1", "Go."),
    ]
    assert "N-7" in refs(protocol)


def test_text_above_the_first_number_is_the_lead_in_of_its_section():
    section = parse("1. Rules\n\nThese hold always.\n\n1.1 Be kind.\n\n1.2 Be fair.\n\n2. End\n\n2.1 Go.\n").sections[0]
    assert (section.lead_in, section.lead_in_before) == ("These hold always.", "")


def test_automatic_numbers_are_no_words_of_the_file():
    words = words_of(READ["automatic.docx"])
    assert not {"1.", "1.1", "(a)"} & set(words)


def test_words_left_out_by_a_reader_are_found():
    """The proof of a reader: the words it read must be those that it handed on."""
    lines = [Line(1, 0, "", "Rules", gap=True), Line(2, 0, "", "Be kind.", gap=True)]
    with pytest.raises(Unreadable, match=r"^The file could not be read letter for letter"):
        parse_lines(lines, "Rules Be very kind.", Log())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_that_are_read(encoding):
    protocol = read_document("x.txt", "Rules\n\nNobody’s café – at £5 – is shut.\n".encode(encoding))
    assert protocol.points[0].text == "Nobody’s café – at £5 – is shut."
    assert ("N-13" in refs(protocol)) == (encoding in ("utf-16", "cp1252"))


def test_markdown_link_keeps_its_address_and_html_is_text():
    protocol = read_document("x", b"# Rules\n\nSee [the *desk*](https://desk.example/a) & <b>me</b>.\n")
    assert protocol.points[0].text == "See the desk (https://desk.example/a) & <b>me</b>."


def test_what_the_child_hands_back_is_the_same_protocol():
    for name in ("automatic.docx", "bullets.pdf", "headings.md"):
        assert read_apart(name, BUILT[name][0]) == READ[name]


@pytest.mark.parametrize(
    "change",
    [{"sections": None}, {"sections": ["x"]}, {"front": [1]}, {"notices": [{"ref": "N-1", "line": True, "what": "x"}]}],
)
def test_data_that_no_protocol_makes_is_refused(change):
    with pytest.raises(NotAProtocol):
        from_data(to_data(READ["styles.docx"]) | change)


def test_data_goes_there_and_back():
    protocol = dataclasses.replace(READ["rules.docx"], front=("A title",))
    assert from_data(to_data(protocol)) == protocol
