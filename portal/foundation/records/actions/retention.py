"""From "due" to "gone": the portal announces and proposes, a named officer approves, the worker does it.

Each step may run twice and may be cut off anywhere: what is not approved is never touched, and what goes, goes with its
tombstone in one transaction of the database.
"""

import hashlib
import secrets
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from portal.foundation.audit.actions import Fact, record
from portal.foundation.outbox.actions import Entry, add, add_all
from portal.foundation.records import permissions
from portal.foundation.records.actions.disclosures import purge_files
from portal.foundation.records.actions.holds import Held
from portal.foundation.records.actions.references import next_reference
from portal.foundation.records.models import (
    Certificate,
    Disposal,
    DraftsGone,
    Hold,
    RetentionChange,
    RetentionRule,
    Tombstone,
)
from portal.foundation.records.rooms import Ended, Officer, Room, all_rooms, room_of
from portal.foundation.records.whole import fingerprint

FIRST_WARNING, SECOND_WARNING = timedelta(days=30), timedelta(days=7)
AT_ONCE = 500
"""Records that one sweep announces in a room; the next night goes on."""
MARGIN = timedelta(days=4)
"""Months differ in length, so a room is asked for a little more than is due, and each is reckoned by itself."""

OPEN_AGAIN = "open again"


class NotDue(Exception):
    """It has been done, has lapsed, or its day has not come."""

    def __init__(self) -> None:
        super().__init__("This is not waiting for a decision any more.")


class StaleRecord(Exception):
    """Somebody changed it after the page was opened."""

    def __init__(self) -> None:
        super().__init__("Somebody changed this after you opened the page. Look at it again.")


def sweep(now: datetime | None = None) -> None:
    """Announce, warn and propose what is due; drafts that nobody sent go by themselves. Run twice, it adds nothing."""
    today = timezone.localdate(now)
    _look_again(today)
    for room in all_rooms():
        for record_class in room.all_classes:
            _announce(room, record_class, today)
        _clear_drafts(room)
    _warn_again(today)
    _propose(today)
    purge_files(now)
    for room in all_rooms():
        if room.look_over is not None:
            room.look_over(today)


@transaction.atomic
def _look_again(today: date) -> None:
    """A record that was opened again is not due; a period that was changed moves what is on its way."""
    waiting = Disposal.objects.filter(state__in=(Disposal.State.COMING, Disposal.State.PROPOSED))
    moved = []
    for disposal in waiting.select_for_update(of=("self",)).select_related("rule"):
        ended = room_of(disposal.about_kind).ended(disposal.about_id)
        due = _due(disposal, ended) if ended else None
        if due is None or (due > today + FIRST_WARNING and disposal.kept_until is None):
            disposal.state = Disposal.State.LAPSED
        elif due != disposal.due_on:
            disposal.due_on = due
            disposal.state = disposal.state if due <= today else Disposal.State.COMING
        else:
            continue
        disposal.version += 1
        disposal.save(update_fields=["state", "due_on", "version"])
        record("records.disposal_moved", by=None, about=disposal, data=_facts(disposal))
        moved.append(disposal)
    tell_rooms(moved)


def tell_rooms(disposals: Iterable[Disposal]) -> None:
    """Let the rooms know of records whose day changed."""
    for kind, ids in _by_kind(disposals).items():
        told = room_of(kind).days_moved
        if told is not None:
            told(ids)


def _by_kind(disposals: Iterable[Disposal]) -> dict[str, list[uuid.UUID]]:
    found: defaultdict[str, list[uuid.UUID]] = defaultdict(list)
    for disposal in disposals:
        found[disposal.about_kind].append(disposal.about_id)
    return dict(found)


def _due(disposal: Disposal, ended: Ended) -> date | None:
    """When it is due by the rule as it is now, never less than 30 days after it was announced; None: it begins anew."""
    is_same_class = (ended.record_class or disposal.about_kind) == disposal.rule_id
    if timezone.localdate(ended.ended_at) != disposal.ended_on or ended.holder != disposal.holder or not is_same_class:
        return None
    announced = timezone.localdate(disposal.announced_at) + FIRST_WARNING
    return max(
        disposal.rule.due_on(disposal.ended_on), announced, disposal.kept_until or date.min, _after_warning(disposal)
    )


