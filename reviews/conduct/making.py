"""Files that are made of letters and notices: tagged PDF (PDF/UA) by the worker, an editable .docx at once.

What people wrote is text in both and nothing else: no field, link, macro or picture comes of it.
"""

import re
import uuid
from datetime import UTC
from io import BytesIO
from typing import Any

from django.conf import settings
from docx import Document
from docx.shared import Pt

from portal.foundation.files.actions import take_made
from portal.foundation.files.pdf import make_pdf
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.conduct.actions.moving import locked
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Paper, PaperFile, Publication, PublicationPdf
from reviews.conduct.prints import SHOWS, is_in_large_print, print_of
from reviews.conduct.wording import blocks

TEMPLATE = "reviews/conduct/pdf/letter.typ"
ROOM = "conduct"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
USUAL_POINTS, LARGE_POINTS = 11.5, 18
LONG = re.compile(r"\S{40,}")
UNPRINTABLE = re.compile(r"[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no character for."""
MAY_BREAK = "\N{ZERO WIDTH SPACE}"


def make_letter(item: Item) -> None:
    """The work of the outbox kind "conduct.make_letter", in the name of whoever wrote it.

    Done once: run again it finds its file. When the paper is not theirs to read any more, nothing is made, which the
    page of the letter says (``prints``).
    """
    person = User.objects.active().filter(pk=uuid.UUID(item.payload["person"])).first()
    if person is None:
        return
    wants_large = item.payload.get("large") == "yes"
    with acting_as(person.pk):
        paper = Paper.objects.filter(pk=uuid.UUID(item.payload["paper"])).select_related("case").first()
        if paper is None or print_of(paper, is_large=wants_large).file is not None:
            return
        is_large = wants_large or is_in_large_print(paper)
    content = pdf_of(paper, is_large=is_large)  # takes its time, so in no transaction
    with acting_as(person.pk):
        locked(paper.case)  # of two workers with an order each, one makes it
        if print_of(paper, is_large=wants_large).file is None:
            stored = take_made([content], name=f"{paper.case.neutral_reference}.pdf", media_type="application/pdf",
                               by=person, room=ROOM)  # fmt: skip
            PaperFile(case=paper.case, paper=paper, stored=stored, shows=SHOWS[wants_large]).save(force_insert=True)


def make_notice(item: Item) -> None:
    """The work of the outbox kind "conduct.make_notice": the PDF of what was published, the same for everybody."""
    found = Publication.objects.filter(pk=uuid.UUID(item.payload["publication"]), pdf=None).first()
    if found is None or not found.is_shown:
        return
    data = _data(found.title, found.words, footer=f"{settings.COUNCIL_NAME}: decision notice", is_large=False)
    content = make_pdf(TEMPLATE, data, title=found.title, dated=found.published_at)
    PublicationPdf.objects.bulk_create([PublicationPdf(publication=found, content=content)], ignore_conflicts=True)


def pdf_of(paper: Paper, *, is_large: bool) -> bytes:
    """The same bytes whenever it is made. Raises CannotMakePdf."""
    title = paper.title or str(paper.get_kind_display())
    data = _data(title, paper.words, footer=paper.case.reference, is_large=is_large)
    return make_pdf(TEMPLATE, data, title=title, dated=paper.written_at)


def docx_of(paper: Paper, *, is_large: bool) -> bytes:
    """An editable copy for the office."""
    made = Document()
    core = made.core_properties
    core.title, core.author, core.comments, core.language = paper.title, settings.COUNCIL_NAME, "", "en-GB"
    core.created = core.modified = paper.written_at.astimezone(UTC).replace(tzinfo=None)
    made.styles["Normal"].font.size = Pt(LARGE_POINTS if is_large else USUAL_POINTS)
    made.add_heading(_printable(paper.title), level=1)
    for block in blocks(paper.words):
        words = _printable(block.words)
        if block.is_heading:
            made.add_heading(words, level=2)
        else:
            made.add_paragraph(words)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def _data(title: str, words: str, *, footer: str, is_large: bool) -> dict[str, Any]:
    return {
        "council": settings.COUNCIL_NAME,
        "title": title,
        "footer": footer,
        "is_large": is_large,
        "blocks": [
            {"is_heading": block.is_heading, "words": LONG.sub(_cut, _printable(block.words))}
            for block in blocks(words)
        ],
    }


def _cut(word: re.Match[str]) -> str:
    """A word that no line holds may break anywhere."""
    return MAY_BREAK.join(word[0][at : at + 20] for at in range(0, len(word[0]), 20))


def _printable(words: str) -> str:
    return UNPRINTABLE.sub("", words)
