"""G3: applying the comparison to the old edition gives the new one, in 10,000 random pairs.

Deliberate faults that turn it red: leave `moved` points at their old number, drop the space after a kept word,
or match points by their place instead of their id.
"""

import random
import time

import pytest

from guidance.comparing import (
    Doing,
    NotTheOld,
    PointText,
    SectionText,
    apply,
    compare,
    compare_words,
    is_changed,
    patch,
)
from guidance.measuring_comparison import WORDS, random_pairs


def _told(runs) -> str:
    marks = {Doing.KEPT: "{}", Doing.REMOVED: "[-{}-]", Doing.ADDED: "[+{}+]"}
    return "".join(marks[run.doing].format(run.text) for run in runs)


def _point(number: str, text: str, heading: str = "", point_id: str = "") -> PointText:
    return PointText(point_id or f"id-{number}", number, heading, text)


def _edition(*points: PointText, title: str = "Posting") -> list[SectionText]:
    return [SectionText("1", title, "", points)]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Be kind.", "Be kind.", "Be kind."),
        ("You may post.", "You must post.", "You [-may -][+must +]post."),
        ("Be kind.", "Be kind. Be brief.", "Be kind.[+ Be brief.+]"),
        ("Be kind. Ask first.", "Ask first.", "[-Be kind. -]Ask first."),
        ("", "Be kind.", "[+Be kind.+]"),
        ("Be kind.", "", "[-Be kind.-]"),
        (
            "Ask the desk first",
            "Tell a friend about it",
            "[-Ask the desk first-][+Tell a friend about it+]",
        ),
    ],
)
def test_words_are_compared_one_by_one(old, new, told):
    assert _told(compare_words(old, new)) == told


def test_other_line_breaks_alone_are_no_change_but_are_kept():
    runs = compare_words("Be kind. Be brief.", "Be kind.\nBe brief.")

    assert not is_changed(runs)
    assert patch(runs, "Be kind. Be brief.") == "Be kind.\nBe brief."


def test_patch_of_another_text_refused():
    runs = compare_words("Be kind.", "Be brief.")

    for other in ("Be early.", "Be kind. Really.", ""):
        with pytest.raises(NotTheOld):
            patch(runs, other)


def test_move_within_a_section_is_told_of_the_point_that_moved_only():
    old = _edition(*(_point(f"1.{n}", f"Rule {n}.", point_id=f"p{n}") for n in range(1, 6)))
    order = [5, 1, 2, 3, 4]
    new = _edition(*(_point(f"1.{at}", f"Rule {n}.", point_id=f"p{n}") for at, n in enumerate(order, start=1)))

    (section,) = compare(old, new)

    assert [(p.id, p.was, p.number) for p in section.points if p.is_moved] == [("p5", "1.5", "1.1")]
    assert section.points[0].from_section == "1 Posting"
    assert not any(p.is_reworded for p in section.points)


def test_move_to_another_section_is_a_move_and_not_a_removal():
    a, b = _point("1.1", "Be kind.", point_id="a"), _point("1.2", "Be brief.", point_id="b")
    old = [SectionText("1", "One", "", (a, b)), SectionText("2", "Two", "", ())]
    new = [SectionText("1", "One", "", (a,)), SectionText("2", "Two", "", (_point("2.1", "Be brief.", point_id="b"),))]

    first, second = compare(old, new)

    assert [p.is_same for p in first.points] == [True]
    assert [(p.is_moved, p.was, p.number, p.from_section) for p in second.points] == [(True, "1.2", "2.1", "1 One")]


def test_section_that_only_got_another_number_moves_nothing():
    old = [SectionText("1", "One", "", (_point("1.1", "Be kind.", point_id="a"),))]
    new = [SectionText("1", "New", "", ()), SectionText("2", "One", "", (_point("2.1", "Be kind.", point_id="a"),))]

    added, kept = compare(old, new)

    assert (added.was, kept.was, kept.is_same) == (None, "1", True)


def test_withdrawn_point_is_shown_where_it_stood_and_added_one_where_it_stands():
    old = _edition(*(_point(f"1.{n}", f"Rule {n}.", point_id=f"p{n}") for n in (1, 2, 3)))
    new = _edition(_point("1.1", "Rule 1.", point_id="p1"), _point("1.2", "New.", point_id="n"),
                   _point("1.3", "Rule 3.", point_id="p3"))  # fmt: skip

    (section,) = compare(old, new)

    told = [(p.id, p.is_withdrawn, p.is_added) for p in section.points]
    assert told == [("p1", False, False), ("p2", True, False), ("n", False, True), ("p3", False, False)]


def test_section_that_ended_is_shown_with_its_points():
    old = [*_edition(_point("1.1", "Be kind.")), SectionText("2", "Gone", "Once:", (_point("2.1", "Be brief."),))]

    _, gone = compare(old, old[:1])

    assert (gone.was, gone.number, _told(gone.title)) == ("2", None, "[-Gone-]")
    assert [p.is_withdrawn for p in gone.points] == [True]


def test_text_beyond_all_measure_is_compared_quickly_and_rightly():
    chance = random.Random(1)
    old = " ".join(chance.choices(WORDS, k=150_000))
    new = old.replace(" 14 ", " 15 ", 3)
    same = "must " * 1_990, "must not " * 995

    began = time.process_time()
    for before, after in ((old, new), same, ("a. " * 80_000, "b. " * 80_000)):
        assert patch(compare_words(before, after), before) == after

    assert time.process_time() - began < 3


def test_comparison_of_10000_random_pairs_makes_the_new_text_from_the_old():
    wrong = 0
    for old, new in random_pairs(10_000):
        changes = compare(old, new)
        wrong += apply(changes, old) != new
        points = {p.id for s in new for p in s.points}
        before = {p.id for s in old for p in s.points}
        assert {p.id for s in changes for p in s.points if p.is_added} == points - before
        assert {p.id for s in changes for p in s.points if p.is_withdrawn} == before - points

    assert wrong == 0


def test_comparison_applied_to_another_text_refused():
    old = _edition(_point("1.1", "Be kind."), _point("1.2", "Be brief."))
    changes = compare(old, _edition(_point("1.1", "Be very kind.")))

    for other in (_edition(_point("1.1", "Be early."), old[0].points[1]), _edition(old[0].points[0])):
        with pytest.raises(NotTheOld):
            apply(changes, other)
