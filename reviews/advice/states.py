"""The states of an advice request and the one table of what may happen to it.

Pure: no query, no clock is read here. ``permissions`` answers who stands in which part, ``actions`` does what a row
says. The times behind each clock stand in ``policies``.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol
from uuid import UUID

from django.db import models


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Sent"
    ASSIGNED = "assigned", "Being looked at"
    AWAITING_MEMBER = "awaiting_member", "Waiting for the member"
    ESCALATED = "escalated", "With the Monitoring Officer"
    ANSWERED = "answered", "Answered"
    FOLLOW_UP = "follow_up", "Asked once more"
    REOPENED = "reopened", "Opened again"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DECLINED = "declined", "Not taken up"
    REDIRECTED = "redirected", "Shown another way"


class Verb(models.TextChoices):
    SUBMIT = "submit", "Sent"
    CLAIM = "claim", "Taken on"
    HAND_OVER = "hand_over", "Handed over"
    ASK_MEMBER = "ask_member", "Question to the member"
    REPLY = "reply", "Reply from the member"
    ANSWER = "answer", "Answered"
    ESCALATE = "escalate", "Passed to the Monitoring Officer"
    ACCEPT = "accept", "Accepted by the Monitoring Officer’s office"
    SHARE_WITH_MO = "share_with_mo", "Shown to the Monitoring Officer as well"
    RETURN_TO_DESK = "return_to_desk", "Returned to the Communications Team"
    ANSWER_AS_MO = "answer_as_mo", "Answered by the Monitoring Officer’s office"
    ASK_MEMBER_AS_MO = "ask_member_as_mo", "Question from the Monitoring Officer’s office"
    FOLLOW_UP = "follow_up", "Asked once more"
    CLOSE = "close", "Closed"
    CLOSE_ANSWERED = "close_answered", "Closed, since nothing more was asked"
    CLOSE_UNANSWERED = "close_unanswered", "Closed, since there was no reply"
    REOPEN = "reopen", "Opened again"
    WITHDRAW = "withdraw", "Withdrawn"
    DECLINE = "decline", "Not taken up"
    REDIRECT = "redirect", "Shown another way"
    MARK_DUPLICATE = "mark_duplicate", "Closed as asked twice"


OPEN_STATES = (
    State.SUBMITTED,
    State.ASSIGNED,
    State.AWAITING_MEMBER,
    State.ESCALATED,
    State.FOLLOW_UP,
    State.REOPENED,
)
ENDED_STATES = (State.CLOSED, State.WITHDRAWN, State.DECLINED, State.REDIRECTED)


class Part(StrEnum):
    """In which part somebody acts. Whoever has a stake in a request is never its adviser nor its office."""

    ASKER = "the member, or a delegate who may act for them"
    ADVISER = "a Communications adviser or lead"
    LEAD = "the Communications lead"
    OFFICE = "the Monitoring Officer or a deputy"
    SYSTEM = "the portal itself, when the time for a reply has passed"


class Clock(StrEnum):
    """What is timed. The value is the name under which ``deadlines`` keeps it."""

    FIRST_LOOK = "advice.first_look"
    ANSWER = "advice.answer"
    OFFICE_ACCEPT = "advice.office_accept"
    OFFICE_ANSWER = "advice.office_answer"
    AGAIN = "advice.again"


class Told(StrEnum):
    """Who is told what, as a kind of the outbox."""

    MEMBER_RECEIVED = "advice.submitted"
    MEMBER_QUESTION = "advice.question_asked"
    MEMBER_ESCALATED = "advice.escalated"
    MEMBER_ANSWERED = "advice.answered"
    MEMBER_DECLINED = "advice.declined"
    MEMBER_REDIRECTED = "advice.redirected"
    MEMBER_DUPLICATE = "advice.duplicate"
    MEMBER_CLOSED = "advice.closed"
    ADVISERS_NEW = "advice.new_request"
    HANDLER_REPLIED = "advice.replied"
    HANDLER_AGAIN = "advice.again"
    ADVISER_RETURNED = "advice.returned"
    ADVISER_HANDED = "advice.handed_over"
    OFFICE_NEW = "advice.for_monitoring_officer"


class Later(StrEnum):
    """What the portal does by itself when working days have passed in a state, as a kind of the outbox."""

    CHASE = "advice.chase"
    GIVE_UP = "advice.give_up"
    LET_GO = "advice.let_go"


@dataclass(frozen=True)
class After:
    """So many working days after the step, unless the request has moved on by then."""

    days: int
    what: Later


class Asked(Protocol):
    """What a guard looks at."""

    state: str
    office_only: bool
    with_office: bool
    adviser_id: UUID | None
    accepted_by_id: UUID | None
    private_to_id: UUID | None

    @property
    def may_follow_up(self) -> bool: ...
    @property
    def may_reopen(self) -> bool: ...


Guard = Callable[[Asked, UUID], bool]
NOBODY = UUID(int=0)


def for_anyone_at_the_desk(asked: Asked, by: UUID) -> bool:
    return not asked.office_only


def for_the_office_only(asked: Asked, by: UUID) -> bool:
    return asked.office_only


def is_theirs(asked: Asked, by: UUID) -> bool:
    return asked.adviser_id == by


def is_held_by_another(asked: Asked, by: UUID) -> bool:
    return asked.adviser_id != by


def is_not_yet_theirs_to_decide(asked: Asked, by: UUID) -> bool:
    return asked.accepted_by_id != by


def was_asked_by_the_desk(asked: Asked, by: UUID) -> bool:
    return not asked.with_office


def was_asked_by_the_office(asked: Asked, by: UUID) -> bool:
    return asked.with_office


def is_theirs_at_the_desk(asked: Asked, by: UUID) -> bool:
    return asked.adviser_id == by and not asked.with_office


def is_held_by_another_at_the_desk(asked: Asked, by: UUID) -> bool:
    return asked.adviser_id != by and not asked.with_office


def is_within_20_days_of_the_answer(asked: Asked, by: UUID) -> bool:
    return asked.may_follow_up


def is_within_20_days_of_the_end(asked: Asked, by: UUID) -> bool:
    return asked.may_reopen


def is_the_offices_within_20_days_of_the_end(asked: Asked, by: UUID) -> bool:
    return asked.with_office and asked.may_reopen


def is_the_deputys_alone(asked: Asked, by: UUID) -> bool:
    return asked.private_to_id == by


@dataclass(frozen=True)
class Move:
    """What a step does to one clock. A clock that does not run is neither paused nor stopped.

    `unless`: another clock; while that one is under way, nothing is done.
    """

    what: Literal["start", "pause", "resume", "give_back", "stop"]
    clock: Clock
    unless: Clock | None = None


def start(*clocks: Clock) -> tuple[Move, ...]:
    return tuple(Move("start", clock) for clock in clocks)


def pause(*clocks: Clock) -> tuple[Move, ...]:
    return tuple(Move("pause", clock) for clock in clocks)


def resume(*clocks: Clock) -> tuple[Move, ...]:
    return tuple(Move("resume", clock) for clock in clocks)


def give_back(*clocks: Clock) -> tuple[Move, ...]:
    """Resume, with a working day at the least; what runs already has that at the least as well."""
    return tuple(Move("give_back", clock) for clock in clocks)


def stop(*clocks: Clock) -> tuple[Move, ...]:
    return tuple(Move("stop", clock) for clock in clocks)


@dataclass(frozen=True)
class Step:
    """One row: in this state, this verb, by this part, if the guard holds, leads there; with clocks and mails."""

    from_state: State
    verb: Verb
    to: State
    who: Part
    guard: Guard | None = None
    clock: tuple[Move, ...] = ()
    told: tuple[Told, ...] = ()
    later: tuple[After, ...] = ()

    def fits(self, asked: Asked, by: UUID) -> bool:
        return asked.state == self.from_state and (self.guard is None or self.guard(asked, by))


_S, _V, _P, _C, _T = State, Verb, Part, Clock, Told
_OFFICE = (_C.OFFICE_ACCEPT, _C.OFFICE_ANSWER)
_WORK = (_C.ANSWER, _C.AGAIN)
_ALL = (_C.FIRST_LOOK, *_WORK, *_OFFICE)
CHASED = (After(3, Later.CHASE), After(7, Later.CHASE), After(10, Later.GIVE_UP))
LET_GO = (After(10, Later.LET_GO),)

# fmt: off
TABLE: tuple[Step, ...] = (
    # The member asks.
    Step(_S.DRAFT, _V.SUBMIT, _S.SUBMITTED, _P.ASKER, for_anyone_at_the_desk,
         start(_C.FIRST_LOOK, _C.ANSWER), (_T.MEMBER_RECEIVED, _T.ADVISERS_NEW)),
    Step(_S.DRAFT, _V.SUBMIT, _S.ESCALATED, _P.ASKER, for_the_office_only,
         start(*_OFFICE), (_T.MEMBER_RECEIVED, _T.OFFICE_NEW)),
    Step(_S.AWAITING_MEMBER, _V.REPLY, _S.ASSIGNED, _P.ASKER, was_asked_by_the_desk,
         resume(*_WORK), (_T.HANDLER_REPLIED,)),
    Step(_S.AWAITING_MEMBER, _V.REPLY, _S.ESCALATED, _P.ASKER, was_asked_by_the_office,
         (*resume(_C.OFFICE_ANSWER), Move("resume", _C.AGAIN, unless=_C.OFFICE_ANSWER)), (_T.HANDLER_REPLIED,)),
    Step(_S.ANSWERED, _V.FOLLOW_UP, _S.FOLLOW_UP, _P.ASKER, is_within_20_days_of_the_answer,
         start(_C.AGAIN), (_T.HANDLER_AGAIN,)),
    Step(_S.ANSWERED, _V.CLOSE, _S.CLOSED, _P.ASKER),
    Step(_S.FOLLOW_UP, _V.CLOSE, _S.CLOSED, _P.ASKER, None, stop(*_ALL)),
    Step(_S.CLOSED, _V.REOPEN, _S.REOPENED, _P.ASKER, is_within_20_days_of_the_end,
         start(_C.AGAIN), (_T.HANDLER_AGAIN,)),
    Step(_S.DRAFT, _V.WITHDRAW, _S.WITHDRAWN, _P.ASKER),
    Step(_S.SUBMITTED, _V.WITHDRAW, _S.WITHDRAWN, _P.ASKER, None, stop(*_ALL)),
    Step(_S.ASSIGNED, _V.WITHDRAW, _S.WITHDRAWN, _P.ASKER, None, stop(*_ALL)),
    Step(_S.AWAITING_MEMBER, _V.WITHDRAW, _S.WITHDRAWN, _P.ASKER, None, stop(*_ALL)),
    Step(_S.ESCALATED, _V.WITHDRAW, _S.WITHDRAWN, _P.ASKER, None, stop(*_ALL)),
    Step(_S.FOLLOW_UP, _V.WITHDRAW, _S.WITHDRAWN, _P.ASKER, None, stop(*_ALL)),
    Step(_S.REOPENED, _V.WITHDRAW, _S.WITHDRAWN, _P.ASKER, None, stop(*_ALL)),

    # The Communications Team. To claim what another holds is to take it over.
    Step(_S.SUBMITTED, _V.CLAIM, _S.ASSIGNED, _P.ADVISER, None, stop(_C.FIRST_LOOK)),
    Step(_S.ASSIGNED, _V.CLAIM, _S.ASSIGNED, _P.ADVISER, is_held_by_another),
    Step(_S.FOLLOW_UP, _V.CLAIM, _S.FOLLOW_UP, _P.ADVISER, is_held_by_another_at_the_desk),
    Step(_S.REOPENED, _V.CLAIM, _S.ASSIGNED, _P.ADVISER, was_asked_by_the_desk),
    Step(_S.SUBMITTED, _V.HAND_OVER, _S.ASSIGNED, _P.ADVISER, None, stop(_C.FIRST_LOOK), (_T.ADVISER_HANDED,)),
    Step(_S.ASSIGNED, _V.HAND_OVER, _S.ASSIGNED, _P.ADVISER, None, (), (_T.ADVISER_HANDED,)),
    Step(_S.FOLLOW_UP, _V.HAND_OVER, _S.FOLLOW_UP, _P.ADVISER, was_asked_by_the_desk, (), (_T.ADVISER_HANDED,)),
    Step(_S.REOPENED, _V.HAND_OVER, _S.ASSIGNED, _P.ADVISER, was_asked_by_the_desk, (), (_T.ADVISER_HANDED,)),
    Step(_S.ASSIGNED, _V.ASK_MEMBER, _S.AWAITING_MEMBER, _P.ADVISER, is_theirs,
         pause(*_WORK), (_T.MEMBER_QUESTION,), CHASED),
    Step(_S.ASSIGNED, _V.ANSWER, _S.ANSWERED, _P.ADVISER, is_theirs, stop(*_ALL), (_T.MEMBER_ANSWERED,), LET_GO),
    Step(_S.FOLLOW_UP, _V.ANSWER, _S.ANSWERED, _P.ADVISER, is_theirs_at_the_desk,
         stop(*_ALL), (_T.MEMBER_ANSWERED,), LET_GO),
    Step(_S.ASSIGNED, _V.ESCALATE, _S.ESCALATED, _P.ADVISER, is_theirs,
         pause(*_WORK) + start(*_OFFICE), (_T.MEMBER_ESCALATED, _T.OFFICE_NEW)),
    Step(_S.FOLLOW_UP, _V.ESCALATE, _S.ESCALATED, _P.ADVISER, is_theirs_at_the_desk,
         pause(*_WORK) + start(*_OFFICE), (_T.MEMBER_ESCALATED, _T.OFFICE_NEW)),
    Step(_S.SUBMITTED, _V.DECLINE, _S.DECLINED, _P.ADVISER, None, stop(*_ALL), (_T.MEMBER_DECLINED,)),
    Step(_S.ASSIGNED, _V.DECLINE, _S.DECLINED, _P.ADVISER, is_theirs, stop(*_ALL), (_T.MEMBER_DECLINED,)),
    Step(_S.SUBMITTED, _V.REDIRECT, _S.REDIRECTED, _P.ADVISER, None, stop(*_ALL), (_T.MEMBER_REDIRECTED,)),
    Step(_S.ASSIGNED, _V.REDIRECT, _S.REDIRECTED, _P.ADVISER, is_theirs, stop(*_ALL), (_T.MEMBER_REDIRECTED,)),
    Step(_S.SUBMITTED, _V.MARK_DUPLICATE, _S.CLOSED, _P.ADVISER, None, stop(*_ALL), (_T.MEMBER_DUPLICATE,)),
    Step(_S.ASSIGNED, _V.MARK_DUPLICATE, _S.CLOSED, _P.ADVISER, is_theirs, stop(*_ALL), (_T.MEMBER_DUPLICATE,)),
    Step(_S.CLOSED, _V.REOPEN, _S.REOPENED, _P.LEAD, is_within_20_days_of_the_end,
         start(_C.AGAIN), (_T.HANDLER_AGAIN,)),

    # The Monitoring Officer's office. What was opened again keeps its own three days there too.
    Step(_S.CLOSED, _V.REOPEN, _S.REOPENED, _P.OFFICE, is_the_offices_within_20_days_of_the_end,
         start(_C.AGAIN), (_T.HANDLER_AGAIN,)),
    Step(_S.ESCALATED, _V.ACCEPT, _S.ESCALATED, _P.OFFICE, is_not_yet_theirs_to_decide, stop(_C.OFFICE_ACCEPT)),
    Step(_S.REOPENED, _V.ACCEPT, _S.ESCALATED, _P.OFFICE, was_asked_by_the_office),
    Step(_S.ESCALATED, _V.SHARE_WITH_MO, _S.ESCALATED, _P.OFFICE, is_the_deputys_alone, (), (_T.OFFICE_NEW,)),
    Step(_S.FOLLOW_UP, _V.SHARE_WITH_MO, _S.FOLLOW_UP, _P.OFFICE, is_the_deputys_alone, (), (_T.OFFICE_NEW,)),
    Step(_S.ESCALATED, _V.RETURN_TO_DESK, _S.ASSIGNED, _P.OFFICE, for_anyone_at_the_desk,
         stop(*_OFFICE) + give_back(*_WORK), (_T.ADVISER_RETURNED,)),
    Step(_S.ESCALATED, _V.ASK_MEMBER_AS_MO, _S.AWAITING_MEMBER, _P.OFFICE, None,
         stop(_C.OFFICE_ACCEPT) + pause(_C.OFFICE_ANSWER, _C.AGAIN), (_T.MEMBER_QUESTION,), CHASED),
    Step(_S.ESCALATED, _V.ANSWER_AS_MO, _S.ANSWERED, _P.OFFICE, None, stop(*_ALL), (_T.MEMBER_ANSWERED,), LET_GO),
    Step(_S.FOLLOW_UP, _V.ANSWER_AS_MO, _S.ANSWERED, _P.OFFICE, was_asked_by_the_office,
         stop(*_ALL), (_T.MEMBER_ANSWERED,), LET_GO),
    Step(_S.ESCALATED, _V.DECLINE, _S.DECLINED, _P.OFFICE, None, stop(*_ALL), (_T.MEMBER_DECLINED,)),

    # The portal itself.
    Step(_S.AWAITING_MEMBER, _V.CLOSE_UNANSWERED, _S.CLOSED, _P.SYSTEM, None, stop(*_ALL), (_T.MEMBER_CLOSED,)),
    Step(_S.ANSWERED, _V.CLOSE_ANSWERED, _S.CLOSED, _P.SYSTEM),
)
# fmt: on


def step_for(verb: Verb, asked: Asked, *, by: UUID | None, parts: Collection[Part]) -> Step | None:
    """The row that lets this person, who stands in these parts, do the verb now; None when there is none.

    `by=None`: the portal itself, whose rows have no guard that asks for a person.
    """
    return next((s for s in TABLE if s.verb == verb and s.who in parts and s.fits(asked, by or NOBODY)), None)


def parts_of(verb: Verb) -> frozenset[Part]:
    """Everybody who may ever do the verb, whatever the state."""
    return frozenset(step.who for step in TABLE if step.verb == verb)
