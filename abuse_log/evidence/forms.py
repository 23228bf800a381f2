"""Add exhibits, and say what one is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from abuse_log.evidence.actions.giving import taken_out
from abuse_log.evidence.models import Exhibit, Pack
from abuse_log.evidence.taxonomy import ROOM, Audience, Covers, Method, Way
from abuse_log.forms.fields import LINE, REASON, MomentField, VersionedForm, refuse_future
from abuse_log.models import Incident, PoliceReport
from abuse_log.taxonomy import Platform
from portal.foundation.deadlines.words import in_words
from portal.foundation.files.forms import FilesField
from portal.foundation.files.safe_copy import WHOLE, Box, boxes_in
from portal.foundation.look.widgets import Checkboxes, DateTimeBoxes, LongText, Radios

AT_ONCE = 20
DESCRIBED = ("captured_at", "captured_by", "device", "method", "shows", "covers", "third_parties", "device_kept")
THIRD_PARTIES = {"": None, "yes": True, "no": False}
COLUMNS, ROWS, MOST_BOXES = "ABCDEFGH", 8, 100
SQUARES = [(f"{column}{row}", f"Cover {column}{row}") for row in range(1, ROWS + 1) for column in COLUMNS]


class EvidenceForm(forms.Form):
    uploads = FilesField(
        label="Files",
        help_text=(
            "Pictures up to 10 MB; photographs (HEIC), e-mails (.eml) and PDF up to 25 MB; recordings up to 50 MB; "
            "videos up to 100 MB. Several at once. They are not shown until somebody asks for them."
        ),
        room=ROOM,
        max_files=AT_ONCE,
    )


class CoverForm(forms.Form):
    """Parts of a picture to cover: squares that were ticked, and boxes that a script drew."""

    squares = forms.MultipleChoiceField(label="Squares to cover", choices=SQUARES, required=False)
    boxes = forms.CharField(max_length=4_000, required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why are these parts covered?",
        help_text="Such as “the name of a child who has nothing to do with it”. Whoever gets the copy reads this.",
        max_length=REASON,
        widget=LongText(attrs={"rows": 3}),
        error_messages={"required": "Say why these parts are covered"},
    )

    def clean_boxes(self) -> list[Box]:
        try:
            boxes = boxes_in(self.cleaned_data["boxes"])
        except ValueError as error:
            raise ValidationError("The boxes could not be read. Draw them again, or tick squares.") from error
        if len(boxes) > MOST_BOXES or not all(_is_inside(box) for box in boxes):
            raise ValidationError("Draw at most 100 boxes, all of them on the picture.")
        return boxes

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.parts(cleaned):
            self.add_error("squares", "Choose what to cover: draw a box, or tick a square")
        return cleaned

    def parts(self, cleaned: Mapping[str, Any]) -> list[Box]:
        """Everything that is to be covered."""
        return [*cleaned.get("boxes", []), *(square_box(name) for name in cleaned.get("squares", []))]


def square_box(name: str) -> Box:
    """The box of a square of the grid: "C2" is the third from the left in the second row."""
    column, row = COLUMNS.index(name[0]), int(name[1:]) - 1
    side, height = WHOLE // len(COLUMNS), WHOLE // ROWS
    return (column * side, row * height, side, height)


def _is_inside(box: Box) -> bool:
    left, top, width, height = box
    return min(left, top) >= 0 and min(width, height) > 0 and left + width <= WHOLE and top + height <= WHOLE


class DescriptionForm(VersionedForm):
    """What somebody knows of one exhibit; every box may stay empty."""

    shows = forms.CharField(
        label="What it shows",
        help_text="In neutral words, such as “the second message of that evening”.",
        max_length=REASON,
        required=False,
        widget=LongText(attrs={"rows": 3}),
    )
    method = forms.ChoiceField(
        label="How was it made?", choices=[("", "Not said"), *Method.choices], required=False, widget=Radios
    )
    captured_at = MomentField(
        label="When was it made?",
        help_text="As your phone or computer said. Leave the time empty if you do not know it.",
        required=False,
        widget=DateTimeBoxes,
    )
    captured_by = forms.CharField(label="Who made it?", max_length=LINE, required=False)
    device = forms.CharField(
        label="With what device and app?",
        help_text="Such as “my phone, the Facebook app”",
        max_length=LINE,
        required=False,
    )
    device_kept = forms.CharField(
        label="Where is that device, and is the original still on it?",
        help_text="The police may ask to see it. Do not delete anything for now.",
        max_length=LINE,
        required=False,
    )
    covers = forms.MultipleChoiceField(
        label="What can be seen in it?", choices=Covers.choices, required=False, widget=Checkboxes
    )
    third_parties = forms.ChoiceField(
        label="Can other people be seen or named in it?",
        help_text="Residents, children or staff. They can be covered in a copy.",
        choices=[("", "Not said"), ("yes", "Yes"), ("no", "No")],
        required=False,
        widget=Radios,
    )

    @classmethod
    def showing(cls, exhibit: Exhibit) -> "DescriptionForm":
        last = exhibit.descriptions.first()
        if last is None:
            return cls(initial={"version": 0})
        known = {name: getattr(last, name) for name in DESCRIBED}
        words = {value: word for word, value in THIRD_PARTIES.items()}
        return cls(initial={**known, "third_parties": words[last.third_parties], "version": last.number})

    def clean_captured_at(self) -> Any:
        moment = self.cleaned_data["captured_at"]
        refuse_future(moment)
        return moment

    def clean_third_parties(self) -> bool | None:
        return THIRD_PARTIES[self.cleaned_data["third_parties"]]


class PackForm(forms.Form):
    """For whom, and what of the sealed things goes in."""

    audience = forms.ChoiceField(
        label="Who is it for?",
        choices=Audience.choices,
        widget=Radios,
        error_messages={"required": "Choose who it is for"},
    )
    platform = forms.ChoiceField(
        label="Which platform?",
        help_text="Only for a pack for a platform. It is told of reports to itself and of accounts there alone.",
        choices=[("", "None"), *Platform.choices],
        required=False,
    )
    exhibits = forms.MultipleChoiceField(
        label="Which files go in?",
        help_text="A platform and the Monitoring Officer get copies with parts covered, or copies without hidden data.",
        required=False,
        widget=Checkboxes,
    )
    with_words = forms.BooleanField(label="The exact words go in", required=False, initial=True)

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["platform"].initial = incident.platform
        exhibits = incident.exhibits.with_files()
        choices = [(str(one.number), f"{one.label}: {one.stored.kind_in_words}") for one in exhibits]
        field = self.fields["exhibits"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = choices
        field.initial = [number for number, _ in choices]
        if not choices:
            del self.fields["exhibits"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["exhibits"] = [int(number) for number in cleaned.get("exhibits", [])]
        if cleaned.get("audience") == Audience.PLATFORM and not cleaned.get("platform") and not self.errors:
            self.add_error("platform", "Choose which platform it is for")
        return cleaned


class DispatchForm(forms.Form):
    """To whom a pack was given."""

    to_whom = forms.CharField(
        label="To whom did you give it?",
        help_text="Such as the force, the name and number of the officer, or the service.",
        max_length=LINE,
        error_messages={"required": "Say to whom you gave it"},
    )
    way = forms.ChoiceField(
        label="How?", choices=Way.choices, widget=Radios, error_messages={"required": "Choose how you gave it"}
    )
    handed_at = MomentField(label="When?", widget=DateTimeBoxes)
    receipt = forms.CharField(
        label="What did they give or say in return? (optional)",
        help_text="Such as a receipt, a reference, or who read the fingerprint back to you.",
        max_length=REASON,
        required=False,
        widget=LongText(attrs={"rows": 2}),
    )

    bundle_hash = forms.ChoiceField(
        label="Which copy did you give?",
        help_text="A time stamp came between them. What is in both is the same; the files themselves are not.",
        widget=Radios,
        error_messages={"required": "Choose which copy you gave"},
    )
    police_report = forms.ChoiceField(
        label="To which report to the police does it belong?", required=False, widget=Radios
    )

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.copies = taken_out(pack)
        self.reports = list(pack.incident.police_reports.all()) if pack.audience == Audience.POLICE else []
        self._offer("bundle_hash", [(one.object_hash, _taken(one.at, one.object_hash)) for one in self.copies], 2)
        reports = [(str(one.number), _reported(one)) for one in self.reports]
        self._offer("police_report", [*reports, ("", "None that is noted here")], 2)

    def _offer(self, name: str, choices: list[tuple[str, str]], at_least: int) -> None:
        """Ask only where there is a choice."""
        field = self.fields[name]
        if len(choices) < at_least:
            del self.fields[name]
        elif isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "bundle_hash" not in self.fields:
            cleaned["bundle_hash"] = self.copies[0].object_hash if self.copies else ""
        number = cleaned.get("police_report")
        cleaned["police_report"] = next((one for one in self.reports if str(one.number) == number), None)
        return cleaned

    def clean_handed_at(self) -> Any:
        moment = self.cleaned_data["handed_at"]
        refuse_future(moment)
        return moment


def _taken(at: datetime | None, digest: str) -> str:
    return f"Taken out {in_words(at)}; its SHA-256 begins with {digest[:16]}" if at else digest


def _reported(report: PoliceReport) -> str:
    return ", ".join(filter(None, (report.reported, report.force, report.reference)))
