"""What one step of the table asks of whoever takes it, made from its row."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from portal.foundation.look.widgets import DateField, Radios
from reviews.advice.forms.fields import LongTextField, VersionedForm
from reviews.conduct.forms.papers import NamedGrant
from reviews.conduct.forms.people import refuse_past
from reviews.conduct.models import Grant, Hold
from reviews.conduct.states import Guard, Row
from reviews.conduct.verbs import WORDS

REASON = 10_000


def _missing(row: Row) -> str:
    if Guard.QUESTION in row.guards:
        return "Write what is missing: the complainant reads it."
    return "Give your reasons. They stay in the case."


class MoveForm(VersionedForm):
    """The version of the case, and only those fields that the row’s guards ask for."""

    def __init__(self, *args: Any, row: Row, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if Guard.REASON in row.guards or Guard.QUESTION in row.guards:
            self.fields["reason"] = LongTextField(
                label=WORDS[row.verb].reason,
                max_length=REASON,
                error_messages={"required": _missing(row)},
            )
        if Guard.REVIEW_DATE in row.guards:
            self.fields["ground"] = forms.ChoiceField(
                label="On what ground?",
                choices=Hold.Ground.choices,
                widget=Radios,
                error_messages={"required": "Choose the ground"},
            )
            self.fields["review_on"] = DateField(
                what="The day to look again",
                label="Look again by",
                validators=[refuse_past],
                error_messages={"required": "Enter the day by which you look again"},
            )


class AnswerForm(VersionedForm):
    """What the complainant answered, typed in word for word."""

    words = LongTextField(
        label="Their answer, word for word", max_length=50_000, error_messages={"required": "Write the answer"}
    )

    def __init__(self, *args: Any, complaining: QuerySet[Grant], names: dict[Any, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(complaining) > 1:
            self.fields["grant"] = NamedGrant(
                complaining,
                names=names,
                label="Who answered?",
                empty_label="Choose somebody",
                error_messages={"required": "Choose who answered"},
            )
