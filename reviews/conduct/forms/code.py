"""The Code of Conduct: an edition, a paragraph, and what an allegation cites."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet

from guidance.models import PointVersion
from portal.foundation.look.widgets import Checkboxes, DateField
from reviews.advice.forms.fields import SealableText
from reviews.conduct.models import CodeParagraph

if TYPE_CHECKING:
    Paragraphs = forms.ModelMultipleChoiceField[CodeParagraph]
    OnePoint = forms.ModelChoiceField[PointVersion]
else:
    Paragraphs = forms.ModelMultipleChoiceField
    OnePoint = forms.ModelChoiceField


class EditionForm(forms.Form):
    title = SealableText(
        label="Title", help_text="Such as “Members’ Code of Conduct, May 2026”.", max_length=120
    )  # fmt: skip
    in_force_from = DateField(
        what="The first day in force",
        label="First day in force",
        help_text="The edition before it ends on the day before.",
        error_messages={"required": "Enter the first day on which it is in force"},
    )


class ParagraphForm(forms.Form):
    number = SealableText(label="Number", help_text="As it is printed, such as 1.2 or 4(a).", max_length=12)
    words = SealableText(label="In short", help_text="What it asks of members.", max_length=500)
    category = forms.ChoiceField(
        label="Under which heading?",
        choices=[("", "Choose one"), *CodeParagraph.Category.choices],
        error_messages={"required": "Choose the heading"},
    )


class ParagraphChoice(Paragraphs):
    def label_from_instance(self, obj: CodeParagraph) -> str:
        return f"{obj.number} {obj.words} ({obj.get_category_display()})"


class CiteForm(forms.Form):
    def __init__(self, *args: Any, paragraphs: QuerySet[CodeParagraph], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paragraphs"] = ParagraphChoice(
            paragraphs,
            label="Which paragraphs does it engage?",
            widget=Checkboxes,
            error_messages={
                "required": "Choose at least one paragraph",
                "invalid_choice": "Choose paragraphs of this edition",
            },
        )


class PointChoice(OnePoint):
    def label_from_instance(self, obj: PointVersion) -> str:
        return f"{obj.number} {obj.heading}"


class ReferForm(forms.Form):
    def __init__(self, *args: Any, points: QuerySet[PointVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"] = PointChoice(
            points,
            label="Point of the protocol",
            empty_label="Choose a point",
            error_messages={"required": "Choose a point", "invalid_choice": "Choose a point of this list"},
        )
