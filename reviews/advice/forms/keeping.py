"""What is filled in to keep standard texts and absences."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from guidance.models import PointVersion
from portal.foundation.look.widgets import DateField
from portal.foundation.people.models import User
from reviews.advice.actions.answers import MAX_POINTS
from reviews.advice.forms.fields import LongTextField, SealableText
from reviews.advice.forms.passing import PersonField


class TextForm(forms.Form):
    """A standard text. `points` cleans to the versions in force."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=30_000)
    title = SealableText(label="Title", help_text="How colleagues find it in the list.", max_length=120)
    body = LongTextField(
        label="Text",
        help_text="It is put into an answer and can be changed there. Name nobody in it.",
        max_length=5_000,
    )
    points = SealableText(
        label="Points it rests on (optional)",
        help_text="Their numbers, divided by commas, such as 5.2, 6.1. The text is flagged when one of them changes.",
        max_length=200,
        required=False,
    )

    def clean_points(self) -> list[PointVersion]:
        asked = [number for number in re.split(r"[,\s]+", self.cleaned_data["points"]) if number]
        found = {point.number.lower(): point for point in PointVersion.objects.in_force()}
        if missing := [number for number in asked if number.lower() not in found]:
            raise ValidationError(f"There is no point {missing[0][:20]} in force")
        chosen = list(dict.fromkeys(number.lower() for number in asked))
        if len(chosen) > MAX_POINTS:
            raise ValidationError(f"Name up to {MAX_POINTS} points")
        return [found[number] for number in chosen]


class AbsenceForm(forms.Form):
    person = PersonField(label="Who is away?", queryset=User.objects.none(), empty_label=None)
    starts_on = DateField(label="First day away", what="The first day")
    ends_on = DateField(label="Last day away", what="The last day")
    cover = PersonField(
        label="Who looks after their requests?",
        queryset=User.objects.none(),
        empty_label="Choose a colleague",
        error_messages={"required": "Choose who looks after their requests"},
    )

    def __init__(self, *args: Any, people: list[User], covers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, among in (("person", people), ("cover", covers)):
            chosen = self.fields[name]
            if isinstance(chosen, PersonField):
                chosen.among(among)

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        if day < timezone.localdate():
            raise ValidationError("The last day must be today or in the future")
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day must not be before the first")
        return said
