"""What may be done to the sections of a draft, to its numbers, its particulars and its change notes.

Each verb is one transaction on the locked draft, and each is noted. `revision`: that of the text which `by` had
before them. All raise PermissionDenied, Stale and Refused.
"""

from datetime import date
from uuid import UUID

from django.db import transaction

from guidance.editing.actions.steps import refusing
from guidance.editing.drafting import Draft, Held, noted
from guidance.editing.numbering import first_section_number, next_section_number, section_numbers
from guidance.lineage import ChangeNote
from guidance.models import Edition, Feedback, Point, Section
from guidance.recording import note_change
from guidance.refusals import Refused
from portal.foundation.people.models import User


@transaction.atomic
def add_section(
    edition: Edition, *, title: str, lead_in: str, after: UUID | None, keep_numbers: bool, revision: int, by: User
) -> Section:
    """Adds a section behind another one, or (behind none) in front. Numbers are kept, or all counted afresh."""
    draft = Draft.opened(edition, revision=revision, by=by)
    kind = draft.edition.document.kind
    taken = [held.section.number for held in draft.held]
    number = next_section_number(kind, taken) if taken else first_section_number(kind)
    section = Section(edition=draft.edition, number=number, title=title, lead_in=lead_in, order=0)
    section.printed_title = title
    place = draft.held.index(draft.section(after)) + 1 if after else 0
    first = taken[0] if taken else number
    draft.held.insert(place, Held(section, []))
    if not keep_numbers:
        _number_all(draft, first)
    draft.write("A section added", "section_added", section=str(section.pk))
    return section


@transaction.atomic
def change_section(
    edition: Edition, *, section: UUID, title: str, lead_in: str, number: str, revision: int, by: User
) -> Edition:
    """Gives a section another title, lead-in or number; with a new number its points are numbered by their places."""
    draft = Draft.opened(edition, revision=revision, by=by)
    held = draft.section(section)
    was = held.section.number
    if held.section.title != title:
        held.section.title = held.section.printed_title = title
    held.section.lead_in = lead_in
    if number != was:
        held.section.number = number
        held.number_afresh()
    return draft.write(f"Section {was} edited", "section_edited", section=str(section))


@transaction.atomic
def take_out_section(edition: Edition, *, section: UUID, revision: int, by: User) -> Edition:
    """Takes out a section that holds no point any more."""
    draft = Draft.opened(edition, revision=revision, by=by)
    held = draft.section(section)
    if held.points:
        raise Refused("It still holds points. Move them or take them out first.")
    draft.held.remove(held)
    draft.emptied.append(held.section)
    return draft.write(f"Section {held.section.number} taken out", "section_taken_out", section=str(section))


@transaction.atomic
def number_afresh(edition: Edition, *, revision: int, by: User) -> Edition:
    """Numbers all sections and points by their places, from the number of the first section on."""
    draft = Draft.opened(edition, revision=revision, by=by)
    if draft.held:
        _number_all(draft, draft.held[0].section.number)
    return draft.write("Numbered afresh", "numbered_afresh")


@transaction.atomic
def change_particulars(
    edition: Edition,
    *,
    effective_from: date,
    adopted_by: str = "",
    adopted_on: date | None = None,
    minute: str = "",
    revision: int,
    by: User,
) -> Edition:
    """Sets the first day in force and, for a protocol, who decided on it, when, and where that is recorded."""
    draft = Draft.opened(edition, revision=revision, by=by)
    found = draft.edition
    if not found.document.is_adopted:
        adopted_by, adopted_on, minute = "", None, ""
    elif not adopted_by.strip() or adopted_on is None:
        raise Refused("Say who adopted the protocol, and on which day.")
    particulars = {
        "effective_from": effective_from, "adopted_by": adopted_by, "adopted_on": adopted_on, "minute": minute,
    }  # fmt: skip
    if all(getattr(found, name) == value for name, value in particulars.items()):
        return found
    for name, value in particulars.items():
        setattr(found, name, value)
    found.save(update_fields=list(particulars))
    return noted(found, "Particulars set", "particulars_set", by=by)


@transaction.atomic
def write_note(
    edition: Edition,
    *,
    point_id: str,
    note: str,
    reason: str,
    is_minor: bool,
    answers: str = "",
    revision: int,
    by: User,
) -> ChangeNote:
    """Tells what the draft changes at a point (or, without one, as a whole) and why. It is never taken back.

    `answers`: the id of what a reader told that led to it, if any.
    """
    draft = Draft.opened(edition, revision=revision, by=by)
    point = Point.objects.filter(pk=point_id, document=draft.edition.document_id).first() if point_id else None
    if point_id and point is None:
        raise Refused("There is no such point in this document.")
    told = None
    if answers:
        told = Feedback.objects.that_a_note_may_answer(draft.edition.document).filter(pk=answers).first()
        if told is None:
            raise Refused("What the reader told us is closed, or is about another document.")
    with refusing():
        made = note_change(draft.edition, note=note, reason=reason, point=point, is_minor=is_minor, answers=told, by=by)
    noted(draft.edition, "A change note written", "note_written", point=point_id or None, by=by)
    return made


def _number_all(draft: Draft, first: str) -> None:
    numbers = section_numbers(draft.edition.document.kind, first, len(draft.held))
    for held, number in zip(draft.held, numbers, strict=True):
        held.section.number = number
        held.number_afresh()
