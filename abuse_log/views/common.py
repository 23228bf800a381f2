"""What every page of a record does first."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from abuse_log.models import Incident
from abuse_log.permissions import May, may
from portal.foundation.audit.actions import record_read
from portal.foundation.people.requests import SignedInRequest

SAFE = frozenset({"GET", "HEAD"})
OPEN_TO_OFFICERS = frozenset({"detail", "words", "exhibit", "exhibit_show", "exhibit_file", "redaction_file", "script"})
"""What an officer may ask for of a record that is shared with them. Every other address of a record, and every
address that is made later, is closed to them until it is named here."""


OPEN_TO_WRITERS = frozenset({"words_add", "evidence_add", "evidence_take"})
"""And besides, of a record to which its member lets them add."""
OPEN_TO_LEAVERS = frozenset({"packs", "pack_again", "pack_bundle", "erase", "share_withdraw"})
"""What somebody who has left office may send: to take along what is theirs, to take back what they
shared, and to end what is theirs alone."""


def load(request: SignedInRequest, ref: str) -> tuple[Incident, May]:
    """The record of this address and what its reader may do. 404 for what is not theirs and for what is not.

    403 for an officer at an address that is not for officers, unless they are a helper too: then as a helper.
    """
    incident = get_object_or_404(
        Incident.objects.visible_to(request.user).select_related("member", "recorded_by"), neutral_reference=ref
    )
    allowed = may(request.user, incident)
    match = request.resolver_match
    name = match.url_name if match is not None else ""
    by_consent = allowed.add and name in OPEN_TO_WRITERS
    if allowed.is_officer and not by_consent and not _is_open_to_officers(request):
        allowed = may(request.user, incident, by_share=False)
        require(allowed.add)
    if allowed.has_left and request.method not in SAFE:
        require(name in OPEN_TO_LEAVERS)
    return incident, allowed


def _is_open_to_officers(request: SignedInRequest) -> bool:
    match = request.resolver_match
    return request.method in SAFE and match is not None and match.url_name in OPEN_TO_OFFICERS


def require(allowed: bool) -> None:
    """403 for who sees the record but not this of it."""
    if not allowed:
        raise PermissionDenied


def note_read(request: SignedInRequest, incident: Incident, what: str, number: int | None = None) -> None:
    """Write down that this was shown, to whom, before it is shown."""
    data: dict[str, str | int | bool | None] = {"what": what, "number": number}
    acting_for = None if request.user.pk == incident.member_id else incident.member
    record_read("record.read", by=request.user, about=incident, data=data, acting_for=acting_for)
