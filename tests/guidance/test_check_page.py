"""The page of the check: public, without JavaScript, nothing kept, never an approval."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidance import plain_english
from guidance.actions import ship_plain_english
from guidance.check.forms import LONGEST_WORDING
from guidance.check.questions import QUESTIONS
from guidance.check.resting import in_reading_order, points_for
from tests.factories.guidance import adopted, protocol

pytestmark = pytest.mark.django_db
CHECK = "/guidance/check/"


def words_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_page_asks_every_question_and_names_the_point_of_each(client: Client) -> None:
    ship_plain_english()

    text = words_of(client.get(CHECK))

    assert all(question.text in text for question in QUESTIONS)
    assert text.count("govuk-checkboxes__hint") == len(QUESTIONS)
    assert "Point 6.1" in text


def test_page_stands_without_any_guidance(client: Client) -> None:
    assert client.get(CHECK).status_code == 200
    assert client.post(CHECK, {"yes": ["state"], "wording": "CV1 5RR"}).status_code == 200


def test_no_to_everything_is_no_approval(client: Client) -> None:
    text = words_of(client.post(CHECK, {"yes": ["none"], "wording": "The bowls club has a new path."}))

    assert "Your answers raise no concern; this is not approval" in text
    assert "a machine misses a lot" in text


def test_yes_leads_to_the_point_and_to_asking(client: Client) -> None:
    ship_plain_english()
    point = points_for(["S6.1"])["S6.1"]

    text = words_of(client.post(CHECK, {"yes": ["state"]}))

    assert "Think again before you post" in text
    assert point.get_absolute_url() in text
    assert "raise no concern" not in text
    assert f'action="{reverse("advice:carry")}"' in text
    assert '<input type="hidden" name="yes" value="state">' in text


def test_hint_alone_leads_to_asking(client: Client) -> None:
    ship_plain_english()

    text = words_of(client.post(CHECK, {"yes": ["none"], "wording": "Ring her on 07700 900123"}))

    assert "What stands out in your wording" in text
    assert "07700 900123" in text
    assert "raise no concern" not in text


def test_wording_comes_back_whole_for_carrying_and_never_as_markup(client: Client) -> None:
    wording = "\n\nTwo lines\n</textarea><script>alert(1)</script> jo@mail.example"

    response = client.post(CHECK, {"yes": ["none"], "wording": wording})

    assert response.context["wording"] == wording
    assert "<script>alert" not in response.content.decode()
    assert '<textarea name="wording" hidden>\n\n\nTwo lines' in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Tick each question that you answer with yes, or “No to all of them”"),
        ({"yes": ["none", "state"]}, "not both"),
        ({"yes": ["weather"]}, "Choose from the questions on this page"),
        ({"yes": ["\x00"]}, "Choose from the questions on this page"),
        ({"yes": ["none"], "wording": "x" * (LONGEST_WORDING + 1)}, "10,000"),
        ({"yes": ["none"], "wording": "a\x00b"}, "There is a problem"),
    ],
)
def test_bad_input_gets_an_error_and_keeps_what_was_typed(client: Client, typed: dict[str, Any], sentence: str) -> None:
    response = client.post(CHECK, typed)

    text = words_of(response)
    assert response.status_code == 200
    assert "<title>Error: " in text
    assert sentence.replace("10,000", "10000") in text.replace("10,000", "10000")
    assert typed.get("wording", "").replace("\x00", "") in text.replace("\x00", "")


def test_half_a_character_is_taken(client: Client) -> None:
    form = "application/x-www-form-urlencoded"

    assert client.post(CHECK, "yes=none&wording=%ED%A0%80", content_type=form).status_code == 200


def test_nothing_is_kept(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.post(CHECK, {"yes": ["state"], "wording": "jo@mail.example"})

    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []
    assert Session.objects.count() == 0


def test_no_cache_keeps_the_page_or_the_answers(client: Client) -> None:
    assert "no-store" in client.get(CHECK)["Cache-Control"]
    assert "no-store" in client.post(CHECK, {"yes": ["none"]})["Cache-Control"]


def test_other_methods_are_refused(client: Client) -> None:
    assert client.put(CHECK).status_code == 405


def test_check_is_linked_from_the_contents(client: Client) -> None:
    ship_plain_english()

    assert f'href="{CHECK}"' in words_of(client.get(reverse("guidance:contents")))


def test_points_come_from_the_adopted_protocol_once_it_is_in_force() -> None:
    ship_plain_english()
    texts = [f"Rule {number}." for number in range(1, 8)]
    edition = adopted(protocol([("A", texts)] * 6))

    found = points_for(["S6.1", "S99"])

    assert found == {"S6.1": edition.point_versions.get(number="6.1")}


def test_adopted_point_without_labels_is_found_by_its_number() -> None:
    held = [len(section.points) for section in plain_english.load().sections]
    edition = adopted(_unlabelled([(f"Section {n}", ["Rule."] * points) for n, points in enumerate(held, start=1)]))

    assert points_for(["S6.1"]) == {"S6.1": edition.point_versions.get(number="6.1")}


def test_protocol_with_numbers_of_its_own_leads_to_the_plain_english_not_to_another_rule() -> None:
    """Deliberate fault, tried: the numbers of the plain English taken for those of any protocol."""
    ship_plain_english()
    adopted(_unlabelled([("A", ["Rule."])] * 6))

    found = points_for(["S6.1"])["S6.1"]

    assert (found.number, found.edition.document.is_adopted) == ("6.1", False)


def _unlabelled(sections: Any) -> Any:
    parsed = protocol(sections)
    bare = [
        section.__class__(section.number, section.title, "", tuple(_without_labels(point) for point in section.points))
        for section in parsed.sections
    ]
    return parsed.__class__(tuple(bare))


def _without_labels(point: Any) -> Any:
    return point.__class__(point.number, point.heading, point.text, point.lines)


def test_points_are_asked_for_at_once() -> None:
    ship_plain_english()

    with CaptureQueriesContext(connection) as queries:
        found = in_reading_order({"S8.1.1", "S5.7", "S8.1.2"})

    assert len(queries) == 1
    assert [version.number for version in found] == ["5.7", "8.2"]
