"""Protocols written in other ways, and files that are none: read whole, or refused with one sentence."""

from pathlib import Path

import pytest

from guidance.importing import LARGEST, ParsedProtocol, Unreadable, parse, read_protocol

TWIN = Path(__file__).with_name("twin.txt")
TEXT = TWIN.read_text(encoding="utf-8")


def refs(protocol: ParsedProtocol) -> set[str]:
    return {remark.ref for remark in (*protocol.repairs, *protocol.notices)}


# Other ways of writing


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_the_same_text(ends: str) -> None:
    assert parse("\ufeff" + TEXT.replace("\n", ends)) == parse(TEXT)


def test_numbered_headings_and_clauses() -> None:
    text = "1. Purpose\n\nWhy.\n\n2. Rules\n\nYou must:\n\n1. Be kind.\n2. Be fair.\n\n3. End\n\n3.1 Go at 5.30 pm."
    protocol = parse(text)
    assert [(s.title, s.lead_in, [p.text for p in s.points]) for s in protocol.sections] == [
        ("Purpose", "", ["Why."]),
        ("Rules", "You must:", ["Be kind.", "Be fair."]),
        ("End", "", ["Go at 5.30 pm."]),
    ]
    assert [point.number for point in protocol.points] == ["1.1", "2.1", "2.2", "3.1"]
    assert refs(protocol) == {"G-13"}


def test_marked_headings() -> None:
    text = "# Our protocol\n\n## Purpose\n\nWhy.\n\n## Law\n\n### Libel\n\nTell the truth.\n\n* One.\n* Two.\n"
    protocol = parse(text)
    assert protocol.front == ("Our protocol",)
    assert [(s.title, [(p.heading, p.text) for p in s.points]) for s in protocol.sections] == [
        ("Purpose", [("", "Why.")]),
        ("Law", [("Libel", "Tell the truth."), ("", "One."), ("", "Two.")]),
    ]


def test_printed_title_is_kept_apart() -> None:
    protocol = parse("Forum protocol\n\nVersion 2, May 2018\n\nPurpose\n\nWe like order.\n")
    assert protocol.front == ("Forum protocol", "Version 2, May 2018")
    assert [section.title for section in protocol.sections] == ["Purpose"]
    assert refs(protocol) == {"N-1"}


def test_text_above_the_first_heading_is_a_section_of_its_own() -> None:
    protocol = parse("This was adopted in 2018.\n\nPurpose\n\nWe like order.\n")
    assert [(s.title, s.printed) for s in protocol.sections] == [("Introduction", ""), ("Purpose", "Purpose")]
    assert refs(protocol) == {"G-13", "N-3"}


def test_second_lead_in_heads_its_first_point() -> None:
    protocol = parse("Trouble\n\nBe calm.\n\nYou should:\n\n- Write.\n- Ring.\n\nYou should not:\n\n- Shout.\n")
    section = protocol.sections[0]
    assert (section.lead_in, section.lead_in_before) == ("You should:", "1.2")
    assert [(p.heading, p.text) for p in section.points] == [
        ("", "Be calm."),
        ("", "Write."),
        ("", "Ring."),
        ("You should not:", "Shout."),
    ]


def test_list_in_lower_case_is_not_joined() -> None:
    protocol = parse("Manners\n\nPlease:\n\n- be kind\n- be fair\n- be brief\n")
    assert [point.text for point in protocol.points] == ["be kind", "be fair", "be brief"]


def test_blank_lines_between_all_items_are_a_style() -> None:
    assert "G-1" not in refs(parse("Manners\n\nPlease:\n\n- Be kind.\n\n- Be fair.\n\n- Be brief.\n"))


def test_list_within_a_list_stays_with_its_item() -> None:
    protocol = parse("Manners\n\n- Be kind.\n- Be fair:\n  - to members\n  - to neighbours\n- Be brief.\n")
    assert [point.text for point in protocol.points] == [
        "Be kind.",
        "Be fair:\nto members\nto neighbours",
        "Be brief.",
    ]


