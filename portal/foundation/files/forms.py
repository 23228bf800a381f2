"""Fields for files."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from portal.foundation.files.kinds import accept_in
from portal.foundation.files.pictures import RefusedFile, check_file

CHOOSE_AGAIN = "Choose your pictures again: a browser forgets them when a page is shown with an error."
CHOOSE_FILES_AGAIN = "Choose your files again: a browser forgets them when a page is shown with an error."


class PicturesInput(forms.FileInput):
    """A plain file input for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Up to `max_files` files of the kinds that a room takes; cleans to a list of uploads whose headers were checked.

    `take_in` checks again. Each refused file is named in an error of its own.
    """

    widget = PicturesInput
    default_error_messages = {"required": "Choose a file."}
    one, many, again = "one file", "files", CHOOSE_FILES_AGAIN

    def __init__(self, *, room: str, max_files: int = 5, **kwargs: Any) -> None:
        self.room, self.max_files = room, max_files
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": accept_in(self.room)}

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        uploads = list(data) if isinstance(data, list | tuple) else [data] if data else []
        if not uploads:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return []
        if problems := self._problems(uploads):
            raise ValidationError([*problems, *([self.again] if len(uploads) > 1 else [])])
        return uploads

    def _problems(self, uploads: "Sequence[UploadedFile[Any]]") -> list[str]:
        problems = []
        if len(uploads) > self.max_files:
            most = self.one if self.max_files == 1 else f"{self.max_files} {self.many}"
            problems.append(f"You chose {len(uploads)} files; at most {most} can be sent here.")
        for upload in uploads:
            try:
                check_file(upload, self.room)
            except RefusedFile as refused:
                problems.append(str(refused))
        return problems


class PicturesField(FilesField):
    """A field for pictures alone, whatever the room."""

    default_error_messages = {"required": "Choose a picture."}
    one, many, again = "one picture", "pictures", CHOOSE_AGAIN

    def __init__(self, *, max_files: int = 5, **kwargs: Any) -> None:
        super().__init__(room="", max_files=max_files, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": "image/png,image/jpeg,image/webp"}


def ask_for_pictures_again(form: forms.BaseForm, field: str) -> None:
    """To be called at the end of a form's `clean`: says that the pictures are lost when other answers are wrong."""
    cleaned: Mapping[str, Any] = form.cleaned_data
    if form.errors and cleaned.get(field):
        form.add_error(field, CHOOSE_AGAIN)
