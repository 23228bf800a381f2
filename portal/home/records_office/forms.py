"""What is filled in at the records office."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.foundation.look.widgets import DateField, LongText, Radios
from portal.foundation.people.models import User
from portal.foundation.records.labels import Label
from portal.foundation.records.models import Hold, Law, RetentionRule
from portal.foundation.records.whole import EVERYWHERE, WholeRecord
from portal.foundation.vault.fields import refuse_unstorable_text

LONGEST_REASON = 2_000
LATEST = date(2099, 12, 31)


class Words(forms.CharField):
    """Text that can be sealed."""

    default_validators = [refuse_unstorable_text]


class VersionField(forms.IntegerField):
    """The version that the page was made from. Junk is version 0, which nothing has: the form is then stale."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int:
        try:
            return super().clean(value) or 0
        except ValidationError:
            return 0


class FindForm(forms.Form):
    reference = forms.CharField(
        label="Reference",
        help_text="For example ADV-2026-0123.",
        max_length=24,
        error_messages={"required": "Enter a reference"},
    )


class PersonForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address of the person",
        max_length=254,
        error_messages={"required": "Enter an e-mail address"},
    )
    reason = Words(
        label="Why are you looking?",
        help_text="For example the number of the request. It is written down with your name.",
        max_length=200,
        error_messages={"required": "Say why you are looking"},
    )

    def person(self) -> User | None:
        return User.objects.filter(email__iexact=self.cleaned_data["email"]).first()


class HoldForm(forms.Form):
    source = forms.ChoiceField(
        label="What is it for?",
        choices=Hold.Source.choices,
        widget=Radios,
        error_messages={"required": "Choose what the hold is for"},
    )
    reason = Words(
        label="Why must it be kept as it is?",
        max_length=LONGEST_REASON,
        widget=LongText,
        error_messages={"required": "Say why it must be kept"},
    )


class LiftForm(forms.Form):
    reason = Words(
        label="Why is it no longer needed?",
        max_length=LONGEST_REASON,
        widget=LongText,
        error_messages={"required": "Say why it is no longer needed"},
    )


class DisclosureForm(forms.Form):
    law = forms.ChoiceField(
        label="Under which law?", choices=Law.choices, widget=Radios, error_messages={"required": "Choose the law"}
    )
    to_whom = Words(
        label="To whom?",
        help_text="The number of the request, and who made it as far as the log needs it.",
        max_length=300,
        error_messages={"required": "Say to whom it goes"},
    )
    reason = Words(
        label="Why?",
        max_length=LONGEST_REASON,
        widget=LongText,
        error_messages={"required": "Say why it is handed out"},
    )
    identity = forms.ChoiceField(
        label="With names?",
        choices=[
            ("no", "Without names, addresses and offices in the fields that the portal fills in"),
            ("yes", "With them"),
        ],
        widget=Radios,
        error_messages={"required": "Choose whether names stay"},
    )

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "law": data["law"],
            "to_whom": data["to_whom"],
            "reason": data["reason"],
            "has_identity": data["identity"] == "yes",
        }


class RedactForm(forms.Form):
    version = VersionField()
    path = forms.ChoiceField(label="Where?", widget=forms.Select, error_messages={"required": "Choose a field"})
    passage = Words(
        label="Which words? Leave this empty to take out the whole field",
        help_text="Copied as they stand. Capitals, accents and line breaks do not matter; every place counts.",
        max_length=LONGEST_REASON,
        widget=LongText,
        required=False,
    )
    label = forms.ChoiceField(
        label="Under which exemption?",
        choices=[("", "Choose an exemption"), *Label.choices],
        widget=forms.Select,
        error_messages={"required": "Choose an exemption"},
    )

    def __init__(self, *args: Any, whole: WholeRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [
            (section.title, [(field.path, f"{section.title}: {field.name}") for field in section.fields])
            for section in whole.sections
        ]
        path = self.fields["path"]
        if isinstance(path, forms.ChoiceField):
            path.choices = [("", "Choose a field"), (EVERYWHERE, "Everywhere in the record (these words)"), *places]


class JustVersion(forms.Form):
    """For a button that says all by itself."""

    version = VersionField()

    def seen(self) -> int:
        self.is_valid()
        return int(self.cleaned_data.get("version") or 0)


class ReleaseForm(JustVersion):
    was_read = forms.BooleanField(
        label="I have read the whole file, also what people wrote in it, and it may go out as it is",
        error_messages={"required": "Read the file first, and say that you did"},
    )


class KeepForm(JustVersion):
    until = DateField(
        label="Keep it until", what="The day", error_messages={"required": "Enter the day until which it is kept"}
    )
    because = Words(
        label="Why?", max_length=LONGEST_REASON, widget=LongText, error_messages={"required": "Say why it is kept"}
    )

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not timezone.localdate() < until <= LATEST:
            raise ValidationError("Enter a day that is to come")
        return until


class PeriodForm(JustVersion):
    amount = forms.IntegerField(
        label="How long?",
        min_value=1,
        max_value=3650,
        error_messages={"required": "Enter a number", "invalid": "Enter a number"},
    )
    unit = forms.ChoiceField(
        label="Of what?",
        choices=RetentionRule.Unit.choices,
        widget=Radios,
        error_messages={"required": "Choose days, months or years"},
    )
    basis = Words(label="On what ground?", max_length=300, error_messages={"required": "Name the ground"})
    reason = Words(
        label="Why is it changed?",
        help_text="Kept beside the change, for anybody who asks later.",
        max_length=300,
        error_messages={"required": "Say why it is changed"},
    )

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("amount", "unit", "basis", "reason")}