def _after_warning(disposal: Disposal) -> date:
    """A week after the second warning, for what goes without anybody's approval."""
    if not disposal.is_members_alone or disposal.warned_again_at is None:
        return date.min
    return timezone.localdate(disposal.warned_again_at) + SECOND_WARNING


@transaction.atomic
def _announce(room: Room, record_class: str, today: date) -> None:
    """A row for each record that is due within 30 days. Never one that a hold stands on."""
    rule = RetentionRule.objects.select_for_update().get(pk=record_class)
    soon = today + FIRST_WARNING
    announced = [
        Disposal(
            rule=rule,
            about_kind=room.kind,
            about_id=ended.id,
            reference=ended.reference,
            holder=ended.holder,
            owner_id=ended.owner,
            ended_on=timezone.localdate(ended.ended_at),
            due_on=max(rule.due_on(timezone.localdate(ended.ended_at)), soon),
        )
        for ended in room.ended_by(record_class, _cut_off(rule, soon), AT_ONCE)
        if rule.due_on(timezone.localdate(ended.ended_at)) <= soon
    ]
    made = Disposal.objects.bulk_create(announced, ignore_conflicts=True)
    _tell_offices(made, "30", today, _office_of)
    tell_rooms(made)


def _cut_off(rule: RetentionRule, soon: date) -> datetime:
    """A time before which everything ended that may be due on that day."""
    days = (rule.due_on(date(2001, 1, 1)) - date(2001, 1, 1)).days
    before = max(soon.toordinal() - days + MARGIN.days, 1)
    return timezone.make_aware(datetime.combine(date.fromordinal(before), time.min))


@transaction.atomic
def _warn_again(today: date) -> None:
    """The second warning, once. What nobody approves never goes sooner than a week after it."""
    near = Disposal.objects.filter(
        state=Disposal.State.COMING, warned_again_at=None, due_on__lte=today + SECOND_WARNING
    )
    warned = list(near.select_for_update())
    for disposal in warned:
        disposal.warned_again_at = timezone.now()
        if disposal.is_members_alone:
            disposal.due_on = max(disposal.due_on, today + SECOND_WARNING)
        disposal.save(update_fields=["warned_again_at", "due_on"])
    _tell_offices(warned, "7", today, _office_of)
    tell_rooms(warned)


@transaction.atomic
def _propose(today: date) -> None:
    """What is due waits for approval from now on; a member's alone goes by its rule. A hold wins over both."""
    due = Disposal.objects.select_for_update().filter(state=Disposal.State.COMING, due_on__lte=today)
    held = set(Hold.objects.in_force().values_list("about_kind", "about_id"))
    free = [each for each in due if (each.about_kind, each.about_id) not in held]
    for disposal in free:
        disposal.state, disposal.proposed_at = Disposal.State.PROPOSED, timezone.now()
        disposal.version += 1
        disposal.save(update_fields=["state", "proposed_at", "version"])
        record("records.disposal_proposed", by=None, about=disposal, data=_facts(disposal))
        if disposal.is_members_alone:
            set_going(disposal)
    _tell_offices(free, "now", today, permissions.approvers_of)


def _office_of(holder: str) -> tuple[str, ...]:
    if holder in (Disposal.Holder.MEMBER, Disposal.Holder.COUNCIL):
        return permissions.approvers_of(holder)
    return permissions.OFFICE if holder == Disposal.Holder.OFFICE else (permissions.LEAD,)


def _tell_offices(
    disposals: Sequence[Disposal], when: str, today: date, roles: Callable[[str], tuple[str, ...]]
) -> None:
    """One mail a day, kind and person, however many records it is about. Of a record whose room says who may so much
    as see a line about it, to nobody else.
    """
    people = set()
    for (kind, holder), ids in _by_room(disposals).items():
        seen = room_of(kind).seen
        office = get_user_model().objects.holding(*roles(holder))
        people |= {one.pk for one in office if seen is None or not ids.isdisjoint(seen(one))}
    add_all(
        Entry(
            "records.due",
            key=f"records.due:{when}:{today.isoformat()}:{pk}",
            payload={"person": str(pk), "when": when},
        )
        for pk in people
    )


