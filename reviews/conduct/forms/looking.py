"""A look at a public profile: which, why, what was seen; and what is asked before it is looked at once more."""

from typing import Any

from django import forms

from portal.foundation.look.widgets import Radios
from reviews.advice.forms.fields import LongTextField, SealableText
from reviews.conduct.models import ProfileLook

SHORT, LONG = 300, 2_000


class ProfileLookForm(forms.Form):
    account = SealableText(
        label="Account",
        help_text="As it is called there, such as @name.",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter the account that you looked at"},
    )
    address = SealableText(
        label="Web address (optional)",
        help_text="Of the profile or of the post.",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
    )
    purpose = LongTextField(
        label="What were you looking for, and why does the case need it?",
        max_length=LONG,
        error_messages={"required": "Say what you were looking for"},
    )
    seen = SealableText(
        label="What did you see, in one line?",
        help_text="A post that matters belongs in the evidence as well.",
        max_length=SHORT,
        error_messages={"required": "Say in one line what you saw"},
    )

    def __init__(self, *args: Any, is_repeated: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_repeated:
            self.fields["because"] = LongTextField(
                label="Why is it necessary to look at this profile once more?",
                max_length=LONG,
                error_messages={"required": "Say why you look at this profile once more"},
            )
            self.fields["advice"] = forms.ChoiceField(
                label="Did you take advice on whether an authorisation is needed?",
                choices=ProfileLook.Advice.choices,
                widget=Radios,
                error_messages={"required": "Say whether you took advice on an authorisation"},
            )
