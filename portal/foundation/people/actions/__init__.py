"""Every change to people, as verbs. Each takes `by`, asks the permission, holds the rows, and is audited."""

from portal.foundation.people.actions.accounts import (
    deactivate,
    mark_political_assistant,
    reactivate,
    reset_second_factor,
)
from portal.foundation.people.actions.delegations import appoint_delegate, revoke_delegation
from portal.foundation.people.actions.invitations import (
    accept_invitation,
    cancel_invitation,
    invite,
    invite_administrator_at_the_server,
)
from portal.foundation.people.actions.offices import add_ward, end_term, end_ward, start_term
from portal.foundation.people.actions.refusals import InvitationClosed, LastAdministrator, Refused
from portal.foundation.people.actions.roles import end_role, grant_role
from portal.foundation.people.actions.sensitive import ask_sensitive, confirm_sensitive, refuse_sensitive

__all__ = [
    "InvitationClosed",
    "LastAdministrator",
    "Refused",
    "accept_invitation",
    "add_ward",
    "appoint_delegate",
    "ask_sensitive",
    "cancel_invitation",
    "confirm_sensitive",
    "deactivate",
    "end_role",
    "end_term",
    "end_ward",
    "grant_role",
    "invite",
    "invite_administrator_at_the_server",
    "mark_political_assistant",
    "reactivate",
    "refuse_sensitive",
    "reset_second_factor",
    "revoke_delegation",
    "start_term",
]