def test_wrapped_paragraph_keeps_its_dashes_and_numbers() -> None:
    text = "Manners\n\nWe like – as many\n– not all – do, in\n2. of May\n- and June - a party.\n"
    assert [p.text for p in parse(text).points] == [
        "We like – as many – not all – do, in 2. of May - and June - a party."
    ]


def test_sentence_cut_by_a_blank_line_is_one_point() -> None:
    protocol = parse("Manners\n\nWe like order in\n\nour groups.\n\nAnd peace.\n")
    assert [point.text for point in protocol.points] == ["We like order in our groups.", "And peace."]


def test_bulleted_names_end_with_the_last_bullet() -> None:
    protocol = parse(
        "Law\n\nThe risks are:\n\n• Libel\n\nTell the truth.\n\n• Theft\n\nAsk first.\n\nContact\n\nRing us.\n"
    )
    assert [section.title for section in protocol.sections] == ["Law", "Contact"]


def test_whole_address_is_a_link_as_printed() -> None:
    point = parse("Help\n\nSee https://help.example/a-b. Or www.shires.example, and be well.\n").points[0]
    assert point.links == (
        ("https://help.example/a-b", "https://help.example/a-b"),
        ("www.shires.example", "https://www.shires.example"),
    )


def test_section_without_text_is_noticed() -> None:
    protocol = parse("Manners\n\nBe kind.\n\nPart two\n\nLaw\n\nTell the truth.\n")
    assert [len(section.points) for section in protocol.sections] == [1, 0, 1]
    assert "N-4" in refs(protocol)


# What cannot be read


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is empty."),
        ("\ufeff \n\t\n", "The file is empty."),
        ("Manners\n\nBe\x00kind.", "The file is not text but a binary file: save it as plain text in UTF-8."),
        (
            "Manners\n\nBe \x02kind.",
            "The file holds a control character (line 3): save it as plain text in UTF-8.",
        ),
        (
            "Manners\n\nBe \ud800 kind.",
            "The text holds half a character (a lone surrogate): it cannot be stored.",
        ),
        (
            "be kind.\n\nbe fair.",
            "No headings were found: a heading is a short line of its own with text below it.",
        ),
        ("x" * (LARGEST + 1), "The file is too large to be a protocol: the limit is 5 MB."),
        ("x\n" * 30_000, "The file has more than 20,000 lines: too many for a protocol."),
        (
            "Manners\n\n" + "- Be kind.\n" * 2_001,
            "The file gives more than 2,000 points: too many for a protocol.",
        ),
        ("# A\n\n# B\n", "No headings with text below them were found."),
    ],
    ids=["empty", "blank", "nul", "control", "surrogate", "no headings", "huge", "lines", "points", "no text"],
)
def test_unreadable_text_is_refused_with_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        parse(text)
    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "The file is not text but a binary file: save it as plain text in UTF-8."),
        ("Café".encode("latin-1"), "The file is not UTF-8 text (byte 4): save it as plain text in UTF-8."),
        ("Manners".encode("utf-16"), "The file is UTF-16, not UTF-8: save it as plain text in UTF-8."),
        (b"x" * (LARGEST + 1), "The file is too large to be a protocol: the limit is 5 MB."),
    ],
    ids=["binary", "latin-1", "utf-16", "huge"],
)
def test_unreadable_file_is_refused_with_one_sentence(tmp_path: Path, raw: bytes, sentence: str) -> None:
    file = tmp_path / "protocol.txt"
    file.write_bytes(raw)
    with pytest.raises(Unreadable) as refusal:
        read_protocol(file)
    assert refusal.value.sentence == sentence


def test_missing_file_is_refused_with_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"^The file cannot be opened: No such file or directory\.$"):
        read_protocol(tmp_path / "none.txt")


def test_file_is_read_without_its_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "protocol.txt"
    file.write_bytes(b"\xef\xbb\xbf" + TWIN.read_bytes())
    assert parse(read_protocol(file)) == parse(TEXT)
