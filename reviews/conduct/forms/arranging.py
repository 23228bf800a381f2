"""What is entered of the council's arrangements, each from a day on."""

from datetime import date
from typing import Any

from django import forms

from portal.foundation.look.widgets import DateField
from reviews.advice.forms.fields import SealableText
from reviews.conduct.actions.arranging import AT_MOST, YES_OR_NO
from reviews.conduct.forms.people import refuse_past


def basis() -> SealableText:
    return SealableText(
        label="What does it rest on?",
        help_text="The Act and section, or the minute of the council.",
        max_length=300,
        error_messages={"required": "Say what it rests on"},
    )


def first_day() -> DateField:
    return DateField(
        what="The first day",
        label="First day",
        help_text="Today or later. What began before keeps what held then.",
        validators=[refuse_past],
        error_messages={"required": "Enter the first day"},
    )


class LimitForm(forms.Form):
    """A number for a limit, in the unit that it always had."""

    amount = forms.IntegerField(
        min_value=1, max_value=AT_MOST, error_messages={"required": "Enter a number", "invalid": "Enter a number"}
    )
    basis = basis()
    valid_from = first_day()

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].label = f"How many {unit}?"


class RuleForm(forms.Form):
    """A number for a rule of the council, or yes and no."""

    basis = basis()
    valid_from = first_day()

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = forms.IntegerField(
            label="How many?",
            min_value=0,
            max_value=AT_MOST,
            error_messages={"required": "Enter a number", "invalid": "Enter a number"},
        )
        answer = forms.TypedChoiceField(
            label="From that day on",
            choices=[("1", "Yes"), ("0", "No")],
            coerce=int,
            widget=forms.RadioSelect,
            error_messages={"required": "Say yes or no"},
        )
        self.fields = {"amount": answer if key in YES_OR_NO else number, **self.fields}


class BeginForm(forms.Form):
    """A stage, or a sanction of the catalogue, that is there from a day on."""

    basis = basis()
    valid_from = first_day()


class SanctionForm(forms.Form):
    """One that the catalogue does not know yet."""

    words = SealableText(
        label="What may follow a breach?", max_length=200, error_messages={"required": "Say what may follow"}
    )
    basis = basis()
    valid_from = first_day()
    requires_legal_check = forms.BooleanField(
        label="Legal advice is needed each time before it is chosen", required=False
    )


class EndForm(forms.Form):
    last_day = DateField(
        what="The last day",
        label="Last day",
        help_text="Today or later. What was decided before stays.",
        validators=[refuse_past],
        error_messages={"required": "Enter the last day"},
    )

    def last(self) -> date:
        day: date = self.cleaned_data["last_day"]
        return day
