"""What the page of a record says about sharing, and the way of an officer from a record to their own page."""

from django.conf import settings
from django.shortcuts import get_object_or_404

from abuse_log.models import Incident, Share
from abuse_log.permissions import May
from abuse_log.taxonomy import Behaviour, Relationship, Risk
from portal.foundation.people.models import User


def shared_with(user: User, incident: Incident) -> Share:
    """The share by which this officer reads the record; the widest first."""
    found = Share.objects.visible_to(user).filter(incident=incident).order_by("extent", "-shared_at")
    return get_object_or_404(found[:1])


def for_record(incident: Incident, may: May) -> dict[str, object]:
    """The rows of `_sharing.html`."""
    risk = incident.risk_levels.first() if may.read else None
    is_heavy = Behaviour.PILE_ON in incident.behaviours or (risk is not None and risk.level == Risk.TODAY)
    inside = (Relationship.COUNCILLOR, Relationship.EMPLOYEE)
    return {
        "shares": incident.shares.in_force().prefetch_related("steps") if may.see_line else [],
        "offers_conduct": may.read and incident.accounts.filter(relationship__in=inside).exists(),
        "offers_interest": may.share and Behaviour.DOXING_PRIVACY in incident.behaviours,
        "is_heavy": may.read and is_heavy,
        "helplines": settings.HELPLINES,
    }
