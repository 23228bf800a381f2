"""No number that is left out can be worked out from what is shown.

Deliberate faults that turn these red: no second suppression (the loop left out); a total below 5 shown; totals taken
as numbers that grow with their row (`is_side_total` ignored); what is missing may fall to 0 (`> 1` made `> 0`).
"""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.foundation.records.suppression import LEAST, suppress, with_totals

small = st.integers(0, 7)
tables = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda size: st.lists(st.lists(small, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
)


def others(counts: list[list[int]]):
    """Every table that a reader may think of as the true one, whose numbers differ by one at most from it."""
    shown, known = suppress(counts), with_totals(counts)
    hidden = [(i, j) for i, row in enumerate(counts) for j in range(len(row)) if shown[i][j] is None]
    for by in product((-1, 0, 1), repeat=len(hidden)):
        tried = [list(row) for row in counts]
        for (i, j), step in zip(hidden, by, strict=True):
            tried[i][j] += step
        table = with_totals(tried)
        agrees = all(
            table[i][j] == value if value is not None else table[i][j] >= 1
            for i, row in enumerate(shown)
            for j, value in enumerate(row)
        )
        if agrees:
            yield table
    assert known


@settings(max_examples=120, deadline=None)
@given(tables)
def test_whatever_is_left_out_may_be_another_number(counts: list[list[int]]) -> None:
    shown, truth = suppress(counts), with_totals(counts)
    missing = {(i, j) for i, row in enumerate(shown) for j, value in enumerate(row) if value is None}
    for table in others(counts):
        missing -= {(i, j) for i, j in missing if table[i][j] != truth[i][j]}
        if not missing:
            break
    assert missing == set()


wide = st.lists(st.lists(st.integers(0, 40), min_size=4, max_size=4), min_size=1, max_size=12)


@settings(max_examples=200, deadline=None)
@given(st.one_of(tables, wide))
def test_what_is_shown_is_true_and_never_small(counts: list[list[int]]) -> None:
    for shown, truth in zip(suppress(counts), with_totals(counts), strict=True):
        for value, true in zip(shown, truth, strict=True):
            assert value in (None, true)
            assert value is None or value == 0 or value >= LEAST


def test_one_small_number_takes_a_rectangle_with_it() -> None:
    assert suppress([[3, 10, 20], [8, 30, 9], [7, 12, 40]]) == [
        [None, None, 20, 33],
        [8, 30, 9, 47],
        [None, None, 40, 59],
        [18, 52, 69, 139],
    ]


def test_table_without_small_numbers_is_left_alone() -> None:
    assert suppress([[5, 0], [0, 6]]) == [[5, 0, 5], [0, 6, 6], [5, 6, 11]]


def test_only_number_of_all_hides_its_totals() -> None:
    assert suppress([[2, 0]]) == [[None, 0, None], [None, 0, None]]


def test_two_missing_ones_that_can_only_be_one_take_a_third() -> None:
    assert suppress([[1, 1, 6, 9]])[0].count(None) > 2
