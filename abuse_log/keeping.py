"""What waits is made equal to the plan of a record; and the reminders of a record, found for its pages and mails."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from abuse_log.clocks import DEFAMATION, SUMMARY
from abuse_log.life.days import LASTING, life_of, month_number, open_disposal
from abuse_log.models import Incident, PlatformReport, PoliceReport, ReminderWishes
from abuse_log.planning import Police, Quiet, Standing, Wanted, Wishes, plan
from abuse_log.reminders import KIND, OTHERS
from abuse_log.reminders import RULES as LADDER
from abuse_log.taxonomy import Channel, Impact, PoliceStatus, ReportStatus, Stand, WordsKind
from abuse_log.timing import times_of
from portal.foundation.deadlines.actions import cancel_reminders, move_reminder, remind
from portal.foundation.deadlines.models import Calendar, Reminder, ReminderQuerySet
from portal.foundation.deadlines.working_days import CalendarName
from portal.foundation.people.models import User
from portal.foundation.records.models import Disposal, Hold

WITHOUT_LINK = frozenset(
    {Channel.EMAIL, Channel.LETTER, Channel.CALL, Channel.IN_PERSON, Channel.MEETING, Channel.HOME}
)
WEEK = timedelta(days=7)
MANY = 3
ABOUT = tuple(model._meta.label_lower for model in (Incident, PlatformReport, PoliceReport))
UNDECIDED = frozenset({PoliceStatus.REPORTED, PoliceStatus.INVESTIGATING})
Thing = Incident | PlatformReport | PoliceReport
Look = Callable[[Incident], list[Wanted]]


@dataclass(frozen=True)
class Subject:
    """What a reminder asks after: a record, or one of its reports."""

    incident: Incident
    thing: Thing


def wishes_of(member: User) -> Wishes:
    """What the member wants of reminders; the portal's defaults when they never said."""
    row = ReminderWishes.objects.filter(member=member).first()
    if row is None:
        return Wishes()
    return Wishes(frozenset(row.muted), row.wants_wellbeing, Quiet(row.quiet_begins, row.quiet_ends))


# --- from the rows to what the plan looks at -----------------------------------------------------------------


def standing_of(incident: Incident, *, acted_at: datetime | None = None) -> Standing:
    """The record as a rule looks at it; a fixed number of queries, whatever is in it."""
    times = times_of(incident)
    disposal = _announced(incident)
    stand = incident.standsteps.first()
    acts = [day for day in (times.occurred, times.last_linked) if day is not None]
    return Standing(
        id=incident.pk,
        recorded_at=incident.recorded_at,
        is_over=incident.is_criticism or (stand is not None and stand.stand == Stand.CLOSED),
        is_watched=stand is not None and stand.stand == Stand.MONITORING,
        is_decided=incident.decisions.exists(),
        has_copies=_has_copies(incident),
        has_account=bool(incident.platform) or incident.accounts.exists(),
        weighs=_weighs(incident),
        last_act=max(acts) if times.occurred is not None else None,
        may_be_summary=not SUMMARY.concerns.isdisjoint(incident.behaviours),
        published=times.first_published,
        may_be_defamation=not DEFAMATION.concerns.isdisjoint(incident.behaviours),
        refused=_refused(incident),
        police=tuple(_police(report) for report in incident.police_reports.all()),
        acted_at=acted_at,
        quiet_before=Reminder.objects.about(incident).filter(rule="REM15.quiet", fired_at__isnull=False).count(),
        erase_on=disposal.due_on if disposal else None,
        announced_at=disposal.announced_at if disposal else None,
        warned_again_at=disposal.warned_again_at if disposal else None,
        review=_review(incident),
        wishes=wishes_of(incident.member),
    )


def _announced(incident: Incident) -> Disposal | None:
    """What is announced of it, while no hold keeps it."""
    disposal = open_disposal(incident)
    return None if disposal is None or Hold.objects.about(incident).in_force().exists() else disposal


def _review(incident: Incident) -> int | None:
    """The latest asking whether it is still needed, while the record is still one of those that are kept for years."""
    asked = Reminder.objects.about(incident).filter(rule="REM16.review").order_by("-due_at").first()
    life = life_of(incident.pk) if asked else None
    if asked is None or life is None or life.record_class != LASTING:
        return None
    return asked.occurrence if month_number(life.ended_on) == asked.occurrence else None


def _has_copies(incident: Incident) -> bool:
    kinds = set(incident.words.values_list("kind", flat=True).distinct())
    if incident.channel in WITHOUT_LINK:
        return bool(kinds) or incident.exhibits.exists()
    return bool(incident.link) and WordsKind.BEFORE in kinds and incident.accounts.exists()


def _weighs(incident: Incident) -> bool:
    if incident.impact is not None and incident.impact >= Impact.AFFECTING:
        return True
    since = incident.recorded_at - WEEK
    around = Incident.objects.filter(member=incident.member_id, recorded_at__range=(since, incident.recorded_at))
    return around.count() >= MANY


def _refused(incident: Incident) -> tuple[tuple[UUID, datetime], ...]:
    reports = incident.reports.filter(status=ReportStatus.NO_VIOLATION).prefetch_related("updates")
    latest = ((report.pk, list(report.updates.all())[-1:]) for report in reports)
    return tuple((pk, steps[0].noted_at) for pk, steps in latest if steps)


def _police(report: PoliceReport) -> Police:
    return Police(
        id=report.pk,
        reported_at=report.reported_at,
        has_reference=bool(report.reference),
        is_undecided=report.status in UNDECIDED,
        is_running=report.is_running,
        no_action_on=report.no_action_on if report.status == PoliceStatus.NO_ACTION else None,
        preservation_on=report.preservation_asked_on if report.is_running else None,
    )


