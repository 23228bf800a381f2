"""Make a record, and write its details."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.db import transaction

from abuse_log.actions.common import acting_for, lock, reach_into, require
from abuse_log.actions.refusals import Changed, CriticismHasNoAccounts
from abuse_log.models import Incident, Words
from abuse_log.permissions import can_read, members_to_record_for
from abuse_log.taxonomy import RecordedBy, WordsKind
from portal.foundation.audit.actions import record
from portal.foundation.people.models import User
from portal.foundation.records.actions import next_reference

EDITABLE = frozenset(
    {
        "summary",
        "channel",
        "platform",
        "link",
        "occurred_at",
        "occurred_precision",
        "first_published_at",
        "first_published_precision",
        "seen_at",
        "seen_precision",
        "behaviours",
        "impact",
    }
)


@transaction.atomic
def record_incident(
    *, key: UUID, member: User, by: User, summary: str = "", said: str = "", link: str = ""
) -> Incident:
    """Save a record with as little as is at hand. Sent twice with one key, it is saved once.

    Raises `PermissionDenied` when `by` is neither the member in office nor a helper of the member.
    """
    require(members_to_record_for(by).filter(pk=member.pk).exists())
    User.objects.select_for_update(no_key=True).get(pk=member.pk)  # two posts with one key come one after the other
    earlier = Incident.objects.filter(pk=key).first()
    if earlier is not None and (earlier.recorded_by_id, earlier.member_id) == (by.pk, member.pk):
        return earlier
    incident = Incident.objects.create(
        pk=uuid4() if earlier else key,
        reference=next_reference("ABU"),
        member=member,
        recorded_by=by,
        recorded_by_role=RecordedBy.SELF if member.pk == by.pk else RecordedBy.DELEGATE,
        summary=summary,
        link=link,
    )
    if said:
        Words.objects.create(incident=incident, kind=WordsKind.SAID, text=said, added_by=by)
    record("record.created", by=by, about=incident, acting_for=acting_for(incident, by))
    return incident


@transaction.atomic
def change_details(*, incident: Incident, by: User, version: int, changes: Mapping[str, object]) -> Incident:
    """Save some of the details, in any order. Raises `Changed`, `CriticismHasNoAccounts`."""
    locked = lock(incident)
    require(can_read(reach_into(locked, by)))
    if locked.version != version:
        raise Changed
    differing = sorted(name for name, value in changes.items() if name in EDITABLE and getattr(locked, name) != value)
    if not differing:
        return locked
    require("impact" not in differing or by.pk == locked.member_id)  # the member alone judges it
    for name in differing:
        setattr(locked, name, changes[name])
    if locked.is_criticism and locked.accounts.exists():
        raise CriticismHasNoAccounts
    locked.version += 1
    locked.save(update_fields=[*differing, "version"])
    record(
        "record.changed", by=by, about=locked, data={"fields": ",".join(differing)}, acting_for=acting_for(locked, by)
    )
    return locked
