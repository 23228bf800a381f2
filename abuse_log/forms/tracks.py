"""Decision, reports, reminders, and asking to be rung."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from abuse_log.forms.fields import LINE, REASON, KeyedForm, MemberField, MomentField, VersionedForm, refuse_future
from abuse_log.models import PlatformReport
from abuse_log.taxonomy import (
    Choice,
    Platform,
    ReportedBy,
    ReportStatus,
    Risk,
)
from portal.foundation.look.widgets import DateField, LongText, Radios
from portal.foundation.people.models import User


class DecisionForm(VersionedForm):
    choice = forms.ChoiceField(
        label="Choose one",
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


class RiskForm(VersionedForm):
    """Any level; a reason always, since the rules give theirs too."""

    level = forms.TypedChoiceField(
        label="How soon should somebody act?",
        choices=Risk.choices,
        coerce=lambda typed: Risk(int(typed)),
        widget=Radios,
        error_messages={"required": "Choose one"},
    )
    reason = forms.CharField(
        label="Why?",
        help_text="What you know and the rules do not.",
        max_length=REASON,
        widget=LongText(attrs={"rows": 4}),
        error_messages={"required": "Say why, so that whoever reads this later understands"},
    )


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
