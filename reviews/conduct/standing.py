"""Where a case stands, in the words that a party reads. Several states share one sentence, so that none of them tells
what is not theirs to know: a hold does not say why, a referral is not shown. Pure.
"""

from collections.abc import Mapping

from reviews.conduct.states import State
from reviews.conduct.visibility import Capacity

_BEING_READ = "The Monitoring Officer is reading it."
_FIRST = "The Monitoring Officer is deciding whether the council can and should look into it."
_ENDED = "It is closed. A letter to you says why."

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
    State.DECIDED: "It was decided. A letter to you says what.",
    State.FOLLOW_UP: "It was decided. A letter to you says what.",
    State.ON_HOLD: "It is paused for now. We look at it again by a fixed day.",
    State.REOPENED: _BEING_READ,
    State.RESOLVED: "It was settled without an investigation.",
}
FOR_SUBJECT: Mapping[State, str] = {
    **FOR_COMPLAINANT,
    State.RECEIVED: _BEING_READ,
    State.AWAITING_COMPLAINANT: _BEING_READ,
}


def in_plain_words(state: str, capacity: str) -> str:
    """Of every state that is not named here the party hears that it is closed."""
    words = FOR_SUBJECT if capacity == Capacity.SUBJECT else FOR_COMPLAINANT
    return words.get(State(state), _ENDED)
