"""People, their roles, their offices and who helps them. Other apps import from here."""

from portal.foundation.people.models.accounts import (
    ORDINARY_ROLES,
    SEES_EVERYBODY,
    SENSITIVE_ROLES,
    Role,
    RoleGrant,
    User,
)
from portal.foundation.people.models.delegations import GRADE_MEANING, Delegation, Grade
from portal.foundation.people.models.invitations import ForgedLink, Invitation, id_in_token
from portal.foundation.people.models.offices import Term, Ward
from portal.foundation.people.models.sensitive import SensitiveRequest

__all__ = [
    "GRADE_MEANING",
    "ORDINARY_ROLES",
    "SEES_EVERYBODY",
    "SENSITIVE_ROLES",
    "Delegation",
    "ForgedLink",
    "Grade",
    "Invitation",
    "Role",
    "RoleGrant",
    "SensitiveRequest",
    "Term",
    "User",
    "Ward",
    "id_in_token",
]
