"""What a member wants of reminders."""

from datetime import time
from typing import Any

from django import forms

from abuse_log.reminders import FAMILIES
from portal.foundation.look.widgets import Checkboxes

QUIET = "What is planned from now on keeps out of these hours."


def _hours(first: int, last: int) -> list[tuple[str, str]]:
    return [(f"{hour:02}:00", f"{hour:02}:00") for hour in range(first, last + 1)]


class WishesForm(forms.Form):
    wanted = forms.TypedMultipleChoiceField(
        label="Remind me of",
        help_text="What you untick is no longer sent, even if it is already waiting.",
        choices=list(FAMILIES.items()),
        required=False,
        widget=Checkboxes,
    )
    wants_wellbeing = forms.BooleanField(
        label="Ask me how I am, two days and two weeks after something serious", required=False
    )
    quiet_begins = forms.TypedChoiceField(
        label="Quiet from",
        choices=_hours(17, 23),
        coerce=time.fromisoformat,
        help_text="What is planned from now on keeps out of these hours.",
    )
    quiet_ends = forms.TypedChoiceField(label="Quiet until", choices=_hours(6, 12), coerce=time.fromisoformat)

    def wishes(self) -> dict[str, Any]:
        """What is to be saved: what was turned off rather than what was left on, so that a new rule is on."""
        given = self.cleaned_data
        return {
            "muted": sorted(set(FAMILIES) - set(given["wanted"])),
            "wants_wellbeing": given["wants_wellbeing"],
            "quiet_begins": given["quiet_begins"],
            "quiet_ends": given["quiet_ends"],
        }
