"""What is sent to confirm, and to give the statement new words."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from guidance.models.confirming import LONGEST_STATEMENT
from portal.foundation.look.widgets import LongText
from portal.foundation.vault.fields import refuse_unstorable_text


class SeenField(forms.UUIDField):
    """The id of what the page showed. Junk is None, which nothing has: the page is then out of date."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> UUID | None:
        try:
            found = super().clean(value)
        except ValidationError:
            return None
        return found if isinstance(found, UUID) else None


class ConfirmForm(forms.Form):
    """Which edition and which statement the member had before them."""

    edition = SeenField()
    statement = SeenField()


class NumberSeenField(forms.IntegerField):
    """The number of what the page showed. Junk is -1, which nothing has: the page is then out of date."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int:
        try:
            found = super().clean(value)
        except ValidationError:
            return -1
        return found if isinstance(found, int) else -1


class StatementForm(forms.Form):
    """New words for the statement."""

    text = forms.CharField(
        label="What members confirm from now on",
        help_text="One or two sentences. A press of a button proves no reading, so do not let it say that it does.",
        max_length=LONGEST_STATEMENT,
        widget=LongText,
        validators=[refuse_unstorable_text],
        error_messages={"required": "Enter the statement"},
    )
    seen = NumberSeenField()
