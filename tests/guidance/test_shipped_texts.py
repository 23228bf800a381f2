"""What is shipped beside the protocol: complete by its topics, honest about its law, and easy to read.

Readability is the Flesch-Kincaid grade with a simple count of syllables: good to half a grade, and the same on every
run. Grade 7 is a reading age of about 12.
"""

import re
from datetime import timedelta

import pytest

from guidance import plain_english
from guidance.importing import ParsedPoint
from guidance.models import OwnerRole, months_later
from guidance.models.shapes import SEE
from guidance.supplementary import ABUSE, GUIDANCE, QUESTIONS, Shipped, load, topics

TEXTS = (GUIDANCE, ABUSE, QUESTIONS)
POINTS = {path: load(path).text.points for path in TEXTS}
ALL = [point for points in POINTS.values() for point in points]
HIGHEST_GRADE, HIGHEST_OF_A_POINT = 7, 9
LONGEST_SENTENCE, MOST_WORDS = 25, 75
ACT = re.compile(r"\b(1[89]|20)\d\d\b|\blaw\b|\bConvention\b|\bcourt decisions\b", re.I)
STIFF = (
    "purdah", "utilise", "pursuant", "prior to", "in order to", "whilst", "hereby", "aforementioned", "facilitate",
    "commence", "endeavour", "please note", "leverage", "stakeholder", "going forward", "in respect of", "perpetrator",
)  # fmt: skip
EXPECTED_TOPICS = (
    "Election periods",
    "Use in meetings",
    "Likes, shares, tags, corrections",
    "Disclaimers",
    "WhatsApp, Signal, Facebook groups",
    "Threads, Bluesky, TikTok, Instagram, YouTube, Nextdoor, LinkedIn, X",
    "AI and deepfakes",
    "Mis- and disinformation, bots",
    "House rules and blocking",
    "Moderating comments",
    "Security and takeover",
    "Personal safety",
    "Casework by DM",
    "Staff",
    "Records",
    "Expectations/wellbeing",
    "Leaving office",
    "Indemnity/insurance",
    "Interests",
    "Sensitive news",
    "Who to ask, how fast",
)


def words_only(markdown: str) -> str:
    """The words without the signs of Markdown."""
    return re.sub(r"(?m)^\s*(?:\d+\.|-)\s+|\]\([^)]*\)|[*_`\[\]]", "", markdown)


def sentences(text: str) -> list[str]:
    return [said for said in re.split(r"(?<=[.?!:])[”)]?\s+|\n+", words_only(text)) if re.search(r"\w", said)]


def syllables(word: str) -> int:
    letters = re.sub(
        r"(?:[^laeiouy]es|[^dt]ed|[^l]e)$", lambda ending: ending[0][0], re.sub("[^a-z]", "", word.lower())
    )
    return max(1, len(re.findall("[aeiouy]+", letters)))


def grade(text: str) -> float:
    words = re.findall(r"[\w’']+", words_only(text))
    return 0.39 * len(words) / len(sentences(text)) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_every_topic_that_members_expect_has_a_section():
    assert topics() == EXPECTED_TOPICS


@pytest.mark.parametrize(
    ("path", "title", "first", "last"),
    [
        (GUIDANCE, "Supplementary guidance", "G1", "G21"),
        (ABUSE, "Handling abuse", "G22", "G34"),
        (QUESTIONS, "Questions and answers", "Q1", "Q7"),
    ],
)
def test_sections_are_numbered_on_and_points_in_them(path, title, first, last):
    shipped = load(path)
    numbers = [str(section.number) for section in shipped.text.sections]
    letter, start = first[0], int(first[1:])

    assert shipped.title == title
    assert numbers == [f"{letter}{start + place}" for place in range(len(numbers))]
    assert numbers[-1] == last
    assert all(
        [point.number for point in section.points]
        == [f"{section.number}.{n}" for n in range(1, len(section.points) + 1)]
        for section in shipped.text.sections
    )


@pytest.mark.parametrize("path", [GUIDANCE, ABUSE], ids=lambda path: path.stem)
def test_each_section_has_two_points_at_least_and_few(path):
    sizes = {len(section.points) for section in load(path).text.sections}

    assert sizes <= {2, 3, 4, 5, 6, 7}


def test_there_are_enough_questions_and_each_asks():
    questions = [point.heading for point in POINTS[QUESTIONS]]

    assert len(questions) >= 25
    assert len(set(questions)) == len(questions)
    assert [asked for asked in questions if "?" not in asked] == []


def test_what_an_answer_rests_on_is_there():
    labels = {label for point in plain_english.load().points for label in point.labels}
    numbers = {point.number for point in ALL}
    rests = {point.number: [label.removeprefix(SEE) for label in point.labels] for point in POINTS[QUESTIONS]}

    assert [number for number, refs in rests.items() if not refs] == []
    assert {ref for refs in rests.values() for ref in refs} <= labels | numbers


@pytest.mark.parametrize("point", ALL, ids=lambda point: point.number)
def test_point_says_what_it_rests_on_and_who_looks_after_it(point: ParsedPoint):
    assert point.basis
    assert point.owner_role in OwnerRole.values
    assert point.heading
    assert (point.law_as_at is not None) == point.is_law
    assert not point.is_law or ACT.search(point.basis)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_review_comes_within_a_year_and_within_half_a_year_for_law(path):
    shipped: Shipped = load(path)
    year, half = months_later(shipped.written_on, 12), months_later(shipped.written_on, 6)

    late = [p.number for p in shipped.text.points if p.review_by is None or p.review_by > (half if p.is_law else year)]
    early = [p.number for p in shipped.text.points if p.review_by and p.review_by < shipped.written_on + timedelta(30)]
    assert (late, early) == ([], [])


@pytest.mark.parametrize("point", ALL, ids=lambda point: point.number)
def test_point_is_short_and_easy_to_read(point: ParsedPoint):
    assert len(words_only(point.text).split()) <= MOST_WORDS
    assert [said for said in sentences(point.text) if len(said.split()) > LONGEST_SENTENCE] == []
    assert grade(point.text) <= HIGHEST_OF_A_POINT
    assert [word for word in STIFF if word in f"{point.heading} {point.text}".lower()] == []
    assert point.text == point.text.strip()
    assert not re.search(r"[<>]|\bS\d", point.text)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_text_as_a_whole_is_for_a_reading_age_of_twelve(path):
    assert grade("\n".join(point.text for point in POINTS[path])) <= HIGHEST_GRADE


def test_what_people_miss_first_is_there():
    said = {point.heading for point in ALL}

    assert {
        "Write house rules and pin them",
        "Block for conduct, never for a view",
        "Can I block somebody on my councillor page?",
        "Can I be sued for a tweet?",
        "Is my WhatsApp group private?",
        "May I post during a planning meeting?",
    } <= said


def test_danger_comes_first_and_copies_come_before_the_block():
    abuse = POINTS[ABUSE]
    copy = next(point.text for point in abuse if point.number == "G25.1")

    assert "ring **999**" in abuse[0].text
    assert any("**101**" in point.text and "Operation Ford" in point.text for point in abuse[:2])
    assert copy.index("the account's profile page") < copy.index("**Then** block or report")
