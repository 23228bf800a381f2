"""Write into the custody log of a record. Call it inside the transaction of the deed, before the audit event."""

import hashlib

from django.db import transaction

from abuse_log.actions.common import lock
from abuse_log.evidence.models import CustodyEntry, Exhibit
from abuse_log.evidence.taxonomy import Deed, Hand
from abuse_log.models.incident import Incident
from portal.foundation.audit.actions import record_read
from portal.foundation.people.models import User
from portal.foundation.people.permissions import members_helped_by


def write(*, incident: Incident, by: User | None, deed: Deed, what: str, object_hash: str = "") -> CustodyEntry:
    """Add one entry at the end of the record's chain. `by=None` means the portal."""
    return CustodyEntry.objects.create(
        incident=incident,
        actor=by,
        pseudonym=pseudonym_of(incident, by),
        role=hand_of(incident, by),
        action=deed,
        what=what,
        object_hash=object_hash,
    )


def pseudonym_of(incident: Incident, user: User | None) -> str:
    """The same for one person in one record, another in each record; it tells nothing to who has only the log."""
    if user is None:
        return "portal"
    return hashlib.sha256(f"{incident.pk}:{user.pk}".encode()).hexdigest()[:12]


def hand_of(incident: Incident, user: User | None) -> Hand:
    if user is None:
        return Hand.PORTAL
    if user.pk == incident.member_id:
        return Hand.MEMBER
    is_helper = members_helped_by(user, "record").filter(pk=incident.member_id).exists()
    return Hand.HELPER if is_helper else Hand.OFFICER


@transaction.atomic
def note_view(*, exhibit: Exhibit, by: User, deed: Deed, what: str = "", object_hash: str = "") -> None:
    """Somebody is about to be shown this: written down first, in the custody log and in the audit."""
    incident = lock(exhibit.incident)
    shown_hash = object_hash or exhibit.stored.sha256
    write(incident=incident, by=by, deed=deed, what=what or exhibit.label, object_hash=shown_hash)
    record_read(
        "record.read",
        by=by,
        about=incident,
        data={"what": str(deed), "number": exhibit.number},
        acting_for=None if by.pk == incident.member_id else incident.member,
    )
