import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guidance.search import Part, find_points, parts, search, tidy
from tests.factories.guidance import adopted, plain, protocol

pytestmark = pytest.mark.django_db
COUNCIL = [
    ("Before you post", ["Think first | Ask whether you would say it aloud.", "Never write in anger."]),
    ("The law", ["Libel | A false statement may cost you damages.", "Copyright | Ask before you use a picture."]),
    ("Elections", ["Nothing with council money in the pre-election period.", "Say a word about damages, too."]),
]


def _found(words: str) -> list[str]:
    return [version.number for version in find_points(words)]


@pytest.mark.parametrize(
    "words", ["2.1", " 2.1 ", "2.1.", "point 2.1", "Point 2.1", "section 2.1", "para 2.1", "§2.1", "02.01", "2.1 anger"]
)
def test_number_finds_its_point_first(words):
    adopted(protocol(COUNCIL))

    assert _found(words)[0] == "2.1"


def test_number_of_a_section_finds_its_points():
    adopted(protocol(COUNCIL))

    assert _found("section 2") == ["2.1", "2.2"]


def test_number_that_no_point_has_finds_nothing():
    adopted(protocol(COUNCIL))

    assert _found("9.9") == []


def test_heading_weighs_more_than_section_title_and_text():
    adopted(
        protocol(
            [
                ("Manners", ["Say nothing about parking."]),
                ("Parking", ["Elsewhere."]),
                ("Other", ["Parking | Nothing else."]),
            ]
        )
    )

    assert _found("parking") == ["3.1", "2.1", "1.1"]


def test_words_are_found_in_their_other_forms():
    adopted(protocol(COUNCIL))

    assert _found("pictures") == ["2.2"]


def test_word_of_the_same_meaning_is_found():
    adopted(protocol(COUNCIL))

    assert _found("defamation") == ["2.1"]
    assert "3.1" in _found("purdah")


def test_some_of_the_words_are_found_when_none_has_all_and_it_is_said():
    adopted(protocol(COUNCIL))

    results = search("can I be sued for damages over my holiday picture")

    assert results.is_widened
    assert "2.2" in [hit.version.number for hit in results.hits]
    assert not search("damages").is_widened


def test_only_text_in_force_is_searched():
    adopted(protocol([("A", ["Old words about parking."])]))
    adopted(protocol([("A", ["New words about cycling."])]))
    adopted(protocol([("A", ["A draft about flying."])]), is_published=False)

    assert (_found("parking"), _found("cycling"), _found("flying")) == ([], ["1.1"], [])


def test_plain_english_is_searched_until_something_is_adopted():
    plain(["Plain words about parking."])
    assert _found("parking") == ["1.1"]

    adopted(protocol([("A", ["Adopted words about cycling."])]))
    assert _found("parking") == []


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "\x00",
        "\x00parking\x00",
        "\ud800",
        "\udfffparking",
        "' OR 1=1 --",
        "a & | ! ( ) : * <-> \\",
        '"unclosed',
        "-",
        "or or or",
        "9" * 5000,
        "1.1.1.1.1.1.1.1",
        "٣.١",
        "\ue000parking\ue001",
        "x" * 1_000_000,
        "parking " * 125_000,
        "twitter " * 30,
        "🙂" * 300,
        "%s %(a)s {0}",
    ],
)
def test_any_input_whatever_is_survived(words):
    adopted(protocol([("A", ["Words about parking."])]))

    results = search(words)

    assert all(hit.version.number == "1.1" for hit in results.hits)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(), max_size=60))
def test_any_text_whatever_is_survived(db, words):
    search(words)
    tidy(words).encode()


@pytest.mark.parametrize("limit", [0, -1])
def test_no_places_no_results(limit):
    adopted()

    assert find_points("confidence", limit=limit) == []


def test_limit_holds_for_numbers_and_words_together():
    adopted(protocol([("Parking", [f"Parking rule {n}." for n in range(30)])]))

    assert len(find_points("parking", limit=7)) == 7
    assert len(find_points("1", limit=7)) == 7


def test_snippet_marks_what_was_searched_for_and_keeps_the_words():
    adopted(protocol([("A", ["Ask 'before' you use a \"picture\" & more < 5."])]))

    (hit,) = search("picture").hits

    assert "".join(part.text for part in hit.snippet).strip() == "Ask 'before' you use a \"picture\" & more < 5."
    assert [part.text for part in hit.snippet if part.is_marked] == ["picture"]


def test_parts_of_a_marked_text():
    assert parts("\ue000a\ue001 b \ue000c\ue001") == (Part("a", True), Part(" b ", False), Part("c", True))


def test_search_takes_as_many_queries_however_many_points(django_assert_max_num_queries):
    adopted(protocol([("Parking", [f"Parking rule {n}." for n in range(300)])]))
    find_points("parking rule nowhere")

    with django_assert_max_num_queries(5):
        find_points("parking rule nowhere")
    with django_assert_max_num_queries(4):
        find_points("1.7")
