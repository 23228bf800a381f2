"""What is entered for a pre-election period."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from portal.foundation.look.widgets import Checkboxes, DateField, Radios
from portal.foundation.people.models import Ward
from reviews.advice.elections.actions import Dates
from reviews.advice.elections.models import PreElectionPeriod
from reviews.advice.forms.fields import SealableText, VersionField

EARLIEST, LATEST = date(2020, 1, 1), date(2099, 12, 31)


class PeriodForm(forms.Form):
    version = VersionField(required=False)
    kind = forms.ChoiceField(
        label="What is the election?",
        choices=PreElectionPeriod.Kind,
        widget=Radios,
        error_messages={"required": "Choose what the election is"},
    )
    wards = forms.ModelMultipleChoiceField(
        queryset=Ward.objects.none(),
        widget=Checkboxes,
        required=False,
        label="Which wards?",
        help_text="Choose none when it is for the whole council. A by-election needs at least one.",
    )
    poll_date = DateField(
        label="Day of the poll",
        what="The day of the poll",
        help_text="The period ends at 10pm on this day.",
        error_messages={"required": "Enter the day of the poll"},
    )
    notice_date = DateField(
        label="Day on which the notice is published",
        what="The day of the notice",
        error_messages={"required": "Enter the day of the notice"},
    )
    starts_on = DateField(
        label="First day of the period",
        what="The first day",
        help_text="Usually the day of the notice. The council may choose an earlier one.",
        error_messages={"required": "Enter the first day of the period"},
    )

    def __init__(self, *args: Any, prompt: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wards = self.fields["wards"]
        if isinstance(wards, forms.ModelMultipleChoiceField):
            kept = (kwargs.get("initial") or {}).get("wards", ())
            today = timezone.localdate()
            wards.queryset = Ward.objects.filter(
                Q(valid_to=None) | Q(valid_to__gte=today) | Q(pk__in=[ward.pk for ward in kept])
            )
        self.fields["notice_date"].help_text = prompt

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for name in ("poll_date", "notice_date", "starts_on"):
            day = said.get(name)
            if day is not None and not EARLIEST <= day <= LATEST:
                self.add_error(name, "Enter a day from 2020 to 2099")
        poll = said.get("poll_date")
        for name in ("notice_date", "starts_on"):
            if poll and said.get(name) and said[name] > poll:
                self.add_error(name, "Enter a day that is not after the poll")
        if (
            said.get("kind") == PreElectionPeriod.Kind.BY_ELECTION
            and not said.get("wards")
            and "wards" not in self.errors
        ):
            self.add_error("wards", "Choose the ward of the by-election")
        return said

    def dates(self) -> Dates:
        said = self.cleaned_data
        return Dates(said["kind"], list(said["wards"]), said["poll_date"], said["notice_date"], said["starts_on"])

    def poll_typed(self) -> date | None:
        """The day of the poll when it could be read, whatever else is wrong."""
        self.is_valid()
        poll: date | None = self.cleaned_data.get("poll_date")
        return poll


class EndForm(forms.Form):
    version = VersionField()
    because = SealableText(
        label="Why does the period end early?",
        help_text="For example: the poll was called off. Name nobody.",
        max_length=200,
        error_messages={"required": "Enter why the period ends early"},
    )
