"""What is typed before a notice comes before the public, and before it goes again."""

from datetime import date
from typing import Any

from django import forms

from portal.foundation.deadlines.words import day_in_words
from portal.foundation.look.widgets import DateField, LongText, Radios
from reviews.advice.forms.fields import LongTextField, SealableText
from reviews.conduct.actions.publishing import Redacted
from reviews.conduct.models import PublicText
from reviews.conduct.wording import LONGEST


class PublicTextForm(forms.Form):
    """The text for the public, written anew."""

    outcome = forms.ChoiceField(
        label="What was decided about this member?",
        choices=PublicText.Outcome,
        widget=Radios,
        error_messages={"required": "Choose what was decided"},
    )
    names_member = forms.TypedChoiceField(
        label="Is the member named?",
        choices=(("yes", "Yes"), ("no", "No")),
        coerce=lambda value: value == "yes",
        widget=Radios(hints={"yes": "After a breach; without one only when the member asked to be named."}),
        error_messages={"required": "Choose whether the member is named"},
    )
    consent_on = DateField(
        label="Day on which the member agreed to publication",
        what="The day on which the member agreed",
        required=False,
        help_text="Needed when there was no breach.",
    )
    consent = SealableText(
        label="How they agreed, and whether they asked to be named",
        max_length=500,
        required=False,
        help_text="Not published.",
    )
    title = SealableText(
        label="Title for the public", max_length=150, error_messages={"required": "Enter the title for the public"}
    )
    words = LongTextField(
        label="Words for the public",
        max_length=LONGEST,
        help_text="Written anew: what happened, the Code, the Independent Person’s view, the reasons and what follows. "
        "Nobody who complained or gave evidence, and nothing of anybody’s private life.",
        widget=LongText(attrs={"rows": 20}),
        error_messages={"required": "Enter the words for the public"},
    )

    def text(self) -> Redacted:
        known = self.cleaned_data
        return Redacted(
            title=known["title"],
            words=known["words"],
            outcome=known["outcome"],
            names_member=known["names_member"],
            consent_on=known["consent_on"],
            consent=known["consent"],
        )


class PublishForm(forms.Form):
    """The act of publication."""

    text = forms.UUIDField(widget=forms.HiddenInput)
    show_until = DateField(
        label="Last day on which it is shown",
        what="The last day",
        error_messages={"required": "Enter the last day on which it is shown"},
    )
    reason = SealableText(
        label="Why is it published?",
        max_length=500,
        help_text="Kept with the case. Not published.",
        error_messages={"required": "Say why it is published"},
    )
    care = SealableText(label="Why does it come out now?", max_length=500, required=False)
    sure = forms.BooleanField(
        label="I have read these words as everybody will read them",
        error_messages={"required": "Confirm that you have read the words"},
    )

    def __init__(self, *args: Any, last: date | None, care: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["show_until"].help_text = (
            f"At most {day_in_words(last)}, the end of the member’s term." if last else ""
        )
        if care:
            self.fields["care"].required = True
            self.fields["care"].help_text = care
            self.fields["care"].error_messages["required"] = "Say why it comes out now"
        else:
            del self.fields["care"]


class UnpublishForm(forms.Form):
    """Taking it down."""

    reason = SealableText(
        label="Why is it taken down?", max_length=500, error_messages={"required": "Say why it is taken down"}
    )
