"""A record that is its member's alone: they erase it when they want to, and nobody is asked (docs/adr/0010)."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.records.actions.holds import Held
from portal.foundation.records.actions.retention import NotDue, set_going
from portal.foundation.records.models import Disposal, Hold
from portal.foundation.records.rooms import Ended, Officer, Room, room_of


@transaction.atomic
def erase_own(*, kind: str, about_id: uuid.UUID, by: Officer) -> Disposal:
    """Have the worker erase one's own record. Asked twice, it is done once.

    Raises PermissionDenied; Http404 for what went in this moment; ``Held``; ``NotDue`` for what is the council's too.
    The database asks all of it again.
    """
    room = room_of(kind)
    ended = room.ended(about_id)
    if ended is None or not room.is_owner(by, about_id):
        raise PermissionDenied
    if ended.holder != Disposal.Holder.MEMBER:
        raise NotDue
    if Hold.objects.of(kind, about_id).in_force().exists():
        raise Held
    disposal = _under_way(room, ended)
    if disposal.state == Disposal.State.APPROVED:
        return disposal
    disposal.approved_by_id, disposal.approved_at = by.pk, timezone.now()
    set_going(disposal)
    facts = {"kind": kind, "id": str(about_id), "reference": disposal.reference}
    record("records.erasure_asked", by=by, about=disposal, data=facts)
    return disposal


def _under_way(room: Room, ended: Ended) -> Disposal:
    """Its disposal, ready to be approved: the one that was announced already, or a new one."""
    ended_on = timezone.localdate(ended.ended_at)
    found = Disposal.objects.open().select_for_update(of=("self",)).filter(about_kind=room.kind, about_id=ended.id)
    disposal = found.first()
    if disposal is not None and disposal.holder != ended.holder:
        disposal.state = Disposal.State.LAPSED
        disposal.save(update_fields=["state"])
        disposal = None
    if disposal is None:
        wish = Disposal(
            rule_id=ended.record_class or room.kind,
            about_kind=room.kind,
            about_id=ended.id,
            reference=ended.reference,
            holder=ended.holder,
            owner_id=ended.owner,
            ended_on=ended_on,
            due_on=timezone.localdate(),
        )
        # Of two hands at once the second waits here for the first, and goes on with the row of the first.
        Disposal.objects.bulk_create([wish], ignore_conflicts=True)
        disposal = get_object_or_404(found)
    if disposal.state == Disposal.State.COMING:
        disposal.state, disposal.proposed_at = Disposal.State.PROPOSED, timezone.now()
        disposal.save(update_fields=["state", "proposed_at"])
    return disposal
