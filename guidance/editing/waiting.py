"""Which drafts wait for a person: to be approved or published by them, or because they came back."""

from django.db.models import Exists, OuterRef, Q

from guidance.editing.care import care_for
from guidance.editing.stages import KEPT, LAW
from guidance.models import Edition, EditionStep, Kind, PointVersion, today
from guidance.permissions import can_edit, can_publish
from portal.foundation.people.models import User
from portal.foundation.people.permissions import is_monitoring_officer


def waiting_drafts(user: User) -> list[tuple[Edition, str]]:
    """Each with what waits: "Approve" or "Sent back to you". Nobody else learns of drafts. Two queries."""
    if not can_edit(user):
        return []
    returned = Edition.objects.visible_to(user).at("returned").written_by(user)
    returned = returned.select_related("document").order_by("document__title", "number")
    return [*((each, "Approve") for each in _to_approve(user)), *((each, "Sent back to you") for each in returned)]


def _to_approve(user: User) -> list[Edition]:
    if not can_publish(user):
        return []
    here = EditionStep.objects.filter(edition=OuterRef("pk"), revision=OuterRef("revision"), kind="approved")
    law = PointVersion.objects.filter(LAW | KEPT, edition=OuterRef("pk"))
    wanted, own = Q(pk__in=Edition.objects.at("submitted").values("pk")), here.filter(by=user)
    if is_monitoring_officer(user):
        officer_has = here.filter(as_monitoring_officer=True)
        wanted |= (Q(document__kind=Kind.ADOPTED) | Exists(law)) & ~Exists(officer_has)
        if (care := care_for(today())) is not None:
            wanted |= Q(~Exists(officer_has.filter(at__gte=care.since)))
            own = own.filter(at__gte=care.since)
    found = Edition.objects.at("submitted", "approved").written_by_others_than(user)
    found = found.filter(wanted).exclude(Exists(own))
    return list(found.select_related("document").order_by("document__title", "number"))
