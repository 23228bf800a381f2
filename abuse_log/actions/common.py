"""What every action on a record does: lock it, ask who may, number what is added."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from abuse_log.actions.refusals import MOST_ROWS, Full, Held
from abuse_log.models import Incident
from abuse_log.permissions import Reach, kept_reach, may_add_by_consent
from portal.foundation.people.models import User
from portal.foundation.records.actions import is_held


def lock(incident: Incident) -> Incident:
    """The record, held until the end of the transaction. Http404 when it was erased since it was found."""
    rows = Incident.objects.select_for_update(no_key=True, of=("self",)).select_related("member")
    return get_object_or_404(rows, pk=incident.pk)


def refuse_when_held(incident: Incident) -> None:
    """For a verb that writes over, or takes away, what is there. Raises `Held`; the database refuses it too."""
    if is_held(incident):
        raise Held


def require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def acting_for(incident: Incident, by: User) -> User | None:
    return None if incident.member_id == by.pk else incident.member


def reach_into(incident: Incident, by: User) -> Reach:
    """How far they may write: no office writes in a record, however far it was shared, but by its member's consent."""
    if not Incident.objects.visible_to(by).filter(pk=incident.pk).exists():
        return Reach.NOTHING
    reached = kept_reach(by, incident)
    if reached < Reach.RECORD and may_add_by_consent(by, incident):
        return Reach.RECORD
    return reached


def owns(incident: Incident, by: User) -> bool:
    """Its member, as long as they may open it: after leaving office too, to read it and to take it along."""
    return by.pk == incident.member_id and Incident.objects.visible_to(by).filter(pk=incident.pk).exists()


def next_number(last: int | None) -> int:
    if last is not None and last >= MOST_ROWS:
        raise Full
    return (last or 0) + 1
