"""The form of the check: what is answered with yes, and the wording if somebody wants it looked at."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from guidance.check.questions import QUESTIONS
from portal.foundation.look.widgets import Checkboxes, LongText
from portal.foundation.vault.fields import refuse_unstorable_text

NONE = "none"
LONGEST_WORDING = 10_000
"""Characters; the advice form takes as many, so that all can be carried over."""


class CheckForm(forms.Form):
    """Questions answered with yes, or "none": nobody passes by having looked at nothing."""

    yes = forms.MultipleChoiceField(
        label="Which of these do you answer with yes?",
        help_text="Tick each one, or the last if all answers are no.",
        choices=[*((question.id, question.text) for question in QUESTIONS), (NONE, "No to all of them")],
        widget=Checkboxes(hints={question.id: "" for question in QUESTIONS}),
        error_messages={
            "required": "Tick each question that you answer with yes, or “No to all of them”",
            "invalid_choice": "Choose from the questions on this page",
            "invalid_list": "Choose from the questions on this page",
        },
    )
    wording = forms.CharField(
        label="What do you want to post? (optional)",
        help_text="Paste it here to be shown what stands out. It is looked at once and not kept.",
        required=False,
        strip=False,
        max_length=LONGEST_WORDING,
        validators=[refuse_unstorable_text],
        widget=LongText(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, points: dict[str, str], **kwargs: Any) -> None:
        """`points` tells the point of each question, by its id, in words for the line below it."""
        super().__init__(*args, **kwargs)
        widget = self.fields["yes"].widget
        if isinstance(widget, Checkboxes):
            widget.hints = points

    def clean_yes(self) -> list[str]:
        """The ids of the questions answered with yes; empty when all answers are no."""
        ticked: list[str] = self.cleaned_data["yes"]
        if NONE in ticked and len(ticked) > 1:
            raise ValidationError("Tick the questions that you answer with yes, or “No to all of them”, not both")
        return [] if ticked == [NONE] else ticked
