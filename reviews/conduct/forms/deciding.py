"""What is recorded from the final report to the end: the hearing, what was found, and what follows from it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from portal.foundation.look.widgets import Checkboxes, DateField, DateTimeFieldInWords
from reviews.advice.forms.fields import SealableText
from reviews.conduct.actions.deciding import Advised
from reviews.conduct.exempt import Paragraph
from reviews.conduct.forms.facts import ComplainantChoice, choose, one_member, words_field
from reviews.conduct.forms.people import refuse_past
from reviews.conduct.models import (
    Asked,
    CodeParagraph,
    Complainant,
    Finding,
    ResolutionAction,
    Sanction,
    SanctionImposed,
    Subject,
)

if TYPE_CHECKING:
    Paragraphs = forms.ModelMultipleChoiceField[CodeParagraph]
    OneSanction = forms.ModelChoiceField[Sanction]
    OneAction = forms.ModelChoiceField[ResolutionAction]
    OneImposed = forms.ModelChoiceField[SanctionImposed]
    OneAsked = forms.ModelChoiceField[Asked]
else:
    Paragraphs = forms.ModelMultipleChoiceField
    OneSanction = OneAction = OneImposed = OneAsked = forms.ModelChoiceField

OPEN, CLOSED = "open", "closed"


def refuse_future(day: date | None) -> None:
    if day is not None and day > timezone.localdate():
        raise ValidationError("The day must be today or earlier.", code="future")


def refuse_today(moment: datetime | None) -> None:
    if moment is not None and timezone.localdate(moment) <= timezone.localdate():
        raise ValidationError("The day of the hearing must be after today.", code="past")


class HearingForm(forms.Form):
    """When and where the panel meets. Without the public only by paragraphs of Schedule 12A, and a reason."""

    starts_at = DateTimeFieldInWords(
        what="The day of the hearing",
        label="When does it begin?",
        help_text="A time such as 10am or 14:30.",
        validators=[refuse_today],
        error_messages={"required": "Enter the day and the time of the hearing"},
    )
    place = SealableText(label="Where?", max_length=500, error_messages={"required": "Say where the hearing is"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["public"] = choose(
            "May the public be there?",
            [(OPEN, "Yes, it is open"), (CLOSED, "No, or not for a part of it")],
            "Say whether the public may be there",
            hints={CLOSED: "The panel itself decides that, by a resolution that names the paragraphs."},
        )
        self.fields["paragraphs"] = forms.MultipleChoiceField(
            label="By which paragraphs of Schedule 12A? (only when it is not open)",
            choices=Paragraph.choices,
            widget=Checkboxes,
            required=False,
            error_messages={"invalid_choice": "Choose paragraphs of this list"},
        )
        self.fields["closed_because"] = words_field("Why must the public be kept out? (only when it is not open)")
        self.fields["is_agreed_early"] = forms.BooleanField(
            label="The member agreed to a hearing before the least time after the report is over", required=False
        )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("public") == OPEN and said.get("paragraphs"):
            self.add_error("paragraphs", "An open hearing names no paragraph. Choose one or the other")
        if said.get("public") == CLOSED and not said.get("paragraphs") and "paragraphs" not in self.errors:
            self.add_error("paragraphs", "Choose the paragraphs by which the public is kept out")
        if said.get("public") == CLOSED and "closed_because" in said and not said["closed_because"].strip():
            self.add_error("closed_because", "Say why the public must be kept out")
        return said

    def said(self) -> dict[str, Any]:
        """What the action takes; a reason to close that was typed for an open hearing is left out."""
        said = dict(self.cleaned_data)
        is_open = said.pop("public") == OPEN
        return said | {"is_open": is_open, "closed_because": "" if is_open else said["closed_because"]}


class CitedChoice(Paragraphs):
    def label_from_instance(self, obj: CodeParagraph) -> str:
        return f"{obj.number} {obj.words} ({obj.edition.title})"


class FindForm(forms.Form):
    """What the panel found for one allegation against one member. ``seen`` is how many findings the page knew of."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, paragraphs: QuerySet[CodeParagraph], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"] = choose("What did the panel find?", Finding.Outcome.choices, "Choose what was found")
        if paragraphs:
            self.fields["paragraphs"] = CitedChoice(
                paragraphs,
                label="Which paragraphs of the Code were breached? (only for a breach)",
                widget=Checkboxes,
                required=False,
                error_messages={"invalid_choice": "Choose from the paragraphs that the allegation cites"},
            )
        self.fields["reasons"] = words_field("The reasons of the panel", "Give the reasons", most=20_000)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        outcome, breached = said.get("outcome"), bool(said.get("paragraphs"))
        if outcome == Finding.Outcome.NO_BREACH and breached:
            self.add_error("paragraphs", "Without a breach no paragraph was breached. Untick it, or find a breach")
        if outcome not in (None, Finding.Outcome.NO_BREACH) and not breached and "paragraphs" not in self.errors:
            at = "paragraphs" if "paragraphs" in self.fields else "outcome"
            self.add_error(at, "A breach names the paragraphs of the Code that were breached")
        return said

    def renewed(self, seen: int, **kwargs: Any) -> Self:
        """As it was typed, from the findings as they are now: pressed again, it counts."""
        data = self.data.copy() if isinstance(self.data, QueryDict) else QueryDict(mutable=True)
        data["seen"] = str(seen)
        return type(self)(data, **kwargs)


class SanctionChoice(OneSanction):
    """What may follow today; what needs legal advice first says so in its name."""

    def label_from_instance(self, obj: Sanction) -> str:
        return f"{obj.words} (legal advice first)" if obj.requires_legal_check else obj.words


