"""A point keeps its id through renumbering, rewording and coming back; a link never reaches other words."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from guidance.fingerprints import PointWords
from guidance.identities import keep_identities


@dataclass
class Old:
    point_id: str
    number: str
    text: str


def _new(**texts: str) -> list[PointWords]:
    return [PointWords(number.replace("p", "1."), "", text) for number, text in texts.items()]


BEFORE = [Old("aa", "1.1", "Be kind."), Old("bb", "1.2", "Be brief."), Old("cc", "1.3", "Be honest.")]


def test_same_text_keeps_all_ids():
    assert keep_identities(_new(p1="Be kind.", p2="Be brief.", p3="Be honest."), BEFORE, []) == {
        "1.1": "aa",
        "1.2": "bb",
        "1.3": "cc",
    }


def test_reworded_point_keeps_the_id_of_its_number():
    assert keep_identities(_new(p1="Be kind.", p2="Be short."), BEFORE, []) == {"1.1": "aa", "1.2": "bb"}


def test_point_put_in_between_takes_no_id_from_those_it_moved():
    kept = keep_identities(_new(p1="Be kind.", p2="Be early.", p3="Be brief.", p4="Be honest."), BEFORE, [])

    assert kept == {"1.1": "aa", "1.3": "bb", "1.4": "cc"}


def test_swapped_points_carry_their_ids_along():
    assert keep_identities(_new(p1="Be brief.", p2="Be kind."), BEFORE, []) == {"1.1": "bb", "1.2": "aa"}


def test_other_line_breaks_are_the_same_words():
    assert keep_identities(_new(p9="Be\n  kind."), BEFORE, []) == {"1.9": "aa"}


def test_point_that_comes_back_gets_its_old_id():
    assert keep_identities(_new(p7="Be early."), BEFORE, [Old("zz", "1.4", "Be early.")]) == {"1.7": "zz"}


def test_first_edition_keeps_nothing():
    assert keep_identities(_new(p1="Be kind."), [], []) == {}


@given(
    st.lists(st.sampled_from("abcde"), max_size=8),
    st.lists(st.sampled_from("abcde"), max_size=8),
)
def test_no_id_is_given_twice_and_words_found_again_always_keep_one(old, new):
    before = [Old(f"id{n}", f"1.{n}", text) for n, text in enumerate(old)]
    after = [PointWords(f"1.{n}", "", text) for n, text in enumerate(new)]

    kept = keep_identities(after, before, [])

    assert len(set(kept.values())) == len(kept)
    for text in set(old) & set(new):
        expected = min(old.count(text), new.count(text))
        carried = [
            p for p in after if p.text == text and kept.get(p.number) in {o.point_id for o in before if o.text == text}
        ]
        assert len(carried) == expected
