"""What is recorded of a case on the way: one form for each fact that a guard of the table asks for."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from portal.foundation.look.widgets import DateField, Radios
from reviews.advice.forms.fields import LongTextField, SealableText
from reviews.conduct.forms.papers import NamedGrant, because_field
from reviews.conduct.forms.people import SubjectChoice, refuse_past
from reviews.conduct.models import (
    Answer,
    CapacityRecord,
    ChecklistAnswer,
    Complainant,
    Factor,
    Grant,
    Noted,
    Sending,
    Subject,
    Told,
)

if TYPE_CHECKING:
    OneComplainant = forms.ModelChoiceField[Complainant]
else:
    OneComplainant = forms.ModelChoiceField

SEEN = (
    "bio_tells_role", "name_has_title", "council_marks", "council_business", "answers_resident", "used_before",
    "has_disclaimer", "council_resources",
)  # fmt: skip
"""The questions of the capacity record that are answered by yes, no or not clear."""
QUESTIONS = ChecklistAnswer.Question.values
TYPED = (Noted.Kind.CONSULTED, Noted.Kind.COMMITTEE, Noted.Kind.CRIME, Noted.Kind.INTEREST, Noted.Kind.NO_REFERRAL,
         Noted.Kind.NEW_MATERIAL, Noted.Kind.REMINDED)  # fmt: skip


def words_field(label: str, missing: str = "", *, most: int = 2_000, **kwargs: Any) -> LongTextField:
    """Words that are needed when ``missing`` says what to do about it; else optional."""
    errors = {"required": missing} if missing else {}
    return LongTextField(label=label, max_length=most, required=bool(missing), error_messages=errors, **kwargs)


def choose(label: str, choices: Any, missing: str, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=Radios(**kwargs), error_messages={"required": missing}
    )  # fmt: skip


class ComplainantChoice(OneComplainant):
    def label_from_instance(self, obj: Complainant) -> str:
        return obj.name


class ChecklistForm(forms.Form):
    """The six tests of jurisdiction. Each may be answered alone, and again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value, label in ChecklistAnswer.Question.choices:
            self.fields[value] = forms.ChoiceField(label=label, choices=Answer.choices, widget=Radios, required=False)
            self.fields[f"{value}_words"] = SealableText(
                label="Note (optional)", max_length=2_000, required=False
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.answers():
            raise forms.ValidationError("Nothing is new. Answer a question, or answer one differently")
        return said

    def answers(self) -> dict[str, tuple[str, str]]:
        """What is new: an answer that stood before is not written again, so that its note stays the newest."""
        given = {q: (self.cleaned_data.get(q), self.cleaned_data.get(f"{q}_words") or "") for q in QUESTIONS}
        return {
            q: (answer, words)
            for q, (answer, words) in given.items()
            if answer and (words or answer != self.initial.get(q))
        }


class CapacityForm(forms.Form):
    """In what capacity the member acted (brief, section 4)."""

    account = SealableText(label="Account and handle (optional)", max_length=300, required=False)

    def __init__(self, *args: Any, subjects: QuerySet[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(subjects) > 1:
            self.fields["subject"] = SubjectChoice(
                subjects, label="Which member?", empty_label="All of them", required=False
            )  # fmt: skip
        labels = {field.name: str(field.verbose_name) for field in CapacityRecord._meta.fields}
        for name in SEEN:
            missing = f"{labels[name]} Choose one; “not clear” is an answer"
            self.fields[name] = choose(labels[name], Answer.choices, missing)
        self.fields["private_group"] = words_field("In a private group: who is in it? (optional)", most=1_000)
        self.fields["seen_by"] = words_field("Who would reasonably see it? (optional)", most=1_000)
        self.fields["conclusion"] = choose("Conclusion", CapacityRecord.Conclusion.choices, "Choose the conclusion")
        self.fields["reasons"] = words_field("Reasons", "Give your reasons", most=5_000)


class FactorForm(forms.Form):
    kind = forms.ChoiceField(
        label="What did you assess?",
        choices=[("", "Choose one"), *Factor.Kind.choices],
        error_messages={"required": "Choose what you assessed"},
    )
    words = words_field("What it comes to (optional)")


class IdentityForm(forms.Form):
    """Whether a name is withheld. A refusal offers withdrawal first (guard CG6)."""

    def __init__(self, *args: Any, complainants: QuerySet[Complainant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["complainant"] = ComplainantChoice(
            complainants,
            label="Whose name?",
            empty_label="Choose somebody",
            error_messages={"required": "Choose whose name it is about"},
        )
        self.fields["granted"] = choose(
            "Is the name withheld from the member?",
            [("yes", "Yes"), ("no", "No: withdrawal is offered first, before the name is told")],
            "Choose yes or no",
        )
        self.fields["reasons"] = words_field(
            "Reasons", "Give your reasons", most=5_000, help_text="The complainant is told, and reads them."
        )


class NotifyForm(forms.Form):
    """What a member is told of the complaint, and how."""

    def __init__(self, *args: Any, subjects: QuerySet[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"] = one_member(subjects)
        self.fields["words"] = words_field(
            "What they get to read",
            "Write what the member is to get",
            most=50_000,
            help_text="The complaint without contact details, and without what concerns other members.",
        )
        self.fields["because"] = because_field()
        way = choose("How does it reach them?", Sending.Way.choices, "Choose how it reaches them")
        way.initial = Sending.Way.PORTAL
        self.fields["way"] = way


class ToldWordsForm(forms.Form):
    """An allegation as its members are told of it."""

    words = words_field(
        "What the member is told",
        "Write the words for the member",
        most=50_000,
        help_text="As the complainant wrote it, without contact details.",
    )
    because = because_field()


class DelayForm(forms.Form):
    def __init__(self, *args: Any, subjects: QuerySet[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"] = one_member(subjects)
        self.fields["reason"] = words_field("Why are they not told yet?", "Say why they are not told yet")


class ToldForm(forms.Form):
    """That one party was told where the case stands (guard CG8)."""

    def __init__(self, *args: Any, parties: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whom"] = choose("Who was told?", parties, "Choose who was told")
        self.fields["on"] = DateField(
            what="The day", label="On which day?", error_messages={"required": "Enter the day on which they were told"}
        )
        self.fields["way"] = choose("How?", Told.Way.choices, "Choose how they were told")
        self.fields["words"] = words_field("Note (optional)")
        self.initial.setdefault("on", timezone.localdate())


class NotedForm(forms.Form):
    kind = forms.ChoiceField(
        label="What is to be on record?",
        choices=[("", "Choose one"), *((kind.value, kind.label) for kind in TYPED)],
        error_messages={"required": "Choose what is to be on record"},
    )
    on = DateField(what="The day", label="On which day?", error_messages={"required": "Enter the day"})
    words = words_field("In words (optional)", most=5_000)


class ActionForm(forms.Form):
    what = words_field("What is to be done?", "Say what is to be done")
    who = SealableText(label="By whom?", max_length=200, error_messages={"required": "Say by whom"})
    due_on = DateField(
        what="The day", label="By when?", validators=[refuse_past], error_messages={"required": "Enter the day"}
    )  # fmt: skip


class InvestigationForm(forms.Form):
    scope = words_field("What is investigated?", "Say what is to be investigated", most=5_000)
    plan = words_field("The plan: whom to ask, what to look at (optional)", most=10_000)
    target_on = DateField(
        what="The target date",
        label="Target date",
        validators=[refuse_past],
        error_messages={"required": "Enter the target date"},
    )

    def __init__(self, *args: Any, investigators: QuerySet[Grant], names: dict[Any, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = NamedGrant(
            investigators,
            names=names,
            label="Investigating officer",
            empty_label="Choose somebody",
            error_messages={"required": "Choose the investigating officer"},
        )
        self.fields = {"investigator": who, **self.fields}


def one_member(subjects: QuerySet[Subject]) -> SubjectChoice:
    errors = {"required": "Choose the member"}
    return SubjectChoice(subjects, label="Which member?", empty_label="Choose a member", error_messages=errors)
