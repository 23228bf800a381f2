"""What every page of a record does first."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from abuse_log.models import Incident
from abuse_log.permissions import May, may
from portal.foundation.audit.actions import record_read
from portal.foundation.people.requests import SignedInRequest


def load(request: SignedInRequest, ref: str) -> tuple[Incident, May]:
    """The record of this address and what its reader may do. 404 for what is not theirs and for what is not."""
    incident = get_object_or_404(
        Incident.objects.visible_to(request.user).select_related("member", "recorded_by"), neutral_reference=ref
    )
    return incident, may(request.user, incident)


def require(allowed: bool) -> None:
    """403 for who sees the record but not this of it."""
    if not allowed:
        raise PermissionDenied


def note_read(request: SignedInRequest, incident: Incident, what: str, number: int | None = None) -> None:
    """Write down that this was shown, to whom, before it is shown."""
    data: dict[str, str | int | bool | None] = {"what": what, "number": number}
    acting_for = None if request.user.pk == incident.member_id else incident.member
    record_read("record.read", by=request.user, about=incident, data=data, acting_for=acting_for)