ADVICE = {
    "advised_on": "Enter the day on which legal advice was taken",
    "advised_by": "Say who gave the legal advice",
}


class ImposeForm(forms.Form):
    words = words_field("What exactly? (optional)")
    due_on = DateField(
        what="The day", label="By which day? (optional)", required=False, validators=[refuse_past]
    )  # fmt: skip
    advised_on = DateField(
        what="The day", label="When was legal advice taken?", required=False, validators=[refuse_future],
        help_text="Only for what needs it. Before the panel decided.",
    )  # fmt: skip
    advised_by = SealableText(
        label="Who gave it?", max_length=500, required=False, help_text="The name and the office or firm."
    )

    def __init__(self, *args: Any, sanctions: QuerySet[Sanction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sanction = SanctionChoice(
            sanctions,
            label="What follows?",
            empty_label="Choose one",
            error_messages={"required": "Choose what follows", "invalid_choice": "Choose one of this list"},
        )
        self.fields = {"sanction": sanction, **self.fields}
        if not any(one.requires_legal_check for one in sanctions):
            del self.fields["advised_on"], self.fields["advised_by"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        sanction, given = said.get("sanction"), (said.get("advised_on"), said.get("advised_by"))
        if any(given) or (sanction is not None and sanction.requires_legal_check):
            for name, missing in ADVICE.items():
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, missing)
        return said

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        said = dict(self.cleaned_data)
        on, by = said.pop("advised_on", None), said.pop("advised_by", "")
        return said | {"advised": Advised(on, by) if on is not None else None}


class ActionChoice(OneAction):
    def label_from_instance(self, obj: ResolutionAction) -> str:
        return f"{obj.who}: {obj.what[:100]}"


class SettleActionForm(forms.Form):
    def __init__(self, *args: Any, actions: QuerySet[ResolutionAction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        errors = {"required": "Choose the action", "invalid_choice": "This was settled before"}
        self.fields["action"] = ActionChoice(
            actions, label="Which action?", empty_label="Choose one", error_messages=errors
        )  # fmt: skip
        outcomes = [one for one in ResolutionAction.Outcome.choices if one[0] != ResolutionAction.Outcome.OPEN]
        self.fields["outcome"] = choose("How did it go?", outcomes, "Say how it went")
        self.fields["words"] = words_field("In words (optional)")


class ImposedChoice(OneImposed):
    def __init__(self, *args: Any, names: dict[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names

    def label_from_instance(self, obj: SanctionImposed) -> str:
        return f"{self.names.get(obj.pk, '')}: {obj.sanction.words}"


class SettleSanctionForm(forms.Form):
    def __init__(
        self, *args: Any, imposed: QuerySet[SanctionImposed], names: dict[UUID, str], **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["imposed"] = ImposedChoice(
            imposed,
            names=names,
            label="Which of them?",
            empty_label="Choose one",
            error_messages={"required": "Choose one", "invalid_choice": "This was settled before"},
        )
        outcomes = [one for one in SanctionImposed.Outcome.choices if one[0] != SanctionImposed.Outcome.OPEN]
        self.fields["outcome"] = choose("What came of it?", outcomes, "Say what came of it")
        self.fields["on"] = DateField(
            what="The day", label="On which day?", error_messages={"required": "Enter the day"}
        )  # fmt: skip
        self.fields["words"] = words_field("In words (optional)")
        self.initial.setdefault("on", timezone.localdate())


class LeftForm(forms.Form):
    def __init__(self, *args: Any, subjects: QuerySet[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"] = one_member(subjects)
        self.fields["on"] = DateField(
            what="The day", label="Since which day?", error_messages={"required": "Enter the day they left office"}
        )


class WithdrawalForm(forms.Form):
    """The words of a complainant who asked to withdraw, typed in for them."""

    def __init__(self, *args: Any, complainants: QuerySet[Complainant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["complainant"] = one_complainant(complainants, "Who asks?")
        self.fields["words"] = words_field("What did they say, word for word?", "Write what they said", most=5_000)


class DiscloseForm(forms.Form):
    def __init__(self, *args: Any, complainants: QuerySet[Complainant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["complainant"] = one_complainant(complainants, "Whose name is withheld no longer?")


class MoreTimeForm(forms.Form):
    def __init__(self, *args: Any, limits: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["limit"] = choose("For what?", limits, "Choose for what")
        self.fields["reason"] = words_field("Why?", "Say why more time is given")


class RequestChoice(OneAsked):
    def __init__(self, *args: Any, names: Mapping[UUID, str], **kwargs: Any) -> None:
        self.names = names
        super().__init__(*args, **kwargs)

    def label_from_instance(self, obj: Asked) -> str:
        return self.names.get(obj.pk, "")


class NoMoreTimeForm(forms.Form):
    def __init__(self, *args: Any, requests: QuerySet[Asked], names: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        errors = {"required": "Choose the request", "invalid_choice": "Choose a request of this list"}
        self.fields["asked"] = RequestChoice(
            requests, names=names, label="Whose request?", empty_label="Choose a request", error_messages=errors
        )
        self.fields["reason"] = words_field("Why not? They read this", "Say why no more time is given")


def one_complainant(complainants: QuerySet[Complainant], label: str) -> ComplainantChoice:
    errors = {"required": "Choose somebody", "invalid_choice": "Choose somebody of this list"}
    return ComplainantChoice(complainants, label=label, empty_label="Choose somebody", error_messages=errors)
