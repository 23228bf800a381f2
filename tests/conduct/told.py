"""What the brief (section 6 and 6.1) says of the life of a case, written down a second time for the random run.

It knows nothing of ``states`` or ``guards``: lines of states, verbs and needs, and a few facts with their order.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

OPEN = (
    "received acknowledged awaiting_complainant jurisdiction_review assessment informal_resolution investigation "
    "draft_report final_report local_resolution hearing_scheduled decided follow_up on_hold reopened resolved"
)
RUNNING = OPEN.replace("on_hold ", "")
CLOSED = "closed_out_of_scope no_further_action closed_no_breach withdrawn closed"
LINES = f"""
received | acknowledge | acknowledged | office | | jurisdiction notify_subject assessment | acknowledge
acknowledged | ask_complainant | awaiting_complainant | holder | reason | complainant_answers |
awaiting_complainant | hear_from_complainant | acknowledged | office complainant | | | complainant_answers
awaiting_complainant | close_unanswered | closed_out_of_scope | holder | unanswered reason | send_decision |
acknowledged reopened | review_jurisdiction | jurisdiction_review | holder | | |
jurisdiction_review | find_out_of_scope | closed_out_of_scope | holder | checked failed reason | send_decision |
jurisdiction_review reopened | begin_assessment | assessment | holder | checked passed notified | comments | \
jurisdiction notify_subject
assessment | take_no_action | no_further_action | holder | weighed view reason | send_decision |
assessment | resolve_informally | informal_resolution | holder | weighed plan | resolution | assessment comments
assessment | investigate | investigation | holder | weighed view inquiry | \
investigation investigation_at_most update | assessment comments
informal_resolution | resolution_done | resolved | holder | all_done reason | | resolution
informal_resolution | resolution_failed | assessment | holder | one_failed reason | assessment | resolution
investigation | send_draft | draft_report | io | draft | draft_comments |
draft_report | finish_report | final_report | io | commented report | hearing | draft_comments investigation \
investigation_at_most update
final_report | find_no_breach | closed_no_breach | holder | statutory reason | send_decision |
final_report | resolve_locally | local_resolution | holder | statutory consulted committee plan | resolution | hearing
final_report | schedule_hearing | hearing_scheduled | holder | date | |
hearing_scheduled | decide | decided | clerk | held statutory found sanctioned reason | notice full_reasons | hearing
decided | follow_up | follow_up | holder | told | | notice full_reasons
follow_up | close | closed | holder | settled reason told | |
resolved | close | closed | holder | reason told | |
local_resolution | local_done | closed | holder | all_done reason told | |
local_resolution | local_failed | hearing_scheduled | holder | one_failed date reason | hearing | resolution
{OPEN} | withdraw | withdrawn | holder | asked reason | send_decision |
{OPEN} | continue_anyway | | holder | asked reason | |
{RUNNING} | hold | on_hold | holder | reason review | hold_review |
on_hold | review_hold | | holder | reason review | hold_review | hold_review
on_hold | resume | back | holder | reason | | hold_review
{OPEN} | refer_to_police | | holder | reason | |
{OPEN} | refer_elsewhere | | holder | reason | |
{OPEN} | subject_left | | holder | left reason | |
{OPEN} | close_subject_left | closed | holder | left reason | send_decision |
{CLOSED} | reopen | reopened | holder | material reason | jurisdiction assessment | send_decision
"""
WAITS = ("jurisdiction", "notify_subject", "assessment")
"""What stands still while the complainant is asked."""
GOES_ON = {"update"}
"""What runs on while a case is on hold: both sides are told each month all the same."""
PEOPLE = {
    "holder": ("holder",),
    "office": ("holder", "support"),
    "io": ("investigator",),
    "clerk": ("clerk",),
    "complainant": ("complainant",),
}


@dataclass(frozen=True)
class Line:
    states: tuple[str, ...]
    verb: str
    to: str
    who: tuple[str, ...]
    needs: tuple[str, ...]
    starts: tuple[str, ...]
    stops: tuple[str, ...]


def read(text: str) -> Line:
    states, verb, to, who, needs, starts, stops = (part.strip() for part in text.split("|"))
    people = tuple(person for name in who.split() for person in PEOPLE[name])
    return Line(
        tuple(states.split()), verb, to, people, tuple(needs.split()), tuple(starts.split()), tuple(stops.split())
    )


BOOK = tuple(read(text) for text in LINES.strip().splitlines())


@dataclass
class Told:
    """What the model knows of one case. Facts carry the number at which they last happened."""

    state: str = "received"
    held_in: str = ""
    version: int = 1
    number: int = 0
    facts: dict[str, int] = field(default_factory=dict)
    settled: list[tuple[int, str]] = field(default_factory=list)
    open_actions: int = 0
    reminders: list[int] = field(default_factory=list)
    hearing: datetime | None = None
    target: datetime | None = None
    entered: int = 0
    before_hold: int = 0
    began: int = 0
    closed: int = 0
    clocks: dict[str, str] = field(default_factory=lambda: {"acknowledge": "running"})
    paused_by_hold: set[str] = field(default_factory=set)

    def happens(self, fact: str) -> None:
        self.number += 1
        self.facts[fact] = self.number

    def since(self, fact: str, when: int) -> bool:
        return self.facts.get(fact, -1) > when

    def line(self, verb: str) -> Line | None:
        return next((line for line in BOOK if line.verb == verb and self.state in line.states), None)

    def is_met(self, need: str, now: datetime, over: frozenset[str]) -> bool:
        """Whether the case has what a line needs. ``over`` are the limits that have run out by their clocks."""
        if need in ("weighed", "view", "consulted", "committee", "found"):
            return self.since(need, self.began)
        if need in ("draft", "report", "told", "commented"):
            late = need == "commented" and "draft_comments" in over
            return late or self.since(need, self.entered)
        if need == "unanswered":
            recent = [when for when in self.reminders if when > self.entered]
            return "complainant_answers" in over and len(recent) >= 2
        return NEEDS[need](self, now)

    def outcomes(self) -> set[str]:
        """How the actions of this stage stand."""
        settled = {outcome for when, outcome in self.settled if when > self.entered}
        return settled | ({"open"} if self.open_actions else set())

    def has_failed(self) -> bool:
        return self.facts.get("failed", 0) > self.facts.get("checked", 0)

    def hears_in(self, now: datetime) -> timedelta | None:
        """How far ahead the hearing of this round is."""
        return self.hearing - now if self.hearing and self.since("hearing", self.began) else None

    def takes(self, line: Line) -> None:
        """The step is done: state, version, and the clocks as the brief says."""
        self.happens(line.verb)
        self.version += 1
        before = self.state
        self.state = {"": before, "back": self.held_in}.get(line.to, line.to)
        if line.verb == "hold":
            self.held_in, self.before_hold = before, self.entered
        elif self.state != "on_hold":
            self.held_in = ""
        if line.verb == "resume":
            self.entered = self.before_hold
        elif self.state != before:
            self.entered = self.number
        if self.state in CLOSED.split() and before not in CLOSED.split():
            self.closed = self.number
        if line.verb == "reopen":
            self.began = self.number
        self._clocks(line, before)

    def _clocks(self, line: Line, before: str) -> None:
        going = {limit for limit, state in self.clocks.items() if state != "stopped"}
        for limit in going:
            if limit in line.stops or self.state in CLOSED.split():
                self.clocks[limit] = "stopped"
        if line.verb == "hold":
            self.paused_by_hold = {limit for limit, state in self.clocks.items() if state == "running"} - GOES_ON
            self.clocks |= dict.fromkeys(self.paused_by_hold, "paused")
        if line.verb == "resume":
            self.clocks |= {limit: "running" for limit in self.paused_by_hold if self.clocks[limit] == "paused"}
        if line.verb in ("ask_complainant", "hear_from_complainant"):
            old, new = ("running", "paused") if line.verb == "ask_complainant" else ("paused", "running")
            self.clocks |= {limit: new for limit in WAITS if self.clocks.get(limit) == old}
        for limit in line.starts:
            if limit != "comments" or "notified" in self.facts:
                self.clocks[limit] = "running"


def _later(told: Told, fact: str, *others: str) -> bool:
    """The fact came after each of the others, of which one at least is there or not."""
    return told.facts.get(fact, 0) > max(told.facts.get(other, 0) for other in others)


NEEDS: dict[str, Callable[[Told, datetime], bool]] = {
    "reason": lambda told, now: True,
    "review": lambda told, now: True,
    "checked": lambda told, now: "checked" in told.facts,
    "failed": lambda told, now: told.has_failed(),
    "passed": lambda told, now: not told.has_failed(),
    "notified": lambda told, now: "notified" in told.facts,
    "left": lambda told, now: "left" in told.facts,
    "plan": lambda told, now: told.open_actions > 0,
    "all_done": lambda told, now: told.outcomes() == {"done"},
    "one_failed": lambda told, now: "failed" in told.outcomes(),
    "inquiry": lambda told, now: (
        told.since("inquiry", told.began) and told.target is not None and told.target.date() >= now.date()
    ),
    "statutory": lambda told, now: _later(told, "view", "report", "finish_report"),
    "date": lambda told, now: (told.hears_in(now) or timedelta(0)) > timedelta(days=20),
    "held": lambda told, now: (told.hears_in(now) or timedelta(1)) <= timedelta(0),
    "sanctioned": lambda told, now: not told.since("found", told.began) or _later(told, "imposed", "found"),
    "settled": lambda told, now: _later(told, "settled", "imposed"),
    "asked": lambda told, now: told.since("asked", max(told.began, told.facts.get("continue_anyway", 0))),
    "material": lambda told, now: told.since("material", told.closed),
}
