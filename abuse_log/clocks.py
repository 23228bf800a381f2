"""Until when the law lets something begin, from the right one of the times of a record. Pure; days of Europe/London.

These are signposts and never findings. Each has the day on which it was last checked, an owner, and what it is not.
The count leaves out the day from which it runs; it ends on the same day of a later month, or on that month's last
day when it has none such (Dodds v Walker [1981] 1 WLR 1027). So a leap day ends on 28 February of a common year.

Sources: Magistrates' Courts Act 1980, section 127; Limitation Act 1980, section 4A, with Defamation Act 2013,
section 8; Communications Act 2003, section 127(5); Online Safety Act 2023, section 179; Code of Practice for Victims
of Crime (review of a decision not to prosecute); published rules of platforms on keeping data for the police.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from abuse_log.facts import CHECKED, Fact
from abuse_log.taxonomy import Behaviour

OWNER = "the Monitoring Officer of the council"
CONFIRM = "Confirm it with the Monitoring Officer or a solicitor before you rely on it."
PRESERVATION_DAYS = 90
SUMMARY_MONTHS = 6
DEFAMATION_MONTHS = 12
LONG_STOP_MONTHS = 36
REVIEW_MONTHS = 3


class From(StrEnum):
    """The time from which a clock runs."""

    LAST_ACT = "when it last happened"
    FIRST_PUBLISHED = "when it was first published"
    ACT = "when it happened"
    NO_ACTION = "when the police decided to take no further action"
    PRESERVATION = "when the police were asked to have the data kept"


@dataclass(frozen=True)
class Law:
    """One time limit, in words that have an age."""

    code: str
    title: str
    starts: From
    months: int
    days: int
    says: Fact
    is_not: str
    concerns: frozenset[str]
    """The behaviours for which it is shown; none: whenever its start is known."""


def _fact(text: str) -> Fact:
    return Fact(text, CHECKED)


_MESSAGES = frozenset(
    {
        Behaviour.THREAT_VIOLENCE,
        Behaviour.THREAT_OTHER,
        Behaviour.HARASSMENT_REPEATED,
        Behaviour.PILE_ON,
        Behaviour.HATE_IDENTITY,
        Behaviour.SEXUAL,
        Behaviour.INSULT,
        Behaviour.FALSE_FACT,
        Behaviour.HACKING_SPAM,
    }
)
SUMMARY = Law(
    "summary",
    "Lesser offences: six months",
    From.LAST_ACT,
    SUMMARY_MONTHS,
    0,
    _fact(
        "Some offences can only be tried by magistrates, and most of those must be charged within six months of the "
        "act. Report early: the police need time within these months."
    ),
    "It is not the limit for graver offences, which have none of this kind, and not a sign that nothing can be done.",
    frozenset(set(Behaviour.values) - {Behaviour.ROBUST_CRITICISM, Behaviour.FALSE_FACT}),
)
DEFAMATION = Law(
    "defamation",
    "A claim for defamation: one year",
    From.FIRST_PUBLISHED,
    DEFAMATION_MONTHS,
    0,
    _fact(
        "A claim must as a rule begin at court within one year of the first publication. The same words put out again "
        "in the same way by the same person start no new year. A court can allow a late claim, and seldom does."
    ),
    "It does not say that anything is defamatory, and it is no limit for asking that something be taken down.",
    frozenset({Behaviour.FALSE_FACT, Behaviour.MANIPULATED_MEDIA}),
)
LONG_STOP = Law(
    "long_stop",
    "Messages by public networks: three years at most",
    From.ACT,
    LONG_STOP_MONTHS,
    0,
    _fact(
        "Two offences by message (Communications Act 2003, section 127; Online Safety Act 2023, section 179) have a "
        "limit of six months from the day on which the prosecutor knows enough, and of three years from the act. "
        "Only the three years can be counted from here."
    ),
    "It is not the time that you have: the shorter limit may end long before.",
    _MESSAGES,
)
REVIEW = Law(
    "review",
    "To ask the police for a review: three months",
    From.NO_ACTION,
    REVIEW_MONTHS,
    0,
    _fact(
        "Who was told that the police take no further action can ask them for a review, as a rule within three "
        "months. They have a form for it."
    ),
    "It is not a limit for reporting the next thing, or for a complaint about the police.",
    frozenset(),
)
PRESERVATION = Law(
    "preservation",
    "Data kept by a platform: 90 days",
    From.PRESERVATION,
    0,
    PRESERVATION_DAYS,
    _fact(
        "Platforms keep the data of an account for about 90 days after the police ask, while the formal request is on "
        "its way. The police can ask again before that ends."
    ),
    "It does not say that the police have asked: only they know.",
    frozenset(),
)
LAWS: tuple[Law, ...] = (SUMMARY, DEFAMATION, LONG_STOP, REVIEW, PRESERVATION)


@dataclass(frozen=True)
class Times:
    """The days of a record from which the law counts (Europe/London); None: not told. Recorded and seen start none."""

    behaviours: frozenset[str]
    occurred: date | None = None
    first_published: date | None = None
    last_linked: date | None = None
    """The latest day on which a linked record happened; a course of conduct runs from its last act."""
    no_action: tuple[date, ...] = ()
    preservation: tuple[date, ...] = ()
    is_rough: bool = False
    """The day of what happened is only about right."""


@dataclass(frozen=True)
class LegalClock:
    """One time limit of one record. `ends`: the last day on which it can be kept; None while its start is not known."""

    law: Law
    starts_on: date | None
    ends: date | None
    is_rough: bool

    def is_over(self, today: date) -> bool:
        return self.ends is not None and today > self.ends

    @property
    def needs(self) -> str:
        """What must be told before it can be counted; nothing when it can."""
        return "" if self.starts_on else f"Not counted: the record does not say {self.law.starts.value}."


def add_months(day: date, months: int) -> date:
    """The same day that many calendar months later, or the last day of that month.

    Raises OverflowError beyond the year 9999.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        raise OverflowError("That month is outside every calendar.")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def ends(law: Law, start: date) -> date:
    """The last day of a limit that runs from `start`."""
    return add_months(start, law.months) + timedelta(days=law.days)


def legal_clocks(times: Times) -> tuple[LegalClock, ...]:
    """Those that concern this record, in the order of the table. None for robust criticism."""
    if Behaviour.ROBUST_CRITICISM in times.behaviours:
        return ()
    return tuple(clock for law in LAWS for clock in _clocks(law, times))


def _clocks(law: Law, times: Times) -> Iterable[LegalClock]:
    starts = _starts(law.starts, times)
    if law.concerns and law.concerns.isdisjoint(times.behaviours):
        return
    if not starts and law.concerns:
        yield LegalClock(law, None, None, is_rough=False)
    is_rough = times.is_rough and law.starts in (From.LAST_ACT, From.ACT)
    for start in starts:
        yield LegalClock(law, start, ends(law, start), is_rough)


def _starts(starts: From, times: Times) -> tuple[date, ...]:
    match starts:
        case From.FIRST_PUBLISHED:
            return () if times.first_published is None else (times.first_published,)
        case From.NO_ACTION:
            return times.no_action
        case From.PRESERVATION:
            return times.preservation
        case From.ACT:
            return () if times.occurred is None else (times.occurred,)
        case From.LAST_ACT:
            acts = [day for day in (times.occurred, times.last_linked) if day is not None]
            return (max(acts),) if times.occurred is not None else ()
