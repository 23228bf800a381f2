"""Small numbers are left out of a table, with as many others as it takes that none can be reckoned back. Pure.

A table has a total for each row and column, and one of all. A number from 1 to 4 is left out wherever it stands, also
as a total; 0 stays. Then further numbers are left out until no number that is missing follows from those that are
shown, even for a reader who knows that whatever is missing is at least 1.

Why that can be decided exactly: the numbers of a table with totals are a flow between its rows and columns. A missing
number is not fixed if and only if it lies on a cycle of missing numbers along which one may be taken from every other
and given to the rest. Such a cycle is searched for each missing number.
"""

from collections import Counter, deque
from collections.abc import Collection, Iterator, Sequence

LEAST = 5
"""The smallest number other than 0 that is shown."""

Cell = tuple[int, int]
Table = list[list[int]]


def suppress(counts: Sequence[Sequence[int]], also: Collection[Cell] = ()) -> list[list[int | None]]:
    """The table with its totals (last in each row, and the last row), None for what is left out.

    `counts` are the numbers without totals; all rows are of one length. `also`: cells that another table asks to leave
    out; those that hold 0 are shown all the same.
    """
    table = with_totals(counts)
    hidden = {cell for cell, value in cells(table) if 0 < value < LEAST or (value and cell in also)}
    while fixed := [cell for cell in hidden if is_fixed(table, hidden, cell)]:
        hidden.add(_next_to_hide(table, hidden, fixed))
    return [[None if (i, j) in hidden else value for j, value in enumerate(row)] for i, row in enumerate(table)]


def said_alone(number: int) -> str:
    """A number that stands in no table, for who may not read all that it counts: "0", "fewer than 5", "7"."""
    return f"fewer than {LEAST}" if 0 < number < LEAST else str(number)


def with_totals(counts: Sequence[Sequence[int]]) -> Table:
    rows = [[*row, sum(row)] for row in counts]
    width = len(rows[0]) if rows else 1
    return [*rows, [sum(row[j] for row in rows) for j in range(width)]]


def cells(table: Table) -> Iterator[tuple[Cell, int]]:
    for i, row in enumerate(table):
        for j, value in enumerate(row):
            yield (i, j), value


def is_fixed(table: Table, hidden: set[Cell], cell: Cell) -> bool:
    """Whether the missing number follows from what is shown, the totals, and that what is missing is at least 1."""
    return not any(_may_move(table, cell, by) and _closes(table, hidden, cell, by) for by in (1, -1))


def _may_move(table: Table, cell: Cell, by: int) -> bool:
    """A total counts against its row or column: it grows when it is moved by less than nothing."""
    i, j = cell
    is_side_total = (i == len(table) - 1) != (j == len(table[0]) - 1)
    return (-by if is_side_total else by) > 0 or table[i][j] > 1


def _closes(table: Table, hidden: set[Cell], cell: Cell, by: int) -> bool:
    """Whether moving the number can be made good by moving other missing ones in turn: a search through the cycle.

    From a column one goes on by a number that is moved down to its row, from a row by one that goes up to its column.
    """
    row, column = ("row", cell[0]), ("column", cell[1])
    start, goal = (column, row) if by > 0 else (row, column)
    seen, waiting = {start}, deque([start])
    while waiting:
        node = waiting.popleft()
        if node == goal:
            return True
        for after in _neighbours(table, hidden - {cell}, node):
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    return False


def _neighbours(table: Table, hidden: set[Cell], node: tuple[str, int]) -> Iterator[tuple[str, int]]:
    kind, place = node
    for i, j in hidden:
        if kind == "column" and j == place and _may_move(table, (i, j), -1):
            yield "row", i
        elif kind == "row" and i == place and _may_move(table, (i, j), 1):
            yield "column", j


def _next_to_hide(table: Table, hidden: set[Cell], fixed: Collection[Cell]) -> Cell:
    """One more number to leave out. Where a missing one is alone in its row or column it gets company there first;
    from a line in which something is missing anyhow, a total last, and the smallest.
    """
    bottom, right = len(table) - 1, len(table[0]) - 1
    rows, columns = Counter(i for i, _ in hidden), Counter(j for _, j in hidden)
    i, j = min(fixed, key=lambda cell: (min(rows[cell[0]], columns[cell[1]]), cell))
    is_row = rows[i] <= columns[j]

    def cost(found: tuple[Cell, int]) -> tuple[bool, bool, bool, bool, int, Cell]:
        (a, b), value = found
        is_far = a != i and b != j
        is_beside = a == i if is_row else b == j
        is_new = not (columns[b] if is_row else rows[a])
        return is_far, not is_beside, is_new, a == bottom or b == right, value, (a, b)

    return min(((cell, value) for cell, value in cells(table) if value and cell not in hidden), key=cost)[0]
