"""Where a case stands, in the words that a party reads. Several states share one sentence, so that none of them tells
what is not theirs to know: a hold does not say why, a referral is not shown. Pure.
"""

from collections.abc import Mapping

from reviews.conduct.states import Limit, State
from reviews.conduct.visibility import Capacity

_BEING_READ = "The Monitoring Officer is reading it."
_FIRST = "The Monitoring Officer is deciding whether the council can and should look into it."
_ENDED = "It is closed. You get a letter that says why."

FOR_COMPLAINANT: Mapping[State, str] = {
    State.RECEIVED: "We have your complaint. Nobody has answered it yet.",
    State.ACKNOWLEDGED: _BEING_READ,
    State.AWAITING_COMPLAINANT: "We asked you something, and wait for your answer.",
    State.JURISDICTION_REVIEW: _FIRST,
    State.ASSESSMENT: _FIRST,
    State.INFORMAL_RESOLUTION: "We try to settle it without an investigation.",
    State.INVESTIGATION: "It is being investigated.",
    State.DRAFT_REPORT: "It is being investigated. A draft of the report is out for comments.",
    State.FINAL_REPORT: "The investigation is over. The Monitoring Officer considers the report.",
    State.LOCAL_RESOLUTION: "We try to settle it without a hearing.",
    State.HEARING_SCHEDULED: "A hearing is being arranged.",
    State.DECIDED: "It was decided. You get a letter that says what.",
    State.FOLLOW_UP: "It was decided. You get a letter that says what.",
    State.ON_HOLD: "It is paused for now. We look at it again by a fixed day.",
    State.REOPENED: _BEING_READ,
    State.RESOLVED: "It was settled without an investigation.",
}
FOR_SUBJECT: Mapping[State, str] = {
    **FOR_COMPLAINANT,
    State.RECEIVED: _BEING_READ,
    State.AWAITING_COMPLAINANT: _BEING_READ,
}

ASKED_OF: Mapping[str, Mapping[Limit, str]] = {
    Capacity.COMPLAINANT: {
        Limit.COMPLAINANT_ANSWERS: "your answer",
        Limit.DRAFT_COMMENTS: "your comments on the draft report",
    },
    Capacity.SUBJECT: {
        Limit.COMMENTS: "your comments",
        Limit.DRAFT_COMMENTS: "your comments on the draft report",
    },
}
"""Of a party: the limits that wait for them, and for what. No other limit is theirs to know."""

COMES_NEXT: Mapping[State, str] = {
    State.RECEIVED: "the holding officer says whether a conflict stands against them, and acknowledges the complaint.",
    State.ACKNOWLEDGED: "the name is decided on, the Code is cited, and jurisdiction is looked at.",
    State.AWAITING_COMPLAINANT: "the complainant answers. The time limits wait.",
    State.JURISDICTION_REVIEW: "the checklist and the capacity record; then the member is notified.",
    State.ASSESSMENT: "the member comments, the Independent Person gives a view, and the holding officer assesses it.",
    State.INFORMAL_RESOLUTION: "what was planned is done, or fails.",
    State.INVESTIGATION: "the investigating officer sends the draft report to both sides.",
    State.DRAFT_REPORT: "both sides comment; then the investigating officer hands in the final report.",
    State.FINAL_REPORT: "the council’s Independent Person gives a view; then the holding officer closes it, resolves "
    "it locally or arranges a hearing.",
    State.LOCAL_RESOLUTION: "what was planned is done, or fails and goes to a hearing.",
    State.HEARING_SCHEDULED: "the hearing; then the clerk records what the panel found and what follows.",
    State.DECIDED: "the decision notice goes to both sides; then what was decided is followed up.",
    State.FOLLOW_UP: "each thing that was decided is settled, both sides are told, and the case is closed.",
    State.ON_HOLD: "somebody looks again by the day that was named.",
    State.REOPENED: "everybody says anew whether a conflict stands against them; then jurisdiction is looked at.",
    State.RESOLVED: "both sides are told, and the case is closed.",
}
"""To those who work on a case: who does what next."""
STILL_TO_TELL = "both sides are sent a letter with the reasons. The time for it runs until each was told."
"""Of a closed case, while a clock runs."""


def in_plain_words(state: str, capacity: str) -> str:
    """Of every state that is not named here the party hears that it is closed."""
    words = FOR_SUBJECT if capacity == Capacity.SUBJECT else FOR_COMPLAINANT
    return words.get(State(state), _ENDED)
