"""Note help from the council, deeds on one's own page, and whether a record is open, watched or closed."""

from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from abuse_log.actions.common import acting_for, lock, next_number, reach_into, require
from abuse_log.actions.refusals import Changed
from abuse_log.keeping import keep, silence
from abuse_log.models import Incident, PageStep, StandStep, SupportStep
from abuse_log.permissions import can_act
from abuse_log.taxonomy import Stand
from portal.foundation.audit.actions import record
from portal.foundation.people.models import User


def _begin(incident: Incident, by: User, model: type[SupportStep | PageStep | StandStep]) -> tuple[Incident, int]:
    locked = lock(incident)
    require(can_act(reach_into(locked, by)))
    return locked, next_number(model._default_manager.filter(incident=locked).aggregate(last=Max("number"))["last"])


@transaction.atomic
def note_support(
    *, key: UUID, incident: Incident, by: User, kind: str, state: str, happened_on: date | None, note: str
) -> SupportStep:
    """Note what the council was asked for or gave. It tells nobody. Sent twice with one key, it is saved once."""
    locked, number = _begin(incident, by, SupportStep)
    earlier = SupportStep.objects.filter(pk=key).first()
    if earlier is not None and earlier.incident_id == locked.pk:
        return earlier
    step = SupportStep.objects.create(
        pk=uuid4() if earlier else key,
        incident=locked,
        number=number,
        kind=kind,
        state=state,
        happened_on=happened_on,
        note=note,
        noted_by=by,
    )
    keep(locked)
    record("record.support_noted", by=by, about=locked, data={"step": number}, acting_for=acting_for(locked, by))
    return step


@transaction.atomic
def note_page_deed(
    *,
    key: UUID,
    incident: Incident,
    by: User,
    deed: str,
    has_copy: bool,
    done_on: date,
    review_on: date | None,
    note: str,
) -> PageStep:
    """Note what was done about a comment on one's own page, with its reason. Sent twice, it is saved once."""
    locked, number = _begin(incident, by, PageStep)
    earlier = PageStep.objects.filter(pk=key).first()
    if earlier is not None and earlier.incident_id == locked.pk:
        return earlier
    step = PageStep.objects.create(
        pk=uuid4() if earlier else key,
        incident=locked,
        number=number,
        deed=deed,
        has_copy=has_copy,
        done_on=done_on,
        review_on=review_on,
        note=note,
        noted_by=by,
    )
    keep(locked)
    record("record.page_deed_noted", by=by, about=locked, data={"step": number}, acting_for=acting_for(locked, by))
    return step


@transaction.atomic
def set_stand(
    *, incident: Incident, by: User, version: int, stand: Stand, review_on: date | None, note: str
) -> StandStep:
    """Leave the record open, watch only, or close it. Nothing is erased, and each can be taken back.

    Raises `Changed`.
    """
    locked, number = _begin(incident, by, StandStep)
    if locked.version != version:
        raise Changed
    step = StandStep.objects.create(
        incident=locked, number=number, stand=stand, review_on=review_on, note=note, noted_by=by
    )
    locked.version += 1
    locked.save(update_fields=["version"])
    if stand != Stand.OPEN:
        silence(locked, by=by)
    keep(locked)
    record("record.stand_set", by=by, about=locked, data={"step": number}, acting_for=acting_for(locked, by))
    return step
