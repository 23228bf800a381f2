"""How a request is put into words on a page. Pure: what is shown was loaded by the caller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from portal.foundation.deadlines.words import day_in_words, in_words, time_in_words
from reviews.advice.asking import Question
from reviews.advice.choices import Account, Kind
from reviews.advice.models import Absence, Message, Request, Transition
from reviews.advice.opening import openings
from reviews.advice.states import State, Verb

MEMBER_STATES: dict[str, tuple[str, str]] = {
    State.DRAFT: ("Draft", "grey"),
    State.SUBMITTED: ("Sent", "teal"),
    State.ASSIGNED: ("Being looked at", "teal"),
    State.AWAITING_MEMBER: ("We have asked you a question", "yellow"),
    State.ESCALATED: ("With the Monitoring Officer", "purple"),
    State.ANSWERED: ("Answered", "green"),
    State.FOLLOW_UP: ("You asked once more", "teal"),
    State.REOPENED: ("Opened again", "teal"),
    State.CLOSED: ("Closed", "grey"),
    State.WITHDRAWN: ("Withdrawn", "grey"),
    State.DECLINED: ("Not taken up", "orange"),
    State.REDIRECTED: ("Another way suggested", "orange"),
}
"""What each state is called to the member, and the colour of its tag."""

DESK_STATES: dict[str, tuple[str, str]] = {
    **MEMBER_STATES,
    State.SUBMITTED: ("New", "red"),
    State.ASSIGNED: ("Being answered", "teal"),
    State.AWAITING_MEMBER: ("Waiting for the member", "yellow"),
    State.FOLLOW_UP: ("Asked once more", "red"),
    State.REOPENED: ("Opened again", "red"),
}

MEMBER_EVENTS: dict[str, str] = {
    Verb.SUBMIT: "You sent the request",
    Verb.CLAIM: "Somebody in the Communications Team is looking at it",
    Verb.ESCALATE: "We passed it to the Monitoring Officer’s office",
    Verb.ACCEPT: "The Monitoring Officer’s office is looking at it",
    Verb.RETURN_TO_DESK: "It went back to the Communications Team",
    Verb.HAND_OVER: "A colleague in the Communications Team took it over",
    Verb.CLOSE: "You closed the request",
    Verb.CLOSE_ANSWERED: "Closed, since you asked nothing more",
    Verb.CLOSE_UNANSWERED: "Closed, since we had no reply to our question",
    Verb.MARK_DUPLICATE: "Closed, since you had asked the same before",
    Verb.REOPEN: "It was opened again",
    Verb.WITHDRAW: "You withdrew the request",
}
"""Steps that the member's page tells of. The others speak through their message or answer."""


_PORTAL = "by the portal itself"


@dataclass(frozen=True)
class Row:
    """One line of a list."""

    item: Request
    state: str
    colour: str
    when: str
    is_late: bool = False
    goes_out: str = ""
    look_by: str = ""
    topics: str = ""
    away: str = ""
    opening: str = ""


@dataclass(frozen=True)
class Entry:
    """Something that was said or that happened, for the timeline."""

    at: datetime
    title: str
    text: str = ""


def rows(
    items: Sequence[Request], *, for_member: bool, now: datetime, away: Mapping[UUID, Absence] | None = None
) -> list[Row]:
    """The lines of a list, each with the first words by which it is known. ``away``: who is away today, by their id."""
    words = openings(items, for_member=for_member)
    return [_row(item, words.get(item.pk, ""), for_member=for_member, now=now, away=away or {}) for item in items]


def _row(item: Request, opening: str, *, for_member: bool, now: datetime, away: Mapping[UUID, Absence]) -> Row:
    state, colour = (MEMBER_STATES if for_member else DESK_STATES)[item.state]
    return Row(
        item,
        state,
        colour,
        when(item, now),
        is_late=item.is_overdue(now),
        goes_out=_posted(item, now),
        look_by=in_words(item.look_by) if item.look_by else "",
        topics=", ".join(item.topic_names()),
        away=is_away(away.get(item.holder_id)) if item.holder_id and item.is_open else "",
        opening=opening,
    )


def is_away(absence: Absence | None) -> str:
    """Until when whoever holds it is away, and who looks after it; empty when they are there."""
    return f"away until {day_in_words(absence.ends_on)}; covered by {absence.cover}" if absence else ""


