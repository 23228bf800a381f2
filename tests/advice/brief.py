"""The life of a request as section 7 of the domain brief tells it, written anew; it reads nothing of the product.

Working days are counted here as well, from the list of bank holidays in section 13.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
HOLIDAYS = frozenset(
    date.fromisoformat(day)
    for day in (
        "2026-12-25",
        "2026-12-28",
        "2027-01-01",
        "2027-03-26",
        "2027-03-29",
        "2027-05-03",
        "2027-05-31",
        "2027-08-30",
        "2027-12-27",
        "2027-12-28",
    )
)
ADVISERS = ("ann", "ben", "lead")
OFFICE = ("mo", "deputy")
MEMBERS_SIDE = ("member", "delegate")
EVERYBODY = (*MEMBERS_SIDE, "stranger", *ADVISERS, *OFFICE)
WITHDRAWABLE = ("draft", "submitted", "assigned", "awaiting_member", "escalated", "follow_up", "reopened")
RUNNING = ("submitted", "assigned", "escalated", "follow_up", "reopened")
"""States in which an answer is owed, so that one is due."""


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def next_working(day: date) -> date:
    day += timedelta(days=1)
    while not is_working(day):
        day += timedelta(days=1)
    return day


def days_later(at: datetime, number: int) -> datetime:
    """5pm so many working days after; what comes after 5pm, or on another day, belongs to the next working day."""
    local = at.astimezone(LONDON)
    day = local.date()
    if not is_working(day) or local.replace(second=0, microsecond=0).time() > time(17):
        day = next_working(day)
    for _ in range(number):
        day = next_working(day)
    return datetime.combine(day, time(17), LONDON)


@dataclass
class Told:
    """What the brief would know of one request."""

    asked_by: str
    office_only: bool = False
    state: str = "draft"
    version: int = 1
    at_office: bool = False
    was_submitted: bool = False
    was_escalated: bool = False
    adviser: str = ""
    accepted: str = ""
    private: bool = False
    duplicate_of: "Told | None" = None
    ask_until: datetime | None = None
    open_until: datetime | None = None
    closes_at: datetime | None = None
    chases: list[datetime] = field(default_factory=list)
    chased: int = 0
    promised: datetime | None = None
    held: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    agreed: set[tuple[str, str]] = field(default_factory=set)


@dataclass
class Brief:
    """Who may do what, and what comes of it. `allowed` answers with the next state, or None."""

    is_private: bool
    helps_until: date

    def asks(self, who: str, it: Told, now: datetime) -> bool:
        if who != "delegate":
            return who == "member"
        helps = now.astimezone(LONDON).date() <= self.helps_until and not it.office_only
        return helps and (it.asked_by == "delegate" or it.was_submitted)

    def sees(self, who: str, it: Told, now: datetime) -> bool:
        return self.asks(who, it, now) or self.advises(who, it) or self.is_office(who, it)

    def advises(self, who: str, it: Told) -> bool:
        return who in ADVISERS and it.was_submitted and not it.office_only

    def is_office(self, who: str, it: Told) -> bool:
        return who in OFFICE and it.was_escalated and (who == "deputy" or not it.private)

    def allowed(self, who: str, verb: str, it: Told, now: datetime, other: object = None) -> str | None:
        sides: list[tuple[bool, Callable[..., str | None]]] = [
            (self.asks(who, it, now), self._for_the_member),
            (self.advises(who, it), self._for_the_desk),
            (self.is_office(who, it), self._for_the_office),
        ]
        return next((to for is_in, rows in sides if is_in and (to := rows(who, verb, it, now, other))), None)

    def _for_the_member(self, who: str, verb: str, it: Told, now: datetime, other: object) -> str | None:
        back = "escalated" if it.at_office else "assigned"
        may_follow = it.ask_until is not None and now <= it.ask_until
        may_reopen = it.open_until is not None and now <= it.open_until
        rows: dict[tuple[str, str], str | None] = {
            ("submit", "draft"): "escalated" if it.office_only else "submitted",
            ("reply", "awaiting_member"): back,
            ("follow_up", "answered"): "follow_up" if may_follow else None,
            ("close", "answered"): "closed",
            ("close", "follow_up"): "closed",
            ("reopen", "closed"): "reopened" if may_reopen else None,
            **{("withdraw", state): "withdrawn" for state in WITHDRAWABLE},
        }
        return rows.get((verb, it.state))

    def _for_the_desk(self, who: str, verb: str, it: Told, now: datetime, other: object) -> str | None:
        is_theirs, mine = it.adviser == who, not it.at_office
        if verb == "reopen" and it.state == "closed" and it.open_until and now <= it.open_until:
            return "reopened" if who == "lead" else None
        if verb in ("claim", "hand_over") and mine:
            to = who if verb == "claim" else other
            stays = {"submitted": "assigned", "assigned": "assigned", "reopened": "assigned", "follow_up": "follow_up"}
            is_new = to in ADVISERS and (it.adviser != to or (verb == "claim" and it.state == "reopened"))
            return stays.get(it.state) if is_new else None
        if verb in ("answer", "escalate") and is_theirs and mine and it.state in ("assigned", "follow_up"):
            return "answered" if verb == "answer" else "escalated"
        if verb == "ask_member" and it.state == "assigned" and is_theirs:
            return "awaiting_member"
        ends = {"decline": "declined", "redirect": "redirected", "mark_duplicate": "closed"}
        may_end = it.state == "submitted" or (it.state == "assigned" and is_theirs)
        if verb == "mark_duplicate" and not (isinstance(other, Told) and is_twin(it, other)):
            return None
        return ends.get(verb) if may_end else None

    def _for_the_office(self, who: str, verb: str, it: Told, now: datetime, other: object) -> str | None:
        rows: dict[tuple[str, str], str | None] = {
            ("accept", "escalated"): "escalated" if it.accepted != who else None,
            ("accept", "reopened"): "escalated" if it.at_office else None,
            ("share_with_mo", "escalated"): "escalated" if it.private and who == "deputy" else None,
            ("share_with_mo", "follow_up"): "follow_up" if it.private and who == "deputy" else None,
            ("reopen", "closed"): "reopened" if it.at_office and it.open_until and now <= it.open_until else None,
            ("return_to_desk", "escalated"): None if it.office_only else "assigned",
            ("ask_member_as_mo", "escalated"): "awaiting_member",
            ("answer_as_mo", "escalated"): "answered",
            ("answer_as_mo", "follow_up"): "answered" if it.at_office else None,
            ("decline", "escalated"): "declined",
        }
        return rows.get((verb, it.state))

    def go(self, it: Told, to: str, *, who: str, verb: str, now: datetime, other: object = None) -> None:
        """What the step changes besides the state."""
        match verb:
            case "submit":
                it.was_submitted, it.at_office = True, it.office_only
                it.was_escalated, it.private = it.office_only, it.office_only and self.is_private
            case "claim":
                it.adviser = who
            case "hand_over":
                it.adviser = str(other)
            case "escalate":
                it.at_office, it.was_escalated, it.accepted = True, True, ""
            case "accept" | "ask_member_as_mo":
                it.accepted = who
            case "return_to_desk":
                it.at_office = False
            case "share_with_mo":
                it.private = False
            case "mark_duplicate" if isinstance(other, Told):
                it.duplicate_of = other
            case "answer" | "answer_as_mo":
                it.held.pop(who, None)
        it.promised = promise(verb, it, now)
        self._enter(it, to, now)

    def _enter(self, it: Told, to: str, now: datetime) -> None:
        waits = to in ("awaiting_member", "answered")
        it.state, it.version = to, it.version + 1
        it.closes_at = days_later(now, 10) if waits else None
        it.chases = [days_later(now, 3), days_later(now, 7)] if to == "awaiting_member" else []
        it.ask_until = days_later(now, 20) if to == "answered" else None
        it.open_until = days_later(now, 20) if to == "closed" else None

    def pass_time(self, it: Told, to: datetime) -> None:
        """What happens by itself until then, in its order."""
        while events := sorted(self._coming(it, to), key=lambda event: event[0]):
            at, what, who = events[0]
            if what == "chase":
                it.chases.remove(at)
                it.chased += 1
            elif what == "close":
                it.promised = None
                self._enter(it, "closed", at)
            else:
                self._release(it, who, at)

    def _coming(self, it: Told, to: datetime) -> list[tuple[datetime, str, str]]:
        coming = [(at, "chase", "") for at in it.chases]
        coming += [(it.closes_at, "close", "")] if it.closes_at else []
        coming += [(at, "release", who) for who, (at, _version) in it.held.items()]
        return [event for event in coming if event[0] <= to]

    def _release(self, it: Told, who: str, at: datetime) -> None:
        _send_at, version = it.held.pop(who)
        verb = "answer_as_mo" if it.at_office else "answer"
        if version == it.version and (to := self.allowed(who, verb, it, at)):
            self.go(it, to, who=who, verb=verb, now=at)


def promise(verb: str, it: Told, now: datetime) -> datetime | None:
    """When the answer is due after a step that begins a time of its own (nothing here is urgent)."""
    days = {"submit": 5 if it.office_only else 3, "escalate": 5, "follow_up": 3, "reopen": 3}
    return days_later(now, days[verb]) if verb in days else None


def is_twin(it: Told, other: Told) -> bool:
    """Another request that was sent to the desk and stands, and that does not itself end at this one."""
    seen: Told | None = other
    while seen is not None:
        if seen is it:
            return False
        seen = seen.duplicate_of
    return other.was_submitted and not other.office_only and other.state != "withdrawn"
