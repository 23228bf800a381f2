"""Decide, note reports to platforms, and put reminders off."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from abuse_log import reminders
from abuse_log.actions.common import acting_for, lock, next_number, reach_into, require
from abuse_log.actions.refusals import Changed, NoLongerWaiting, WrongStep
from abuse_log.keeping import find, is_asked, keep, wishes_of
from abuse_log.models import Decision, Incident, PlatformReport, PlatformUpdate, ReminderWishes
from abuse_log.permissions import can_act
from abuse_log.states import WAITING, can_follow
from abuse_log.taxonomy import Choice, ReportStatus
from portal.foundation.audit.actions import record
from portal.foundation.deadlines.actions import (
    ReminderRefused,
    cancel_reminders,
    decline_reminder,
    snooze_reminder,
)
from portal.foundation.deadlines.models import Reminder
from portal.foundation.people.models import User


@transaction.atomic
def decide(
    *, incident: Incident, by: User, version: int, choice: Choice, reason: str, review_on: date | None
) -> Decision:
    """Add a decision; the earlier ones stay. Raises `Changed`."""
    locked = lock(incident)
    require(can_act(reach_into(locked, by)))
    if locked.version != version:
        raise Changed
    decision = Decision.objects.create(
        incident=locked,
        number=next_number(locked.decisions.aggregate(last=Max("number"))["last"]),
        choice=choice,
        reason=reason,
        review_on=review_on,
        decided_by=by,
    )
    locked.version += 1
    locked.save(update_fields=["version"])
    keep(locked)
    record("record.decided", by=by, about=locked, data={"decision": decision.number}, acting_for=acting_for(locked, by))
    return decision


@transaction.atomic
def note_report(
    *, key: UUID, incident: Incident, by: User, reported_at: datetime, fields: Mapping[str, str]
) -> PlatformReport:
    """Note a report that was made to a platform, and ask after it on the days of the ladder.

    `fields`: platform, reported_by, platform_reference, what. Sent twice with one key, it is saved once.
    """
    locked = lock(incident)
    require(can_act(reach_into(locked, by)))
    earlier = PlatformReport.objects.filter(pk=key).first()
    if earlier is not None and earlier.incident_id == locked.pk:
        return earlier
    report = PlatformReport.objects.create(
        pk=uuid4() if earlier else key,
        incident=locked,
        number=next_number(locked.reports.aggregate(last=Max("number"))["last"]),
        reported_at=reported_at,
        platform=fields["platform"],
        reported_by=fields["reported_by"],
        platform_reference=fields.get("platform_reference", ""),
        what=fields.get("what", ""),
        noted_by=by,
    )
    PlatformUpdate.objects.create(report=report, number=1, status=report.status, noted_by=by)
    reminders.start(report, now=timezone.now(), shift=wishes_of(locked.member).quiet.after)
    keep(locked)
    record(
        "record.report_noted", by=by, about=locked, data={"report": report.number}, acting_for=acting_for(locked, by)
    )
    return report


@transaction.atomic
def update_report(*, report: PlatformReport, by: User, version: int, status: ReportStatus, note: str) -> PlatformUpdate:
    """Note what became of a report. An outcome cancels its reminders. Raises `Changed`, `WrongStep`."""
    incident = lock(report.incident)
    require(can_act(reach_into(incident, by)))
    locked = PlatformReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    if locked.version != version:
        raise Changed
    if status != locked.status and not can_follow(locked.status, status):
        raise WrongStep
    update = PlatformUpdate.objects.create(
        report=locked,
        number=next_number(locked.updates.aggregate(last=Max("number"))["last"]),
        status=status,
        note=note,
        noted_by=by,
    )
    locked.status = status
    locked.version += 1
    locked.save(update_fields=["status", "version"])
    if status not in WAITING:
        cancel_reminders(about=locked, rules=reminders.RULES, by=by)
    keep(incident)
    record(
        "record.report_updated",
        by=by,
        about=incident,
        data={"report": locked.number, "update": update.number},
        acting_for=acting_for(incident, by),
    )
    return update


@transaction.atomic
def put_off(*, reminder: Reminder, incident: Incident, by: User, until: datetime) -> None:
    """Remind again at `until`. Raises `NoLongerWaiting`, also once the report has an outcome."""
    locked = lock(incident)
    require(can_act(reach_into(locked, by)))
    _, subject = find(locked, reminder.pk)
    if not is_asked(reminder, subject):
        raise NoLongerWaiting
    try:
        snooze_reminder(reminder, until=wishes_of(locked.member).quiet.after(until), by=by)
    except ReminderRefused as refused:
        raise NoLongerWaiting from refused


@transaction.atomic
def decline(*, reminder: Reminder, incident: Incident, by: User) -> None:
    """Let this one reminder not come. Raises `NoLongerWaiting`."""
    locked = lock(incident)
    require(can_act(reach_into(locked, by)))
    try:
        decline_reminder(reminder, by=by)
    except ReminderRefused as refused:
        raise NoLongerWaiting from refused


@transaction.atomic
def wish(*, member: User, by: User, wishes: Mapping[str, object]) -> ReminderWishes:
    """Keep what a member wants of reminders; the member alone says it."""
    require(by.pk == member.pk)
    User.objects.select_for_update(no_key=True).get(pk=member.pk)
    row, _ = ReminderWishes.objects.update_or_create(member=member, defaults=dict(wishes))
    record("record.reminders_chosen", by=by, about=row)
    return row
