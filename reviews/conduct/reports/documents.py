"""The committee's report as a Word document that a clerk puts into the agenda, and as rows for a spreadsheet."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO

from django.conf import settings
from docx import Document
from docx.document import Document as Made

from portal.foundation.records.counts import LEFT_OUT
from reviews.conduct.reports.tables import NOTE, TOO_FEW, Table

HEADER = ("Table", "What", "Number or median, days", "In time")


def docx_of(title: str, tables: Sequence[Table], *, counted_at: datetime) -> bytes:
    """Headings and real tables, to be pasted or edited."""
    made = Document()
    core = made.core_properties
    core.title, core.author, core.comments, core.language = title, settings.COUNCIL_NAME, "", "en-GB"
    core.created = core.modified = counted_at.astimezone(UTC).replace(tzinfo=None)
    made.add_heading(title, level=1)
    made.add_paragraph(NOTE)
    if not tables:
        made.add_paragraph(TOO_FEW)
    for table in tables:
        _add(made, table)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def _add(made: Made, table: Table) -> None:
    made.add_heading(table.title, level=2)
    if table.note:
        made.add_paragraph(table.note)
    if table.rows is None:
        made.add_paragraph("All of it is left out.")
        return
    grid = made.add_table(rows=0, cols=len(table.heads), style="Table Grid")
    for words in (table.heads, *table.rows):
        for cell, word in zip(grid.add_row().cells, words, strict=True):
            cell.text = word


def csv_rows(tables: Sequence[Table]) -> Iterator[tuple[str, ...]]:
    """One row for each number; all of one length."""
    for table in tables:
        for row in table.rows if table.rows is not None else [("All", LEFT_OUT)]:
            yield (table.title, *row, "")[: len(HEADER)]
