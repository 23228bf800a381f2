"""Placing and lifting legal holds, and asking whether one stands."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.records import permissions
from portal.foundation.records.models import Hold
from portal.foundation.records.rooms import Officer, room_of


class Held(Exception):
    """A legal hold stands on the record: it is neither deleted nor rewritten nor taken back."""

    def __init__(self) -> None:
        super().__init__("The council has to keep this record as it is at present, so this cannot be done now.")


class AlreadyLifted(Exception):
    def __init__(self) -> None:
        super().__init__("This hold was lifted already.")


def is_held(thing: models.Model) -> bool:
    return Hold.objects.about(thing).in_force().exists()


def refuse_when_held(thing: models.Model) -> None:
    """For a verb that rewrites or takes back what a record says. Raises ``Held``; the database refuses it too."""
    if is_held(thing):
        raise Held


@transaction.atomic
def place_hold(*, kind: str, about_id: uuid.UUID, source: str, reason: str, by: Officer) -> Hold:
    """Several may stand at once: each has its own source, and the record is free when the last is lifted."""
    card = room_of(kind).card_of(by, about_id)
    if card is None or not permissions.can_enter(by):
        raise PermissionDenied
    hold = Hold(about_kind=kind, about_id=about_id, reference=card.reference, source=source, reason=reason)
    hold.placed_by_id = by.pk
    hold.save(force_insert=True)
    record("records.hold_placed", by=by, about=hold, data={"kind": kind, "id": str(about_id), "source": source})
    return hold


@transaction.atomic
def lift_hold(*, hold: Hold, reason: str, by: Officer) -> Hold:
    locked = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if not permissions.can_lift(by, locked):
        raise PermissionDenied
    if locked.lifted_at is not None:
        raise AlreadyLifted
    locked.lifted_by_id, locked.lifted_at, locked.lift_reason = by.pk, timezone.now(), reason
    locked.save(update_fields=["lifted_by", "lifted_at", "lift_reason"])
    facts = {"kind": locked.about_kind, "id": str(locked.about_id), "source": locked.source}
    record("records.hold_lifted", by=by, about=locked, data=facts)
    return locked
