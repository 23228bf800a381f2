"""What is typed for letters, notices, agenda papers and their templates. Forms only check; actions decide."""

from typing import Any

from django import forms

from portal.foundation.look.widgets import Checkboxes, DateField, LongText, Radios
from reviews.advice.forms.fields import LongTextField, SealableText, VersionField
from reviews.conduct.exempt import Paragraph
from reviews.conduct.filling import Party
from reviews.conduct.models import AgendaPaper, LetterTemplate, Sending
from reviews.conduct.wording import LONGEST, BadTemplate, blanks_left, check


class TemplateForm(forms.Form):
    """The next edition of a template."""

    version = VersionField()
    title = SealableText(
        label="Title", max_length=120, error_messages={"required": "Enter the title that stands above the letter"}
    )
    words = LongTextField(
        label="Words",
        max_length=20_000,
        help_text="A line that begins with ## is a heading. Fields stand in braces, such as {reference}.",
        widget=LongText(attrs={"rows": 22}),
        error_messages={"required": "Enter the words of the letter"},
    )
    why = SealableText(
        label="What did you change, and why?",
        max_length=300,
        error_messages={"required": "Say what you changed, and why"},
    )

    def clean_words(self) -> str:
        return _checked(self.cleaned_data["words"])

    def clean_title(self) -> str:
        return _checked(self.cleaned_data["title"])


def _checked(words: str) -> str:
    try:
        check(words)
    except BadTemplate as bad:
        raise forms.ValidationError(str(bad)) from bad
    return words


class ChooseForm(forms.Form):
    """Which letter, and to whom."""

    template = forms.ChoiceField(
        label="Which letter?", widget=forms.Select, error_messages={"required": "Choose the letter"}
    )
    to = forms.ChoiceField(
        label="To whom?", widget=Radios, error_messages={"required": "Choose to whom the letter goes"}
    )

    def __init__(self, *args: Any, parties: list[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in LetterTemplate.Kind if kind != LetterTemplate.Kind.DECISION_NOTICE]
        _choices(self, "template", [("", "Choose a letter"), *((kind.value, kind.label) for kind in kinds)])
        _choices(
            self, "to", [(str(party.key), f"{party.name or 'Name not known'}: {party.capacity}") for party in parties]
        )


class LetterForm(forms.Form):
    """A letter that is filled in, to be read and changed before it is saved."""

    title = SealableText(
        label="Title", max_length=200, error_messages={"required": "Enter the title that stands above the letter"}
    )
    words = LongTextField(
        label="Words",
        max_length=LONGEST,
        help_text="A line that begins with ## is a heading. All else is printed as you type it.",
        widget=LongText(attrs={"rows": 26}),
        error_messages={"required": "Enter the words of the letter"},
    )

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if left := blanks_left(words):
            raise forms.ValidationError(f"There is a blank left to fill: {left[0]}")
        return words


def _part(label: str, hint: str, missing: str, limit: int = 10_000) -> LongTextField:
    return LongTextField(label=label, help_text=hint, max_length=limit, error_messages={"required": missing})


class NoticeForm(forms.Form):
    """The parts of a decision notice, as the Committee on Standards in Public Life asked in 2019."""

    title = SealableText(
        label="Title", max_length=200, initial="Decision notice", error_messages={"required": "Enter the title"}
    )
    facts = _part("The facts, in short", "What was found to have happened.", "Enter the facts, in short")
    provisions = _part(
        "The provisions of the Code",
        "The paragraphs that were considered, with their numbers. Points of the protocol are not the Code.",
        "Enter the provisions of the Code",
    )
    view = _part(
        "The Independent Person’s view, in short",
        "A summary in your words; the view itself is not shown to the parties.",
        "Sum up the Independent Person’s view",
    )
    reasons = _part(
        "The decision and the reasons", "For each allegation.", "Enter the decision and the reasons", 20_000
    )
    sanction = _part(
        "What follows",
        "Each sanction with who does what by when, or that none follows.",
        "Say what follows, or that nothing does",
    )


class AgendaForm(forms.Form):
    """A paper for the agenda of the hearing."""

    version = forms.ChoiceField(
        label="Which version is this?",
        choices=AgendaPaper.Version,
        widget=Radios,
        error_messages={"required": "Choose which version this is"},
    )
    paragraphs = forms.MultipleChoiceField(
        label="Which paragraphs of Schedule 12A make it exempt?",
        choices=Paragraph,
        widget=Checkboxes,
        required=False,
        help_text="For the exempt version only. The public interest in keeping to the exemption must outweigh that in "
        "disclosure.",
    )
    meeting_on = DateField(
        label="Day of the hearing",
        what="The day of the hearing",
        error_messages={"required": "Enter the day of the hearing"},
    )
    title = SealableText(
        label="Title of the item on the agenda",
        max_length=200,
        help_text="It is public in both versions: nobody’s name.",
        error_messages={"required": "Enter the title of the item"},
    )
    words = LongTextField(
        label="Words",
        max_length=LONGEST,
        widget=LongText(attrs={"rows": 16}),
        error_messages={"required": "Enter the words of the paper"},
    )

    def clean(self) -> dict[str, Any]:
        known = super().clean() or {}
        is_exempt = known.get("version") == AgendaPaper.Version.EXEMPT
        if is_exempt and not known.get("paragraphs") and "paragraphs" not in self.errors:
            self.add_error("paragraphs", "Choose at least one paragraph for the exempt version")
        if known.get("version") == AgendaPaper.Version.PUBLIC and known.get("paragraphs"):
            self.add_error("paragraphs", "The public version names no paragraph: choose none")
        return known


class SendForm(forms.Form):
    """How a paper went to somebody."""

    to = forms.ChoiceField(label="To whom?", widget=Radios, error_messages={"required": "Choose to whom it is sent"})
    way = forms.ChoiceField(
        label="How?",
        choices=Sending.Way,
        widget=Radios(
            hints={
                Sending.Way.PORTAL: "They read it here. Whoever has no account comes back with their code.",
                Sending.Way.POST: "Print the PDF and post it; this writes down that you did.",
            }
        ),
        error_messages={"required": "Choose how it is sent"},
    )
    note = SealableText(
        label="Note (optional)",
        max_length=300,
        required=False,
        help_text="Such as a tracking number, or who handed it over.",
    )
    made_outside = forms.BooleanField(required=False)

    def __init__(self, *args: Any, parties: list[Party], outside: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(
            self, "to", [(str(party.key), f"{party.name or 'Name not known'}: {party.capacity}") for party in parties]
        )
        if outside:
            self.fields["made_outside"].label = f"It was made in the format that they need: {outside.lower()}"
        else:
            del self.fields["made_outside"]


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
