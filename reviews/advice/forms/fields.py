"""Fields and the one base that every form of this room shares."""

from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from portal.foundation.look.widgets import LongText
from portal.foundation.vault.fields import refuse_unstorable_text

MAX_TEXT = 10_000
"""Characters of a wording, an answer or a message; a line break counts as one."""


class SealableText(forms.CharField):
    """Text that can be sealed: whole characters only."""

    default_validators = [refuse_unstorable_text]


class LongTextField(SealableText):
    """Text of several lines. Line breaks are kept."""

    widget = LongText

    def __init__(self, *, max_length: int = MAX_TEXT, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)


class VersionField(forms.IntegerField):
    """The version that the page was made from. Junk is version 0, which no request has: the form is then stale."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int:
        try:
            return super().clean(value) or 0
        except ValidationError:
            return 0


class VersionedForm(forms.Form):
    """A form that knows which version of the request it was made from."""

    version = VersionField()

    def version_seen(self) -> int:
        seen: int = self.cleaned_data["version"]
        return seen

    def said(self) -> dict[str, Any]:
        """What was filled in, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def renewed(self, version: int, **kwargs: Any) -> Self:
        """The same form as it was typed, made from the request as it is now; pressed again, it goes through."""
        data = self.data.copy() if isinstance(self.data, QueryDict) else QueryDict(mutable=True)
        data["version"] = str(version)
        return type(self)(data, **kwargs)


class JustVersion(VersionedForm):
    """For a button that says all by itself."""
