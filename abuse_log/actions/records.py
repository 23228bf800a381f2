"""Make a record, and write its details."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.db import transaction

from abuse_log.actions.common import acting_for, lock, reach_into, refuse_when_held, require
from abuse_log.actions.refusals import Changed, CriticismHasNoAccounts
from abuse_log.actions.risk import raise_by_rules
from abuse_log.keeping import keep
from abuse_log.models import Incident, Link, Particulars, Words
from abuse_log.models.particulars import PARTICULARS, particulars_of
from abuse_log.patterns import trace
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

MEMBERS_OWN = frozenset({"impact", "effects", "effect_words"})


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
    if link:
        trace(incident)
    record("record.created", by=by, about=incident, acting_for=acting_for(incident, by))
    keep(incident)
    return incident


@transaction.atomic
def change_details(*, incident: Incident, by: User, version: int, changes: Mapping[str, object]) -> Incident:
    """Save some of the details, in any order. Raises `Changed`, `CriticismHasNoAccounts`, `Held`."""
    locked = lock(incident)
    require(can_read(reach_into(locked, by)))
    if locked.version != version:
        raise Changed
    told = particulars_of(locked)
    differing = _differing(locked, told, changes)
    if not differing:
        return locked
    require(by.pk == locked.member_id or not MEMBERS_OWN & set(differing))  # the member alone judges it
    refuse_when_held(locked)
    for name in differing:
        setattr(told if name in PARTICULARS else locked, name, changes[name])
    if locked.is_criticism and locked.accounts.exists():
        raise CriticismHasNoAccounts
    if PARTICULARS & set(differing):
        told.save()
    locked.version += 1
    locked.save(update_fields=[*(set(differing) - PARTICULARS), "version"])
    raise_by_rules(locked)
    if {"link", "behaviours"} & set(differing):
        trace(locked)
    keep(locked)
    record(
        "record.changed", by=by, about=locked, data={"fields": ",".join(differing)}, acting_for=acting_for(locked, by)
    )
    return locked


def _differing(incident: Incident, told: Particulars, changes: Mapping[str, object]) -> list[str]:
    return sorted(
        name
        for name, value in changes.items()
        if (name in EDITABLE and getattr(incident, name) != value)
        or (name in PARTICULARS and getattr(told, name) != value)
    )


@transaction.atomic
def link_records(*, incident: Incident, other: Incident, by: User) -> Link:
    """Say that another record of the same member belongs to this one. Said twice, it is kept once.

    Raises `PermissionDenied` when the other is not a record of the member that `by` may read.
    """
    first, second = sorted((incident, other), key=lambda one: one.pk)  # always in one order, so that no two wait
    rows = {one.pk: lock(one) for one in (first, second)}
    locked, other = rows[incident.pk], rows[other.pk]
    require(can_read(reach_into(locked, by)))
    require(other.pk != locked.pk and other.member_id == locked.member_id and can_read(reach_into(other, by)))
    # Of two records the older is the earlier one, whichever of them the person began with.
    later, earlier = sorted((locked, other), key=lambda one: (one.recorded_at, one.pk), reverse=True)
    link, is_new = Link.objects.get_or_create(incident=later, earlier=earlier, defaults={"added_by": by})
    if is_new:
        record("record.linked", by=by, about=locked, data={"link": str(link.pk)}, acting_for=acting_for(locked, by))
        for one in (locked, other):
            raise_by_rules(one)
            keep(one)
    return link


@transaction.atomic
def unlink_records(*, link: Link, incident: Incident, by: User) -> None:
    """Take a link back that was made by mistake. Raises `Held`."""
    locked = lock(incident)
    require(can_read(reach_into(locked, by)))
    for one in (link.incident, link.earlier):
        refuse_when_held(one)
    gone = str(link.pk)
    Link.objects.among(locked).filter(pk=link.pk).delete()
    keep(locked)
    record("record.unlinked", by=by, about=locked, data={"link": gone}, acting_for=acting_for(locked, by))
