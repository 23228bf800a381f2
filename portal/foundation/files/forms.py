"""A field for pictures."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from portal.foundation.files.pictures import RefusedFile, check_picture

CHOOSE_AGAIN = "Choose your pictures again: a browser forgets them when a page is shown with an error."


class PicturesInput(forms.FileInput):
    """A plain file input for several files."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Up to `max_files` pictures; cleans to a list of uploads whose headers were checked (take_in checks again).

    Each refused file is named in an error of its own.
    """

    widget = PicturesInput
    default_error_messages = {"required": "Choose a picture."}

    def __init__(self, *, max_files: int = 5, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_files = max_files

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": "image/png,image/jpeg,image/webp"}

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        uploads = list(data) if isinstance(data, list | tuple) else [data] if data else []
        if not uploads:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return []
        if problems := self._problems(uploads):
            raise ValidationError([*problems, *([CHOOSE_AGAIN] if len(uploads) > 1 else [])])
        return uploads

    def _problems(self, uploads: "Sequence[UploadedFile[Any]]") -> list[str]:
        problems = []
        if len(uploads) > self.max_files:
            most = "one picture" if self.max_files == 1 else f"{self.max_files} pictures"
            problems.append(f"You chose {len(uploads)} files; at most {most} can be sent here.")
        for upload in uploads:
            try:
                check_picture(upload)
            except RefusedFile as refused:
                problems.append(str(refused))
        return problems


def ask_for_pictures_again(form: forms.BaseForm, field: str) -> None:
    """To be called at the end of a form's `clean`: says that the pictures are lost when other answers are wrong."""
    cleaned: Mapping[str, Any] = form.cleaned_data
    if form.errors and cleaned.get(field):
        form.add_error(field, CHOOSE_AGAIN)
