"""Boxes and kinds of form that several pages share."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import QuerySet, TextChoices
from django.http import QueryDict
from django.utils import timezone

from portal.foundation.look.dates import TypedDate
from portal.foundation.look.widgets import Checkboxes, DateField, DateTimeFieldInWords, LongText, Radios
from portal.foundation.people.models import User

LINE = 200
LONG = 20_000
REASON = 4_000
LINK = 2_000
PICTURES_AT_ONCE = 20
NO_VERSION = -1


def optional(choices: type[TextChoices]) -> list[tuple[str, str]]:
    return [("", "Not said"), *((choice.value, str(choice.label)) for choice in choices)]


def one_of(label: str, choices: type[TextChoices], *, help_text: str = "") -> forms.ChoiceField:
    """One answer or none."""
    return forms.ChoiceField(label=label, choices=optional(choices), required=False, help_text=help_text)


def some_of(label: str, choices: type[TextChoices], *, help_text: str = "") -> forms.TypedMultipleChoiceField:
    """Any number of answers."""
    return forms.TypedMultipleChoiceField(
        label=label,
        choices=choices.choices,
        required=False,
        help_text=help_text or "Choose all that fit.",
        widget=Checkboxes,
    )


def words(label: str, *, help_text: str = "", rows: int = 3) -> forms.CharField:
    """The person's own words, sealed when they are saved."""
    return forms.CharField(
        label=label, help_text=help_text, max_length=REASON, required=False, widget=LongText(attrs={"rows": rows})
    )


def line(label: str, *, help_text: str = "") -> forms.CharField:
    """One line, sealed when it is saved."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LINE,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def refuse_future_day(day: date | None) -> None:
    """What is noted has happened."""
    if day is not None and day > timezone.localdate():
        raise ValidationError("This day has not come yet. Check the day, month and year.", code="future")


def past_day(label: str, what: str, *, help_text: str = "") -> DateField:
    """A day that has come, or none."""
    return DateField(what=what, label=label, help_text=help_text, required=False, validators=[refuse_future_day])


def day_to_come(label: str, what: str, *, help_text: str = "") -> DateField:
    """Today, a day to come, or none."""
    return DateField(what=what, label=label, help_text=help_text, required=False, validators=[refuse_past_day])


def refuse_past_day(day: date | None) -> None:
    """A day to look again cannot have passed."""
    if day is not None and day < timezone.localdate():
        raise ValidationError("The day must be today or later.", code="past")


def refuse_future(moment: datetime | None) -> None:
    """What is recorded has happened; a later time is a slip of the hand."""
    if moment is not None and moment > timezone.now():
        raise ValidationError("This time has not come yet. Check the day, month, year and time.", code="future")


class LinkField(forms.CharField):
    """The address of a page. It is kept and shown as text; the portal never opens it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=LINK,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
            **kwargs,
        )

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and "://" in value:
            URLValidator(schemes=["http", "https"], message="Enter an address that starts with https://")(value)


class MomentField(DateTimeFieldInWords):
    """A day, and the time of day when it is known; without one it means the start of that day."""

    def read(self, typed: TypedDate) -> datetime | None:
        if typed.time.strip():
            return super().read(typed)
        day = super(DateTimeFieldInWords, self).read(typed)
        return None if day is None else self.at_home(datetime.combine(day, datetime.min.time()))


class VersionedForm(forms.Form):
    """A form that knows which version of the record its writer saw."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_version(self) -> int:
        typed = self.cleaned_data["version"]
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else NO_VERSION

    def refuse(self, sentence: str, version: int) -> None:
        """Say why nothing was saved, keep what was typed, and let the next attempt know what stands now."""
        self.add_error(None, sentence)
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["version"] = str(version)
        self.data = data

    def changes(self) -> dict[str, Any]:
        """What is to be saved, by field of the record."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class KeyedForm(forms.Form):
    """A form that carries the id of what it will make, so that sending it twice makes one."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": str(uuid4()), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean_key(self) -> UUID:
        try:
            return UUID(self.cleaned_data["key"])
        except ValueError:
            return uuid4()


if TYPE_CHECKING:
    OneMember = forms.ModelChoiceField[User]
else:
    OneMember = forms.ModelChoiceField


class MemberField(OneMember):
    """For whom: not asked when there is only one answer."""

    def __init__(self, *, members: QuerySet[User], label: str) -> None:
        is_plain = len(members) == 1
        super().__init__(
            members,
            label=label,
            widget=forms.HiddenInput() if is_plain else Radios(),
            empty_label=None,
            initial=members[0].pk if is_plain else None,
            error_messages={"required": "Choose one", "invalid_choice": "Choose yourself or a member you help today"},
        )