def _by_room(disposals: Iterable[Disposal]) -> dict[tuple[str, str], set[uuid.UUID]]:
    found: defaultdict[tuple[str, str], set[uuid.UUID]] = defaultdict(set)
    for disposal in disposals:
        found[disposal.about_kind, disposal.holder].add(disposal.about_id)
    return dict(found)


def _clear_drafts(room: Room) -> None:
    if room.clear_drafts is None:
        return
    with transaction.atomic():
        cleared = room.clear_drafts()
        if cleared.number:
            gone = DraftsGone.objects.create(rule_id=room.drafts_class, number=cleared.number)
            record("records.drafts_gone", by=None, about=gone, data={"number": cleared.number})
    # What a worker that dies here leaves behind belongs to no row, and is swept by files.sweep_orphans.
    room.clear(cleared.objects)


@transaction.atomic
def approve_disposal(*, disposal: Disposal, version: int, by: Officer) -> Disposal:
    """The named officer’s decision; the worker does the rest. Raises PermissionDenied, NotDue, StaleRecord, Held."""
    locked = _lock(disposal, version)
    if locked.state != Disposal.State.PROPOSED or locked.due_on > timezone.localdate():
        raise NotDue
    if not permissions.can_approve(by, locked):
        raise PermissionDenied
    if Hold.objects.of(locked.about_kind, locked.about_id).in_force().exists():
        raise Held
    locked.approved_by_id, locked.approved_at = by.pk, timezone.now()
    set_going(locked)
    record("records.disposal_approved", by=by, about=locked, data=_facts(locked))
    return locked


def set_going(disposal: Disposal) -> None:
    """The worker is to do it. The caller holds the row, and has written down by whose word."""
    disposal.state = Disposal.State.APPROVED
    disposal.version += 1
    disposal.save(update_fields=["state", "approved_by", "approved_at", "version"])
    payload = {"disposal": str(disposal.pk)}
    add("records.dispose", key=f"records.dispose:{disposal.pk}:{disposal.version}", payload=payload)


@transaction.atomic
def keep_longer(*, disposal: Disposal, until: date, because: str, version: int, by: Officer) -> Disposal:
    """Keep one record until a day, with a reason; it is announced again then."""
    locked = _lock(disposal, version)
    if not permissions.can_keep_longer(by, locked):
        raise PermissionDenied
    if until <= timezone.localdate():
        raise NotDue
    locked.kept_until, locked.kept_because, locked.kept_by_id = until, because, by.pk
    locked.due_on, locked.state, locked.warned_again_at = until, Disposal.State.COMING, None
    locked.version += 1
    locked.save()
    record("records.disposal_put_off", by=by, about=locked, data={**_facts(locked), "until": until.isoformat()})
    tell_rooms([locked])
    return locked


def _lock(disposal: Disposal, version: int) -> Disposal:
    locked = Disposal.objects.select_for_update(of=("self",)).select_related("rule").get(pk=disposal.pk)
    if locked.version != version:
        raise StaleRecord
    return locked


def carry_out(disposal_id: uuid.UUID) -> Disposal | None:
    """What the worker does with an approved disposal: the record, then its files. Taken up again where it was cut off.

    None: nothing was approved (any more).
    """
    done = _delete(disposal_id)
    if done is None:
        return None
    if done.objects_left:
        room_of(done.about_kind).clear(done.objects_left)
        Disposal.objects.filter(pk=done.pk).update(objects_left=[])
    add("records.certificate", key=f"records.certificate:{done.pk}", payload={"tombstone": str(done.tombstone.pk)})
    return done


