"""What a colleague says of an answer before it goes out."""

from typing import Any

from django import forms

from portal.foundation.look.widgets import Radios
from reviews.advice.forms.fields import LongTextField


class LookForm(forms.Form):
    agrees = forms.TypedChoiceField(
        label="May it go out as it stands?",
        choices=[("yes", "Yes, I agree with it"), ("no", "No, something should change first")],
        coerce=lambda value: value == "yes",
        widget=Radios,
        error_messages={"required": "Say whether it may go out"},
    )
    note = LongTextField(
        label="Note to your colleague (optional)",
        help_text="What you would change, and why. The member does not see this.",
        max_length=2000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("agrees") is False and not said.get("note") and "note" not in self.errors:
            self.add_error("note", "Say what should change first")
        return said
