"""Giving a role, alone or by two people."""

from typing import Any

from django import forms
from django.utils import timezone

from portal.foundation.look.widgets import DateField, Radios
from portal.foundation.people.forms.fields import ROLE_HINTS
from portal.foundation.people.models import ORDINARY_ROLES, SENSITIVE_ROLES, Role, SensitiveRequest, User

Kind = SensitiveRequest.Kind


class GrantRoleForm(forms.Form):
    role = forms.ChoiceField(
        label="Role",
        choices=[(role.value, role.label) for role in ORDINARY_ROLES],
        widget=Radios(hints=ROLE_HINTS),
        error_messages={"required": "Choose a role"},
    )
    ends_on = DateField(
        label="Last day (optional)",
        help_text="Leave empty when the role has no end yet.",
        what="The last day",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ends_on = cleaned.get("ends_on")
        if ends_on is not None and ends_on < timezone.localdate():
            self.add_error("ends_on", "The last day must be today or later")
        return cleaned


class AskSensitiveForm(forms.Form):
    """What can be asked about one person: each choice is a kind and a role."""

    what = forms.ChoiceField(
        label="What should be done?", widget=Radios, error_messages={"required": "Choose what should be done"}
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = person.role_names()
        choices = [
            (f"{Kind.END if role in held else Kind.GRANT}:{role}", self._words(role, role in held))
            for role in SENSITIVE_ROLES
        ]
        if set(held) & set(SENSITIVE_ROLES):
            choices.append((f"{Kind.RESET_SECOND_FACTOR}:", "Reset the second factor"))
        field = self.fields["what"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @staticmethod
    def _words(role: Role, is_held: bool) -> str:
        return f"{'End' if is_held else 'Give'} the role of {role.label}"

    def clean_what(self) -> tuple[str, str]:
        """Kind and role."""
        kind, _, role = self.cleaned_data["what"].partition(":")
        return kind, role
