"""Every change of an advice request is one of these verbs."""

from reviews.advice.actions.answers import (
    NoPointGiven,
    answer,
    answer_as_mo,
    cite_points,
    drop_point,
    keep_answer_draft,
)
from reviews.advice.actions.asking import close, reply, submit, withdraw
from reviews.advice.actions.desk import (
    accept,
    ask_member,
    ask_member_as_mo,
    claim,
    decline,
    escalate,
    note,
    return_to_desk,
)
from reviews.advice.actions.drafts import NotComplete, add_pictures, begin_draft, remove_picture, save_draft
from reviews.advice.actions.holding import GuidanceMoved, confirm_holds
from reviews.advice.actions.steps import NotAllowed, Stale, WrongState

__all__ = [
    "GuidanceMoved",
    "NoPointGiven",
    "NotAllowed",
    "NotComplete",
    "Stale",
    "WrongState",
    "accept",
    "add_pictures",
    "answer",
    "answer_as_mo",
    "ask_member",
    "ask_member_as_mo",
    "begin_draft",
    "cite_points",
    "claim",
    "close",
    "confirm_holds",
    "decline",
    "drop_point",
    "escalate",
    "keep_answer_draft",
    "note",
    "remove_picture",
    "reply",
    "return_to_desk",
    "save_draft",
    "submit",
    "withdraw",
]
