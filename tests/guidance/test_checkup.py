"""The account check-up: public, without JavaScript, nothing kept, never a clean bill."""

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidance.actions import ship_plain_english
from guidance.check.resting import points_for
from guidance.checkup.questions import NOT_FOR_ME, NOT_YET, QUESTIONS, YES, Danger, to_do

pytestmark = pytest.mark.django_db
CHECKUP = "/guidance/check-up/"
APPROVES = re.compile(r"\b(?:safe|approved?|cleared|secure|well done|passed)\b", re.IGNORECASE)


def answers(answer: str, **others: str) -> dict[str, str]:
    return {question.id: answer for question in QUESTIONS} | others


def words_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_page_asks_each_question_and_names_its_points(client: Client) -> None:
    ship_plain_english()

    text = words_of(client.get(CHECKUP))

    assert len(QUESTIONS) == 12
    assert all(question.text in text for question in QUESTIONS)
    assert len(re.findall(r"Points? \d+\.\d+", text)) == len(QUESTIONS)


def test_every_question_rests_on_points_in_force() -> None:
    ship_plain_english()
    labels = {label for question in QUESTIONS for label in question.labels}

    assert points_for(labels).keys() == labels


def test_what_is_not_done_comes_with_its_points_the_most_dangerous_first(client: Client) -> None:
    ship_plain_english()
    answered = answers(YES, company=NOT_YET, second_factor=NOT_YET, routes=NOT_YET, profile=NOT_FOR_ME)

    response = client.post(CHECKUP, answered)

    text = words_of(response)
    assert [task.question.id for group in response.context["groups"] for task in group.tasks] == [
        "second_factor",
        "routes",
        "company",
    ]
    assert "3 things of 12, the most dangerous first" in text
    assert points_for(["S5.5"])["S5.5"].get_absolute_url() in text


def test_order_of_danger_is_security_then_home_then_the_rest() -> None:
    """Fault: leave `to_do` in the order of asking while the questions are shuffled."""
    dangers = [question.danger for question in to_do(answers(NOT_YET))]

    assert dangers == sorted(dangers)
    assert {question.id for question in QUESTIONS if question.danger == Danger.TAKEOVER} == {
        "second_factor",
        "recovery",
        "passwords",
        "helpers",
    }


@pytest.mark.parametrize("answer", [YES, NOT_YET, NOT_FOR_ME])
def test_result_never_says_safe_or_approved(client: Client, answer: str) -> None:
    """Fault: "You are safe" on the page of somebody who does all (tried)."""
    ship_plain_english()

    main = words_of(client.post(CHECKUP, answers(answer))).partition("<main")[2].partition("</main>")[0]

    assert APPROVES.findall(main) == []
    assert ("rests on your answers alone" in main) == (answer != NOT_YET)


def test_page_stands_without_any_guidance(client: Client) -> None:
    assert client.get(CHECKUP).status_code == 200
    assert "12 things of 12" in words_of(client.post(CHECKUP, answers(NOT_YET)))


@pytest.mark.parametrize("wrong", ["", "perhaps", "\x00", "y" * 100_000, "\ufffd"])
def test_bad_input_gets_an_error_and_keeps_the_other_answers(client: Client, wrong: str) -> None:
    response = client.post(CHECKUP, answers(NOT_YET, privacy=wrong))

    assert response.status_code == 200
    assert "<title>Error: " in response.content.decode()
    assert list(response.context["form"].errors) == ["privacy"]
    assert words_of(response).count(" checked") == len(QUESTIONS) - 1


def test_nothing_is_kept(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = client.post(CHECKUP, answers(NOT_YET))

    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []
    assert Session.objects.count() == 0
    assert "no-store" in response["Cache-Control"]


def test_other_methods_are_refused(client: Client) -> None:
    assert client.put(CHECKUP).status_code == 405


def test_is_linked_from_contents_and_check(client: Client) -> None:
    ship_plain_english()

    assert [f'href="{CHECKUP}"' in words_of(client.get(page)) for page in ("/guidance/", "/guidance/check/")] == [
        True,
        True,
    ]
