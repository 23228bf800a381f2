"""What comes from the page of the check."""

from django import forms

from guidance.check.questions import QUESTIONS
from reviews.advice.carried import Carried
from reviews.advice.forms.fields import LongTextField


class CarryForm(forms.Form):
    """Filled in by the page, not by hand: the questions answered with yes, and the wording."""

    yes = forms.MultipleChoiceField(choices=[(question.id, question.text) for question in QUESTIONS], required=False)
    wording = LongTextField(required=False, strip=False)

    def carried(self) -> Carried:
        return Carried(tuple(self.cleaned_data["yes"]), self.cleaned_data["wording"])
