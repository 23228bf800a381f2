"""What is filled in to say that a point is wrong, to reply, and to look through the queue."""

from typing import Any

from django import forms

from guidance.confirming.forms import NumberSeenField
from guidance.models import Document, Feedback, FeedbackStep
from guidance.models.feedback import LONGEST_FEEDBACK
from portal.foundation.look.widgets import LongText, Radios
from portal.foundation.vault.fields import refuse_unstorable_text


class WordsField(forms.CharField):
    widget = LongText
    default_validators = [refuse_unstorable_text]


class FeedbackForm(forms.Form):
    reason = forms.ChoiceField(
        label="What is wrong?",
        choices=Feedback.Reason,
        widget=Radios,
        error_messages={"required": "Choose what is wrong"},
    )
    words = WordsField(
        label="Tell us more",
        help_text="What would have helped you? Name nobody, and paste nothing confidential.",
        max_length=LONGEST_FEEDBACK,
        error_messages={"required": "Say in a few words what is wrong"},
    )


class ReplyForm(forms.Form):
    words = WordsField(
        label="Your reply",
        help_text="The sender reads this word for word. They are told by mail that there is a reply.",
        max_length=LONGEST_FEEDBACK,
        error_messages={"required": "Enter your reply"},
    )
    outcome = forms.ChoiceField(
        label="What comes of it?",
        choices=FeedbackStep.Outcome,
        widget=Radios(
            hints={"will_change": "Name this reference in the change note: the sender is told when it is in force."}
        ),
        error_messages={"required": "Choose what comes of it"},
    )
    seen = NumberSeenField()


class SeenForm(forms.Form):
    """The number of steps that the page showed; no seeing of it is an older page."""

    seen = NumberSeenField()


class QueueForm(forms.Form):
    """What the queue shows. Anything else in the address is as if it were not there."""

    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *Feedback.State.choices])
    document = forms.ChoiceField(label="Document", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = Document.objects.kept().values_list("slug", "title")
        choices = forms.ChoiceField(label="Document", required=False, choices=[("", "All"), *named])
        self.fields["document"] = choices

    def chosen(self) -> dict[str, str]:
        """The filters that were asked for and exist."""
        self.is_valid()
        return {name: value for name in ("state", "document") if (value := self.cleaned_data.get(name))}
