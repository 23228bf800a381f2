"""Questions and hints: pure, quick on any text, and measured on labelled wordings.

Deliberate faults that turn it red: drop a kind from KINDS, let "confidential" alone raise a hint, put a quantifier
inside a quantifier, let a hint say "approved".
"""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from guidance import plain_english
from guidance.check import details, words
from guidance.check.hints import KINDS, MOST_OF_A_KIND, hints
from guidance.check.measure import Score, measure, read_examples
from guidance.check.questions import QUESTIONS, raised
from guidance.supplementary import GUIDANCE, load

EXAMPLES = Path(__file__).with_name("check_examples.toml")
FRESH = Path(__file__).with_name("check_examples_fresh.toml")
LABELS = {label for section in plain_english.load().sections for point in section.points for label in point.labels}
CLEARS = re.compile(r"\b(fine|approved|approve|cleared|clear|safe|ok|okay|allowed)\b", re.IGNORECASE)


def kinds(text: str) -> list[str]:
    return [hint.kind for hint in hints(text)]


def marked(text: str) -> list[str]:
    return [text[hint.start : hint.end] for hint in hints(text)]


def test_there_are_8_to_12_questions_that_rest_on_labels() -> None:
    assert 8 <= len(QUESTIONS) <= 12
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)
    beside = {point.number for point in load(GUIDANCE).text.points}
    assert {label for question in QUESTIONS for label in question.labels} <= LABELS | beside
    assert all(question.labels and question.text.endswith("?") for question in QUESTIONS)


def test_questions_answered_with_yes_are_raised_in_their_order() -> None:
    assert [question.id for question in raised({"truth", "state"})] == ["state", "truth"]
    assert raised(()) == ()
    assert raised({"weather"}) == ()


def test_hints_rest_on_labels() -> None:
    assert {kind.label for kind in KINDS.values()} <= LABELS


@pytest.mark.parametrize("sentence", [q.text for q in QUESTIONS] + [q.advice for q in QUESTIONS])
def test_no_question_clears_a_post(sentence: str) -> None:
    assert not CLEARS.search(sentence)


@pytest.mark.parametrize("kind", KINDS)
def test_no_hint_clears_a_post(kind: str) -> None:
    assert not CLEARS.search(KINDS[kind].sentence)


def test_examples_are_many_and_half_of_them_clean() -> None:
    figures = measure(read_examples(EXAMPLES))

    assert figures.examples >= 200
    assert figures.clean * 2 >= figures.examples
    assert all(score.right + score.missed >= 10 for score in figures.by_kind.values())


@pytest.mark.parametrize("examples", [EXAMPLES, FRESH])
def test_false_alarms_stay_under_5_percent(examples: Path) -> None:
    assert measure(read_examples(examples)).false_alarms < 0.05


@pytest.mark.parametrize(("examples", "recall"), [(EXAMPLES, 0.95), (FRESH, 0.7)])
def test_hints_find_and_are_right(examples: Path, recall: float) -> None:
    figures = measure(read_examples(examples))

    assert figures.total.recall >= recall
    assert figures.total.precision >= 0.9


def test_no_wording_is_in_both_files_of_examples() -> None:
    known = {example.text for example in read_examples(EXAMPLES)}

    assert known.isdisjoint(example.text for example in read_examples(FRESH))


def test_scores_of_nothing_are_whole() -> None:
    assert (Score(0, 0, 0).recall, Score(0, 0, 0).precision) == (1.0, 1.0)


def test_report_prints_the_figures(capsys: Any) -> None:
    call_command("check_report")

    printed = capsys.readouterr().out
    assert "wordings" in printed
    assert "recall" in printed
    assert "False alarms:" in printed


