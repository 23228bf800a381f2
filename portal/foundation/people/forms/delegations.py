"""Appointing a delegate."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from portal.foundation.look.widgets import DateField, Radios
from portal.foundation.people.models import GRADE_MEANING, Grade, User
from portal.foundation.people.models.delegations import LONGEST
from portal.foundation.people.permissions import people_who_may_help


class AppointForm(forms.Form):
    delegate = forms.ModelChoiceField(
        label="Who should help you?",
        queryset=User.objects.none(),
        empty_label="Choose a person",
        error_messages={"required": "Choose who should help you", "invalid_choice": "Choose a person from the list"},
    )
    grade = forms.ChoiceField(
        label="What may they do?",
        help_text="Each step includes those above it.",
        choices=Grade.choices,
        widget=Radios(hints={grade: f"They {meaning}." for grade, meaning in GRADE_MEANING.items()}),
        error_messages={"required": "Choose what they may do"},
    )
    starts_on = DateField(
        label="First day",
        what="The first day",
        initial=timezone.localdate,
        error_messages={"required": "Enter the first day"},
    )
    ends_on = DateField(
        label="Last day",
        help_text="A year after the first day at most. You can end it earlier at any time.",
        what="The last day",
        error_messages={"required": "Enter the last day"},
    )

    def __init__(self, *args: Any, member: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["delegate"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = people_who_may_help(member)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        today = timezone.localdate()
        if first and not today <= first <= today + timedelta(days=366):
            self.add_error("starts_on", "The first day must be today or later, and within a year")
        elif first and last and last < first:
            self.add_error("ends_on", "The last day must be the same as or after the first day")
        elif first and last and last - first > LONGEST:
            self.add_error("ends_on", "The last day must be within a year of the first day")
        return cleaned
