"""The police, help from the council, one's own page, and whether a record is open."""

from typing import Any

from django import forms
from django.utils import timezone

from abuse_log.forms.fields import (
    REASON,
    KeyedForm,
    MomentField,
    VersionedForm,
    day_to_come,
    line,
    one_of,
    past_day,
    refuse_future,
    refuse_future_day,
    some_of,
    words,
)
from abuse_log.models import PoliceReport
from abuse_log.taxonomy import (
    Deed,
    Order,
    PoliceChannel,
    PoliceStatus,
    Stand,
    Support,
    SupportState,
    YesNo,
)
from portal.foundation.look.widgets import DateField, LongText, Radios


class PoliceReportForm(KeyedForm):
    """A way and a day are enough; the rest can be filled in when the police have answered."""

    channel = forms.ChoiceField(
        label="How were the police told?",
        choices=PoliceChannel.choices,
        widget=Radios,
        error_messages={"required": "Choose how they were told"},
    )
    reported_at = MomentField(
        what="When it was reported",
        label="When was it reported?",
        help_text="The time may stay empty.",
        validators=[refuse_future],
        error_messages={"required": "Enter the day on which it was reported"},
    )
    force = line("Which police force? (optional)")
    reference = line("Their reference (optional)", help_text="A crime number or an incident number. It can come later.")
    ford_quoted = one_of("Were the words “Operation Ford” said?", YesNo)
    as_hate = one_of("Was it reported as a hate crime?", YesNo)
    preservation_asked_on = past_day(
        "On which day were they asked to have the account’s data kept?",
        "The day on which they were asked",
        help_text="Leave it empty when nobody has asked.",
    )


class PoliceUpdateForm(VersionedForm):
    """What is known now, and what the police gave."""

    status = forms.ChoiceField()
    note = words("Note (optional)")
    reference = line("Their reference")
    officer = line("Officer", help_text="Name and number")
    contact = line("How to reach them")
    news_every = line("How often they promised to update you")
    statement_given = one_of("Was a statement given?", YesNo)
    handed_over = words("What was handed over", help_text="Such as “four pictures, by e-mail, receipt of 3 March”.")
    preservation_asked_on = past_day("Day on which they were asked to have the data kept", "The day of asking")
    adviser_told_on = past_day("Day on which the force’s Operation Ford adviser was told", "The day of telling")
    no_action_on = past_day(
        "Day of the decision to take no further action",
        "The day of the decision",
        help_text="The time for asking for a review starts on it.",
    )
    orders = some_of("Was anything ordered?", Order)

    def __init__(self, *args: Any, report: PoliceReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = PoliceStatus(report.status)
        steps = [(step.value, step.label) for step in report.next_statuses]
        self.fields["status"] = forms.ChoiceField(
            label="What is known now?",
            choices=[(now.value, f"Nothing new: {now.label[0].lower()}{now.label[1:]}"), *steps],
            widget=Radios,
            initial=now.value,
        )
        standing = {name: getattr(report, name) for name in self.fields if hasattr(report, name) and name != "status"}
        self.initial = {**standing, "version": report.version, **self.initial}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("status") == PoliceStatus.NO_ACTION and not cleaned.get("no_action_on"):
            cleaned["no_action_on"] = None if self.errors else timezone.localdate()
        return cleaned

    def details(self) -> dict[str, Any]:
        """What the police gave, without the step itself."""
        return {name: value for name, value in self.changes().items() if name not in ("status", "note")}


class SupportForm(KeyedForm):
    kind = forms.ChoiceField(
        label="What kind of help?",
        choices=[("", "Choose one"), *Support.choices],
        error_messages={"required": "Choose one"},
    )
    state = forms.ChoiceField(
        label="Where does it stand?",
        choices=SupportState.choices,
        widget=Radios,
        error_messages={"required": "Choose one"},
    )
    happened_on = past_day("On which day? (optional)", "The day")
    note = words("Note (optional)", help_text="Whom you asked, and what was said.")


class PageDeedForm(KeyedForm):
    has_copy = forms.TypedChoiceField(
        label="Did you copy it first?",
        help_text="The comment, the profile and the link.",
        choices=[("yes", "Yes"), ("no", "No, or it was not possible")],
        coerce=lambda typed: typed == "yes",
        widget=Radios,
        error_messages={"required": "Say whether you have a copy"},
    )
    deed = forms.ChoiceField(
        label="What did you do?", choices=Deed.choices, widget=Radios, error_messages={"required": "Choose one"}
    )
    done_on = DateField(
        what="The day on which you did it",
        label="On which day?",
        validators=[refuse_future_day],
        error_messages={"required": "Enter the day on which you did it"},
    )
    note = forms.CharField(
        label="Why?",
        help_text="Which of your house rules it broke. Somebody may ask you one day, and has a right to an answer.",
        max_length=REASON,
        widget=LongText(attrs={"rows": 3}),
        error_messages={"required": "Say why, in one line"},
    )
    review_on = day_to_come(
        "Look again on (optional)",
        "The day to look again",
        help_text="A block for ever is seldom needed. You will see this day on the record.",
    )


class StandForm(VersionedForm):
    stand = forms.TypedChoiceField(
        label="How does this record stand?",
        choices=Stand.choices,
        coerce=Stand,
        widget=Radios(
            hints={
                Stand.MONITORING.value: "Only the police and the time limits still remind you.",
                Stand.CLOSED.value: "Nothing is erased, and it can be opened again.",
            }
        ),
        error_messages={"required": "Choose one"},
    )
    review_on = day_to_come("Look again on (optional)", "The day to look again")
    note = words("Why? (optional)")
