"""What the member fills in about a request that was answered or closed."""

from django import forms

from reviews.advice.choices import Helped
from reviews.advice.forms.fields import LongTextField, VersionedForm


class FollowUpForm(VersionedForm):
    text = LongTextField(
        label="What else would you like to know?",
        help_text="You need not say again what you told us. If the wording has changed, put the new words here.",
        error_messages={"required": "Enter what else you would like to know"},
    )


class ReopenForm(VersionedForm):
    text = LongTextField(
        label="Why do you open it again?",
        help_text="Say what has changed, or what is still open. You need not say again what you told us.",
        error_messages={"required": "Enter why you open it again"},
    )


class HelpedForm(forms.Form):
    helped = forms.ChoiceField(choices=Helped.choices)
