"""Note what was reported to the police, and what came of it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from abuse_log.actions.common import acting_for, lock, next_number, reach_into, refuse_when_held, require
from abuse_log.actions.refusals import Changed, WrongStep
from abuse_log.keeping import keep
from abuse_log.models import Incident, PoliceReport, PoliceUpdate
from abuse_log.permissions import can_act
from abuse_log.states import police_can_follow
from abuse_log.taxonomy import PoliceStatus
from portal.foundation.audit.actions import Fact, record
from portal.foundation.people.models import User

FIELDS = frozenset(
    {
        "force",
        "reference",
        "ford_quoted",
        "adviser_told_on",
        "as_hate",
        "officer",
        "contact",
        "news_every",
        "statement_given",
        "handed_over",
        "preservation_asked_on",
        "no_action_on",
        "orders",
    }
)
"""What may be filled in with the report or at any later step."""


@transaction.atomic
def note_police_report(
    *, key: UUID, incident: Incident, by: User, reported_at: datetime, channel: str, fields: Mapping[str, object]
) -> PoliceReport:
    """Note a report that was made to the police, with any of `FIELDS`. Sent twice with one key, it is saved once.

    Raises `Full`.
    """
    locked = lock(incident)
    require(can_act(reach_into(locked, by)))
    earlier = PoliceReport.objects.filter(pk=key).first()
    if earlier is not None and earlier.incident_id == locked.pk:
        return earlier
    report = PoliceReport.objects.create(
        pk=uuid4() if earlier else key,
        incident=locked,
        number=next_number(locked.police_reports.aggregate(last=Max("number"))["last"]),
        reported_at=reported_at,
        channel=channel,
        noted_by=by,
        **{name: value for name, value in fields.items() if name in FIELDS},
    )
    PoliceUpdate.objects.create(report=report, number=1, status=report.status, noted_by=by)
    keep(locked)
    record(
        "record.police_noted", by=by, about=locked, data={"police": report.number}, acting_for=acting_for(locked, by)
    )
    return report


@transaction.atomic
def update_police_report(
    *,
    report: PoliceReport,
    by: User,
    version: int,
    status: PoliceStatus,
    note: str,
    fields: Mapping[str, object],
) -> PoliceUpdate:
    """Note what became of a report, and any of `FIELDS`. Raises `Changed`, `WrongStep`, `Full`, `Held`."""
    incident = lock(report.incident)
    require(can_act(reach_into(incident, by)))
    locked = PoliceReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    if locked.version != version:
        raise Changed
    if status != locked.status and not police_can_follow(locked.status, status):
        raise WrongStep
    update = PoliceUpdate.objects.create(
        report=locked,
        number=next_number(locked.updates.aggregate(last=Max("number"))["last"]),
        status=status,
        note=note,
        noted_by=by,
    )
    differing = [name for name in sorted(FIELDS & set(fields)) if getattr(locked, name) != fields[name]]
    if any(getattr(locked, name) for name in differing):
        refuse_when_held(incident)  # what is still blank may be filled in
    for name in differing:
        setattr(locked, name, fields[name])
    locked.status = status
    locked.version += 1
    locked.save(update_fields=[*differing, "status", "version"])
    keep(incident)
    facts: dict[str, Fact] = {"police": locked.number, "update": update.number}
    record("record.police_updated", by=by, about=incident, data=facts, acting_for=acting_for(incident, by))
    return update
