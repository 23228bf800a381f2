"""What is typed when a record is shared, and what an officer notes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from abuse_log.forms.fields import NO_VERSION, day_to_come, line, words
from abuse_log.sharing.states import COMES_WITH, TABLE, WHAT_FOR, Audience, Extent, Stage
from abuse_log.taxonomy import Risk
from portal.foundation.look.widgets import DateField, Radios
from portal.foundation.people.models import User

USUAL_DAYS = 90
ADDING_DAYS = 30
MOST_DAYS = 731


class ShareForm(forms.Form):
    """With whom, what, until when."""

    audience = forms.ChoiceField(
        label="With whom?",
        choices=Audience.choices,
        widget=Radios(hints=WHAT_FOR),
        error_messages={"required": "Choose with whom you share it"},
    )
    extent = forms.ChoiceField(
        label="How much may they read?",
        choices=Extent.choices,
        widget=Radios(hints=COMES_WITH),
        initial=Extent.SUMMARIES,
        error_messages={"required": "Choose how much they may read"},
    )
    until: DateField = day_to_come(
        "Until which day?",
        "The day until which they may read it",
        help_text="That day is the last. You can take it back at any time before.",
    )
    note = words(
        "What do you want them to know or do? (optional)", help_text="They read this at once, so keep it short."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        usual = timezone.localdate() + timedelta(days=USUAL_DAYS)
        super().__init__(*args, **{"initial": {"until": usual, "extent": Extent.SUMMARIES}, **kwargs})
        self.fields["until"].required = True
        self.fields["until"].error_messages["required"] = "Enter the last day on which they may read it"

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until > timezone.localdate() + timedelta(days=MOST_DAYS):
            raise ValidationError("Choose a day within two years. You can share it again then.", code="late")
        return until


class StepForm(forms.Form):
    """What the officers do with it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    stage = forms.ChoiceField()
    level = forms.TypedChoiceField(
        label="How soon to act, as you see it",
        choices=[("", "Not said"), *Risk.choices],
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Needed to assess it. The member’s own judgement stays as it is; the member sees yours.",
    )
    next_step = line("Next step", help_text="Needed to assess it. The member sees it.")
    note = words(
        "Note for officers (optional)",
        help_text="The member has a right to ask for it. Write it so that they may read it.",
    )

    def __init__(self, *args: Any, standing: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"] = forms.ChoiceField(
            label="Where does it stand?",
            choices=[
                (standing.value, f"As before: {standing.label[0].lower()}{standing.label[1:]}"),
                *((stage.value, stage.label) for stage in TABLE[standing]),
            ],
            widget=Radios,
            error_messages={"required": "Choose where it stands", "invalid_choice": "It cannot go there from here"},
        )
        self.order_fields(["seen", "stage", "level", "next_step", "note"])

    def clean_seen(self) -> int:
        typed = self.cleaned_data["seen"]
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else NO_VERSION

    def clean_stage(self) -> Stage:
        return Stage(self.cleaned_data["stage"])

    def clean(self) -> None:
        """To weigh it takes both: each that is missing is named at its own box."""
        if self.cleaned_data.get("stage") != Stage.TRIAGED:
            return
        if "level" in self.cleaned_data and self.cleaned_data["level"] is None:
            self.add_error("level", "Choose how soon to act")
        if "next_step" in self.cleaned_data and not self.cleaned_data["next_step"]:
            self.add_error("next_step", "Enter the next step")


class HandOverForm(forms.Form):
    """Who looks through it instead."""

    helper = forms.ChoiceField()

    def __init__(self, *args: Any, readers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["helper"] = forms.TypedChoiceField(
            label="Who looks through it?",
            coerce=UUID,
            choices=[(str(one.pk), one.full_name) for one in readers],
            widget=Radios,
            error_messages={"required": "Choose who looks through it", "invalid_choice": "Choose one of these people"},
        )


class InterestAnswerForm(forms.Form):
    answer = forms.TypedChoiceField(
        label="Is it a sensitive interest?",
        choices=[("yes", "Yes: keep it out of the public register"), ("no", "No")],
        coerce=lambda typed: typed == "yes",
        widget=Radios,
        error_messages={"required": "Choose yes or no"},
    )
    note = words("Note to the member (optional)", help_text="The member reads this.")


class ConsentForm(forms.Form):
    """Which officer may add to this record, until when."""

    officer = forms.ChoiceField()
    until: DateField = day_to_come(
        "Until which day?",
        "The day until which they may add to it",
        help_text="Three months away at most. You can end it at any time before.",
    )

    def __init__(self, *args: Any, officers: list[User], **kwargs: Any) -> None:
        usual = timezone.localdate() + timedelta(days=ADDING_DAYS)
        super().__init__(*args, **{"initial": {"until": usual}, **kwargs})
        self.fields["officer"] = forms.TypedChoiceField(
            label="Who may add words and files?",
            coerce=UUID,
            choices=[(str(one.pk), one.full_name) for one in officers],
            widget=Radios,
            error_messages={"required": "Choose who may add to it", "invalid_choice": "Choose one of these people"},
        )
        self.fields["until"].required = True
        self.fields["until"].error_messages["required"] = "Enter the last day on which they may add to it"
        self.order_fields(["officer", "until"])
