"""What a person may type about a record. Every box but the one that makes a record is optional."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.utils import timezone

from abuse_log.models import Incident, PlatformReport
from abuse_log.times import knows_time_of_day
from abuse_log.taxonomy import (
    Behaviour,
    Channel,
    Choice,
    Impact,
    Platform,
    Precision,
    ReportedBy,
    ReportStatus,
    WordsKind,
)
from portal.foundation.files.forms import PicturesField
from portal.foundation.look.dates import TypedDate, in_boxes
from portal.foundation.look.widgets import Checkboxes, DateField, DateTimeBoxes, DateTimeFieldInWords, LongText, Radios
from portal.foundation.people.models import User

LINE = 200
LONG = 20_000
REASON = 4_000
LINK = 2_000
PICTURES_AT_ONCE = 20
NO_VERSION = -1


def _optional(choices: type[Platform] | type[Channel]) -> list[tuple[str, str]]:
    return [("", "Not said"), *choices.choices]


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
        data = self.data.copy()
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


# --- a new record ------------------------------------------------------------------------------------------


class MemberField(forms.ModelChoiceField):
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


class NewRecordForm(KeyedForm):
    """One line or one picture is enough."""

    summary = forms.CharField(
        label="One line about what happened",
        help_text="In neutral words, such as “rude remark under my post about bins”. It is shown in your list.",
        max_length=LINE,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    pictures = PicturesField(
        label="Pictures",
        help_text="Screenshots or photographs, several at once. They are not shown until somebody asks for them.",
        required=False,
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
            self.add_error("summary", "Write one line, or add one picture. That is all that is needed.")
        return cleaned

    @property
    def can_save_without_pictures(self) -> bool:
        """Only the pictures are at fault, and there is text: it is saved, and the pictures are asked for again."""
        text = any(self.cleaned_data.get(name) for name in ("summary", "said", "link"))
        return set(self.errors) == {"pictures"} and text


class PicturesForm(forms.Form):
    pictures = PicturesField(
        label="Pictures",
        help_text="PNG, JPEG or WebP, up to 10 MB each. They are not shown until somebody asks for them.",
        max_files=PICTURES_AT_ONCE,
    )


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


class AccountForm(forms.Form):
    platform = forms.ChoiceField(label="Service", choices=_optional(Platform), required=False)
    handle = forms.CharField(label="Account name", help_text="Such as @name", max_length=LINE, required=False)
    display_name = forms.CharField(
        label="Name shown", help_text="As the account shows it", max_length=LINE, required=False
    )
    profile_link = LinkField(label="Link to the profile")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("handle", "display_name", "profile_link")):
            self.add_error("handle", "Enter the account name, the name shown or the link: one is enough")
        return cleaned


# --- the details, in any order -----------------------------------------------------------------------------


class SectionForm(VersionedForm):
    """One page of details. `fields_of` says which fields of the record it shows."""

    shows: tuple[str, ...] = ()

    @classmethod
    def showing(cls, incident: Incident) -> "SectionForm":
        return cls(initial={"version": incident.version, **cls.initial_of(incident)})

    @classmethod
    def initial_of(cls, incident: Incident) -> dict[str, Any]:
        return {name: getattr(incident, name) for name in cls.shows}


class LineForm(SectionForm):
    shows = ("summary",)
    summary = forms.CharField(
        label="One line about what happened",
        help_text="In neutral words. It is shown in your list, and to helpers who may see summaries.",
        max_length=LINE,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class WhereForm(SectionForm):
    shows = ("channel", "platform", "link")
    channel = forms.ChoiceField(label="How did it come?", choices=_optional(Channel), required=False)
    platform = forms.ChoiceField(label="On which service?", choices=_optional(Platform), required=False)
    link = LinkField(label="Link to it", help_text="Copied from your browser. The portal never opens it.")


class WhenForm(SectionForm):
    """Four times are kept apart; the fourth, when it was recorded, the portal knows."""

    times = ("occurred", "first_published", "seen")
    occurred = MomentField(
        what="When it happened",
        label="When did it happen?",
        help_text="The time may stay empty when you do not know it.",
        required=False,
        validators=[refuse_future],
    )
    is_about = forms.BooleanField(label="This is only about right", required=False)
    first_published = MomentField(
        what="When it was first published",
        label="When was it first published?",
        help_text="If it was put online earlier. Some legal time limits start here.",
        required=False,
        validators=[refuse_future],
    )
    seen = MomentField(
        what="When you saw it",
        label="When did you first see or hear it?",
        required=False,
        validators=[refuse_future],
    )

    @classmethod
    def initial_of(cls, incident: Incident) -> dict[str, Any]:
        return {
            **{name: _boxes(incident, name) for name in cls.times},
            "is_about": incident.occurred_precision == Precision.ABOUT,
        }

    def changes(self) -> dict[str, Any]:
        changes: dict[str, Any] = {}
        for name in self.times:
            moment = self.cleaned_data[name]
            changes[f"{name}_at"] = moment
            changes[f"{name}_precision"] = "" if moment is None else self._precision(name)
        return changes

    def _precision(self, name: str) -> Precision:
        if name == "occurred" and self.cleaned_data["is_about"]:
            return Precision.ABOUT
        typed = DateTimeBoxes().value_from_datadict(self.data, self.files, self.add_prefix(name))
        return Precision.EXACT if typed.time.strip() else Precision.DAY


def _boxes(incident: Incident, name: str) -> TypedDate | None:
    moment: datetime | None = getattr(incident, f"{name}_at")
    if moment is None:
        return None
    typed = in_boxes(timezone.localtime(moment))
    knows_time = knows_time_of_day(moment, getattr(incident, f"{name}_precision"))
    return typed if knows_time else typed._replace(time="")


class KindForm(SectionForm):
    shows = ("behaviours", "impact")
    behaviours = forms.TypedMultipleChoiceField(
        label="What kind of thing was it?",
        help_text="Choose all that fit. Sharp criticism of what you do or decide is not abuse, even when it is unfair.",
        choices=Behaviour.choices,
        required=False,
        widget=Checkboxes(hints={Behaviour.ROBUST_CRITICISM.value: "Choose this alone. No account is kept with it."}),
    )
    impact = forms.TypedChoiceField(
        label="What did it do to you?",
        help_text="Your own judgement. Nobody changes it.",
        choices=Impact.choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=Radios,
    )

    def clean_behaviours(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["behaviours"]
        if Behaviour.ROBUST_CRITICISM in chosen and len(chosen) > 1:
            raise ValidationError("Robust criticism stands alone: take away the other choices, or take it away.")
        return chosen


SECTIONS: dict[str, type[SectionForm]] = {"line": LineForm, "where": WhereForm, "when": WhenForm, "kind": KindForm}
SECTION_TITLES: Mapping[str, str] = {
    "line": "One line about it",
    "where": "Where it was",
    "when": "When it was",
    "kind": "What kind of thing it was",
}


# --- decision, reports, reminders --------------------------------------------------------------------------


class DecisionForm(VersionedForm):
    choice = forms.ChoiceField(
        label="What will you do?",
        choices=Choice.choices,
        widget=Radios(
            hints={
                Choice.UNDECIDED.value: "There is no hurry, and nothing decides for you.",
                Choice.PURSUE.value: "With the platform, the police or the council.",
                Choice.IGNORE.value: "A record helps if it comes again.",
                Choice.ACKNOWLEDGE.value: "A short, civil answer, and no more.",
            }
        ),
        error_messages={"required": "Choose one. “Not decided yet” is a proper answer."},
    )
    reason = forms.CharField(
        label="Why? (optional)", max_length=REASON, required=False, widget=LongText(attrs={"rows": 4})
    )
    review_on = DateField(
        what="The day to look again",
        label="Look again on (optional)",
        help_text="A note for yourself, shown on the record.",
        required=False,
    )

    def clean_review_on(self) -> date | None:
        day: date | None = self.cleaned_data["review_on"]
        if day is not None and day < timezone.localdate():
            raise ValidationError("The day to look again must be today or later")
        return day


class ReportForm(KeyedForm):
    platform = forms.ChoiceField(
        label="To which service?",
        choices=[("", "Choose one"), *Platform.choices],
        error_messages={"required": "Choose the service"},
    )
    reported_at = MomentField(
        what="When it was reported",
        label="When was it reported?",
        help_text="The time may stay empty.",
        validators=[refuse_future],
        error_messages={"required": "Enter the day on which it was reported"},
    )
    reported_by = forms.ChoiceField(
        label="Who reported it?", choices=ReportedBy.choices, widget=Radios, initial=ReportedBy.MEMBER
    )
    platform_reference = forms.CharField(
        label="The reference that the platform gave (optional)", max_length=LINE, required=False
    )
    what = forms.CharField(
        label="What was reported? (optional)",
        help_text="Such as “three comments and the account”.",
        max_length=REASON,
        required=False,
        widget=LongText(attrs={"rows": 3}),
    )


class ReportUpdateForm(VersionedForm):
    status = forms.ChoiceField()
    note = forms.CharField(
        label="Note (optional)", max_length=REASON, required=False, widget=LongText(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, report: PlatformReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = ReportStatus(report.status)
        steps = [(step.value, step.label) for step in report.next_statuses]
        self.fields["status"] = forms.ChoiceField(
            label="What is known now?",
            choices=[(now.value, f"Nothing new: {now.label[0].lower()}{now.label[1:]}"), *steps],
            widget=Radios,
            initial=now.value,
        )
        self.initial.setdefault("version", report.version)


class SnoozeForm(forms.Form):
    days = forms.TypedChoiceField(
        label="Remind me again",
        choices=[("1", "Tomorrow"), ("3", "In 3 days"), ("7", "In a week"), ("14", "In two weeks")],
        coerce=int,
        widget=Radios,
        error_messages={"required": "Choose when", "invalid_choice": "Choose when"},
    )


class RingForm(forms.Form):
    def __init__(self, *args: Any, members: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = MemberField(members=members, label="Who is to be rung?")
