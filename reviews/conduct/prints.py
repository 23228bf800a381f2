"""The PDFs of a letter, notice or agenda paper: as usual and in large print, made by the worker, and what became of it.

What the worker could not make is said on the page of the letter, and may be asked for again: nothing fails in silence.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from portal.foundation.outbox import actions as outbox
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.conduct.models import Letter, Need, Paper, PaperFile

KIND = "conduct.make_letter"
SHOWS = {False: "This paper as a PDF", True: "This paper as a PDF in large print"}
"""What stands with the file, by whether it is in large print."""
LATE = timedelta(minutes=5)
"""After which a PDF that waits is said to be late: it takes about a second."""


@dataclass(frozen=True)
class Print:
    """One PDF of a paper: there, waited for, late, failed, or not asked for."""

    is_large: bool
    file: PaperFile | None
    item: Item | None
    """The newest order for it."""

    @property
    def is_failed(self) -> bool:
        """Given up; or done without a file, since whoever ordered it could not read the paper any more."""
        return self.file is None and self.item is not None and (self.item.dead_at or self.item.sent_at) is not None

    @property
    def is_late(self) -> bool:
        """It failed once or more and is tried again, or nobody got to it."""
        if self.file is not None or self.item is None or self.is_failed:
            return False
        return bool(self.item.last_error) or self.item.created_at < timezone.now() - LATE

    @property
    def is_waiting(self) -> bool:
        return self.file is None and self.item is not None and not (self.is_failed or self.is_late)

    @property
    def can_be_ordered(self) -> bool:
        return self.file is None and not self.is_waiting


def print_of(paper: Paper, *, is_large: bool) -> Print:
    """A letter that was written for large print has one PDF, which is both."""
    files = PaperFile.objects.filter(paper=paper).select_related("stored")
    by_size = {file.shows == SHOWS[True]: file for file in files}
    if is_large and is_in_large_print(paper):
        is_large = False
    newest = Item.objects.filter(dedupe_key__startswith=_prefix(paper, is_large)).order_by("-pk").first()
    return Print(is_large, by_size.get(is_large), newest)


def is_in_large_print(paper: Paper) -> bool:
    return Letter.objects.filter(paper=paper, format=Need.Format.LARGE_PRINT).exists()


def order(paper: Paper, *, is_large: bool, by: User) -> None:
    """Have the worker make it, in the name of ``by``. One order at a time: the same number is the same order."""
    prefix = _prefix(paper, is_large)
    number = Item.objects.filter(dedupe_key__startswith=prefix).count()
    payload = {"paper": str(paper.pk), "person": str(by.pk), "large": "yes" if is_large else ""}
    outbox.add(KIND, key=f"{prefix}{number}", payload=payload)


def _prefix(paper: Paper, is_large: bool) -> str:
    return f"{KIND}:{'large' if is_large else 'usual'}:{paper.pk}:"
