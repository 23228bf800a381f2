"""Accounts, one or many at once, and which records belong together."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from abuse_log.forms.fields import LINE, LinkField, VersionedForm, line, one_of, past_day
from abuse_log.models import Incident
from abuse_log.taxonomy import Barred, IdentifiedBy, Platform, Relationship
from portal.foundation.look.widgets import LongText

PASTED = 100_000


class AccountForm(VersionedForm):
    """`version` is only asked when an account is changed."""

    platform = one_of("Service", Platform)
    handle = line("Account name", help_text="Such as @name")
    display_name = line("Name shown", help_text="As the account shows it")
    profile_link = LinkField(label="Link to the profile")
    platform_user_id = line(
        "Number of the account", help_text="Where the service shows one. It stays when the name changes."
    )
    relationship = one_of("How do you know them?", Relationship)
    identified_by = one_of(
        "Do you know who it is?", IdentifiedBy, help_text="Say on what it rests. Write no name that you only suspect."
    )
    barred = one_of("Have you blocked or muted it?", Barred)
    barred_on = past_day("Since which day?", "The day since which it is blocked or muted")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if not any(cleaned.get(name) for name in ("handle", "display_name", "profile_link", "platform_user_id")):
            self.add_error("handle", "Enter the account name, the name shown or the link: one is enough")
        if cleaned.get("barred_on") and not cleaned.get("barred"):
            self.add_error("barred", "Say what you did on that day, or leave the day empty")
        return cleaned


class ManyAccountsForm(forms.Form):
    """Many people at once: one name on each line, and nothing of what they wrote."""

    platform = one_of("Service", Platform)
    handles = forms.CharField(
        label="The account names, one on each line",
        help_text="Copy them together. What each of them wrote need not be kept.",
        max_length=PASTED,
        widget=LongText(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": "Paste at least one account name"},
    )

    def clean_handles(self) -> list[str]:
        """Each name once, in the order of the paste."""
        names = list(dict.fromkeys(row.strip() for row in self.cleaned_data["handles"].splitlines() if row.strip()))
        long = next((number for number, name in enumerate(names, start=1) if len(name) > LINE), None)
        if long is not None:
            raise ValidationError(f"Name {long} is longer than {LINE} characters. Put one name on each line.")
        return names


if TYPE_CHECKING:
    OneRecord = forms.ModelChoiceField[Incident]
else:
    OneRecord = forms.ModelChoiceField


class RecordField(OneRecord):
    """Another record of the same member, by its neutral reference, its day and its line."""

    def label_from_instance(self, obj: Incident) -> str:
        return f"{obj.neutral_reference}: {obj.summary or 'no line written'}"


class LinkForm(forms.Form):
    def __init__(self, *args: Any, records: QuerySet[Incident], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"] = RecordField(
            records,
            label="Which record belongs to this one?",
            empty_label="Choose one",
            error_messages={"required": "Choose a record", "invalid_choice": "Choose a record from the list"},
        )