@transaction.atomic
def _delete(disposal_id: uuid.UUID) -> Disposal | None:
    disposal = Disposal.objects.select_for_update().filter(pk=disposal_id).first()
    if disposal is None or disposal.state not in (Disposal.State.APPROVED, Disposal.State.DONE):
        return None
    if disposal.state == Disposal.State.DONE:
        return disposal
    room = room_of(disposal.about_kind)
    if why := _why_not(disposal, room):
        _stop(disposal, why)
        return None
    certificate = _certificate_for(disposal)
    digest = "" if room.is_hashed_there else fingerprint(room.whole(disposal.about_id))
    room.dispose(disposal.pk, digest, certificate)
    disposal.refresh_from_db()
    record("records.disposed", by=None, about=disposal, data={**_facts(disposal), "certificate": certificate})
    return disposal


def _certificate_for(disposal: Disposal) -> str:
    """Of what no officer knows to be there the number tells nothing, nor does a gap in the numbers."""
    if disposal.is_members_alone:
        return f"ERA-{timezone.localdate().year}-{secrets.token_hex(5).upper()}"
    return next_reference("DIS")


def _why_not(disposal: Disposal, room: Room) -> str:
    """What has come between the approval and now; empty when nothing has. The database asks the same once more."""
    ended = room.ended(disposal.about_id)
    due = _due(disposal, ended) if ended else None
    if Hold.objects.of(disposal.about_kind, disposal.about_id).in_force().exists():
        return "held"
    if disposal.is_own_wish and ended is not None and ended.holder == disposal.holder:
        return ""
    if due is None:
        return OPEN_AGAIN
    if due > timezone.localdate():
        return "not due"
    if disposal.is_members_alone:
        return ""
    approvers = get_user_model().objects.holding(*permissions.approvers_of(disposal.holder))
    approver = approvers.filter(pk=disposal.approved_by_id).first() if disposal.approved_by_id else None
    return "" if approver is not None and permissions.knows(approver, disposal) else "approver may not any more"


def _stop(disposal: Disposal, why: str) -> None:
    """The approval is undone. What was opened again begins anew; all else is proposed again once it is due and free."""
    disposal.state = Disposal.State.LAPSED if why == OPEN_AGAIN else Disposal.State.COMING
    disposal.approved_by, disposal.approved_at = None, None
    disposal.version += 1
    disposal.save(update_fields=["state", "approved_by", "approved_at", "version"])
    record("records.disposal_stopped", by=None, about=disposal, data={**_facts(disposal), "why": why})


def _facts(disposal: Disposal) -> dict[str, Fact]:
    return {
        "kind": disposal.about_kind,
        "id": str(disposal.about_id),
        "reference": disposal.reference,
        "due_on": disposal.due_on.isoformat(),
        "state": disposal.state,
    }


@transaction.atomic
def keep_certificate(tombstone: Tombstone, content: bytes) -> Certificate:
    """Keep the PDF, once; a second one is the same and changes nothing."""
    kept = Certificate.objects.filter(tombstone=tombstone).first()
    if kept is not None:
        return kept
    digest = hashlib.sha256(content).hexdigest()
    made = Certificate.objects.create(tombstone=tombstone, content=content, sha256=digest)
    record("records.certificate_made", by=None, about=tombstone, data={"sha256": digest})
    return made


@transaction.atomic
def change_period(
    *, rule: RetentionRule, amount: int, unit: str, basis: str, reason: str, version: int, by: Officer
) -> RetentionRule:
    """Change how long a class is kept, for old records too: the sweep that follows at once reckons them anew."""
    if not permissions.can_change_retention(by):
        raise PermissionDenied
    locked = RetentionRule.objects.select_for_update().get(pk=rule.pk)
    if locked.version != version:
        raise StaleRecord
    before = locked.period
    locked.amount, locked.unit, locked.basis = amount, unit, basis
    locked.version += 1
    locked.save()
    change = RetentionChange(rule=locked, period_before=before, period_after=locked.period, reason=reason)
    change.by_id = by.pk
    change.save()
    facts: dict[str, Fact] = {"before": before, "after": locked.period, "change": change.pk}
    record("records.period_changed", by=by, about=locked, data=facts)
    add("records.sweep", key=f"records.sweep:{locked.pk}:{locked.version}", payload={})
    return locked
