"""What is typed when a paper is written, sent or shown."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet

from portal.foundation.files.forms import FilesField
from portal.foundation.look.widgets import Checkboxes, DateField, Radios
from portal.foundation.people.models import User
from reviews.advice.forms.fields import LongTextField, SealableText
from reviews.conduct.actions.papers import ROOM
from reviews.conduct.forms.people import Person, SubjectChoice, reason_field
from reviews.conduct.models import Grant, Sending, Subject
from reviews.conduct.writing import DATED

PAPER = 100_000
"""Characters of a paper: a long report."""
FILES_AT_ONCE = 10

if TYPE_CHECKING:
    OneGrant = forms.ModelChoiceField[Grant]
    SomeGrants = forms.ModelMultipleChoiceField[Grant]
else:
    OneGrant = forms.ModelChoiceField
    SomeGrants = forms.ModelMultipleChoiceField


class NamedGrant(OneGrant):
    """A grant by the name of whoever has it."""

    def __init__(self, *args: Any, names: dict[Any, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names

    def label_from_instance(self, obj: Grant) -> str:
        return self.names.get(obj.pk, "")


class NamedGrants(SomeGrants):
    """Several grants, each by the name of whoever has it."""

    def __init__(self, *args: Any, names: dict[Any, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names

    def label_from_instance(self, obj: Grant) -> str:
        return self.names.get(obj.pk, "")


class PaperForm(forms.Form):
    title = SealableText(label="Title (optional)", max_length=200, required=False)
    words = LongTextField(
        label="What it says", max_length=PAPER, error_messages={"required": "Write what the paper says"}
    )  # fmt: skip
    uploads = FilesField(
        room=ROOM,
        max_files=FILES_AT_ONCE,
        required=False,
        label="Files (optional)",
        help_text="Up to 10. Each is sealed as it came; pictures get a copy without hidden data.",
    )

    def __init__(
        self,
        *args: Any,
        kind: str,
        subjects: QuerySet[Subject],
        writers: QuerySet[Grant] | None,
        names: dict[Any, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        extra: dict[str, forms.Field] = {}
        if writers is not None:
            extra["in_name_of"] = NamedGrant(
                writers,
                names=names,
                label="Whose words are these?",
                empty_label="Choose somebody",
                error_messages={"required": "Say whose words these are"},
            )
        if len(subjects) > 1:
            extra["about"] = SubjectChoice(
                subjects,
                label="Which member does it concern?",
                help_text="A paper about one member is never sent to another.",
                empty_label="All of them",
                required=False,
            )
        if kind in DATED:
            extra["dated_on"] = DateField(
                what="The date of the view", label="Date", error_messages={"required": "Enter the date of the view"}
            )
        self.fields = {**extra, **self.fields}

    def said(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def because_field() -> LongTextField:
    """Why what looks like contact details is none: the way on when a text for a member holds some."""
    return LongTextField(
        label="These are not contact details, because (optional)",
        help_text="Only when something is marked and may stay. It is kept with the case; the member does not read it.",
        max_length=2_000,
        required=False,
    )


class SendForm(forms.Form):
    """To whom a paper goes, and how."""

    def __init__(
        self, *args: Any, grants: QuerySet[Grant], names: dict[Any, str], asks_because: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        to = NamedGrants(
            grants,
            names=names,
            label="To whom?",
            widget=Checkboxes,
            error_messages={"required": "Choose to whom it goes", "invalid_choice": "Choose from this list"},
        )
        way = forms.ChoiceField(
            label="How does it reach them?",
            choices=Sending.Way.choices,
            initial=Sending.Way.PORTAL,
            widget=Radios(
                hints={
                    "portal": "Those with an account get a mail that something waits, and no more.",
                    "email": "You send it yourself; here you note that you did.",
                }
            ),
        )
        reason = LongTextField(
            label="A line that goes with it (optional)",
            help_text="They read it, and so does whoever works on the case.",
            max_length=2_000,
            required=False,
        )
        self.fields = {"to": to, "way": way, "reason": reason}
        if asks_because:
            self.fields["because"] = because_field()


class ShowForm(forms.Form):
    """One person outside the case who reads one notice."""

    reason = reason_field(
        "Why do they need it?", "Say why they need to read it", "Such as the line for the press, or a recommendation."
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = Person(
            people,
            label="Who?",
            empty_label="Choose somebody",
            error_messages={"required": "Choose somebody", "invalid_choice": "Choose somebody from this list"},
        )
        self.fields = {"to": to, **self.fields}
