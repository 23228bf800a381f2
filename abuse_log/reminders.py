"""When the portal asks after a record: one table of rules, each with its trigger, its time and its basis.

A reminder asks and never decides: it changes nothing about a record. Times are mornings at 9:00 in Europe/London
(17:00 for the rules of the same day), moved out of the member's quiet hours. A day that has already passed is left
out; there is nothing to remind of any more. The council changes an amount by RECORD_REMINDER_AMOUNTS.

Without a timer of their own: REM1 (act today) asks at once on the page whether somebody should ring, and sends
nothing by itself; REM12 (three years for messages) is shown among the time limits and never nags; REM14 (again) is
said on the page of linked records. REM16's day of erasure is the announced one (`abuse_log.life`); REM17 is the
monthly page of what is shared (`abuse_log.sharing.monthly`). REM18 does not exist.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from django.conf import settings
from django.utils import timezone

from abuse_log.facts import CRIME_REFERENCE, PRESERVATION, REPORT_HARMFUL_CONTENT, Fact
from abuse_log.models import PlatformReport
from portal.foundation.deadlines.actions import remind
from portal.foundation.deadlines.models import Reminder, ReminderQuerySet
from portal.foundation.deadlines.words import list_in_words

KIND = "record.reminder"
MORNING = time(9)
EVENING = time(17)


class Unit(StrEnum):
    HOURS = "hour"
    DAYS = "day"
    WORKING_DAYS = "working day"
    MONTHS = "month"
    YEARS = "year"


@dataclass(frozen=True)
class Nudge:
    """One rule: when it comes, what it asks, and why then."""

    rule: str
    default: int
    """How many units after the trigger; before it for a rule with `is_before`."""
    asks: str
    """What the page says when it is opened from the reminder."""
    basis: str
    """Why this number, said to who asks "why do I see this"."""
    fact: Fact | None = None
    unit: Unit = Unit.DAYS
    trigger: str = "after a report that was noted here, while no outcome is noted"
    opens: str = ""
    """Which page of the record helps: a section of its details, or the name of an address."""
    every: int = 0
    """It comes again every so many days while its reason lasts; 0: once."""
    is_opt_in: bool = False
    is_before: bool = False

    @property
    def amount(self) -> int:
        """The number of units, as the council has set it."""
        amounts: dict[str, int] = settings.RECORD_REMINDER_AMOUNTS
        return amounts.get(self.rule, self.default)

    @property
    def days(self) -> int:
        """Calendar days after the day of the report, for the ladder."""
        return self.amount

    @property
    def family(self) -> str:
        """ "REM4" of "REM4.nudge": what a member turns off together."""
        return self.rule.split(".")[0]


PLATFORM_LADDER: tuple[Nudge, ...] = (
    Nudge(
        rule="REM4.nudge",
        default=2,
        asks="Has the platform answered? Note what it said, or let it wait.",
        basis="Platforms name no time for an answer. Two days is this portal’s own choice.",
    ),
    Nudge(
        rule="REM4.further",
        default=8,
        asks="More than a week has gone without an answer. Independent help exists now.",
        basis="The independent service asks you to have waited more than a week.",
        fact=REPORT_HARMFUL_CONTENT,
    ),
    Nudge(
        rule="REM4.final",
        default=14,
        asks="This is the last reminder about this report. Note how it ended, or leave it: nothing else happens.",
        basis="Two weeks is this portal’s own choice; after it nobody asks again.",
        fact=REPORT_HARMFUL_CONTENT,
    ),
)
TIMED: tuple[Nudge, ...] = (
    Nudge(
        rule="REM2.copies",
        default=24,
        asks=(
            "Is everything copied: the link, the account, and what came before? Such things are often gone within days."
        ),
        basis="Things are deleted soon. One day, and only once, is this portal’s own choice.",
        trigger="after the record was made, while a link, an account or what came before is missing",
        opens="where",
        unit=Unit.HOURS,
    ),
    Nudge(
        rule="REM3.first",
        default=3,
        asks="Have you decided what to do? Not deciding is an answer too, and nothing is decided for you.",
        basis="This is this portal’s own choice.",
        trigger="after the record was made, while nothing is decided",
        opens="decision",
    ),
    Nudge(
        rule="REM3.second",
        default=10,
        asks="You have not noted a decision. Leave it so, or decide: this is the last time that you are asked.",
        basis="This is this portal’s own choice.",
        trigger="after the record was made, while nothing is decided",
        opens="decision",
    ),
    Nudge(
        rule="REM5.options",
        default=0,
        asks="The platform said no. You can ask it to look again, or ask the independent service for help.",
        basis="The independent service needs the platform’s answer, which you now have.",
        trigger="on the day on which it was noted that the platform’s rules are not broken, or the next morning",
        opens="report",
        fact=REPORT_HARMFUL_CONTENT,
    ),
    Nudge(
        rule="REM6.reference",
        default=1,
        asks="Did the police give you a number? Ask for it, and note it here.",
        basis="The number is what every later step asks for.",
        trigger="after the day of a report to the police, while their reference is missing",
        opens="police",
        unit=Unit.WORKING_DAYS,
        fact=CRIME_REFERENCE,
    ),
    Nudge(
        rule="REM7.news",
        default=5,
        asks="Have you heard from the police? Ask the officer, or note what they said.",
        basis="Five working days is when the police tell victims of a decision; every 28 days is about once a month.",
        trigger="after the day of a report to the police, and then every 28 days, while nothing is decided",
        opens="police",
        unit=Unit.WORKING_DAYS,
        every=28,
    ),
    Nudge(
        rule="REM8.review",
        default=60,
        asks=(
            "The police take no further action. You can ask them for a review, as a rule within three "
            "months of their decision."
        ),
        basis="It comes once, a month before the three months end.",
        trigger="after the police decided to take no further action",
        opens="limits",
    ),
    Nudge(
        rule="REM9.ask",
        default=0,
        asks="Has anybody asked the officer to have the data of the account kept? Only the police can.",
        basis="Platforms keep nothing for the police before they are asked.",
        trigger="on the day of a report to the police, or the next morning, while nobody is noted to have asked",
        opens="police",
        fact=PRESERVATION,
    ),
    Nudge(
        rule="REM9.renew",
        default=75,
        asks="The data is kept for about 90 days. Ask the officer whether they have asked for longer.",
        basis="It comes 15 days before the 90 days end.",
        trigger="after the police were asked to have the data kept",
        opens="police",
    ),
    Nudge(
        rule="REM10.first",
        default=14,
        asks=(
            "If you think of reporting this to the police, do it soon: some offences must be charged within six months."
        ),
        basis="Two weeks is this portal’s own choice; the six months are the law’s.",
        trigger="after it last happened, where a six-month limit may apply",
        opens="limits",
    ),
    Nudge(
        rule="REM10.half",
        default=3,
        asks="Half of the six months within which some offences must be charged has gone.",
        basis="The law’s limit is six months from the act.",
        trigger="after it last happened, where a six-month limit may apply",
        opens="limits",
        unit=Unit.MONTHS,
    ),
    Nudge(
        rule="REM10.last",
        default=5,
        asks="One month is left of the six within which some offences must be charged.",
        basis="The law’s limit is six months from the act.",
        trigger="after it last happened, where a six-month limit may apply",
        opens="limits",
        unit=Unit.MONTHS,
    ),
    Nudge(
        rule="REM11.half",
        default=6,
        asks=(
            "Half of the year for a claim about a false statement has gone. A solicitor can tell you "
            "whether there is one."
        ),
        basis="The law’s limit is one year from the first publication.",
        trigger="after it was first published",
        opens="limits",
        unit=Unit.MONTHS,
    ),
    Nudge(
        rule="REM11.quarter",
        default=9,
        asks="Three months are left of the year for a claim about a false statement.",
        basis="The law’s limit is one year from the first publication.",
        trigger="after it was first published",
        opens="limits",
        unit=Unit.MONTHS,
    ),
    Nudge(
        rule="REM11.month",
        default=11,
        asks="One month is left of the year for a claim about a false statement.",
        basis="The law’s limit is one year from the first publication.",
        trigger="after it was first published",
        opens="limits",
        unit=Unit.MONTHS,
    ),
    Nudge(
        rule="REM11.last",
        default=14,
        asks="Two weeks are left of the year for a claim about a false statement.",
        basis="The law’s limit is one year from the first publication.",
        trigger="before the year from the first publication ends",
        opens="limits",
        is_before=True,
    ),
    Nudge(
        rule="REM13.soon",
        default=2,
        asks="How are you? You need not answer. If it weighs on you, hand this over, and speak to somebody.",
        basis="You asked to be asked. This is this portal’s own choice.",
        trigger="after a record that weighs, or the third within seven days",
        opens="threatened",
        is_opt_in=True,
    ),
    Nudge(
        rule="REM13.later",
        default=14,
        asks="How are you now? You need not answer. Help is there for as long as it lasts.",
        basis="You asked to be asked. This is this portal’s own choice.",
        trigger="after a record that weighs, or the third within seven days",
        opens="threatened",
        is_opt_in=True,
    ),
    Nudge(
        rule="REM15.quiet",
        default=30,
        asks="Nothing was noted here for a month. You may close this record, only watch it, or leave it as it is.",
        basis="This is this portal’s own choice.",
        trigger="after anything was last noted, while the record is open",
        opens="stand",
    ),
    Nudge(
        rule="REM16.month",
        default=30,
        asks="This record is to be erased in 30 days. Say so if it must be kept.",
        basis="A record is not erased without a warning.",
        trigger="before the day on which the record is erased",
        opens="end",
        is_before=True,
    ),
    Nudge(
        rule="REM16.week",
        default=7,
        asks="This record is to be erased in a week. Say so if it must be kept.",
        basis="A record is not erased without a warning.",
        trigger="before the day on which the record is erased",
        opens="end",
        is_before=True,
    ),
    Nudge(
        rule="REM16.review",
        default=2,
        asks="This record is kept for years. Is it still needed? Note what has come of it, or leave it as it is.",
        basis="What is kept for long is looked at in between. Information governance sets the years.",
        trigger="after the outcome, or the last step that was noted, of a record that is kept for six years",
        opens="end",
        unit=Unit.YEARS,
    ),
)
"""Every rule beside the ladder. A code is stored and stable."""
RULES = frozenset(nudge.rule for nudge in PLATFORM_LADDER)
_BY_RULE = {nudge.rule: nudge for nudge in (*PLATFORM_LADDER, *TIMED)}
OTHERS = frozenset(nudge.rule for nudge in TIMED)
FAMILIES = {
    "REM2": "Whether everything is copied",
    "REM3": "Whether I have decided",
    "REM4": "Whether a platform has answered",
    "REM5": "What is left when a platform said no",
    "REM6": "The reference of the police",
    "REM7": "News from the police",
    "REM8": "A review by the police",
    "REM9": "Keeping the data of an account",
    "REM10": "The six-month limit of some offences",
    "REM11": "The one-year limit for a defamation claim",
    "REM15": "Closing what has gone quiet",
}
"""What a member may turn off, in words."""


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
    """Why it comes, for the page."""
    if nudge.amount == 0:
        return f"This comes {nudge.trigger}. {nudge.basis}"
    units = str(nudge.unit) if nudge.amount == 1 else f"{nudge.unit}s"
    return f"This comes {nudge.amount} {units} {nudge.trigger}. {nudge.basis}"


def start(report: PlatformReport, *, now: datetime, shift: Callable[[datetime], datetime]) -> None:
    """Let the ladder wait for the member, moved out of the hours that `shift` knows. Does nothing twice."""
    member = report.incident.member
    for nudge, due in to_come(report.reported_at, now):
        remind(rule=nudge.rule, about=report, for_user=member, due_at=shift(due), kind=KIND, why=why(nudge))


def waiting_about(report: PlatformReport) -> ReminderQuerySet:
    """What will still come about one report, the next first."""
    return Reminder.objects.about(report).waiting().order_by("due_at")


def help_now(report: PlatformReport, now: datetime) -> Fact | None:
    """The independent help that a report is old enough for, whether or not a reminder has said so."""
    reached = [n for n in PLATFORM_LADDER if n.fact is not None and morning_after(report.reported_at, n.days) <= now]
    return reached[-1].fact if report.is_waiting and reached else None