def when(item: Request, now: datetime) -> str:
    """When the answer is due, or since when there is none to wait for."""
    if item.state == State.AWAITING_MEMBER:
        return "The time waits until there is a reply"
    if item.is_open and item.due_at is not None:
        return _due(item.due_at, now)
    if item.is_draft:
        return f"Last changed at {in_words(item.changed_at)}"
    if item.state == State.ANSWERED and item.answered_at is not None:
        return f"Answered at {in_words(item.answered_at)}"
    return f"Ended at {in_words(item.ended_at)}" if item.ended_at else ""


def _due(due: datetime, now: datetime) -> str:
    """What is late or due today says so first; only the date of another day is looked for."""
    if due < now:
        return f"Answer was due by {in_words(due)}"
    if timezone.localdate(due) == timezone.localdate(now):
        return f"Answer due today by {clock_in_words(due)}"
    return f"Answer due by {in_words(due)}"


def goes_out(item: Request) -> str:
    """When the member means to post it; empty when they did not say."""
    if item.intended_at is None:
        return ""
    return in_words(item.intended_at) if item.intended_has_time else day_in_words(timezone.localdate(item.intended_at))


def _posted(item: Request, now: datetime) -> str:
    """The same for a list, where today is called so."""
    if item.intended_at is None or timezone.localdate(item.intended_at) != timezone.localdate(now):
        return goes_out(item)
    return f"today, {clock_in_words(item.intended_at)}" if item.intended_has_time else "today"


def clock_in_words(moment: datetime) -> str:
    """ "2.05pm" in Europe/London, for a time of today."""
    return time_in_words(timezone.localtime(moment).time())


def as_choice(item: Request, opening: str) -> str:
    """One request among those that one chooses from: its reference, its first words, and when it was sent."""
    sent = f", sent at {in_words(item.submitted_at)}" if item.submitted_at else ""
    return f"{item.reference}: {opening or item.kind_at_the_desk}{sent} ({DESK_STATES[item.state][0].lower()})"


def shown(item: Request, step: str, *, wording: str = "") -> str:
    """The answer to one question in words; empty when there is none."""
    answers = {
        "readers": "Only the Monitoring Officer’s office" if item.office_only else "The Communications Team",
        "kind": Kind(item.kind).label if item.kind else "",
        "platforms": ", ".join(item.platform_names()),
        "account": Account(item.account).label if item.account else "",
        "wording": wording or item.draft_wording,
        "link": item.link,
        "when": goes_out(item),
        "urgent": f"Yes: {item.urgent_reason}" if item.is_urgent else "No",
        "topics": ", ".join(item.topic_names()),
        "question": item.question,
    }
    return answers.get(step, "")


def answered_rows(item: Request, questions: list[Question], *, wording: str = "") -> list[tuple[str, str]]:
    """What was asked and answered, in order, but for the pictures, which a page shows by itself."""
    left_out = {"pictures", "first-steps"}
    return [(q.short, shown(item, q.step, wording=wording)) for q in questions if q.step not in left_out]


def given_rows(item: Request, questions: list[Question], *, wording: str = "") -> list[tuple[str, str]]:
    """The same without what was left open: on a page to read, "Not provided" tells nobody anything."""
    rows = answered_rows(item, questions, wording=wording)
    return [(short, said) for short, said in rows if said and (short, said) != ("Urgent", "No")]


def timeline(messages: list[Message], history: list[Transition], *, for_member: bool) -> list[Entry]:
    """What was said and what happened, oldest first. Holds no note: those are not even asked for here."""
    entries = [Entry(m.at, _message_title(m, for_member=for_member), m.text) for m in messages]
    for step in history:
        title = MEMBER_EVENTS.get(step.verb, "") if for_member else f"{step.get_verb_display()} ({step.by or _PORTAL})"
        if title:
            entries.append(Entry(step.at, title))
    return sorted(entries, key=lambda entry: entry.at)


def _message_title(message: Message, *, for_member: bool) -> str:
    if message.sender == Message.Sender.MEMBER:
        replied = message.sort == Message.Sort.REPLY
        if for_member:
            return "You replied" if replied else "You asked once more"
        return "Reply from the member" if replied else "The member asks once more"
    if message.sort == Message.Sort.QUESTION:
        return f"Question from {_inside(message)}"
    return f"Message from {_inside(message)}"


def _inside(message: Message) -> str:
    office = "the Monitoring Officer’s office"
    return office if message.sender == Message.Sender.OFFICE else "the Communications Team"
