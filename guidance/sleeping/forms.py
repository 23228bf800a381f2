"""The form that keeps a draft: its words and when to be reminded."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

from guidance.check.forms import LONGEST_WORDING
from guidance.models import LONDON, deleted_after
from guidance.sleeping.times import FIRST, TIMES
from portal.foundation.deadlines.words import day_in_words
from portal.foundation.look.widgets import LongText, Radios
from portal.foundation.vault.fields import refuse_unstorable_text


class SleepForm(forms.Form):
    """As many characters as the check takes, so that whatever was checked can be slept on."""

    key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages={"required": "This page is incomplete. Open it again", "invalid": "Open this page again"},
    )
    wording = forms.CharField(
        label="Your draft",
        strip=False,
        max_length=LONGEST_WORDING,
        validators=[refuse_unstorable_text],
        widget=LongText(attrs={"rows": 6}),
        error_messages={"required": "Enter the draft that you want to sleep on"},
    )
    when = forms.ChoiceField(
        label="When shall we remind you?",
        help_text="The mail says that something waits for you, and nothing of what you wrote.",
        choices=[(time.id, time.words) for time in TIMES],
        initial=FIRST,
        widget=Radios,
        error_messages={"required": "Choose when to be reminded", "invalid_choice": "Choose when to be reminded"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = self.fields["when"].widget
        if isinstance(widget, Radios):
            widget.hints = _deleted_when(timezone.now())

    def clean_wording(self) -> str:
        """Blank lines alone are no draft."""
        wording: str = self.cleaned_data["wording"]
        if not wording.strip():
            raise forms.ValidationError("Enter the draft that you want to sleep on")
        return wording


def _deleted_when(now: datetime) -> dict[str, str]:
    """For each time of reminding, the day on which the draft is deleted."""
    days = [(time, timezone.localtime(deleted_after(time.moment(now)), LONDON).date()) for time in TIMES]
    return {time.id: f"Deleted on {day_in_words(day)}." for time, day in days}
