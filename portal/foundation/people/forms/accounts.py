"""Finding, inviting and joining."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from portal.foundation.look.widgets import Checkboxes
from portal.foundation.people.forms.fields import ROLE_HINTS, NameField
from portal.foundation.people.models import ORDINARY_ROLES, Invitation, Role, User


class FindPeople(forms.Form):
    """Search words and one role; anything else in the address is no filter."""

    q = forms.CharField(label="Name or email address", max_length=120, required=False)
    role = forms.ChoiceField(label="Role", required=False, choices=[("", "Any role"), *Role.choices])


class InviteForm(forms.Form):
    full_name = NameField(label="Full name")
    email = forms.EmailField(
        label="Email address",
        help_text="The invitation goes here, and the person signs in with it.",
        max_length=254,
        error_messages={
            "required": "Enter the email address",
            "invalid": "Enter an email address in the correct format, like name@council.example",
        },
    )
    roles = forms.MultipleChoiceField(
        label="Roles",
        help_text="Roles that need two people are given after the account is open.",
        choices=[(role.value, role.label) for role in ORDINARY_ROLES],
        widget=Checkboxes(hints=ROLE_HINTS),
        required=False,
    )
    is_political_assistant = forms.BooleanField(
        label="This person works for a party group (political assistant)",
        help_text="They help no member on this portal.",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        barred = {Role.DELEGATE, Role.MEMBER} & set(cleaned.get("roles", ()))
        if cleaned.get("is_political_assistant") and barred:
            self.add_error("roles", "A political assistant can be neither a member nor a delegate")
        return cleaned


class JoinForm(forms.Form):
    """The password of a new account, twice."""

    password1 = forms.CharField(
        label="Password",
        help_text="12 characters or more. Not one that many people use, and not your name or email address.",
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter a password"},
    )
    password2 = forms.CharField(
        label="The same password again",
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter the password again"},
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, User(email=self.invitation.email, full_name=self.invitation.full_name))
        return password

    def clean_password2(self) -> str:
        password: str = self.cleaned_data["password2"]
        if password != self.cleaned_data.get("password1", password):
            raise ValidationError("The two passwords are not the same")
        return password


class PoliticalAssistantForm(forms.Form):
    is_one = forms.TypedChoiceField(choices=[("yes", "Yes"), ("no", "No")], coerce=lambda word: word == "yes")
