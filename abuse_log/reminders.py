"""When the portal asks after a report to a platform (rule REM4). Calendar days, 9:00 in Europe/London.

A reminder asks and never decides: it changes nothing about a record. The intervals stand in one table with their
basis. A day that has already passed when a report is noted is left out; there is nothing to remind of any more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone

from abuse_log.facts import REPORT_HARMFUL_CONTENT, Fact
from abuse_log.models import Incident, PlatformReport
from portal.foundation.deadlines.actions import remind
from portal.foundation.deadlines.models import Reminder, ReminderQuerySet
from portal.foundation.deadlines.words import list_in_words

KIND = "record.reminder"
MORNING = time(9)


@dataclass(frozen=True)
class Nudge:
    """One reminder of a ladder."""

    rule: str
    days: int
    """Calendar days after the day of the report."""
    asks: str
    """What the page says when it is opened from the reminder."""
    basis: str
    """Why this number of days, said to who asks "why do I see this"."""
    fact: Fact | None = None


PLATFORM_LADDER: tuple[Nudge, ...] = (
    Nudge(
        rule="REM4.nudge",
        days=2,
        asks="Has the platform answered? Note what it said, or let it wait.",
        basis="Platforms name no time for an answer. Two days is this portal’s own choice.",
    ),
    Nudge(
        rule="REM4.further",
        days=8,
        asks="More than a week has gone without an answer. Independent help exists now.",
        basis="The independent service asks you to have waited more than a week.",
        fact=REPORT_HARMFUL_CONTENT,
    ),
    Nudge(
        rule="REM4.final",
        days=14,
        asks="This is the last reminder about this report. Note how it ended, or leave it: nothing else happens.",
        basis="Two weeks is this portal’s own choice; after it nobody asks again.",
        fact=REPORT_HARMFUL_CONTENT,
    ),
)
RULES = frozenset(nudge.rule for nudge in PLATFORM_LADDER)
_BY_RULE = {nudge.rule: nudge for nudge in PLATFORM_LADDER}


def nudge_of(rule: str) -> Nudge | None:
    """The row of the table for a stored reminder, or None when the table no longer has it."""
    return _BY_RULE.get(rule)


def morning_after(moment: datetime, days: int) -> datetime:
    """9:00 in Europe/London, that many calendar days after the day of the moment, whatever the clocks do."""
    day = timezone.localtime(moment).date() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, MORNING))


def to_come(reported_at: datetime, now: datetime) -> list[tuple[Nudge, datetime]]:
    """The rows of the ladder that still lie ahead, with their times."""
    dated = [(nudge, morning_after(reported_at, nudge.days)) for nudge in PLATFORM_LADDER]
    return [(nudge, due) for nudge, due in dated if due > now]


def ladder_days() -> str:
    """The days of the ladder, as "2, 8 and 14"."""
    return list_in_words([str(nudge.days) for nudge in PLATFORM_LADDER])


def why(nudge: Nudge) -> str:
    """Stored with the reminder; neutral, since it is not sealed."""
    days = "day" if nudge.days == 1 else "days"
    return (
        f"This comes {nudge.days} {days} after a report that was noted here, while no outcome is noted. {nudge.basis}"
    )


def start(report: PlatformReport, *, now: datetime) -> None:
    """Let the ladder wait for the member. Does nothing twice."""
    for nudge, due in to_come(report.reported_at, now):
        remind(rule=nudge.rule, about=report, for_user=report.incident.member, due_at=due, kind=KIND, why=why(nudge))


def _about_any_report() -> ReminderQuerySet:
    return Reminder.objects.filter(about_kind=PlatformReport._meta.label_lower)


def _about_reports(reports: Collection[UUID]) -> ReminderQuerySet:
    return _about_any_report().filter(about_id__in=reports)


def next_by_incident(incidents: Collection[Incident]) -> dict[UUID, Reminder]:
    """The next waiting reminder of each record that has one; two queries, however many records."""
    owners = dict(PlatformReport.objects.filter(incident__in=incidents).values_list("pk", "incident_id"))
    found: dict[UUID, Reminder] = {}
    for reminder in _about_reports(owners).waiting().order_by("due_at"):
        found.setdefault(owners[reminder.about_id], reminder)
    return found


def asked_now(incident: Incident) -> Reminder | None:
    """The latest reminder that has been sent about a report that still waits: what the record asks on top."""
    waiting = PlatformReport.objects.waiting().filter(incident=incident).values_list("pk", flat=True)
    return _about_reports(list(waiting)).filter(state=Reminder.State.FIRED).order_by("-due_at").first()


def waiting_about(report: PlatformReport) -> ReminderQuerySet:
    """What will still come about one report, the next first."""
    return Reminder.objects.about(report).waiting().order_by("due_at")


def find(incident: Incident, reminder_id: UUID) -> tuple[Reminder, PlatformReport]:
    """A reminder of this record and the report that it asks after; Http404 when it is of another or none."""
    reports = {report.pk: report for report in incident.reports.all()}
    reminder = get_object_or_404(_about_reports(reports), pk=reminder_id)
    return reminder, reports[reminder.about_id]


def report_of(reminder_id: UUID) -> tuple[Reminder, PlatformReport] | None:
    """A reminder that has just fired and its report, while it is still worth asking; else None."""
    reminder = _about_any_report().filter(pk=reminder_id, state=Reminder.State.FIRED).first()
    if reminder is None:
        return None
    report = PlatformReport.objects.waiting().select_related("incident__member").filter(pk=reminder.about_id).first()
    return None if report is None else (reminder, report)


def help_now(report: PlatformReport, now: datetime) -> Fact | None:
    """The independent help that a report is old enough for, whether or not a reminder has said so."""
    reached = [n for n in PLATFORM_LADDER if n.fact is not None and morning_after(report.reported_at, n.days) <= now]
    return reached[-1].fact if report.is_waiting and reached else None
