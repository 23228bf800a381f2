"""What is asked of those who come into a case, leave it, or let others in."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from portal.foundation.look.widgets import DateField, Radios
from portal.foundation.people.models import User
from reviews.advice.forms.fields import LongTextField, SealableText, VersionField
from reviews.conduct.models import NewCode, Subject

if TYPE_CHECKING:
    Person = forms.ModelChoiceField[User]
    OneSubject = forms.ModelChoiceField[Subject]
else:
    Person = OneSubject = forms.ModelChoiceField

REASON = 2_000
READ_BY_ALL = "Whoever works on the case reads it."


def reason_field(label: str, missing: str, help_text: str = "") -> LongTextField:
    return LongTextField(
        label=label, help_text=help_text, max_length=REASON, error_messages={"required": missing}
    )  # fmt: skip


def refuse_past(day: date | None) -> None:
    if day is not None and day < timezone.localdate():
        raise ValidationError("The day must be today or later.", code="past")


class DeclareForm(forms.Form):
    """The question about a conflict of interest. ``hand_to`` is asked of the holding officer alone."""

    conflict = forms.ChoiceField(
        label="Does a conflict of interest stand against you in this case?",
        choices=[("no", "No"), ("yes", "Yes, or it could look like one")],
        widget=Radios(
            hints={
                "no": "You can still declare one later, when you have read more.",
                "yes": "The case closes for you at once and for good. It disappears from your lists and counts.",
            }
        ),
        error_messages={"required": "Say whether a conflict of interest stands against you"},
    )
    words = LongTextField(
        label="What is the conflict?",
        help_text=f"Needed when there is one. {READ_BY_ALL}",
        max_length=REASON,
        required=False,
    )

    def __init__(self, *args: Any, officers: QuerySet[User] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if officers is not None:
            self.fields["hand_to"] = Person(
                officers,
                label="Who holds the case instead of you?",
                help_text="When there is a conflict. They are told at once. If nobody can, choose nobody: the case "
                "closes for you all the same, and whoever may take it is told.",
                required=False,
                empty_label="Nobody: somebody else will take it",
                error_messages={"invalid_choice": "Choose an officer who may hold this case"},
            )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("conflict") == "yes" and "words" in said and not said["words"].strip():
            self.add_error("words", "Say what the conflict is")
        return said

    def has_conflict(self) -> bool:
        return bool(self.cleaned_data["conflict"] == "yes")


class LetInForm(forms.Form):
    person = Person(
        User.objects.none(),
        label="Who?",
        empty_label="Choose somebody",
        error_messages={"required": "Choose somebody", "invalid_choice": "Choose somebody from this list"},
    )
    reason = reason_field("Why do they need a part in the case?", "Say why they need a part in the case", READ_BY_ALL)
    ends_on = DateField(
        what="The last day",
        label="Last day (optional)",
        help_text="Without one, until you end it.",
        required=False,
        validators=[refuse_past],
    )

    def __init__(self, *args: Any, people: QuerySet[User], serves: QuerySet[Subject] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = Person(
            people,
            label="Who?",
            empty_label="Choose somebody",
            error_messages={"required": "Choose somebody", "invalid_choice": "Choose somebody from this list"},
        )
        if serves is not None:
            self.fields["serves"] = SubjectChoice(
                serves, label="Which member do they advise?", empty_label="Choose a member"
            )  # fmt: skip


class SubjectChoice(OneSubject):
    """A member whom the complaint is about, by name."""

    def label_from_instance(self, obj: Subject) -> str:
        return obj.name


class ReasonForm(forms.Form):
    """For what needs a reason and nothing else."""

    reason = reason_field("Why?", "Say why", READ_BY_ALL)


class NewCodeForm(forms.Form):
    """A new return code: how the officer knows who asks, and how the code gets there."""

    version = VersionField(min_value=0)
    checked = reason_field(
        "How did you make sure that it is the complainant who asks?",
        "Write down how you made sure who asks",
        "Such as: rung back on the number in the case; named the day and the words of the post.",
    )
    way = forms.ChoiceField(
        label="How does the new code get to them?",
        choices=NewCode.Way,
        widget=Radios,
        error_messages={"required": "Choose how the code gets to them"},
    )


class HandOverForm(forms.Form):
    reason = reason_field("Why does the case pass on?", "Say why the case passes on", READ_BY_ALL)

    def __init__(self, *args: Any, officers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = Person(
            officers,
            label="Who holds the case from now on?",
            empty_label="Choose somebody",
            error_messages={
                "required": "Choose who holds the case",
                "invalid_choice": "Choose an officer who may hold this case",
            },
        )
        self.fields = {"to": to, **self.fields}


class EmergencyForm(forms.Form):
    reference = SealableText(
        label="Reference of the case",
        help_text="Such as COC-2026-7QK3M2.",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter the reference of the case"},
    )
    reason = reason_field(
        "Why must it be opened now?", "Say why the case must be opened now", "The holding officer reads this."
    )
