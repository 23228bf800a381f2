"""What is filled in when an answer becomes a question and answer for everybody."""

from collections.abc import Sequence
from typing import Any

from django import forms

from guidance.editing.forms.writing import LineField
from guidance.models import OwnerRole
from guidance.models.days import today
from portal.foundation.look.widgets import DateField
from reviews.advice.actions.reusing import NEW, Published
from reviews.advice.forms.fields import LongTextField, VersionedForm

COPY = "copy"


class ReuseForm(VersionedForm):
    """Nothing of what the member wrote is filled in. The answer is copied only when somebody presses for it."""

    question = LineField(
        label="The question, in your own words",
        help_text="As anybody might ask it.",
        max_length=300,
        error_messages={"required": "Write the question"},
    )
    answer = LongTextField(
        label="The answer, for everybody",
        help_text="You may use **bold**, *italic*, lists and [links](https://…).",
        error_messages={"required": "Write the answer"},
    )
    basis = LongTextField(
        label="What it rests on",
        help_text="An Act and its section, national guidance, or a decision. The points come along by themselves.",
        max_length=1_000,
        error_messages={"required": "Say what it rests on"},
    )
    is_law = forms.BooleanField(label="It states the law or the Code of Conduct", required=False)
    law_as_at = DateField(label="The law as at (if it states the law)", what="The day of the law", required=False)
    owner_role = forms.ChoiceField(
        label="Who looks after it?",
        choices=[("", "Choose a role"), *OwnerRole.choices],
        error_messages={"required": "Choose who looks after it"},
    )
    review_by = DateField(
        label="Review by", what="The day of the review", error_messages={"required": "Enter the day of the review"}
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].widget.attrs["rows"] = 2
        self.fields["place"] = forms.ChoiceField(
            label="Where does it stand?",
            choices=[("", "Choose a section"), *places, (NEW, "A new section")],
            error_messages={"required": "Choose where it stands"},
        )
        self.fields["section_title"] = LineField(
            label="Title of the new section (if you begin one)", max_length=300, required=False
        )
        self.order_fields(["version", "question", "answer", "place", "section_title"])

    @property
    def copies(self) -> bool:
        return self.data.get("do") == COPY

    def with_answer(self, text: str, places: Sequence[tuple[str, str]]) -> "ReuseForm":
        """The same as it was typed, with the text of the answer under what stood there; nothing is checked yet."""
        typed = {name: self[name].data for name in self.fields}
        written = str(typed["answer"] or "").strip()
        return ReuseForm(initial=typed | {"answer": "\n\n".join(filter(None, [written, text]))}, places=places)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("place") == NEW and not said.get("section_title") and "section_title" in said:
            self.add_error("section_title", "Give the new section a title")
        if said.get("is_law") and "law_as_at" in said and said["law_as_at"] is None:
            self.add_error("law_as_at", "Enter the day on which the law was looked up")
        if said.get("review_by") and said["review_by"] <= today():
            self.add_error("review_by", "Choose a day after today")
        return said

    @property
    def published(self) -> Published:
        return Published(**self.said())
