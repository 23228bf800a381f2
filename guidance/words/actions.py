"""Add a word to a draft, or take one out. Each makes whoever does it an author, and raises the draft's revision."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from guidance.editing.stages import CHANGED
from guidance.models import Definition, Edition, EditionEdit
from guidance.permissions import can_edit
from guidance.refusals import Refused, Stale
from portal.foundation.audit.actions import record
from portal.foundation.people.models import User


@transaction.atomic
def add_word(edition: Edition, *, term: str, also: Sequence[str], point: str, revision: int, by: User) -> Definition:
    """Has a point of the draft (its id) explain a term. `revision`: that of the page. PermissionDenied, Stale, Refused.

    A form that another word of the draft has already is refused: a reader could not tell which of the two is meant.
    """
    locked = _locked(edition, revision, by)
    if not locked.point_versions.filter(point=point).exists():
        raise Refused("That point is not in this draft any more. Choose another.")
    forms = {form.lower() for form in (term, *also)}
    for known in locked.definitions.all():
        if not forms.isdisjoint(form.lower() for form in known.forms):
            raise Refused(f"“{known}” is in the list already, or has this as another form.")
    definition = Definition(edition=locked, term=term, also=list(also), point_id=point)
    try:
        with transaction.atomic():
            definition.save(force_insert=True)
    except IntegrityError:
        raise Refused("This word is in the list already.") from None
    _note(locked, "A word explained: added", "guidance.word_added", by)
    return definition


@transaction.atomic
def end_word(edition: Edition, *, definition: UUID, revision: int, by: User) -> None:
    """Takes a word out of the draft; earlier editions keep it. PermissionDenied, Stale, Refused."""
    locked = _locked(edition, revision, by)
    taken, _ = locked.definitions.filter(pk=definition).delete()
    if not taken:
        raise Stale(CHANGED)
    _note(locked, "A word explained: taken out", "guidance.word_ended", by)


def _locked(edition: Edition, revision: int, by: User) -> Edition:
    if not can_edit(by):
        raise PermissionDenied
    found = Edition.objects.select_for_update(of=["self"]).filter(pk=edition.pk).first()
    if found is None:
        raise Stale("Somebody threw the draft away.")
    if not found.is_draft:
        raise Refused("It has been published, so its words stay as they are.")
    if found.revision != revision:
        raise Stale(CHANGED)
    return found


def _note(edition: Edition, what: str, verb: str, by: User) -> None:
    EditionEdit.objects.create(edition=edition, by=by, what=what)
    record(verb, by=by, about=edition, data={"edition": edition.number})
