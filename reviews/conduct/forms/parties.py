"""What a party fills in: words with files, contact details, needs, a day."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.foundation.files.forms import FilesField
from portal.foundation.look.widgets import DateField, Radios
from reviews.advice.forms.fields import SealableText
from reviews.conduct.actions.parties import Said
from reviews.conduct.complaining import MAX_FILES
from reviews.conduct.forms.intake import ROOM, text_box
from reviews.conduct.models import Need


class KeyField(forms.UUIDField):
    """The key of one act, made with the page. Junk becomes a new one: nothing is lost for it."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> uuid.UUID:
        try:
            return super().clean(value) or uuid.uuid4()
        except ValidationError:
            return uuid.uuid4()


class CodeForm(forms.Form):
    """Any text is looked up: what is wrong with a wrong code is not told."""

    code = SealableText(
        label="Your code",
        help_text="20 letters and figures, in groups of four. Capitals and hyphens do not matter.",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter your code", "max_length": "A code has 20 letters and figures"},
    )


class WordsForm(forms.Form):
    """Words with a key; ``Files`` beside them where the deed takes some."""

    key = KeyField(required=False)
    words = text_box("What do you want to say?", required="Write what you want to say", rows=10)

    def __init__(self, data: Any = None, files: Any = None, *, label: str = "") -> None:
        super().__init__(data, files, initial={"key": uuid.uuid4()})
        if label:
            self.fields["words"].label = label

    def said(self, title: str) -> Said:
        cleaned = self.cleaned_data
        return Said(cleaned["key"], cleaned["words"], title=title, uploads=cleaned.get("uploads", ()))


class WordsAndFilesForm(WordsForm):
    uploads = FilesField(
        label="Add files (optional)", required=False, room=ROOM, max_files=MAX_FILES,
        help_text="Pictures, PDF, e-mails, recordings or videos.",
    )  # fmt: skip


class OwnContactForm(forms.Form):
    email = forms.EmailField(
        label="E-mail (optional)", required=False, max_length=254,
        help_text="We write only a reference and a link, never what it is about.",
        error_messages={"invalid": "Enter an e-mail address, such as name@example.com"},
    )  # fmt: skip
    telephone = SealableText(label="Telephone (optional)", required=False, max_length=40)
    address = text_box("Postal address (optional)", rows=4, longest=500)

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.cleaned_data.values()):
            self.add_error("email", "Give at least one way to reach you: e-mail, telephone or post.")
        return self.cleaned_data


class OwnNeedsForm(forms.Form):
    form = forms.ChoiceField(
        label="In which format do you want letters?", choices=Need.Format.choices, widget=Radios,
        error_messages={"required": "Choose a format"},
    )  # fmt: skip
    adjustments = text_box("Is there anything that we should do differently? (optional)", rows=4, longest=2_000)
    supporter = SealableText(
        label="Does somebody support you, whom we may speak to? (optional)", required=False, max_length=500,
        help_text="Their name, and how to reach them.",
    )  # fmt: skip


class TalkForm(forms.Form):
    happened_on = DateField(label="On which day?", what="The day")

    def clean_happened_on(self) -> Any:
        day = self.cleaned_data["happened_on"]
        if day and day > timezone.localdate():
            raise ValidationError("This day is in the future. Enter a day up to today.")
        return day
