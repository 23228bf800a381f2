"""The shipped edition: complete by the numbers and labels of the protocol it explains, and easy to read."""

import re
from datetime import date

import pytest

from guidance.importing import ParsedPoint, words_of
from guidance.plain_english import details, load

LONGEST_SENTENCE = 30  # words
MOST_SENTENCES = 5

# Which labels each point covers: a label names one thing that the protocol says, a point may say several.
LABELS = {
    "1.1": "S1.1 S1.2 S1.3 S1.4 S1.5",
    "2.1": "S2.1 S2.2",
    "2.2": "S2.3 S2.4 S2.5",
    "3.1": "S3.1 S3.2 S3.3",
    "3.2": "S3.4",
    **{f"4.{n}": f"S4.{n}" for n in range(1, 6)},
    **{f"5.{n}": f"S5.{n}" for n in range(1, 8)},
    **{f"6.{n}": f"S6.{n}" for n in range(1, 5)},
    **{f"7.{n}": f"S7.{n}" for n in range(1, 10)},
    "8.1": "S8.0",
    "8.2": "S8.1.1 S8.1.2",
    "8.3": "S8.2.1 S8.2.2 S8.2.3",
    "8.4": "S8.3.1 S8.3.2 S8.3.3",
    "8.5": "S8.4.1 S8.4.2 S8.4.3 S8.4.4",
    **{f"9.{n}": f"S9.{n}" for n in range(1, 8)},
    "10.1": "S10.1 S10.2",
    "10.2": "S10.3 S10.4",
    "10.3": "S10.5 S10.6",
    "10.4": "S10.7",
    **{f"11.{n}": f"S11.{n} S11.{n}a" for n in range(1, 5)},
    "11.5": "S11.5 S11.6",
    "12.1": "S12.1 S12.2",
}
POINTS = load().points


def sentences(text: str) -> list[str]:
    return [sentence for sentence in re.split(r"(?<=[.?!:])\s+|\n", text) if sentence]


def test_edition_has_twelve_sections() -> None:
    assert [section.number for section in load().sections] == [str(number) for number in range(1, 13)]


def test_points_have_the_numbers_and_labels_of_the_protocol() -> None:
    assert {point.number: " ".join(point.labels) for point in POINTS} == LABELS
    assert [point.number for point in POINTS] == list(LABELS)


def test_every_label_is_covered_once() -> None:
    labels = [label for point in POINTS for label in point.labels]
    assert (len(labels), len(set(labels))) == (78, 78)


def test_points_stand_in_their_section() -> None:
    assert all(
        point.number.split(".")[0] == str(section.number) for section in load().sections for point in section.points
    )


def test_lead_ins_stand_where_the_protocol_has_them() -> None:
    assert {s.number: s.lead_in_before for s in load().sections if s.lead_in} == {"4": "", "5": "", "7": "", "9": "9.4"}


def test_four_points_have_a_heading() -> None:
    assert [point.number for point in POINTS if point.heading] == ["8.2", "8.3", "8.4", "8.5"]


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.number)
def test_point_is_easy_to_read(point: ParsedPoint) -> None:
    read = sentences(point.text)
    assert len(read) <= MOST_SENTENCES
    assert [sentence for sentence in read if len(sentence.split()) > LONGEST_SENTENCE] == []


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.number)
def test_point_is_tidy(point: ParsedPoint) -> None:
    assert point.text[-1] in ".?"
    assert [line for line in point.text.split("\n") if line != " ".join(line.split())] == []


def test_equality_names_all_nine_characteristics() -> None:
    text = next(point.text for point in POINTS if point.number == "11.2")
    named = (
        "age, disability, gender reassignment, marriage and civil partnership, pregnancy and maternity, race, "
        "religion or belief, sex, and sexual orientation"
    )
    assert named in text


def test_words_come_in_reading_order() -> None:
    words = " ".join(words_of(load()))
    assert words.index("When people turn nasty") < words.index("Then take these steps:") < words.index("Tell the")


def test_details_say_how_far_the_edition_may_be_trusted() -> None:
    told = details()
    assert (told.title, told.law_as_at, told.language) == (
        "How to use social media well: plain-English guide",
        date(2026, 11, 22),
        "en-GB",
    )
    assert "not legal advice" in told.caution
