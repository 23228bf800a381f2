"""Readability: warnings with their place, on literal text and on Markdown, and the figures of an edition."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance import plain_english
from guidance.readability import (
    FEWEST_GRADED,
    Kind,
    explained_by,
    explained_in,
    figures,
    grade,
    trend,
    warnings_for,
)
from guidance.sentences import plain, sentences

NONE: frozenset[str] = frozenset()
PASSIVE = """\
The post was deleted. / You may be filmed at any time. / Nothing has been decided yet. / Staff are often named in anger.
It is not allowed here. / Their names were never told to us. / The minutes were quickly and quietly withdrawn.
You're recorded at each meeting. / That was said in public. / It will be read aloud. / The case was being looked into.
The page isn't kept. / A reply is sent within a day. / The rule was broken. / The vote is held in May."""
ACTIVE = """\
You are tired. / I was interested in that. / She is a councillor. / They were angry and left. / We need more time.
Be kind. / He was in the red. / The council decided it. / You told us. / It is indeed so. / Somebody recorded you.
She had posted before. / The room was crowded. / Is the table red? / They are concerned about parking."""


def kinds(text: str, *, heading: str = "", explained: frozenset[str] = NONE) -> list[Kind]:
    return [warning.kind for warning in warnings_for(heading, text, explained)]


def told(text: str) -> list[str]:
    clean = plain(text)
    return [" ".join(clean[start:end].split()) for start, end in sentences(clean)]


# --- sentences -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Ask Mr. Ash, e.g. Today. Go.", ["Ask Mr. Ash, e.g. Today.", "Go."]),
        ("He said “no.” She did not.", ["He said “no.”", "She did not."]),
        ("See section 5.2 of it. Then stop.", ["See section 5.2 of it.", "Then stop."]),
        ("You must:\nbe kind;\nbe true.", ["You must:", "be kind;", "be true."]),
        ("A line that was\nwrapped by hand.", ["A line that was wrapped by hand."]),
        ("- be kind\n- be true\n\nAnd stop.", ["be kind", "be true", "And stop."]),
        ("1. be kind\n2. be true", ["be kind", "be true"]),
        ("# Title\nText with **bold** and `code` and _more_.", ["Title", "Text with bold and code and more ."]),
        ("Read [the point](https://a.example/x) now.", ["Read the point now."]),
        ("Go to https://a.example/b/c or stop.", ["Go to or stop."]),
        ("| A cell | Another |\n|---|---|\n| small | smaller |", ["A cell", "Another", "small", "smaller"]),
        ("> quoted\n\n```\ncode\n```", ["quoted", "code"]),
        ("", []),
    ],
)
def test_text_is_cut_into_sentences(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@given(st.text(alphabet=st.sampled_from("aB.!* _`[]()#|->\n1’\x00\ud800é"), max_size=200))
@settings(max_examples=150)
def test_any_text_keeps_its_length_and_its_places(text: str) -> None:
    assert len(plain(text)) == len(text)
    for warning in warnings_for(text, text, NONE):
        within = text[warning.span.start : warning.span.end]
        assert warning.place in {"", " ".join(within.split())}


@pytest.mark.parametrize(
    "piece",
    ["[", "[a](", "*", "_a", "<a@", "- ", ". ", "www.", "A", "AB (", "| ", "\n#", "is not ", "`", "a-", " ", "a\n"],
)
def test_no_text_makes_it_slow(piece: str) -> None:
    """Fault: look at the whole block again for each line that goes on (tried)."""
    text = piece * (100_000 // len(piece))

    start = time.perf_counter()
    warnings_for("", text, NONE)
    explained_in([text])
    assert time.perf_counter() - start < 5


# --- warnings --------------------------------------------------------------------------------------------------


def test_sentence_over_25_words_is_told_with_its_place() -> None:
    short, long = " ".join(["go"] * 25), " ".join(["go"] * 26)

    (warning,) = warnings_for("", f"{short.capitalize()}. {long.capitalize()}.", NONE)

    assert (warning.kind, warning.place) == (Kind.LONG, f"{long.capitalize()}.")
    assert warning.span == (76, 76 + 78)
    assert warning.sentence == "26 words. Could it be two sentences?"


def test_items_of_a_list_are_sentences_of_their_own() -> None:
    assert kinds("You must:\n" + "\n".join(f"- go to {number} and stop" for number in range(12))) == []


def test_grade_is_that_of_flesch_and_kincaid() -> None:
    """Four sentences of five words of one syllable: 0.39 * 5 + 11.8 * 1 - 15.59."""
    assert grade("You can ask me now. " * 4) == pytest.approx(-1.84)
    assert grade("Confidential information. " * 10) == pytest.approx(0.39 * 2 + 11.8 * 4 - 15.59)
    assert grade("go " * (FEWEST_GRADED - 1)) is None


def test_hard_words_are_told() -> None:
    text = "Dissemination of confidential information constitutes unacceptable behaviour. " * 3

    assert kinds(text) == [Kind.GRADE]
    assert kinds("Do not pass on what you were not meant to know. " * 3).count(Kind.GRADE) == 0


def test_passive_is_found_by_rule_of_thumb() -> None:
    """Thirty sentences labelled by hand. Fault: leave out what may stand between (tried)."""
    split = [[each.strip() for each in group.replace("\n", " / ").split(" / ")] for group in (PASSIVE, ACTIVE)]
    found = [[sentence for sentence in group if Kind.PASSIVE in kinds(sentence)] for group in split]

    assert [len(group) for group in split] == [15, 15]
    assert set(split[0]) - set(found[0]) == {"The minutes were quickly and quietly withdrawn."}  # "and" ends the search
    assert found[1] == []


def test_passive_names_the_words() -> None:
    (warning,) = warnings_for("", "Here you may **be secretly filmed** by others.", NONE)

    assert warning.place == "be secretly filmed"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ask the DPO first.", ["DPO"]),
        ("Ask the DPO. The DPO knows, and so do DPOs.", ["DPO"]),
        ("Look at GOV.UK or the BBC, not on TV.", []),
        ("You must NOT do it. NEVER.", []),
        ("STOP AND ASK THE DPO", []),
        ("Part III says so.", []),
        ("Both R&D and the ICO.", ["R&D", "ICO"]),
    ],
)
def test_acronym_that_is_explained_nowhere(text: str, expected: list[str]) -> None:
    assert [warning.place for warning in warnings_for("", text, NONE)] == expected