@pytest.mark.parametrize("content", [None, "groups = 3", "not toml", "[[groups]]\nkinds=[]", "\x00"])
def test_report_on_what_cannot_be_read_says_so(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "examples.toml"
    if content is not None:
        path.write_text(content)

    with pytest.raises(CommandError, match="cannot be read"):
        call_command("check_report", str(path))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Mail jo.bloom@mail.example.", "jo.bloom@mail.example"),
        ("Ring 07700 900123, please", "07700 900123"),
        ("At 3 Elm Close, CV1 5RR!", "CV1 5RR"),
        ("See (26/01234/FUL).", "26/01234/FUL"),
        ("Planning officer Sam Field said so", "Planning officer Sam Field"),
        ("Sam Field, the planning officer, said so", "Sam Field, the planning officer"),
        ("Enough. GET OUT OF OUR PARK now.", "GET OUT OF OUR PARK"),
    ],
)
def test_hint_marks_its_place(text: str, place: str) -> None:
    assert marked(text) == [place]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cllr.reader@council.example",
        "COUNCILLOR.READER@council.example",
        "info@club.example",
        "@",
        "a@b",
        "0800 111 111",
        "0300 123 4567",
        "0000 000 0000",
        "QQ 12 34 56 C",
        "GB 12 34 56 A",
        "the M6 2nd exit",
        "24/01/2027",
        "licence renewal 2026/2027",
        "BBC ITV NHS LGA HMRC",
        "Planning Officer Of The Year",
        "Calls to the helpline are confidential and free.",
    ],
)
def test_these_raise_no_hint(text: str) -> None:
    assert kinds(text) == []


def test_hints_of_one_kind_are_not_endless() -> None:
    assert kinds("a.b@mail.example " * 50) == ["email"] * MOST_OF_A_KIND


def test_hints_come_in_reading_order() -> None:
    assert kinds("In confidence: ring 07700 900123 or mail jo@mail.example") == ["confidential", "telephone", "email"]


@given(st.text(max_size=300))
def test_any_text_is_taken_and_places_are_inside_it(text: str) -> None:
    for hint in hints(text):
        assert 0 <= hint.start < hint.end <= len(text)


PATTERNS = {
    name: value for module in (details, words) for name, value in vars(module).items() if isinstance(value, re.Pattern)
}


def depth(tree: Any) -> int:
    """How deep quantifiers that may repeat stand inside one another; an optional part does not repeat."""
    deepest = 0
    for operator, argument in tree:
        name = str(operator)
        if "REPEAT" in name:
            _, most, inner = argument
            deepest = max(deepest, depth(inner) + (most > 1))
        elif name == "SUBPATTERN":
            deepest = max(deepest, depth(argument[3]))
        elif name == "BRANCH":
            deepest = max([deepest, *(depth(branch) for branch in argument[1])])
        elif name in {"ASSERT", "ASSERT_NOT"}:
            deepest = max(deepest, depth(argument[1]))
    return deepest


@pytest.mark.parametrize("name", PATTERNS)
def test_no_quantifier_stands_inside_a_quantifier(name: str) -> None:
    assert depth(re._parser.parse(PATTERNS[name].pattern, PATTERNS[name].flags)) <= 1


def test_depth_sees_a_quantifier_inside_a_quantifier() -> None:
    assert depth(re._parser.parse(r"(?:a+b)*")) == 2


HOSTILE = {
    "letters": "a",
    "at signs": "@",
    "addresses": "a@",
    "dotted": "a.",
    "digits": "0",
    "brackets": "(0",
    "numbers": "0 ",
    "dialled": "020 7946 0000 ",
    "slashes": "1/",
    "one long reference": "A1234/",
    "capitals": "A",
    "shouts": "AB ",
    "postcodes": "CV1 ",
    "insurance": "AB 12 34 56 ",
    "promoted": "promoted by ",
    "applications": "application ",
    "titles": "planning officer ",
    "names": "Sam Field, ",
    "heads": "head of ",
    "names and titles": "Sam Field, planning officer ",
    "new lines": "\n",
    "accents": "é",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_of_50_kb_stays_quick(name: str) -> None:
    """The limit is wide: what grows with the square of the length takes minutes, not this."""
    text = (HOSTILE[name] * 50_000)[:50_000]
    begun = time.perf_counter()

    hints(text)

    assert time.perf_counter() - begun < 3
