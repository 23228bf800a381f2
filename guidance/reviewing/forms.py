"""What is filled in to set a review, and to note one."""

from django import forms

from guidance.confirming.forms import NumberSeenField
from guidance.models import OwnerRole
from guidance.models.reviewing import LONGEST_NOTE
from portal.foundation.look.widgets import DateField, LongText, Radios
from portal.foundation.vault.fields import refuse_unstorable_text


class NoteField(forms.CharField):
    widget = LongText
    default_validators = [refuse_unstorable_text]


class PlanForm(forms.Form):
    owner_role = forms.ChoiceField(
        label="Who looks after it?",
        help_text="A role, so that the reminders reach somebody when a person has left.",
        choices=OwnerRole,
        widget=Radios,
    )
    next_review_on = DateField(
        label="When is it reviewed next?",
        what="The next review",
        error_messages={"required": "Enter the day of the next review"},
    )
    note = NoteField(label="Why? (optional)", max_length=LONGEST_NOTE, required=False)
    seen = NumberSeenField()


class NoChangeForm(forms.Form):
    note = NoteField(
        label="What did you look at?",
        help_text="Kept with your name and today’s date. It cannot be changed afterwards.",
        max_length=LONGEST_NOTE,
        error_messages={"required": "Enter what you looked at"},
    )
    next_review_on = DateField(
        label="When is it reviewed next?",
        what="The next review",
        error_messages={"required": "Enter the day of the next review"},
    )
    seen = NumberSeenField()
