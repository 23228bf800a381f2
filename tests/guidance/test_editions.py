from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidance.actions import withdraw
from guidance.models import today
from guidance.recording import note_change, record_merge
from tests.factories.guidance import adopted, long_protocol, plain, protocol

pytestmark = pytest.mark.django_db
DOCUMENT = "/guidance/social-media-protocol/"
LATER = date(2022, 1, 1)


def _text(response) -> str:
    return " ".join(response.content.decode().split())


def _two():
    old = adopted(protocol([("Posting", ["You may post.", "Be brief.", "Be honest."])]))
    return old, adopted(protocol([("Posting", ["You must post.", "Be honest."])]), effective_from=LATER)


def test_superseded_edition_is_read_whole_with_a_banner(client):
    old, _ = _two()

    contents, section = client.get(DOCUMENT + "edition-1/"), client.get(DOCUMENT + "edition-1/section-1/")

    for page in (contents, section):
        assert "Superseded: this edition is no longer in force." in _text(page)
        assert "noindex" in _text(page)
    assert 'href="/guidance/social-media-protocol/edition-1/section-1/"' in _text(contents)
    assert "Be brief." in _text(section)
    assert old.point_versions.get(number="1.2").get_wording_url() in _text(section)


def test_edition_in_force_has_no_banner_under_its_own_address(client):
    _two()

    for page in ("edition-2/", "edition-2/section-1/"):
        assert "Superseded" not in _text(client.get(DOCUMENT + page))


def test_older_sections_lead_on_within_their_edition(client):
    adopted(protocol([("A", ["One."]), ("B", ["Two."])]))
    adopted(protocol([("A", ["One."])]), effective_from=LATER)

    assert 'href="/guidance/social-media-protocol/edition-1/section-2/"' in _text(
        client.get(DOCUMENT + "edition-1/section-1/")
    )


@pytest.mark.parametrize(
    "page",
    ["edition-2/", "edition-2/section-1/", "compare/1/2/", "compare/2/1/", "compare/?from=1&to=2", "edition-0/",
     "edition-99999999999999999999/", "edition-1/section-9/", "compare/1/99999999999999999999/"],
)  # fmt: skip
def test_draft_and_what_does_not_exist_are_not_found(client, page):
    adopted()
    adopted(protocol([("A", ["Secret draft."])]), is_published=False)

    assert client.get(DOCUMENT + page).status_code == 404


def test_draft_is_on_no_page(client):
    adopted()
    adopted(protocol([("A", ["Secret draft."])]), is_published=False)

    for page in (DOCUMENT + "history/", "/guidance/as-at/?date=" + today().isoformat(), DOCUMENT + "edition-1/"):
        assert "edition 2" not in _text(client.get(page)).lower()
        assert "Secret draft" not in _text(client.get(page))


def test_history_of_a_document_without_published_edition_is_not_found(client):
    adopted(is_published=False)

    assert client.get(DOCUMENT + "history/").status_code == 404
    assert client.get("/guidance/unknown/history/").status_code == 404


def test_history_lists_editions_with_dates_adoption_notes_and_comparisons(client):
    _, new = _two()
    point = new.point_versions.get(number="1.1").point
    note_change(new, point=point, note="Posting is a duty now.", reason="Minute 12.", by=None)
    note_change(new, note="Shorter.", reason="Asked for.", by=None)

    text = _text(client.get(DOCUMENT + "history/"))

    assert text.index("Edition 2</a>") < text.index("Edition 1</a>")
    assert "In force from 1 January 2020 to 31 December 2021. Adopted by Full Council on 3 December 2019." in text
    assert "In force from 1 January 2022. Adopted" in text
    assert "Posting is a duty now." in text
    assert "Why: Minute 12." in text
    assert "Shorter." in text
    assert 'href="/guidance/social-media-protocol/compare/1/2/"' in text


def test_history_says_when_an_edition_was_withdrawn(client):
    withdraw(adopted(), withdrawn_on=today(), by=None)

    assert "Withdrawn on" in _text(client.get(DOCUMENT + "history/"))


def test_contents_lead_to_history_and_to_the_days_before(client):
    adopted()

    text = _text(client.get("/guidance/"))

    assert 'href="/guidance/social-media-protocol/history/"' in text
    assert 'href="/guidance/as-at/"' in text


def test_comparison_is_read_word_by_word_without_colour_or_sight(client):
    _two()

    text = _text(client.get(DOCUMENT + "compare/1/2/"))

    assert (
        'You <del class="guidance-removed"><span class="govuk-visually-hidden">[removed: </span>may '
        '<span class="govuk-visually-hidden">] </span></del>'
        '<ins class="guidance-added"><span class="govuk-visually-hidden">[added: </span>must '
        '<span class="govuk-visually-hidden">] </span></ins>post.'
    ) in text
    assert "1 point reworded, 0 new, 1 withdrawn, 0 moved." in text
    assert "1 point with the same words" in text
    assert "(before: 1.3)" in text


