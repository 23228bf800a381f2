"""What is filled in to explain a word in a draft."""

from typing import Any

from django import forms

from guidance.confirming.forms import NumberSeenField
from guidance.models import PointVersion
from guidance.models.definitions import LONGEST_TERM, MOST_FORMS
from portal.foundation.vault.fields import refuse_unstorable_text


def _one_line(typed: str) -> str:
    """The word as it is kept. Raises ValidationError."""
    word = " ".join(typed.split())
    if len(word) > LONGEST_TERM:
        raise forms.ValidationError(f"Keep each word to {LONGEST_TERM} characters.")
    if not word.isprintable() or not any(character.isalnum() for character in word):
        raise forms.ValidationError("Enter a word or a few words.")
    return word


class WordForm(forms.Form):
    """A term, its other forms one on each line, and the point that explains it."""

    term = forms.CharField(
        label="Word",
        help_text="As it stands in a sentence, such as: imprint",
        max_length=LONGEST_TERM,
        validators=[refuse_unstorable_text],
        error_messages={"required": "Enter the word"},
    )
    also = forms.CharField(
        label="Other forms (optional)",
        help_text="One on each line, such as the plural. Small and capital letters are the same.",
        required=False,
        max_length=1_000,
        validators=[refuse_unstorable_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    point = forms.ChoiceField(
        label="Which point explains it?",
        error_messages={"required": "Choose the point", "invalid_choice": "Choose a point of this draft"},
    )
    revision = NumberSeenField()

    def __init__(self, *args: Any, points: list[PointVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose a point"), *((each.point_id, str(each)) for each in points)]
        field = self.fields["point"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean_term(self) -> str:
        return _one_line(self.cleaned_data["term"])

    def clean_also(self) -> list[str]:
        """The other forms, each once."""
        lines = (line for line in self.cleaned_data["also"].splitlines() if line.strip())
        words = list(dict.fromkeys(_one_line(line) for line in lines))
        if len(words) > MOST_FORMS:
            raise forms.ValidationError(f"Enter at most {MOST_FORMS} other forms.")
        return words


class EndForm(forms.Form):
    """The revision that the page showed."""

    revision = NumberSeenField()
