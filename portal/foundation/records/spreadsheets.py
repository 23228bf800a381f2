"""Tables for a spreadsheet, in which no cell can be a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would reckon or run; the wide forms are read alike by some."""


def defused(cell: str) -> str:
    """The words as they are; an apostrophe before those that a spreadsheet would take for a formula."""
    return f"'{cell}" if cell.startswith(FORMULAS) or cell.lstrip().startswith(FORMULAS) else cell


def csv_download(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """A CSV file (RFC 4180, UTF-8 with a mark, which Excel needs), all cells quoted and defused. Nobody keeps it."""
    table = StringIO(newline="")
    writer = csv.writer(table, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([defused(cell) for cell in row] for row in (header, *rows))
    return HttpResponse(
        table.getvalue().encode("utf-8-sig", "replace"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "private, no-store"},
    )
