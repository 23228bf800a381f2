"""The figures of search on the shipped edition (G7). `manage.py guidance_report --missed` shows what falls short.

Deliberate faults that turn these red: rank without synonyms (the questions), correct nothing (the slips), put points
with words of the same meaning before points with the words (the exact queries).
"""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from guidance.actions import ship_plain_english, ship_supplementary
from guidance.measuring import exact_cases, measure, questions, typo_cases
from guidance.models import Edition
from guidance.plain_english import load
from guidance.search import find_points
from guidance.supplementary import ABUSE, GUIDANCE, QUESTIONS
from guidance.supplementary import load as shipped

EXACT = ("Search, exact", "Links, ", "Comparison, random")
ASKED = Path(__file__).with_name("questions.toml")
BESIDE = ASKED.with_name("questions_beside.toml")
pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return ship_plain_english()


def test_there_are_at_least_120_questions_half_held_out_about_points_that_exist():
    tuned, held_out = questions(ASKED)
    asked = [case.asked for case in [*tuned, *held_out]]

    assert len(tuned) + len(held_out) >= 120
    assert abs(len(tuned) - len(held_out)) <= 1
    assert len(set(asked)) == len(asked)
    assert {point for case in [*tuned, *held_out] for point in case.points} <= {p.number for p in load().points}


def test_questions_that_were_tuned_on_find_their_point(edition):
    tuned, _ = questions(ASKED)

    assert measure(tuned, edition).share >= 93


def test_questions_that_were_held_out_find_their_point(edition):
    _, held_out = questions(ASKED)

    assert measure(held_out, edition).share >= 85


def test_queries_with_a_slip_find_their_point(edition):
    cases = typo_cases(edition, 300)

    assert len(cases) == 300
    assert measure(cases, edition).share >= 95


def test_no_exact_query_is_displaced(edition):
    cases = exact_cases(edition, 300)

    assert len(cases) == 300
    assert measure(cases, edition, first=1).missed == ()


def test_questions_about_what_stands_beside_are_whole_and_find_their_point(edition):
    numbers = {point.number for path in (GUIDANCE, ABUSE, QUESTIONS) for point in shipped(path).text.points}
    tuned, held_out = questions(BESIDE)
    ship_supplementary()

    assert (len(tuned), len(held_out)) == (20, 20)
    assert {point for case in [*tuned, *held_out] for point in case.points} <= numbers | {
        p.number for p in load().points
    }
    assert measure(tuned, None).right >= 18
    assert measure(held_out, None).right >= 14


@pytest.mark.parametrize(
    ("asked", "number"), [("can I be sued for a tweet", "8.2"), ("someone is threatening me online", "9.1")]
)
def test_the_two_questions_of_the_brief(edition, asked, number):
    assert number in [version.number for version in find_points(asked)[:3]]


def test_report_prints_every_figure_and_changes_nothing(capsys):
    call_command("guidance_report", quick=True)

    lines = capsys.readouterr().out.splitlines()
    assert [", ".join(line.partition(":")[0].split(", ")[:2]) for line in lines] == [
        "Search, questions tuned on",
        "Search, questions held out",
        "Search, one word misspelt",
        "Search, exact words",
        "All texts, questions tuned on about what stands beside the protocol",
        "All texts, questions held out about what stands beside the protocol",
        "Readability, points without a warning",
        "Readability, median grade (Flesch-Kincaid) of 45 points of 20 words or more",
        "Readability, longest sentence",
        "Readability, sentences over 25 words",
        "Readability, reading grade over 9",
        "Readability, passive voice",
        "Readability, acronyms explained nowhere",
        "Links, old ones that lead right after 100 random edits",
        "Comparison, random pairs whose new text it makes from the old",
        "Comparison, two editions of 200 points",
    ]
    assert [line.rpartition(": ")[2] for line in lines if line.startswith(EXACT)] == [
        "30 of 30 (100.0 %)",
        "200 of 200 (100.0 %)",
        "100 of 100 (100.0 %)",
    ]
    assert not Edition.objects.exists()


def test_report_without_questions_says_so():
    with pytest.raises(CommandError, match="no questions at /nowhere"):
        call_command("guidance_report", questions="/nowhere")
