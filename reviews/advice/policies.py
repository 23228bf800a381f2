"""The times that the desk promises, and what is said of them before anything is sent. Pure.

Service hours are 9am to 5pm on the working days of England and Wales. No law sets these times: they are the council's
own promise (domain brief, section 7), and each clock keeps the policy it was started with.
"""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from portal.foundation.deadlines.clocks import Policy
from portal.foundation.deadlines.working_days import WorkingCalendar
from reviews.advice.states import Clock

LONDON = ZoneInfo("Europe/London")
OPENS, ENDS = time(9), time(17)

_USUAL: dict[Clock, Policy] = {
    Clock.FIRST_LOOK: Policy(unit="working_days", amount=1),
    Clock.ANSWER: Policy(unit="working_days", amount=3),
    Clock.OFFICE_ACCEPT: Policy(unit="working_days", amount=1),
    Clock.OFFICE_ANSWER: Policy(unit="working_days", amount=5),
    Clock.AGAIN: Policy(unit="working_days", amount=3),
}
_URGENT: dict[Clock, Policy] = {
    Clock.FIRST_LOOK: Policy(unit="working_hours", amount=4),
    Clock.ANSWER: Policy(unit="same_working_day", cutoff="12:00"),
    Clock.OFFICE_ACCEPT: Policy(unit="working_days", amount=1),
    Clock.OFFICE_ANSWER: Policy(unit="working_days", amount=1),
    Clock.AGAIN: Policy(unit="same_working_day", cutoff="12:00"),
}
AFTER_RETURN = Policy(unit="working_days", amount=1)
"""What an adviser has at the least when a request comes back from the Monitoring Officer's office."""


ASK_AGAIN_WITHIN = 20
"""Working days after an answer in which the member may ask once more, and after the end in which it is opened again."""


def policy_for(clock: Clock, *, is_urgent: bool) -> Policy:
    """How long this clock gives."""
    return (_URGENT if is_urgent else _USUAL)[clock]


def first_look(at: datetime, calendar: WorkingCalendar) -> datetime:
    """When somebody is next at the desk: ``at`` itself within service hours, else the next opening (Europe/London)."""
    local = at.astimezone(LONDON)
    if calendar.is_working(local.date()) and local.time() < ENDS:
        return max(local, datetime.combine(local.date(), OPENS, LONDON))
    return datetime.combine(calendar.next_working(local.date()), OPENS, LONDON)


@dataclass(frozen=True)
class Readers:
    """Who will read what the member is about to save, from when, and when somebody first looks."""

    name: str
    who: str
    opens: str

    def __str__(self) -> str:
        return f"{self.who} {self.opens}"


def readers(*, office_only: bool, at: datetime, calendar: WorkingCalendar, deputy: str = "") -> Readers:
    """``deputy``: who alone reads first what is for the office only; empty when the whole office does."""
    name, then = "The Communications Team", "If they need to, they pass it to the Monitoring Officer and tell you."
    if office_only:
        name, then = "Only the Monitoring Officer and their deputy", ""
    if office_only and deputy:
        name = f"Only {deputy}, a deputy of the Monitoring Officer,"
        then = "The Monitoring Officer sees it only if it is shown to them."
    who = f"{name} will read this, once you send it. {then}".strip()
    look = first_look(at, calendar)
    if look == at.astimezone(LONDON):
        return Readers(name.rstrip(","), who, "Somebody is at the desk until 5pm today.")
    return Readers(name.rstrip(","), who, f"Somebody first looks on {look:%A} {look.day} {look:%B} from 9am.")
