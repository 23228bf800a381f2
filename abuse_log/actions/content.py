"""Add words, which are kept apart from the record."""

from django.db import transaction

from abuse_log.actions.common import acting_for, lock, reach_into, require
from abuse_log.actions.refusals import MOST_ROWS, Full
from abuse_log.keeping import keep
from abuse_log.models import Incident, Words
from abuse_log.permissions import can_add
from portal.foundation.audit.actions import record
from portal.foundation.people.models import User


@transaction.atomic
def add_words(*, incident: Incident, by: User, kind: str, text: str) -> Words:
    """Add words as they were. They are kept apart from the record and never shown unasked."""
    locked = lock(incident)
    require(can_add(reach_into(locked, by)))
    if locked.words.count() >= MOST_ROWS:
        raise Full
    words = Words.objects.create(incident=locked, kind=kind, text=text, added_by=by)
    keep(locked)
    record("record.words_added", by=by, about=locked, data={"words": str(words.pk)}, acting_for=acting_for(locked, by))
    return words
