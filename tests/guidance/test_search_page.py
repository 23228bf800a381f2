"""Deliberate faults that turn these red: drop the call of `seconds_to_wait`; share JSON although a cookie came;
answer an unknown document with an empty list; correct although a point has the word."""

import pytest
import time_machine

from guidance.models import PointVersion, SearchRate
from guidance.search import search
from tests.factories.guidance import adopted, plain, protocol
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
JSON = {"headers": {"accept": "application/json"}}
LAW = [
    ("The law", ["Libel | A false statement may cost you damages.", "Copyright | Ask before you use a picture."]),
    ("Other", ["Harassment is never part of the job."]),
]


def _law():
    return adopted(protocol(LAW))


def _text(response) -> str:
    return " ".join(response.content.decode().split())


def test_json_has_the_agreed_shape(client, settings):
    _law()

    answer = client.get("/guidance/search/", {"q": "libel"}, **JSON)

    version = PointVersion.objects.in_force().get(number="1.1")
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == {
        "query": "libel",
        "corrected": None,
        "results": [
            {
                "ref": "1.1",
                "title": "Libel",
                "text": "A false statement may cost you damages.",
                "url": f"{settings.PORTAL_URL}/guidance/point/{version.point_id}/",
                "document": "social-media-protocol",
                "edition": 1,
            }
        ],
    }


def test_json_says_what_was_corrected_and_searches_as_typed_when_asked(client):
    _law()

    corrected = client.get("/guidance/search/", {"q": "lible"}, **JSON).json()
    as_typed = client.get("/guidance/search/", {"q": "lible", "as_typed": "1"}, **JSON).json()

    assert (corrected["corrected"], [hit["ref"] for hit in corrected["results"]]) == ("libel", ["1.1"])
    assert as_typed == {"query": "lible", "corrected": None, "results": []}


def test_json_is_public_and_may_be_shared_for_a_minute(client):
    _law()

    answer = client.get("/guidance/search/", {"q": "libel"}, **JSON)

    assert answer["Cache-Control"] == "public, max-age=60"
    assert {"Accept", "Cookie"} <= set(answer["Vary"].split(", "))
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies


def test_json_is_not_shared_when_a_cookie_came(client):
    _law()
    client.force_login(UserFactory())

    assert "public" not in client.get("/guidance/search/", {"q": "libel"}, **JSON)["Cache-Control"]


@pytest.mark.parametrize("accept", ["text/html", "*/*", "", "text/html,application/json;q=0.9", "nonsense"])
def test_whoever_does_not_prefer_json_gets_the_page_and_no_cache_keeps_it(client, accept):
    _law()

    answer = client.get("/guidance/search/", {"q": "libel"}, headers={"accept": accept})

    assert answer["Content-Type"].startswith("text/html")
    assert answer["Cache-Control"] == "private, no-store"
    assert "Accept" in answer["Vary"]


def test_document_narrows_the_search(client):
    _law()
    adopted(protocol([("A", ["Libel, once more."])]), title="Second protocol")

    answer = client.get("/guidance/search/", {"q": "libel", "document": "second-protocol"}, **JSON).json()

    assert [(hit["document"], hit["ref"]) for hit in answer["results"]] == [("second-protocol", "1.1")]


@pytest.mark.parametrize("slug", ["nowhere", "a\x00b", "x" * 10_000, "plain-english", "draft-one"])
def test_document_that_is_unknown_or_not_relied_on_is_404_with_a_sentence(client, slug):
    _law()
    plain()
    adopted(protocol(LAW), title="Draft one", is_published=False)

    answer = client.get("/guidance/search/", {"q": "libel", "document": slug}, **JSON)

    assert (answer.status_code, answer.json()) == (404, {"error": "No document with this slug is in force."})
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("query", ["", "q=", "q=%00", "q=%ED%A0%80", "q=" + "x" * 100_000, "q=a&q=b", "q=%F0%9F%99%82"])
def test_json_survives_any_question(client, query):
    _law()

    answer = client.get(f"/guidance/search/?{query}", **JSON)

    assert (answer.status_code, answer.json()["results"]) == (200, [])


