"""The PDF of every published edition is made once, by a worker, and never again."""

from datetime import date
from io import BytesIO

from pypdf import PdfReader

from guidance.models import Edition, EditionPdf, today
from guidance.printing.content import of_edition, title_of
from portal.foundation.files.pdf import make_pdf
from portal.foundation.outbox.actions import Entry, add, add_all
from portal.foundation.outbox.models import Item

TEMPLATE = "guidance/pdf/edition.typ"
KIND = "guidance.make_pdf"


def print_later(edition: Edition) -> None:
    """Have the PDF made once the caller's transaction, which publishes the edition, is committed."""
    add(KIND, key=f"{KIND}:{edition.pk}", payload={"edition": str(edition.pk)})


def print_missing(on: date | None = None) -> int:
    """Have the PDF made of each published edition that has none; how many there are. Asks once a day at most."""
    day = on or today()
    missing = Edition.objects.exclude(state=Edition.State.DRAFT).filter(pdf=None).values_list("pk", flat=True)
    entries = [Entry(KIND, f"{KIND}:{pk}:{day.isoformat()}", {"edition": str(pk)}) for pk in missing]
    add_all(entries)
    return len(entries)


def make(item: Item) -> None:
    """The work of the outbox kind "guidance.make_pdf". May run twice, also at once: the first to finish counts."""
    edition = (
        Edition.objects.exclude(state=Edition.State.DRAFT)
        .filter(pk=item.payload["edition"], pdf=None)
        .select_related("document")
        .first()
    )
    if edition is not None:
        EditionPdf.objects.bulk_create([_made(edition)], ignore_conflicts=True)


def _made(edition: Edition) -> EditionPdf:
    content = pdf_of(edition)
    return EditionPdf.of(edition, content, pages=len(PdfReader(BytesIO(content)).pages))


def pdf_of(edition: Edition) -> bytes:
    """The bytes, the same whenever and wherever they are made. Raises CannotMakePdf; ValueError for a draft."""
    if edition.published_at is None:
        raise ValueError("A draft is not printed.")
    return make_pdf(TEMPLATE, of_edition(edition), title=title_of(edition), dated=edition.published_at)
