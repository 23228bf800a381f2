from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidance.actions import withdraw
from guidance.importing import ParsedProtocol
from guidance.models import PointVersion, today
from tests.factories.guidance import PointVersionFactory, adopted, long_protocol, plain, protocol
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def _text(response) -> str:
    return " ".join(response.content.decode().split())


def _pages() -> list[str]:
    version = PointVersion.objects.in_force().first()
    return [
        reverse("guidance:contents"),
        version.get_section_url(),
        version.get_absolute_url(),
        version.get_wording_url(),
        reverse("guidance:search") + "?q=confidence",
    ]


def test_every_page_is_for_everybody(client):
    adopted()

    assert [client.get(page).status_code for page in _pages()] == [200] * 5


def test_every_page_answers_head_and_refuses_what_would_change(client):
    adopted()

    assert [client.head(page).status_code for page in _pages()] == [200] * 5
    assert [client.post(page).status_code for page in _pages()] == [405] * 5


def test_anonymous_pages_may_be_shared_by_caches_for_a_minute(client):
    adopted()

    for page in _pages()[:-1]:
        response = client.get(page)
        assert response["Cache-Control"] == "public, max-age=60"
        assert "Cookie" in response["Vary"]
        assert not response.cookies


def test_pages_of_somebody_signed_in_are_theirs_alone(client):
    adopted()
    client.force_login(UserFactory(roles=("member",)))

    for page in _pages()[:-1]:
        assert "private" in client.get(page)["Cache-Control"]
        assert "public" not in client.get(page)["Cache-Control"]


def test_no_cache_keeps_a_search(client):
    adopted()

    assert client.get(_pages()[-1])["Cache-Control"] == "private, no-store"


def test_contents_without_any_guidance_says_so(client):
    assert "No guidance has been published yet." in _text(client.get(reverse("guidance:contents")))


def test_contents_of_an_adopted_protocol(client):
    plain()
    adopted()

    text = _text(client.get(reverse("guidance:contents")))

    assert "Adopted protocol" in text
    assert "Edition 1, in force from 1 January 2020. Adopted by Full Council on 3 December 2019." in text
    assert "2 points" in text
    assert "Plain English" not in text


def test_contents_of_plain_english_never_passes_for_adopted(client):
    plain()

    text = _text(client.get(reverse("guidance:contents")))

    assert "not adopted by the council" in text
    assert "Adopted protocol" not in text


def test_section_lists_points_in_order_with_permanent_anchors(client):
    edition = adopted()
    first = edition.point_versions.get(number="1.1")

    response = client.get(reverse("guidance:section", args=["social-media-protocol", "1"]))

    assert [row[0].number for row in response.context["rows"]] == ["1.1", "1.2"]
    assert f'id="point-{first.point_id}"' in _text(response)
    assert first.get_absolute_url() in _text(response)
    assert response.context["previous"] is None
    assert response.context["next"].number == "2"


@pytest.mark.parametrize(("number", "is_told"), [("1.1", False), ("1.2", True)])
def test_point_is_never_shown_without_the_words_that_introduce_it(client, number, is_told):
    parsed = protocol()
    first = replace(parsed.sections[0], lead_in="Members must not:", lead_in_before="1.2")
    edition = adopted(replace(parsed, sections=(first, *parsed.sections[1:])))
    version = edition.point_versions.get(number=number)

    response = client.get(version.get_absolute_url())

    assert version.said_before == ("Members must not:" if is_told else "")
    assert ("Before it, the section says:" in _text(response)) is is_told


def test_section_shows_plain_english_only_as_a_note(client):
    plain(["Look at it again."])
    adopted(protocol([("Before you post", ["Read it once more."])]))

    text = _text(client.get(reverse("guidance:section", args=["social-media-protocol", "1"])))

    assert text.index("Read it once more") < text.index("In plain English") < text.index("Look at it again.")


def test_section_of_plain_english_beside_an_adopted_protocol_says_what_counts(client):
    plain()
    adopted()

    response = client.get(reverse("guidance:section", args=["plain-english", "1"]))

    assert "The council has adopted a protocol." in _text(response)
    assert "noindex" in _text(response)


@pytest.mark.parametrize(
    "address",
    [
        "/guidance/social-media-protocol/section-9/",
        "/guidance/unknown/section-1/",
        "/guidance/social-media-protocol/section-%00/",
        "/guidance/social-media-protocol/section-" + "1" * 21 + "/",
        "/guidance/point/5.2/",
        "/guidance/point/bcdfghjkmn/",
        "/guidance/point/%00cdfghjkmn/",
        "/guidance/point/%ED%A0%80/",
        "/guidance/point/" + "b" * 5000 + "/",
        "/guidance/point/bcdfghjkmn/edition/1/",
    ],
)
def test_junk_addresses_are_not_found(client, address):
    adopted()

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("edition", ["0", "2", "99999999999999999999", "9" * 5000])
def test_edition_that_a_point_was_never_in_is_not_found(client, edition):
    version = adopted().point_versions.first()

    assert client.get(f"/guidance/point/{version.point_id}/edition/{edition}/").status_code == 404


def test_point_of_a_draft_is_not_found(client):
    version = PointVersionFactory()

    assert client.get(version.get_absolute_url()).status_code == 404
    assert client.get(version.get_wording_url()).status_code == 404


def test_point_of_an_edition_still_to_come_is_not_found_before_its_day(client):
    version = adopted(effective_from=date(2026, 7, 1)).point_versions.first()

    with time_machine.travel("2026-06-30T22:59:59Z", tick=False):
        assert client.get(version.get_absolute_url()).status_code == 404
    with time_machine.travel("2026-06-30T23:00:00Z", tick=False):
        assert client.get(version.get_absolute_url()).status_code == 200


