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
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DECLINED = "declined", "Not taken up"


class Verb(models.TextChoices):
    SUBMIT = "submit", "Sent"
    CLAIM = "claim", "Taken on"
    ASK_MEMBER = "ask_member", "Question to the member"
    REPLY = "reply", "Reply from the member"
    ANSWER = "answer", "Answered"
    ESCALATE = "escalate", "Passed to the Monitoring Officer"
    ACCEPT = "accept", "Accepted by the Monitoring Officer’s office"
    RETURN_TO_DESK = "return_to_desk", "Returned to the Communications Team"
    ANSWER_AS_MO = "answer_as_mo", "Answered by the Monitoring Officer’s office"
    ASK_MEMBER_AS_MO = "ask_member_as_mo", "Question from the Monitoring Officer’s office"
    CLOSE = "close", "Closed"
    WITHDRAW = "withdraw", "Withdrawn"
    DECLINE = "decline", "Not taken up"


OPEN_STATES = (State.SUBMITTED, State.ASSIGNED, State.AWAITING_MEMBER, State.ESCALATED)
ENDED_STATES = (State.CLOSED, State.WITHDRAWN, State.DECLINED)


class Part(StrEnum):
    """In which part somebody acts. Whoever has a stake in a request is never its adviser nor its office."""

    ASKER = "the member, or a delegate who may act for them"
    ADVISER = "a Communications adviser or lead"
    OFFICE = "the Monitoring Officer or a deputy"


class Clock(StrEnum):
    """What is timed. The value is the name under which ``deadlines`` keeps it."""

    FIRST_LOOK = "advice.first_look"
    ANSWER = "advice.answer"
    OFFICE_ACCEPT = "advice.office_accept"
    OFFICE_ANSWER = "advice.office_answer"


class Told(StrEnum):
    """Who is told what, as a kind of the outbox."""

    MEMBER_RECEIVED = "advice.submitted"
    MEMBER_QUESTION = "advice.question_asked"
    MEMBER_ESCALATED = "advice.escalated"
    MEMBER_ANSWERED = "advice.answered"
    MEMBER_DECLINED = "advice.declined"
    ADVISERS_NEW = "advice.new_request"
    HANDLER_REPLIED = "advice.replied"
    ADVISER_RETURNED = "advice.returned"
    OFFICE_NEW = "advice.for_monitoring_officer"


class Asked(Protocol):
    """What a guard looks at."""

    state: str
    office_only: bool
    with_office: bool
    adviser_id: UUID | None
    accepted_by_id: UUID | None


Guard = Callable[[Asked, UUID], bool]


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


@dataclass(frozen=True)
class Move:
    """What a step does to one clock. A clock that does not run is neither paused nor stopped."""

    what: Literal["start", "pause", "resume", "give_back", "stop"]
    clock: Clock


def start(*clocks: Clock) -> tuple[Move, ...]:
    return tuple(Move("start", clock) for clock in clocks)


def pause(*clocks: Clock) -> tuple[Move, ...]:
    return tuple(Move("pause", clock) for clock in clocks)


def resume(*clocks: Clock) -> tuple[Move, ...]:
    return tuple(Move("resume", clock) for clock in clocks)


def give_back(*clocks: Clock) -> tuple[Move, ...]:
    """Resume, with a working day at the least."""
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

    def fits(self, asked: Asked, by: UUID) -> bool:
        return asked.state == self.from_state and (self.guard is None or self.guard(asked, by))


_S, _V, _P, _C, _T = State, Verb, Part, Clock, Told
_DESK = (_C.FIRST_LOOK, _C.ANSWER)
_OFFICE = (_C.OFFICE_ACCEPT, _C.OFFICE_ANSWER)
_ALL = (*_DESK, *_OFFICE)