def test_page_says_aloud_what_was_corrected_and_offers_the_way_back(client):
    _law()

    text = _text(client.get("/guidance/search/", {"q": "<b>lible"}))

    assert "Showing results for <strong>&lt;b&gt;libel</strong>." in text
    assert '<a class="govuk-link" href="?q=%3Cb%3Elible&amp;as_typed=1">Search instead for &lt;b&gt;lible</a>' in text


def test_way_back_corrects_nothing(client):
    _law()

    text = _text(client.get("/guidance/search/", {"q": "lible", "as_typed": "1"}))

    assert "Showing results for" not in text
    assert "No point has these words." in text


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("lible", "libel"),
        ("copyrigth picture", "copyright picture"),
        ("harrasment", "harassment"),
        ("Lible and damages", "libel and damages"),
        ("libel", ""),
        ("libel zzzzzz", ""),
        ("cat", ""),
        ("1.1", ""),
    ],
)
def test_only_words_that_nobody_knows_are_corrected(typed, corrected):
    _law()

    assert search(typed).corrected == corrected


def test_nothing_is_corrected_when_a_point_has_the_words():
    adopted(protocol([("A", ["The lible of old spelling.", "Libel."])]))

    results = search("lible")

    assert (results.corrected, results.hits[0].version.number) == ("", "1.1")


@pytest.mark.parametrize("headers", [{}, JSON["headers"]])
def test_too_many_searches_from_one_address_are_refused_clearly_and_only_for_a_while(client, settings, headers):
    settings.GUIDANCE_SEARCHES_PER_MINUTE = 3
    _law()
    with time_machine.travel("2026-11-22 12:00:10+00:00", tick=False):
        statuses = [client.get("/guidance/search/?q=libel", headers=headers).status_code for _ in range(4)]
        refused = client.get("/guidance/search/?q=libel", headers=headers)
        elsewhere = client.get("/guidance/search/?q=libel", headers=headers, REMOTE_ADDR="::1")
    with time_machine.travel("2026-11-22 12:01:00+00:00", tick=False):
        later = client.get("/guidance/search/?q=libel", headers=headers)

    assert statuses == [200, 200, 200, 429]
    assert "Too many searches from your address. Try again in 50 seconds." in refused.content.decode()
    assert (refused["Retry-After"], refused["Cache-Control"]) == ("50", "private, no-store")
    assert (elsewhere.status_code, later.status_code) == (200, 200)


def test_limit_keeps_neither_address_nor_question(client):
    _law()
    client.get("/guidance/search/?q=libel")

    rows = [f"{rate.who} {rate.minute} {rate.asked}" for rate in SearchRate.objects.all()]
    assert len(rows) == 1
    assert not any("127.0.0.1" in row or "libel" in row for row in rows)


def test_whoever_signed_in_is_not_counted(client, settings):
    settings.GUIDANCE_SEARCHES_PER_MINUTE = 1
    _law()
    client.force_login(UserFactory())

    assert [client.get("/guidance/search/?q=libel").status_code for _ in range(3)] == [200] * 3


@pytest.mark.parametrize(("role", "is_shown"), [("comms_lead", True), ("member", False)])
def test_editors_find_the_synonyms_from_the_search(client, role, is_shown):
    client.force_login(UserFactory(roles=[role]))

    assert ('href="/guidance/synonyms/"' in _text(client.get("/guidance/search/"))) is is_shown


def test_who_may_harm_themselves_gets_help_first_and_no_respelt_words(client):
    """Deliberate fault, tried: `is_in_crisis` always false."""
    adopted(protocol([("A", ["I will write myself a note before I post in anger."])]))

    page = client.get("/guidance/search/", {"q": "I want to kill myself"}).content.decode()

    assert "116 123" in page
    assert "Showing results for" not in page
    assert "116 123" not in client.get("/guidance/search/", {"q": "killing time online"}).content.decode()


def test_number_that_no_point_has_is_said(client):
    adopted(protocol([("A", ["Write 5 lines at most, not 9."])]))

    page = client.get("/guidance/search/", {"q": "5.9"}).content.decode()

    assert "There is no point 5.9" in page
    assert "No point has these words" not in page
