"""What is filled in to reply, to ask, to answer, to escalate, to return and to decline."""

from collections.abc import Sequence
from typing import Any

from django import forms

from portal.foundation.look.widgets import Checkboxes, Radios
from reviews.advice.choices import (
    RISKS,
    STANCE_MEANING,
    DeclineReason,
    EscalationReason,
    Signpost,
    Stance,
    Unreviewed,
)
from reviews.advice.forms.fields import LongTextField, SealableText, VersionedForm

SEND, KEEP, FIND, DROP, LOOK, INSERT = "send", "keep", "find", "drop:", "look", "insert"
UNREVIEWED = [choice for choice in Unreviewed.choices if choice[0] != Unreviewed.EARLIER]
"""Why a colleague did not look first; what was given before anybody was asked to is not for anyone to choose."""


class ReplyForm(VersionedForm):
    """The member's reply; the wording may be changed with it."""

    text = LongTextField(label="Your reply", error_messages={"required": "Enter your reply"})
    wording = LongTextField(
        label="New wording (optional)",
        help_text="Only if you have changed it. We keep the earlier wording beside it.",
        required=False,
        strip=False,
    )


class AskForm(VersionedForm):
    text = LongTextField(
        label="Your question to the member",
        help_text="The member reads this word for word.",
        error_messages={"required": "Enter the question"},
    )


class NoteForm(forms.Form):
    text = LongTextField(
        label="Add a note",
        help_text="For those who advise. The member never sees it; the council may have to disclose it by law.",
        error_messages={"required": "Enter the note"},
    )


class EscalateForm(VersionedForm):
    reason = forms.ChoiceField(
        label="Why does it go to the Monitoring Officer?", choices=EscalationReason, widget=Radios
    )
    view = LongTextField(
        label="Your view",
        help_text="A summary of the question and what you would advise. The member does not see this.",
        error_messages={"required": "Enter your view"},
    )

    def __init__(self, *args: Any, suggested: Sequence[str] = (), **kwargs: Any) -> None:
        """``suggested``: the reasons that speak for it; the first is chosen until somebody chooses another."""
        super().__init__(*args, **kwargs)
        if suggested:
            names = "; ".join(EscalationReason(reason).label for reason in suggested)
            self.fields["reason"].initial = suggested[0]
            self.fields["reason"].help_text = f"Suggested, since something speaks for it: {names}."


class ReturnForm(VersionedForm):
    text = LongTextField(
        label="Note to the adviser",
        help_text="Say that the Communications Team may answer, and how. The member does not see this.",
        error_messages={"required": "Enter a note to the adviser"},
    )


class DeclineForm(VersionedForm):
    reason = forms.ChoiceField(label="Why can we not advise on this?", choices=DeclineReason, widget=Radios)
    signpost = forms.ChoiceField(label="Who can help instead?", choices=Signpost, widget=Radios)
    text = LongTextField(
        label="Message to the member",
        help_text="Be kind: say why, and what they can do next. The member reads this word for word.",
        error_messages={"required": "Enter a message to the member"},
    )


class AnswerForm(VersionedForm):
    """An answer while it is written. Only when it is sent must it be whole."""

    stance = forms.ChoiceField(
        label="What is your advice?", choices=Stance, widget=Radios(hints=dict(STANCE_MEANING)), required=False
    )
    text = LongTextField(label="Your answer", help_text="What you advise, and why.", required=False)
    suggested_wording = LongTextField(
        label="Suggested wording (optional)",
        help_text="It stands beside the member’s own wording.",
        required=False,
        strip=False,
    )
    no_point_reason = LongTextField(label="If no point applies, say why", max_length=1000, required=False)
    unreviewed_because = forms.ChoiceField(
        label="Send it without a second look, because",
        help_text="The answer is marked so for good.",
        choices=UNREVIEWED,
        widget=Radios,
        required=False,
    )
    risks = forms.MultipleChoiceField(
        label="What did you see in it? (optional)",
        help_text="For those who advise, and in the record of this request. The member’s page does not show it, and "
        "it is counted nowhere.",
        choices=RISKS,
        widget=Checkboxes,
        required=False,
    )
    is_privileged = forms.BooleanField(
        label="This is legal advice (privileged)",
        help_text="The member reads: ask the Monitoring Officer’s office before you pass it on.",
        required=False,
    )
    here_because = LongTextField(
        label="If you answer it yourself, say why (optional)",
        help_text="Kept as a note when the answer goes out. The member does not see it.",
        max_length=1000,
        required=False,
    )

    def __init__(self, *args: Any, points_chosen: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points_chosen = points_chosen

    def clean_risks(self) -> tuple[str, ...]:
        """Each once, in the order of the list, so that two forms that say the same are equal."""
        chosen = self.cleaned_data["risks"]
        return tuple(value for value, _ in RISKS if value in chosen)

    @property
    def sends(self) -> bool:
        return self.data.get("do") == SEND

    @property
    def asks_look(self) -> bool:
        return self.data.get("do") == LOOK

    @property
    def is_against(self) -> bool:
        """Whether it advises against a post, as it stands now."""
        return str(self["stance"].value()) == Stance.ADVISE_AGAINST.value

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.sends and not self.asks_look:
            return said
        if not said.get("stance") and "stance" not in self.errors:
            self.add_error("stance", "Choose what your advice is")
        if not said.get("text") and "text" not in self.errors:
            self.add_error("text", "Enter your answer")
        if not self.points_chosen and not said.get("no_point_reason") and "no_point_reason" not in self.errors:
            self.add_error("no_point_reason", "Choose at least one point of the guidance, or say why none applies")
        return said


class PointSearchForm(forms.Form):
    q = SealableText(label="Find points of the guidance", required=False, max_length=200)
