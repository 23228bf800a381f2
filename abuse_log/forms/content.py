"""A new record, and what is added to one: words, pictures, accounts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from abuse_log.evidence.taxonomy import ROOM
from abuse_log.forms.fields import LINE, LONG, PICTURES_AT_ONCE, KeyedForm, LinkField, MemberField
from abuse_log.taxonomy import WordsKind
from portal.foundation.files.forms import FilesField
from portal.foundation.look.widgets import LongText, Radios
from portal.foundation.people.models import User


class NewRecordForm(KeyedForm):
    """One line or one picture is enough."""

    summary = forms.CharField(
        label="One line about what happened",
        help_text="In neutral words, such as “rude remark under my post about bins”. It is shown in your list.",
        max_length=LINE,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    pictures = FilesField(
        label="Pictures and other files",
        help_text=(
            "Screenshots, photographs, videos, recordings, e-mails or PDF, several at once. "
            "They are not shown until somebody asks for them."
        ),
        required=False,
        room=ROOM,
        max_files=PICTURES_AT_ONCE,
    )
    said = forms.CharField(
        label="The exact words (optional)",
        help_text="Paste them and forget them: they are sealed, and not shown until somebody asks for them.",
        max_length=LONG,
        required=False,
        strip=False,
        widget=LongText(attrs={"rows": 4}),
    )
    link = LinkField(label="The link to it (optional)")
    ring = forms.BooleanField(label="A life is at risk: ask the safety leads to ring", required=False)

    def __init__(self, *args: Any, members: QuerySet[User], can_ring: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = MemberField(members=members, label="Whose record is this?")
        self.order_fields(["key", "member"])
        if not can_ring:
            del self.fields["ring"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        has_something = any(cleaned.get(name) for name in ("summary", "said", "link", "pictures"))
        if not has_something and not self.errors:
            self.add_error("summary", "Write one line, or add one picture or file. That is all that is needed.")
        return cleaned

    @property
    def can_save_without_pictures(self) -> bool:
        """Only the pictures are at fault, and there is text: it is saved, and the pictures are asked for again."""
        text = any(self.cleaned_data.get(name) for name in ("summary", "said", "link"))
        return set(self.errors) == {"pictures"} and text


class WordsForm(forms.Form):
    kind = forms.ChoiceField(label="What are these?", choices=WordsKind.choices, widget=Radios, initial=WordsKind.SAID)
    text = forms.CharField(
        label="The exact words",
        help_text="As they were, mistakes included. Once saved they are not shown until somebody asks for them.",
        max_length=LONG,
        strip=False,
        widget=LongText(attrs={"rows": 8}),
        error_messages={"required": "Paste or type the words"},
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise ValidationError("Paste or type the words", code="required")
        return text