def test_comparison_backwards_and_with_itself(client):
    _two()

    assert "1 point reworded, 1 new, 0 withdrawn, 0 moved." in _text(client.get(DOCUMENT + "compare/2/1/"))
    assert "No word changed." in _text(client.get(DOCUMENT + "compare/1/1/"))


def test_comparison_shows_a_move_as_a_move(client):
    adopted(protocol([("A", ["Be kind.", "Be brief."]), ("B", ["Think."])]))
    adopted(protocol([("A", ["Be kind."]), ("B", ["Think.", "Be brief."])]), effective_from=LATER)

    text = _text(client.get(DOCUMENT + "compare/1/2/"))

    assert "It stood at 1.2, in section 1 A." in text
    assert "0 points reworded, 0 new, 0 withdrawn, 1 moved." in text


def test_comparison_shows_words_as_text_and_never_as_markup(client):
    adopted(protocol([("<i>A</i>", ["<script>alert(1)</script> once"])]))
    adopted(protocol([("<i>B</i>", ["<script>alert(2)</script> once"])]), effective_from=LATER)

    text = _text(client.get(DOCUMENT + "compare/1/2/"))

    assert "<script>alert" not in text
    assert "<i>" not in text


def test_choice_of_two_editions_leads_to_their_comparison(client):
    _two()

    assert client.get(DOCUMENT + "compare/?from=1&to=2")["Location"] == DOCUMENT + "compare/1/2/"
    for junk in ("", "?from=1", "?from=x&to=2", "?from=%00&to=2", "?from=²&to=2", "?from=" + "9" * 5000 + "&to=1"):
        assert client.get(DOCUMENT + "compare/" + junk)["Location"] == DOCUMENT + "history/"


def test_withdrawn_point_says_when_and_leads_to_its_successor(client):
    old, new = _two()
    gone, into = old.point_versions.get(number="1.2").point, new.point_versions.get(number="1.1").point
    record_merge([gone], into=into, edition=new, reason="They said one thing.", by=None)

    text = _text(client.get(gone.get_absolute_url()))

    assert "This point is no longer in force." in text
    assert "It was last part of edition 1 and ended on 1 January 2022." in text
    assert "What it said goes on in:" in text
    assert f'<a class="govuk-link" href="{into.get_absolute_url()}">1.1 You must post</a>' in text
    assert "Why: They said one thing." in text


def test_point_page_tells_its_life_and_leads_to_a_day(client):
    old, _ = _two()
    point = old.point_versions.get(number="1.3").point

    text = _text(client.get(point.get_absolute_url()))

    assert "its number changed from 1.3 to 1.2" in text
    assert f'href="/guidance/as-at/?point={point.pk}"' in text


def test_edition_withdrawn_before_its_day_is_never_shown(client):
    adopted()
    never = adopted(protocol([("A", ["Never in force."])]), effective_from=date(2999, 1, 1))
    withdraw(never, withdrawn_on=today(), by=None)

    assert never not in type(never).objects.once_in_force(date(2999, 1, 2))


@pytest.mark.parametrize("page", ["history/", "edition-1/", "edition-1/section-1/", "compare/1/2/", "compare/"])
def test_pages_are_for_everybody_and_change_nothing(client, page):
    _two()

    assert client.get(DOCUMENT + page).status_code in {200, 302}
    assert client.head(DOCUMENT + page).status_code in {200, 302}
    assert client.post(DOCUMENT + page).status_code == 405


@pytest.mark.parametrize("page", ["history/", "edition-{}/", "edition-{}/section-1/", "compare/{}/{}/"])
def test_pages_take_as_many_queries_for_300_points_as_for_3(client, page):
    counts = []
    for points in (3, 300):
        edition = adopted(long_protocol(points))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(DOCUMENT + page.format(edition.number, edition.number)).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_page_of_a_point_that_is_gone_takes_as_many_queries_with_one_successor_as_with_many(client):
    counts = []
    for points in (2, 60):
        title = f"Protocol of {points}"
        old = adopted(protocol([("A", [f"{title} {n}." for n in range(points)])]), title=title)
        new = adopted(protocol([("A", [f"{title} 0."])]), title=title, effective_from=LATER)
        gone = [version.point for version in old.point_versions.exclude(number="1.1").select_related("point")]
        into = new.point_versions.get().point
        record_merge(gone, into=into, edition=new, reason="Shorter.", by=None)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(gone[0].get_absolute_url()).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_plain_english_has_its_history_too(client):
    plain()

    text = _text(client.get("/guidance/plain-english/history/"))

    assert "Adopted by" not in text
    assert "Edition 1" in text
