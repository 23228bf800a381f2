"""One form for each question that a member is asked."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from portal.foundation.files.forms import PicturesField
from portal.foundation.look.dates import Unread, in_boxes, read_time
from portal.foundation.look.widgets import Checkboxes, DateField, Radios
from portal.foundation.people.models import User
from reviews.advice.actions.drafts import MAX_PICTURES
from reviews.advice.asking import QUESTIONS
from reviews.advice.choices import Account, Kind, Platform, Topic
from reviews.advice.forms.fields import LongTextField, SealableText, VersionedForm
from reviews.advice.models import Request

TITLES = {question.step: question.title for question in QUESTIONS}
COMMUNICATIONS, OFFICE = "communications", "office"


class StartForm(forms.Form):
    """For whom a request is begun; asked of people who may act for members."""

    member = forms.ModelChoiceField(
        queryset=User.objects.none(), widget=Radios, empty_label=None, label="Who are you asking for?"
    )

    def __init__(self, *args: Any, members: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        member = self.fields["member"]
        if isinstance(member, forms.ModelChoiceField):
            member.queryset = User.objects.filter(pk__in=[person.pk for person in members])


class StepForm(VersionedForm):
    """The page of one question. Answers are kept under the field names of the request."""

    heading_field: ClassVar[str] = ""
    kept: ClassVar[tuple[str, ...]] = ()
    typed: ClassVar[tuple[str, ...]] = ()
    """Fields of text that the page keeps by itself while they are typed."""

    def __init__(self, data: Mapping[str, Any] | None = None, files: Any = None, *, item: Request) -> None:
        super().__init__(data, files, initial={"version": item.version, **self.before(item)})

    def before(self, item: Request) -> dict[str, Any]:
        """What was answered already."""
        return {field: getattr(item, field) for field in self.kept}

    def answers(self) -> dict[str, Any]:
        return {field: self.cleaned_data[field] for field in self.kept}

    def typed_so_far(self) -> dict[str, str]:
        """The texts, though the page is not complete. Raises ``ValidationError`` for what can never be kept."""
        found = {}
        for name in self.typed:
            field = self.fields[name]
            field.required = False
            found[name] = field.clean(field.widget.value_from_datadict(self.data, self.files, name))
        return found


class ReadersForm(StepForm):
    heading_field = "readers"
    readers = forms.ChoiceField(
        label=TITLES["readers"],
        choices=[
            (COMMUNICATIONS, "The Communications Team"),
            (OFFICE, "Only the Monitoring Officer’s office"),
        ],
        widget=Radios(
            hints={
                COMMUNICATIONS: "For nearly everything. If they ask the Monitoring Officer, they tell you.",
                OFFICE: "For what you do not want the Communications Team to see. They see nothing of it: no words, "
                "no pictures, no mail. Nobody who helps you sees it either. It usually takes longer: five working "
                "days, or one when it is urgent.",
            }
        ),
    )

    def before(self, item: Request) -> dict[str, Any]:
        if "readers" not in item.steps_done and not item.office_only:
            return {}
        return {"readers": OFFICE if item.office_only else COMMUNICATIONS}

    def answers(self) -> dict[str, Any]:
        return {"office_only": self.cleaned_data["readers"] == OFFICE}


class KindForm(StepForm):
    heading_field, kept = "kind", ("kind",)
    kind = forms.ChoiceField(label=TITLES["kind"], choices=Kind.choices, widget=Radios)


class FirstStepsForm(StepForm):
    """Nothing to fill in: the page says what to do first about something that is already posted."""


class PlatformsForm(StepForm):
    heading_field, kept = "platforms", ("platforms",)
    platforms = forms.MultipleChoiceField(
        label=TITLES["platforms"],
        help_text="Choose all that apply.",
        choices=Platform.choices,
        widget=Checkboxes,
        error_messages={"required": "Choose at least one platform"},
    )


class AccountForm(StepForm):
    heading_field, kept = "account", ("account",)
    account = forms.ChoiceField(label=TITLES["account"], choices=Account.choices, widget=Radios)


class WordingForm(StepForm):
    heading_field, kept, typed = "draft_wording", ("draft_wording",), ("draft_wording",)
    draft_wording = LongTextField(
        label=TITLES["wording"],
        strip=False,
        help_text="Copy it here word for word, with its line breaks. If it is only a picture, write “picture only” and "
        "add the picture on a later page.",
        error_messages={"required": "Enter the exact wording"},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, files: Any = None, *, item: Request) -> None:
        super().__init__(data, files, item=item)
        if item.kind == Kind.REPLY:
            wording = self.fields["draft_wording"]
            wording.required = False
            wording.label = f"{TITLES['wording']} (optional)"
            wording.help_text = "What you would like to say, word for word. Leave it empty if you have nothing yet."

    def clean_draft_wording(self) -> str:
        wording: str = self.cleaned_data["draft_wording"]
        if not wording.strip() and self.fields["draft_wording"].required:
            raise ValidationError("Enter the exact wording", code="required")
        return wording if wording.strip() else ""


class LinkForm(StepForm):
    heading_field, kept = "link", ("link",)
    link = SealableText(
        label="Is there a link to it? (optional)",
        help_text="Start with https://. The portal never opens the link by itself.",
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if link:
            URLValidator(schemes=["http", "https"], message="Enter a full link, like https://www.example.com/post")(
                link
            )
        return link


class PicturesForm(StepForm):
    heading_field = "pictures"
    pictures = PicturesField(
        label="Do you want to add pictures? (optional)",
        help_text=f"Up to {MAX_PICTURES} pictures as PNG, JPEG or WebP, 10 MB each. You can choose several at once.",
        required=False,
        max_files=MAX_PICTURES,
    )

    def answers(self) -> dict[str, Any]:
        return {}


class PostingTime(forms.Form):
    """When something is to go out: a day, and a time with it when there is one."""

    day = DateField(
        label="Date (optional)",
        help_text="For example, 27 11 2026. Leave it empty if you have not decided.",
        what="The date",
        required=False,
    )
    clock = forms.CharField(
        label="Time (optional)",
        help_text="For example, 5pm or 17:30.",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )

    def clean_clock(self) -> time | None:
        try:
            return read_time(self.cleaned_data["clock"])
        except Unread as unread:
            raise ValidationError(f"The time {unread.complaint}") from unread

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("clock") is not None and said.get("day") is None and "day" not in self.errors:
            self.add_error("day", "Enter the date that goes with the time")
        if (day := said.get("day")) is not None:
            self._refuse_past(day, said.get("clock"))
        return said

    def _refuse_past(self, day: date, clock: time | None) -> None:
        now = timezone.localtime()
        if day < now.date():
            self.add_error("day", "The date must be today or in the future")
        elif clock is not None and timezone.make_aware(datetime.combine(day, clock)) < now:
            self.add_error("clock", "The time must be in the future")

    def posting_time(self) -> dict[str, Any]:
        day, clock = self.cleaned_data["day"], self.cleaned_data["clock"]
        if day is None:
            return {"intended_at": None, "intended_has_time": False}
        moment = timezone.make_aware(datetime.combine(day, clock or time(0)))
        return {"intended_at": moment, "intended_has_time": clock is not None}


class WhenForm(PostingTime, StepForm):
    def before(self, item: Request) -> dict[str, Any]:
        if item.intended_at is None:
            return {}
        local = timezone.localtime(item.intended_at)
        return {"day": local.date(), "clock": in_boxes(local).time if item.intended_has_time else ""}

    def answers(self) -> dict[str, Any]:
        return self.posting_time()


class UrgentForm(StepForm):
    kept, typed = ("is_urgent", "urgent_reason"), ("urgent_reason",)
    is_urgent = forms.TypedChoiceField(
        label=TITLES["urgent"],
        help_text="An urgent request that arrives by midday on a working day is answered that day.",
        choices=[("no", "No"), ("yes", "Yes")],
        coerce=lambda value: value == "yes",
        widget=Radios,
    )
    urgent_reason = LongTextField(label="If it is urgent, say why", max_length=500, required=False)
    heading_field = "is_urgent"

    def before(self, item: Request) -> dict[str, Any]:
        is_known = "urgent" in item.steps_done
        return {
            "is_urgent": ("yes" if item.is_urgent else "no") if is_known else "",
            "urgent_reason": item.urgent_reason,
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("is_urgent") and not said.get("urgent_reason") and "urgent_reason" not in self.errors:
            self.add_error("urgent_reason", "Say why it is urgent")
        return said


class TopicsForm(StepForm):
    heading_field, kept = "topics", ("topics",)
    topics = forms.MultipleChoiceField(
        label=TITLES["topics"],
        help_text="Choose all that apply.",
        choices=Topic.choices,
        widget=Checkboxes,
        error_messages={"required": "Choose at least one topic"},
    )


class QuestionForm(StepForm):
    heading_field, kept, typed = "question", ("question",), ("question",)
    question = LongTextField(
        label=TITLES["question"],
        help_text="Say what worries you and what we should know. You need not name anybody.",
        error_messages={"required": "Enter your question"},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, files: Any = None, *, item: Request) -> None:
        super().__init__(data, files, item=item)
        if item.kind in (Kind.BEFORE, Kind.POSTED):
            self.fields["question"].required = False
            self.fields["question"].label = f"{TITLES['question']} (optional)"


FORMS: dict[str, type[StepForm]] = {
    "readers": ReadersForm,
    "kind": KindForm,
    "first-steps": FirstStepsForm,
    "platforms": PlatformsForm,
    "account": AccountForm,
    "wording": WordingForm,
    "link": LinkForm,
    "pictures": PicturesForm,
    "when": WhenForm,
    "urgent": UrgentForm,
    "topics": TopicsForm,
    "question": QuestionForm,
}
