"""What every action on a record does: lock it, ask who may, number what is added."""

from django.core.exceptions import PermissionDenied

from abuse_log.actions.refusals import MOST_ROWS, Full
from abuse_log.models import Incident
from abuse_log.permissions import Reach, kept_reach
from portal.foundation.people.models import User


def lock(incident: Incident) -> Incident:
    return Incident.objects.select_for_update(no_key=True, of=("self",)).select_related("member").get(pk=incident.pk)


def require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def acting_for(incident: Incident, by: User) -> User | None:
    return None if incident.member_id == by.pk else incident.member


def reach_into(incident: Incident, by: User) -> Reach:
    """How far they may write: no office writes in a record, however far it was shared."""
    return kept_reach(by, incident)


def next_number(last: int | None) -> int:
    if last is not None and last >= MOST_ROWS:
        raise Full
    return (last or 0) + 1
