"""Numbers of records that are shared, by the month in which they were recorded. A private record is in none of them.

A whole year and not any span, and small numbers left out, as in the report of the advice desk: two spans that overlap
could be taken from each other. Robust criticism is no abuse and is not counted. Four statements, however many records.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, ExtractMonth
from django.utils import timezone

from abuse_log.models import Decision, Incident, PoliceReport, RiskLevel, Share, Trace
from abuse_log.models.incident import IncidentQuerySet
from abuse_log.taxonomy import Behaviour, Channel, Choice, Platform, Risk
from portal.foundation.deadlines.words import LONDON, MONTHS
from portal.foundation.people.models import User
from portal.foundation.records.counts import Counts, Sort, counted_together
from portal.foundation.records.suppression import said_alone

ELSEWHERE = "Not on a platform, or not said"
UNSAID = "Not said"


class Told(NamedTuple):
    """What is counted of one record. ``month`` is that of being recorded, 0 to 11, in Europe/London."""

    month: int
    platform: str
    behaviours: list[str]
    level: int
    choice: str


def _labels(choices: Iterable[tuple[object, object]]) -> tuple[str, ...]:
    return tuple(str(label) for _, label in choices)


def _behaviours(one: Told) -> Iterable[str]:
    return [Behaviour(code).label for code in one.behaviours] or [UNSAID]


COUNTED_KINDS = tuple(one for one in Behaviour if one != Behaviour.ROBUST_CRITICISM)
SORTS: tuple[Sort[Told], ...] = (
    Sort("risk", "How soon to act", "All", _labels(Risk.choices), lambda one: (Risk(one.level).label,)),
    Sort(
        "platforms",
        "Where it came",
        "All",
        (*_labels(Platform.choices), ELSEWHERE),
        lambda one: (Platform(one.platform).label if one.platform else ELSEWHERE,),
    ),
    Sort(
        "decisions", "What the member decided", "All", _labels(Choice.choices), lambda one: (Choice(one.choice).label,)
    ),
)
KINDS: Sort[Told] = Sort(
    "kinds", "What kind", "All kinds", (*(one.label for one in COUNTED_KINDS), UNSAID), _behaviours
)
"""A record may be of several kinds, so that its totals are others."""


def counted(start: datetime, end: datetime) -> IncidentQuerySet:
    """Records of this time that may stand in a count, with the level and the decision that hold now."""
    levels = RiskLevel.objects.filter(incident=OuterRef("pk")).order_by("-number").values("level")[:1]
    choices = Decision.objects.filter(incident=OuterRef("pk")).order_by("-number").values("choice")[:1]
    found = Incident.objects.counted().filter(recorded_at__gte=start, recorded_at__lt=end)
    return found.exclude(behaviours__contains=[Behaviour.ROBUST_CRITICISM]).annotate(
        level=Coalesce(Subquery(levels), Value(Risk.RECORD.value)),
        choice=Coalesce(Subquery(choices), Value(Choice.UNDECIDED.value)),
    )


def numbers_of(year: int) -> list[Counts]:
    """The tables of one year (Europe/London)."""
    rows = counted(datetime(year, 1, 1, tzinfo=LONDON), datetime(year + 1, 1, 1, tzinfo=LONDON))
    month = ExtractMonth("recorded_at", tzinfo=LONDON) - 1
    told = [
        Told(*row)
        for row in rows.annotate(month=month).values_list("month", "platform", "behaviours", "level", "choice")
    ]
    today = timezone.localdate()
    months = MONTHS[: 12 if year < today.year else today.month]
    return [*counted_together(SORTS, told, months), KINDS.counted(told, months)]


def crossing() -> int:
    """How many accounts, links and files stand in shared records of two or more members; never shown as it is."""
    shared = Trace.objects.filter(incident__in=Incident.objects.counted().values("pk")).order_by()
    grouped = shared.values("kind", "digest").annotate(members=Count("incident__member", distinct=True))
    return grouped.filter(members__gte=2).count()


class Weighed(NamedTuple):
    """What the briefing is made from."""

    member: UUID
    level: int
    channel: str
    with_police: bool


@dataclass(frozen=True)
class Urgent:
    """One line of the briefing; the member only by a letter that holds for this page."""

    who: str
    level: str
    where: str
    police: str


@dataclass(frozen=True)
class MonthPage:
    """`number` of records and `members` are of all that is counted, small ones left out; the lines are what the reader
    could open one by one.
    """

    month: date
    number: str
    members: str
    urgent: tuple[Urgent, ...]


def counted_in(month: date) -> IncidentQuerySet:
    """What is counted of the month that begins on that day, from what is shared now."""
    return counted(_begins(month), _begins(date(month.year + month.month // 12, month.month % 12 + 1, 1)))


def month_page(month: date, reader: User) -> MonthPage:
    """The briefing of a month for one officer. Of what is shared with another office it tells numbers alone."""
    rows = counted_in(month)
    return MonthPage(
        month,
        said_alone(rows.count()),
        said_alone(rows.order_by().values("member").distinct().count()),
        _urgent(rows.filter(pk__in=Share.objects.visible_to(reader).values("incident"))),
    )


def _urgent(rows: IncidentQuerySet) -> tuple[Urgent, ...]:
    told = rows.annotate(with_police=Exists(PoliceReport.objects.filter(incident=OuterRef("pk"))))
    ordered = told.order_by(F("level").desc(), "neutral_reference")
    told_of = (Weighed(*row) for row in ordered.values_list("member", "level", "channel", "with_police"))
    found = [row for row in told_of if row.level >= Risk.WEEK]
    letters = {member: _letter(n) for n, member in enumerate(dict.fromkeys(row.member for row in found))}
    return tuple(
        Urgent(
            f"Member {letters[row.member]}",
            Risk(row.level).label,
            Channel(row.channel).label if row.channel else UNSAID,
            "Police told" if row.with_police else "",
        )
        for row in found
    )


def _begins(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LONDON)


def _letter(number: int) -> str:
    """A, B … Z, AA, AB …"""
    first, last = divmod(number, 26)
    return (_letter(first - 1) if first else "") + chr(ord("A") + last)


def month_before(day: date) -> date:
    """The first day of the month before."""
    return date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)
