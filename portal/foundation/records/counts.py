"""Tables by month in which small numbers are left out. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from portal.foundation.records.suppression import suppress

LEFT_OUT = "left out"


class Monthly(Protocol):
    """Something of one month of a year, 0 to 11."""

    @property
    def month(self) -> int: ...


Item = TypeVar("Item", bound=Monthly)


@dataclass(frozen=True)
class Counts:
    """A table by month, with small numbers left out (None). The last row and column are the totals."""

    name: str
    title: str
    columns: tuple[str, ...]
    months: tuple[str, ...]
    shown: list[list[int | None]]
    total: str

    def rows(self) -> list[tuple[str, list[int | None]]]:
        return list(zip((*self.months, "All months"), self.shown, strict=True))

    def folded(self) -> "Folded":
        """The same without the months and columns in which every number but 0 is left out, and without empty months."""
        said = self.rows()
        empty = tuple(name for name, row in said if not any(value != 0 for value in row))
        full = [(name, row) for name, row in said if name not in empty and not _says_nothing(row)]
        kept = [j for j in range(len(self.columns) + 1) if not _says_nothing([row[j] for _, row in said])]
        heads = (*self.columns, self.total)
        return Folded(
            tuple(heads[j] for j in kept),
            tuple((name, [row[j] for j in kept]) for name, row in full) if kept else (),
            tuple(name for name, row in said if _says_nothing(row)),
            tuple(head for j, head in enumerate(heads) if j not in kept),
            empty,
        )

    def by_column(self) -> list[tuple[str, int | None]]:
        """Each column's total, without the total of all."""
        return list(zip(self.columns, self.shown[-1], strict=False))

    def by_month(self) -> list[tuple[str, int | None]]:
        return [(month, row[-1]) for month, row in zip(self.months, self.shown, strict=False)]

    def cells(self) -> list[list[str]]:
        """The table as text, for a file."""
        return [[month, *(LEFT_OUT if n is None else str(n) for n in row)] for month, row in self.rows()]


@dataclass(frozen=True)
class Folded:
    """A table as a page shows it; the CSV has every row and column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, list[int | None]], ...]
    months_left_out: tuple[str, ...]
    columns_left_out: tuple[str, ...]
    empty_months: tuple[str, ...] = ()
    """In which every number is 0."""


def _says_nothing(numbers: Sequence[int | None]) -> bool:
    """Whether something is left out and nothing but 0 is told."""
    return None in numbers and not any(numbers)


@dataclass(frozen=True)
class Sort(Generic[Item]):
    """One way of sorting things into columns; a thing may stand in several."""

    name: str
    title: str
    total: str
    columns: tuple[str, ...]
    of: Callable[[Item], Iterable[str]]

    def counted(self, items: Iterable[Item], months: Sequence[str]) -> Counts:
        return self.table(suppress(self.counts(items, months)), months)

    def counts(self, items: Iterable[Item], months: Sequence[str]) -> list[list[int]]:
        found = Counter((item.month, column) for item in items for column in self.of(item))
        return [[found[month, column] for column in self.columns] for month in range(len(months))]

    def table(self, shown: list[list[int | None]], months: Sequence[str]) -> Counts:
        return Counts(self.name, self.title, self.columns, tuple(months), shown, self.total)


def counted_together(sorts: Sequence[Sort[Item]], items: Sequence[Item], months: Sequence[str]) -> list[Counts]:
    """Tables in which each thing stands once, and whose totals by month are therefore the same.

    A total that one of them leaves out is left out of all, else another would tell it.
    """
    counts = [sort.counts(items, months) for sort in sorts]
    gone: frozenset[int] = frozenset()
    while True:
        shown = [
            suppress(table, {(month, len(sort.columns)) for month in gone})
            for sort, table in zip(sorts, counts, strict=True)
        ]
        now = frozenset(month for table in shown for month, row in enumerate(table) if row[-1] is None)
        if now == gone:
            return [sort.table(table, months) for sort, table in zip(sorts, shown, strict=True)]
        gone = now
