"""What is filled in to begin a draft, to say who decided on it and from when it holds, and to end one."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from guidance.editing.forms.writing import LONGEST_TITLE, NEW, LineField, Seen
from guidance.editing.uploads import FILE_KINDS
from guidance.models import Document, Kind
from portal.foundation.look.widgets import DateField, Radios


class EffectiveFromField(DateField):
    def __init__(self) -> None:
        missing = {"required": "Enter the first day in force"}
        hint = "From the beginning of this day, once it is published."
        super().__init__(label="In force from", what="The first day in force", help_text=hint, error_messages=missing)


class DecisionForm(Seen):
    """Who decided on a protocol, when, and where that is recorded."""

    adopted_by = LineField(
        label="Adopted by",
        help_text="The body of the council, such as Full Council.",
        max_length=LONGEST_TITLE,
        error_messages={"required": "Enter who adopted it"},
    )
    adopted_on = DateField(
        label="Adopted on", what="The day of the decision", error_messages={"required": "Enter the day of the decision"}
    )
    minute = LineField(
        label="Minute (needed before it is published)",
        help_text="Where the decision is recorded, such as Minute 41 of 3 December 2026.",
        max_length=LONGEST_TITLE,
        required=False,
    )
    effective_from = EffectiveFromField()


class DayForm(Seen):
    effective_from = EffectiveFromField()


class BeginForm(forms.Form):
    """Which document is written on."""

    title = LineField(label="Title (of a new document)", max_length=LONGEST_TITLE, required=False)
    effective_from = EffectiveFromField()

    def __init__(self, *args: Any, documents: Iterable[Document] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(document.pk), f"The next edition of “{document}”") for document in documents]
        kinds = {Kind.SUPPLEMENTARY: "New supplementary guidance", Kind.QUESTIONS: "New questions and answers"}
        self.fields["what"] = forms.ChoiceField(
            label="What do you want to write?",
            choices=[*choices, *((kind.value, words) for kind, words in kinds.items())],
            widget=Radios,
            error_messages={"required": "Choose what you want to write"},
        )
        self.order_fields(["what"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("what") in (Kind.SUPPLEMENTARY, Kind.QUESTIONS) and not said.get("title") and "title" in said:
            self.add_error("title", "Give the new document a title")
        return said


class FileField(forms.FileField):
    """One file of a kind that can be read, and no larger than uploads may be."""

    def clean(self, data: Any, initial: Any = None) -> "UploadedFile[Any]":
        upload: UploadedFile[Any] = super().clean(data, initial)
        if (upload.size or 0) > settings.FILES_MAX_BYTES:
            limit = settings.FILES_MAX_BYTES // (1024 * 1024)
            raise ValidationError(f"The file is larger than {limit} MB. A protocol is smaller: leave out its pictures")
        if PurePath(upload.name or "").suffix.lower() not in FILE_KINDS:
            raise ValidationError(f"Choose a file of one of these kinds: {', '.join(FILE_KINDS)}")
        return upload


class ImportForm(DecisionForm):
    """A file, and what is to be known about it."""

    title = LineField(label="Title (of a new document)", max_length=LONGEST_TITLE, required=False)
    file = FileField(
        label="File",
        help_text=f"{', '.join(FILE_KINDS)}; 10 MB at most.",
        widget=forms.FileInput(attrs={"accept": ",".join(FILE_KINDS)}),
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
    )

    def __init__(self, *args: Any, documents: Iterable[Document] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["revision"]
        self.documents = {str(document.pk): document for document in documents}
        choices = [(pk, f"The next edition of “{document}”") for pk, document in self.documents.items()]
        self.fields["document"] = forms.ChoiceField(
            label="Which document is it?",
            choices=[*choices, (NEW, "A new document")],
            widget=Radios,
            initial=choices[0][0] if choices else NEW,
            error_messages={"required": "Choose which document it is"},
        )
        self.order_fields(["file", "document", "title"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        document = self.documents.get(said.get("document", ""))
        if document is not None:
            said["title"] = document.title
        elif said.get("document") == NEW and not said.get("title") and "title" in said:
            self.add_error("title", "Give the new document a title")
        if self.errors and said.get("file"):
            self.add_error("file", "Choose your file again: a browser forgets it when a page is shown with an error")
        return said


class WithdrawForm(forms.Form):
    withdrawn_on = DateField(
        label="Not in force from",
        what="The day",
        help_text="From the beginning of this day; today at the earliest.",
        error_messages={"required": "Enter the day"},
    )
    sure = forms.BooleanField(
        label="I am sure. An edition that is withdrawn never comes back.",
        error_messages={"required": "Say that you are sure"},
    )