# fmt: off
TABLE: tuple[Step, ...] = (
    # The member asks.
    Step(_S.DRAFT, _V.SUBMIT, _S.SUBMITTED, _P.ASKER, for_anyone_at_the_desk,
         start(*_DESK), (_T.MEMBER_RECEIVED, _T.ADVISERS_NEW)),
    Step(_S.DRAFT, _V.SUBMIT, _S.ESCALATED, _P.ASKER, for_the_office_only,
         start(*_OFFICE), (_T.MEMBER_RECEIVED, _T.OFFICE_NEW)),
    Step(_S.AWAITING_MEMBER, _V.REPLY, _S.ASSIGNED, _P.ASKER, was_asked_by_the_desk,
         resume(_C.ANSWER), (_T.HANDLER_REPLIED,)),
    Step(_S.AWAITING_MEMBER, _V.REPLY, _S.ESCALATED, _P.ASKER, was_asked_by_the_office,
         resume(_C.OFFICE_ANSWER), (_T.HANDLER_REPLIED,)),
    Step(_S.ANSWERED, _V.CLOSE, _S.CLOSED, _P.ASKER),
    Step(_S.DRAFT, _V.WITHDRAW, _S.WITHDRAWN, _P.ASKER),
    Step(_S.SUBMITTED, _V.WITHDRAW, _S.WITHDRAWN, _P.ASKER, None, stop(*_ALL)),
    Step(_S.ASSIGNED, _V.WITHDRAW, _S.WITHDRAWN, _P.ASKER, None, stop(*_ALL)),
    Step(_S.AWAITING_MEMBER, _V.WITHDRAW, _S.WITHDRAWN, _P.ASKER, None, stop(*_ALL)),
    Step(_S.ESCALATED, _V.WITHDRAW, _S.WITHDRAWN, _P.ASKER, None, stop(*_ALL)),

    # The Communications Team. To claim what another holds is to take it over.
    Step(_S.SUBMITTED, _V.CLAIM, _S.ASSIGNED, _P.ADVISER, None, stop(_C.FIRST_LOOK)),
    Step(_S.ASSIGNED, _V.CLAIM, _S.ASSIGNED, _P.ADVISER, is_held_by_another),
    Step(_S.ASSIGNED, _V.ASK_MEMBER, _S.AWAITING_MEMBER, _P.ADVISER, is_theirs,
         pause(_C.ANSWER), (_T.MEMBER_QUESTION,)),
    Step(_S.ASSIGNED, _V.ANSWER, _S.ANSWERED, _P.ADVISER, is_theirs, stop(*_ALL), (_T.MEMBER_ANSWERED,)),
    Step(_S.ASSIGNED, _V.ESCALATE, _S.ESCALATED, _P.ADVISER, is_theirs,
         pause(_C.ANSWER) + start(*_OFFICE), (_T.MEMBER_ESCALATED, _T.OFFICE_NEW)),
    Step(_S.SUBMITTED, _V.DECLINE, _S.DECLINED, _P.ADVISER, None, stop(*_ALL), (_T.MEMBER_DECLINED,)),
    Step(_S.ASSIGNED, _V.DECLINE, _S.DECLINED, _P.ADVISER, is_theirs, stop(*_ALL), (_T.MEMBER_DECLINED,)),

    # The Monitoring Officer's office.
    Step(_S.ESCALATED, _V.ACCEPT, _S.ESCALATED, _P.OFFICE, is_not_yet_theirs_to_decide, stop(_C.OFFICE_ACCEPT)),
    Step(_S.ESCALATED, _V.RETURN_TO_DESK, _S.ASSIGNED, _P.OFFICE, for_anyone_at_the_desk,
         stop(*_OFFICE) + give_back(_C.ANSWER), (_T.ADVISER_RETURNED,)),
    Step(_S.ESCALATED, _V.ASK_MEMBER_AS_MO, _S.AWAITING_MEMBER, _P.OFFICE, None,
         stop(_C.OFFICE_ACCEPT) + pause(_C.OFFICE_ANSWER), (_T.MEMBER_QUESTION,)),
    Step(_S.ESCALATED, _V.ANSWER_AS_MO, _S.ANSWERED, _P.OFFICE, None, stop(*_ALL), (_T.MEMBER_ANSWERED,)),
    Step(_S.ESCALATED, _V.DECLINE, _S.DECLINED, _P.OFFICE, None, stop(*_ALL), (_T.MEMBER_DECLINED,)),
)
# fmt: on


def step_for(verb: Verb, asked: Asked, *, by: UUID, parts: Collection[Part]) -> Step | None:
    """The row that lets this person, who stands in these parts, do the verb now; None when there is none."""
    return next((s for s in TABLE if s.verb == verb and s.who in parts and s.fits(asked, by)), None)


def parts_of(verb: Verb) -> frozenset[Part]:
    """Everybody who may ever do the verb, whatever the state."""
    return frozenset(step.who for step in TABLE if step.verb == verb)
