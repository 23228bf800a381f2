"""Everything that changes a record. Each action is one transaction and leaves one audit event without any text.

Errors: `PermissionDenied` when the user may not (the view has already answered 404 to who may not see), and the
subclasses of `Refused`, each with a sentence for the page.
"""

from abuse_log.actions.accounts import add_account, add_accounts, change_account, remove_account
from abuse_log.actions.content import add_words
from abuse_log.actions.police import note_police_report, update_police_report
from abuse_log.actions.records import change_details, link_records, record_incident, unlink_records
from abuse_log.actions.refusals import (
    AlreadyAnswered,
    Changed,
    CriticismHasNoAccounts,
    Full,
    Held,
    NobodyToRing,
    NoLongerWaiting,
    Refused,
    WrongStep,
)
from abuse_log.actions.ring import answer_ring, ask_to_be_rung
from abuse_log.actions.risk import set_risk
from abuse_log.actions.steps import note_page_deed, note_support, set_stand
from abuse_log.actions.tracks import decide, decline, note_report, put_off, update_report, wish

__all__ = [
    "AlreadyAnswered",
    "Changed",
    "CriticismHasNoAccounts",
    "Full",
    "Held",
    "NoLongerWaiting",
    "NobodyToRing",
    "Refused",
    "WrongStep",
    "add_account",
    "add_accounts",
    "add_words",
    "answer_ring",
    "ask_to_be_rung",
    "change_account",
    "change_details",
    "decide",
    "decline",
    "link_records",
    "note_page_deed",
    "note_police_report",
    "note_report",
    "note_support",
    "put_off",
    "record_incident",
    "remove_account",
    "set_risk",
    "set_stand",
    "unlink_records",
    "update_police_report",
    "update_report",
    "wish",
]