def test_point_page_tells_where_the_point_stands(client, settings):
    settings.PORTAL_URL = "https://portal.council.example"
    version = adopted(protocol([("A", ["Think first | Ask yourself.", "Then post."])])).point_versions.get(number="1.1")

    text = _text(client.get(version.get_absolute_url()))

    assert "Think first" in text
    assert f'value="https://portal.council.example/guidance/point/{version.point_id}/"' in text
    assert version.short_hash in text
    assert "1 January 2020" in text
    assert "Next point" in text
    assert "Previous point" not in text


def test_point_page_shows_the_version_in_force_under_the_old_address(client):
    old = adopted(protocol([("A", ["Be kind."])])).point_versions.get()
    adopted(protocol([("A", ["Be very kind."])]))

    response = client.get(old.get_absolute_url())

    assert response.context["version"].text == "Be very kind."
    assert response.context["is_in_force"]
    assert old.get_wording_url() in _text(response)


def test_wording_of_an_older_edition_leads_to_what_is_in_force(client):
    old = adopted(protocol([("A", ["Be kind."])])).point_versions.get()
    adopted(protocol([("A", ["Be very kind."])]))

    response = client.get(old.get_wording_url())

    assert "These words are no longer in force." in _text(response)
    assert response.context["version"] == old
    assert "1.1 Be very kind<" in _text(response)
    assert "noindex" in _text(response)


def test_point_left_out_of_a_later_edition_keeps_its_page(client):
    gone = adopted(protocol([("A", ["Be kind.", "Be brief."])])).point_versions.get(number="1.2")
    adopted(protocol([("A", ["Be kind."])]))

    response = client.get(gone.get_absolute_url())

    assert "This point is no longer in force." in _text(response)
    assert "Be brief." in _text(response)


def test_point_of_a_withdrawn_edition_keeps_its_page(client):
    edition = adopted()
    withdraw(edition, withdrawn_on=today(), by=None)

    response = client.get(edition.point_versions.first().get_absolute_url())

    assert "which was withdrawn on" in _text(response)


def test_adopted_point_has_plain_english_as_a_note_below(client):
    plain(["Look at it again."])
    version = adopted(protocol([("Before you post", ["Read it once more."])])).point_versions.get(number="1.1")

    text = _text(client.get(version.get_absolute_url()))

    assert text.index("Read it once more") < text.index("In plain English") < text.index("Look at it again.")


def test_plain_english_point_leads_to_the_adopted_words(client):
    words = plain().point_versions.get()
    version = adopted().point_versions.get(number="1.1")

    response = client.get(words.get_absolute_url())

    assert response.context["adopted"] == version
    assert "The council has adopted a protocol." in _text(response)


def test_words_are_shown_as_text_and_never_as_markup(client):
    version = adopted(protocol([("<i>A</i>", ["<script>alert(1)</script> & more"])])).point_versions.get()

    for page in (version.get_absolute_url(), version.get_section_url(), "/guidance/", "/guidance/search/?q=more"):
        text = _text(client.get(page))
        assert "<script>alert" not in text
        assert "<i>A</i>" not in text


def test_lead_in_stands_before_the_point_that_it_introduces(client):
    (section,) = protocol([("A", ["First of all.", "Second of all."])]).sections
    adopted(ParsedProtocol((replace(section, lead_in="You should:", lead_in_before="1.2"),)))

    text = _text(client.get("/guidance/social-media-protocol/section-1/"))

    assert text.index("First of all.") < text.index("You should:") < text.index("Second of all.")


def test_search_page_without_a_question_is_only_the_form(client):
    adopted()

    text = _text(client.get("/guidance/search/"))

    assert 'name="q"' in text
    assert "No point has these words" not in text


def test_search_page_lists_what_was_found_and_keeps_the_question(client):
    adopted()

    text = _text(client.get("/guidance/search/", {"q": "confidence"}))

    assert 'value="confidence"' in text
    assert "1 point found" in text
    assert "<mark>confidence</mark>" in text


def test_search_page_that_found_nothing_shows_a_way_on(client):
    adopted()

    text = _text(client.get("/guidance/search/", {"q": "zebra"}))

    assert "No point has these words." in text
    assert "Look through the contents" in text


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%ED%A0%80", "q=a&q=b", "q=" + "x" * 1_000_000, "q=%22%3E%3Cscript%3E", "Q=1", "q[]=1"]
)
def test_search_page_survives_any_question(client, query):
    adopted()

    response = client.get(f"/guidance/search/?{query}")

    assert response.status_code == 200
    assert "<script>" not in response.content.decode().replace('<script src="', "")


def test_search_page_says_when_a_long_question_was_cut_and_keeps_it(client):
    adopted()
    asked = "confidence " * 30

    response = client.get("/guidance/search/", {"q": asked})

    assert "its first 200 characters" in _text(response)
    assert response.context["asked"] == asked.strip()


@pytest.mark.parametrize("number", range(5))
def test_pages_take_no_more_queries_for_300_points_than_for_3(client, number):
    from_few = _queries(client, 3, number)
    from_many = _queries(client, 300, number)

    assert from_many <= from_few


def _queries(client, points: int, number: int) -> int:
    adopted(long_protocol(points))
    page = [*_pages()[:-1], "/guidance/search/?q=parking"][number]
    client.get(page)  # the first search from an address begins its count, and reads the words of the edition
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)