def wanted_of(incident: Incident, *, acted_at: datetime | None = None) -> list[Wanted]:
    """The plan of a record as it stands now."""
    working = Calendar.objects.working(CalendarName.SERVICE)
    return plan(standing_of(incident, acted_at=acted_at), working, timezone.now())


# --- from the plan to what waits -----------------------------------------------------------------------------


def keep(incident: Incident, *, acted: bool = True) -> list[Wanted]:
    """Make what waits equal to the plan, and return it. The caller holds the lock of the record. Done twice, it
    changes nothing.

    `acted`: something was noted just now, so that the record is not quiet.
    """
    now = timezone.now()
    things = _things(incident)
    wanted = wanted_of(incident, acted_at=now if acted else None)
    _cancel(things, wanted)
    rows = {(row.rule, row.about_id, row.occurrence): row for row in _about(things).filter(rule__in=OTHERS)}
    declined = {(row.rule, row.about_id) for row in rows.values() if row.state == Reminder.State.DECLINED}
    for one in wanted:
        if one.due_at is None or one.due_at <= now or (one.rule, one.about) in declined:
            continue
        _place(one, rows.get(one.key), things[one.about], incident.member)
    return wanted


def _place(one: Wanted, row: Reminder | None, thing: Thing, member: User) -> None:
    if one.due_at is None:
        return
    if row is None:
        remind(
            rule=one.rule,
            about=thing,
            for_user=member,
            due_at=one.due_at,
            kind=KIND,
            why="A rule of this portal for your records. The page of the reminder says which.",
            occurrence=one.occurrence,
        )
    elif row.snoozes == 0 and (row.due_at != one.due_at or row.state == Reminder.State.CANCELLED):
        move_reminder(row, due_at=one.due_at)


def _cancel(things: dict[UUID, Thing], wanted: Collection[Wanted]) -> None:
    """What waits and is wanted no more. Put off by hand it stays for as long as its reason does."""
    keys, reasons = {one.key for one in wanted}, {(one.rule, one.about) for one in wanted}
    for row in _about(things).filter(rule__in=OTHERS).waiting():
        has_reason = (row.rule, row.about_id) in reasons
        if not has_reason or (row.snoozes == 0 and (row.rule, row.about_id, row.occurrence) not in keys):
            cancel_reminders(about=things[row.about_id], rules={row.rule}, by=None)


def silence(incident: Incident, *, by: User) -> None:
    """No more asking after the platforms: the record is closed, or only watched."""
    for report in incident.reports.all():
        cancel_reminders(about=report, rules=LADDER, by=by)


def _things(incident: Incident) -> dict[UUID, Thing]:
    reports = {report.pk: report for report in incident.reports.all()}
    police = {report.pk: report for report in incident.police_reports.all()}
    return {incident.pk: incident, **reports, **police}


def _about(ids: Collection[UUID]) -> ReminderQuerySet:
    return Reminder.objects.filter(about_kind__in=ABOUT, about_id__in=list(ids))


# --- for the pages and the mails -----------------------------------------------------------------------------


def next_by_incident(incidents: Collection[Incident]) -> dict[UUID, Reminder]:
    """The next waiting reminder of each record that has one; three queries, however many records."""
    owners = {incident.pk: incident.pk for incident in incidents}
    for model in (PlatformReport, PoliceReport):
        rows: QuerySet[PlatformReport] | QuerySet[PoliceReport] = model.objects.filter(incident__in=incidents)
        owners |= dict(rows.values_list("pk", "incident_id"))
    found: dict[UUID, Reminder] = {}
    for reminder in _about(owners).waiting().order_by("due_at"):
        found.setdefault(owners[reminder.about_id], reminder)
    return found


def is_asked(reminder: Reminder, subject: Subject, look: Look = wanted_of) -> bool:
    """Whether the reason of a reminder still stands, and the member has not turned it off."""
    if reminder.rule in LADDER:
        is_muted = "REM4" in wishes_of(subject.incident.member).muted
        return isinstance(subject.thing, PlatformReport) and subject.thing.is_waiting and not is_muted
    return (reminder.rule, reminder.about_id) in {(one.rule, one.about) for one in look(subject.incident)}


def asked_now(incident: Incident) -> Reminder | None:
    """The latest reminder that has come and is still asked: what the record asks on top."""
    things = _things(incident)
    fired = _about(things).filter(state=Reminder.State.FIRED).order_by("-due_at")
    return next((row for row in fired[:3] if is_asked(row, Subject(incident, things[row.about_id]))), None)


def find(incident: Incident, reminder_id: UUID) -> tuple[Reminder, Subject]:
    """A reminder of this record and what it asks after; 404 when it is of another or none."""
    things = _things(incident)
    reminder = get_object_or_404(_about(things), pk=reminder_id)
    return reminder, Subject(incident, things[reminder.about_id])


def asked_by(reminder_id: UUID, look: Look = wanted_of) -> tuple[Reminder, Incident] | None:
    """A reminder that has just fired and its record, while it is still asked; else None.

    `look`: how to come by the plan of the record, for who needs the plan besides. To reckon it is most of the work.
    """
    reminder = Reminder.objects.filter(pk=reminder_id, about_kind__in=ABOUT, state=Reminder.State.FIRED).first()
    if reminder is None:
        return None
    incident = _owner(reminder)
    _, subject = find(incident, reminder_id)
    return (reminder, incident) if is_asked(reminder, subject, look) else None


def _owner(reminder: Reminder) -> Incident:
    records = Incident.objects.select_related("member")
    if reminder.about_kind == ABOUT[1]:
        return records.get(reports=reminder.about_id)
    if reminder.about_kind == ABOUT[2]:
        return records.get(police_reports=reminder.about_id)
    return records.get(pk=reminder.about_id)