def test_acronym_that_the_edition_explains_elsewhere_is_no_warning() -> None:
    points = [
        ("", "Ask the data protection officer (DPO)."),
        ("", "The ICO (the regulator of information) decides. LGA stands for something else."),
        ("The DPO, the ICO and the LGA", "Ask the MO."),
    ]
    explained = explained_by(points)

    assert explained == {"DPO", "ICO", "LGA"}
    assert [(w.place, w.is_in_heading) for w in warnings_for(*points[2], explained)] == [("MO", False)]
    assert [(w.place, w.is_in_heading) for w in warnings_for("An MO", "Go.", explained)] == [("MO", True)]


# --- figures ---------------------------------------------------------------------------------------------------


def test_figures_count_points_and_not_warnings() -> None:
    counted = figures([("", "It was told. It was told."), ("", "Go."), ("", "You can ask me now. " * 4)])

    assert (counted.points, counted.without_warnings, counted.graded) == (3, 2, 1)
    assert counted.by_kind == {Kind.PASSIVE: 1}
    assert counted.median_grade == pytest.approx(-1.84)
    assert counted.share == pytest.approx(200 / 3)


def test_nothing_has_no_grade() -> None:
    assert (figures([]).share, figures([]).median_grade) == (100, None)


def test_trend_gives_each_edition_in_the_order_given() -> None:
    steps = trend([("Edition 1", [("", "It was told.")]), ("Edition 2", [("", "We told it.")])])

    assert [(step.name, step.figures.share) for step in steps] == [("Edition 1", 0), ("Edition 2", 100)]


def test_five_thousand_points_take_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    shipped = [
        (point.heading, f"{point.text}\n\n*{number}*")
        for number in range(100)
        for section in plain_english.load().sections
        for point in section.points
    ][:5000]

    start = time.perf_counter()
    figures(shipped)
    took = time.perf_counter() - start

    with capsys.disabled():
        print(f"\nReadability of {len(shipped):,} points: {took:.1f} s")
    assert len(shipped) == 5000
    assert took < 20
