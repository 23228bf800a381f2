"""Everything that changes a record. Each action is one transaction and leaves one audit event without any text.

Errors: `PermissionDenied` when the user may not (the view has already answered 404 to who may not see), and the
subclasses of `Refused`, each with a sentence for the page.
"""

from abuse_log.actions.content import add_account, add_words, remove_account
from abuse_log.actions.records import change_details, record_incident
from abuse_log.actions.refusals import (
    AlreadyAnswered,
    Changed,
    CriticismHasNoAccounts,
    Full,
    NobodyToRing,
    NoLongerWaiting,
    Refused,
    WrongStep,
)
from abuse_log.actions.ring import answer_ring, ask_to_be_rung
from abuse_log.actions.tracks import decide, decline, note_report, put_off, update_report

__all__ = [
    "AlreadyAnswered",
    "Changed",
    "CriticismHasNoAccounts",
    "Full",
    "NoLongerWaiting",
    "NobodyToRing",
    "Refused",
    "WrongStep",
    "add_account",
    "add_words",
    "answer_ring",
    "ask_to_be_rung",
    "change_details",
    "decide",
    "decline",
    "note_report",
    "put_off",
    "record_incident",
    "remove_account",
    "update_report",
]
