"""The form of the check-up: one of three answers to each question."""

from collections.abc import Mapping
from typing import Any

from django import forms

from guidance.checkup.questions import ANSWERS, QUESTIONS
from portal.foundation.look.widgets import Radios


class CheckUpForm(forms.Form):
    """A field for each question, by its id."""

    def __init__(self, *args: Any, points: Mapping[str, str], **kwargs: Any) -> None:
        """`points` tells the points of each question, by its id, in words for the line below it."""
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[question.id] = forms.ChoiceField(
                label=question.text,
                help_text=points.get(question.id, ""),
                choices=ANSWERS,
                widget=Radios,
                error_messages={
                    "required": f"Choose an answer: {question.text}",
                    "invalid_choice": f"Choose one of the three answers: {question.text}",
                },
            )
