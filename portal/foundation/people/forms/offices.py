"""Wards and terms of office."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from portal.foundation.look.widgets import DateField, Radios
from portal.foundation.people.forms.fields import NameField
from portal.foundation.people.models import Term, Ward

LONGEST_TERM = timedelta(days=6 * 366)
"""Longer is a slip of the pen: a term is four years, or five when an election was put off."""


class StartTermForm(forms.Form):
    kind = forms.ChoiceField(
        label="How did the person come into office?",
        choices=Term.Kind.choices,
        widget=Radios,
        error_messages={"required": "Choose elected or co-opted"},
    )
    ward = forms.ModelChoiceField(
        label="Ward (for an elected member)",
        queryset=Ward.objects.none(),
        required=False,
        empty_label="No ward",
        error_messages={"invalid_choice": "Choose a ward from the list"},
    )
    starts_on = DateField(
        label="First day",
        help_text="The day on which the acceptance of office was signed.",
        what="The first day",
        error_messages={"required": "Enter the first day"},
    )
    ends_on = DateField(
        label="Last day",
        help_text="Access ends by itself after this day.",
        what="The last day",
        error_messages={"required": "Enter the last day"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ward"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Ward.objects.not_over()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Term.Kind.ELECTED and not cleaned.get("ward") and "ward" not in self.errors:
            self.add_error("ward", "Choose the ward of an elected member")
        if cleaned.get("kind") == Term.Kind.CO_OPTED and cleaned.get("ward"):
            self.add_error("ward", "A co-opted member has no ward")
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day must be the same as or after the first day")
        elif first and last and last - first > LONGEST_TERM:
            self.add_error("ends_on", "A term of office cannot be longer than six years")
        return cleaned


class EndTermForm(forms.Form):
    last_day = DateField(
        label="Last day in office",
        what="The last day",
        error_messages={"required": "Enter the last day"},
    )

    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.term = term

    def clean_last_day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        if not self.term.starts_on <= day <= self.term.ends_on:
            raise forms.ValidationError("The last day must be within the term")
        return day


class WardForm(forms.Form):
    name = NameField(label="Name of the ward", error_messages={"required": "Enter the name of the ward"})
    valid_from = DateField(
        label="First day",
        help_text="For new boundaries, the day of the election.",
        what="The first day",
        error_messages={"required": "Enter the first day"},
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if len(name) > 80:
            raise forms.ValidationError("The name must be 80 characters or fewer")
        return name


class EndWardForm(forms.Form):
    last_day = DateField(
        label="Last day of the ward",
        what="The last day",
        initial=timezone.localdate,
        error_messages={"required": "Enter the last day"},
    )
