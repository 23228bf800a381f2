"""The details of a record, one page each, in any order."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from abuse_log.forms.fields import (
    LINE,
    LinkField,
    MomentField,
    VersionedForm,
    optional,
    refuse_future,
)
from abuse_log.models import Incident, Particulars
from abuse_log.models.particulars import LABELS, PARTICULARS, particulars_of
from abuse_log.taxonomy import (
    Behaviour,
    Channel,
    Impact,
    Platform,
    Precision,
    Visibility,
)
from abuse_log.times import knows_time_of_day
from portal.foundation.look.dates import TypedDate, in_boxes
from portal.foundation.look.widgets import Checkboxes, DateTimeBoxes, Radios


class SectionForm(VersionedForm):
    """One page of details. `fields_of` says which fields of the record it shows."""

    shows: tuple[str, ...] = ()

    own: ClassVar[tuple[str, ...]] = ()
    """Fields that nobody but the member fills in."""

    @classmethod
    def showing(cls, incident: Incident) -> "SectionForm":
        return cls(initial={"version": incident.version, **cls.initial_of(incident)})

    @classmethod
    def initial_of(cls, incident: Incident) -> dict[str, Any]:
        return {name: getattr(holder(incident, name), name) for name in cls.shows}

    @classmethod
    def is_told(cls, incident: Incident) -> bool:
        """Whether anything of this section is written."""
        return any(getattr(holder(incident, name), name) not in ("", None, []) for name in cls.fields_told())

    @classmethod
    def fields_told(cls) -> tuple[str, ...]:
        return cls.shows

    def leave_to_the_member(self) -> None:
        """Take away what a helper does not judge."""
        for name in self.own:
            del self.fields[name]

    @classmethod
    def standing(cls, incident: Incident) -> list[tuple[str, str]]:
        """What the record holds, in words, for who must compare it with what they wrote."""
        fields = cls.base_fields
        return [(str(fields[name].label), _in_words(incident, name)) for name in fields if name in cls.shows]


def holder(incident: Incident, name: str) -> Incident | Particulars:
    """The row that holds a field: the record, or what was told later (a blank one when nothing was)."""
    return particulars_of(incident) if name in PARTICULARS else incident


def _in_words(incident: Incident, name: str) -> str:
    holding = holder(incident, name)
    held = getattr(holding, name, "")
    if isinstance(held, list):
        return "\n".join(LABELS[name](code).label for code in held)
    value = getattr(holding, f"get_{name}_display")() if hasattr(holding, f"get_{name}_display") else None
    return str(held or "" if value is None else value or "")


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
    shows = ("channel", "platform", "link", "visibility", "thread_link", "post_id")
    channel = forms.ChoiceField(label="How did it come?", choices=optional(Channel), required=False)
    platform = forms.ChoiceField(label="On which service?", choices=optional(Platform), required=False)
    link = LinkField(label="Link to it", help_text="Copied from your browser. The portal never opens it.")
    visibility = forms.ChoiceField(label="Who could see it?", choices=optional(Visibility), required=False)
    thread_link = LinkField(label="Link to the post or thread that it stood under")
    post_id = forms.CharField(
        label="Number of the post or message",
        help_text="Where the service shows one. The police and the platform find it by this.",
        max_length=LINE,
        required=False,
    )


class WhenForm(SectionForm):
    """Four times are kept apart; the fourth, when it was recorded, the portal knows."""

    times = shows = ("occurred", "first_published", "seen")

    @classmethod
    def fields_told(cls) -> tuple[str, ...]:
        return tuple(f"{name}_at" for name in cls.times)

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
    own = ("impact",)
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
