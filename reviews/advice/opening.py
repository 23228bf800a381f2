"""The first words of a request, by which the rows of a list are told apart.

They are unsealed from where they stand, one page at a time: a second, shorter copy would be one more text to redact, to
hold and to dispose of.
"""

from collections.abc import Sequence
from uuid import UUID

from reviews.advice.models import Request, WordingVersion

LONGEST = 90
"""Characters of a line that still fits a row."""
_ENOUGH = 600
"""Characters that are looked at; the rest of a long text is left alone."""


def openings(items: Sequence[Request], *, for_member: bool) -> dict[UUID, str]:
    """The first words of each, by id: of the latest wording, else of the question. One query, however many rows.

    What is for the Monitoring Officer's office only shows none in a list, and what was withdrawn none to those who
    advise.
    """
    shown = [item for item in items if not item.office_only and (for_member or not item.is_withdrawn)]
    latest = WordingVersion.objects.filter(item__in=shown).order_by("item_id", "-number").distinct("item_id")
    wordings = {wording.item_id: wording.text for wording in latest}
    return {item.pk: first_words(wordings.get(item.pk) or item.draft_wording or item.question) for item in shown}


def first_words(text: str) -> str:
    """The beginning of a text on one line, cut between two words where there is a place to cut."""
    line = " ".join(text[:_ENOUGH].split())
    if len(line) <= LONGEST:
        return line
    kept = line[:LONGEST]
    cut = kept.rfind(" ")
    return f"{kept[:cut] if cut > LONGEST // 2 else kept}…"
