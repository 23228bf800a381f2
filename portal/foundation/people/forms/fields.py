"""Fields that several people forms share."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from portal.foundation.people.models import Role

PRINTABLE = RegexValidator(
    r"^[^\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]*$", "The name must be on one line, without special characters."
)

ROLE_HINTS: dict[str, str] = {
    Role.MEMBER: "An elected or co-opted member. Works only while a term of office runs.",
    Role.DELEGATE: "May be appointed by members to help them.",
    Role.COMMS_ADVISER: "Answers requests for advice.",
    Role.COMMS_LEAD: "Leads the advice desk.",
    Role.INDEPENDENT_PERSON: "Gives a view on conduct cases.",
    Role.INVESTIGATOR: "Investigates the conduct cases given to them.",
    Role.ADMINISTRATOR: "Looks after accounts; sees no advice, no records and no cases.",
}


class NameField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": "Enter the name"})
        super().__init__(max_length=120, validators=[PRINTABLE], **kwargs)
