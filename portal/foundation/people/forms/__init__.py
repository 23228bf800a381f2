"""The forms of the people pages. A form validates; an action saves."""

from portal.foundation.people.forms.accounts import FindPeople, InviteForm, JoinForm, PoliticalAssistantForm
from portal.foundation.people.forms.delegations import AppointForm
from portal.foundation.people.forms.offices import EndTermForm, EndWardForm, StartTermForm, WardForm
from portal.foundation.people.forms.roles import AskSensitiveForm, GrantRoleForm

__all__ = [
    "AppointForm",
    "AskSensitiveForm",
    "EndTermForm",
    "EndWardForm",
    "FindPeople",
    "GrantRoleForm",
    "InviteForm",
    "JoinForm",
    "PoliticalAssistantForm",
    "StartTermForm",
    "WardForm",
]
