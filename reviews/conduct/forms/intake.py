"""One form for each page of a complaint. A form says no to what cannot be kept, and to nothing else."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.foundation.files.forms import FilesField
from portal.foundation.look.widgets import Checkboxes, DateField, Radios
from reviews.advice.forms.fields import LongTextField, SealableText
from reviews.conduct.complaining import MAX_FILES, MAX_TEXT, Answers, chosen
from reviews.conduct.models import Case, Need

ROOM = "conduct"
OLDEST = timedelta(days=100 * 366)
LINE = 200
YES_NO = (("yes", "Yes"), ("no", "No"))


def text_box(
    label: str, *, required: str = "", hint: str = "", rows: int = 6, longest: int = MAX_TEXT
) -> LongTextField:
    """A box for text. ``required``: the sentence when it stays empty."""
    field = LongTextField(label=label, help_text=hint, max_length=longest, required=bool(required))
    field.error_messages["required"] = required
    field.widget.attrs["rows"] = rows
    return field


class StepForm(forms.Form):
    """A page of the form: knows what was answered before, and gives back what is kept (plain JSON)."""

    heading_field = ""

    def __init__(self, data: Any = None, files: Any = None, *, answers: Answers, step: str, today: date) -> None:
        self.answers, self.step, self.today = answers, step, today
        super().__init__(data, files, initial=self.before(answers))

    def before(self, answers: Answers) -> dict[str, Any]:
        return dict(answers.get(self.step, {}))

    def kept(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def past(self, name: str) -> None:
        """Says so beside a date that has not come yet, or is older than anybody remembers."""
        day = self.cleaned_data.get(name)
        if day and day > self.today:
            self.add_error(name, "This day is in the future. Enter a day up to today.")
        elif day and day < self.today - OLDEST:
            self.add_error(name, "This day is too long ago. Check the year.")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class TakenForm(StepForm):
    """At the desk: how it came in, and that the complainant agreed to what is written here."""

    source = forms.ChoiceField(
        label="How did it reach us?",
        choices=[choice for choice in Case.Source.choices if choice[0] != Case.Source.FORM],
        widget=Radios,
        error_messages={"required": "Choose how it reached us"},
    )
    received_on = DateField(label="When did it reach us?", what="The day on which it reached us")
    who = SealableText(
        label="Who agreed to this being typed in?", max_length=LINE, error_messages={"required": "Enter who agreed"}
    )
    how = text_box(
        "How did they agree, and to what?", required="Write how they agreed", rows=3, longest=500,
        hint="For example: by telephone, after the text was read back to them.",
    )  # fmt: skip
    given_on = DateField(label="When did they agree?", what="The day on which they agreed")

    def before(self, answers: Answers) -> dict[str, Any]:
        taken = super().before(answers)
        return taken | {name: _day(taken.get(name)) for name in ("received_on", "given_on")}

    def clean(self) -> dict[str, Any]:
        self.past("received_on")
        self.past("given_on")
        return self.cleaned_data

    def kept(self) -> dict[str, Any]:
        said = self.cleaned_data
        return said | {"received_on": _iso(said["received_on"]), "given_on": _iso(said["given_on"])}


class WhenForm(StepForm):
    first_on = DateField(
        label="The day, or the first day", what="The first day",
        help_text="If you are not sure, give the nearest day, and say so where you describe it. For example, 27 3 2026",
    )  # fmt: skip
    last_on = DateField(label="The last day (optional)", what="The last day", required=False)

    def before(self, answers: Answers) -> dict[str, Any]:
        return {name: _day(text) for name, text in super().before(answers).items()}

    def clean(self) -> dict[str, Any]:
        self.past("first_on")
        self.past("last_on")
        first, last = self.cleaned_data.get("first_on"), self.cleaned_data.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", "The last day is before the first day.")
        return self.cleaned_data

    def kept(self) -> dict[str, Any]:
        return {name: _iso(day) for name, day in self.cleaned_data.items()}


class MembersForm(StepForm):
    """Those who were in office; and any name that is not among them."""

    listed = forms.MultipleChoiceField(label="Members of the council", required=False, widget=Checkboxes)
    typed = text_box(
        "Somebody who is not on the list (optional)", rows=3, longest=2_000,
        hint="One name a line, with their parish council if they sit on one. Say what you know of them.",
    )  # fmt: skip
    parish = SealableText(
        label="Did one of them act for a parish council? (optional)", required=False, max_length=LINE,
        help_text="Say who, and which council.",
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = dict(people)
        listed = self.fields["listed"]
        if isinstance(listed, forms.MultipleChoiceField):
            listed.choices = list(people)

    def before(self, answers: Answers) -> dict[str, Any]:
        kept = super().before(answers)
        return kept | {"typed": "\n".join(kept.get("typed", []))}

    def clean_typed(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["typed"].splitlines() if line.strip()]
        if len(names) > 10:
            raise ValidationError("Enter at most 10 names here.")
        if any(len(name) > LINE for name in names):
            raise ValidationError(f"Enter one name a line, each of {LINE} characters or fewer.")
        return names

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.cleaned_data["listed"] and not self.cleaned_data["typed"]:
            self.add_error("listed", "Choose a member, or type the name of one.")
        return self.cleaned_data

    def kept(self) -> dict[str, Any]:
        said = self.cleaned_data
        return said | {"names": {key: self.names[key] for key in said["listed"]}}


class AllegationForm(StepForm):
    """One thing that happened. With several members: which of them."""

    words = text_box(
        "What happened?", required="Write what happened", rows=10,
        hint="What was said or done, where, and who saw it. You need not quote the Code of Conduct. "
        "Leave out your own address and telephone number.",
    )  # fmt: skip
    against = forms.MultipleChoiceField(
        label="Whom does this concern?", widget=Checkboxes, error_messages={"required": "Choose whom this concerns"}
    )
    conduct_from = DateField(label="The day, or the first day", what="The first day")
    conduct_until = DateField(label="The last day (optional)", what="The last day", required=False)

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        self.number = number
        super().__init__(*args, **kwargs)
        people = chosen(self.answers)
        field = self.fields["against"]
        if len(people) == 1:
            del self.fields["against"]
        elif isinstance(field, forms.MultipleChoiceField):
            field.choices = people

    def before(self, answers: Answers) -> dict[str, Any]:
        found = answers.get("allegations", [])
        when = answers.get("when", {})
        new = {"conduct_from": when.get("first_on"), "conduct_until": when.get("last_on")}
        kept = found[self.number - 1] if self.number <= len(found) else new
        return kept | {name: _day(kept.get(name)) for name in ("conduct_from", "conduct_until")}

    def clean(self) -> dict[str, Any]:
        self.past("conduct_from")
        self.past("conduct_until")
        first, last = self.cleaned_data.get("conduct_from"), self.cleaned_data.get("conduct_until")
        if first and last and last < first:
            self.add_error("conduct_until", "The last day is before the first day.")
        return self.cleaned_data

    def kept(self) -> dict[str, Any]:
        said = self.cleaned_data
        days = {name: _iso(said[name]) for name in ("conduct_from", "conduct_until")}
        return {"against": [key for key, _ in chosen(self.answers)], **said, **days}


class EvidenceForm(StepForm):
    uploads = FilesField(
        label="Add files (optional)", required=False, room=ROOM, max_files=MAX_FILES,
        help_text="Pictures, PDF, e-mails, recordings or videos. They are sealed as they come. "
        "A screenshot should show the date and the name of the account.",
    )  # fmt: skip


class ContactedForm(StepForm):
    has_spoken = forms.ChoiceField(
        label="Have you spoken or written to the member about it?",
        choices=YES_NO,
        widget=Radios,
        error_messages={"required": "Choose yes or no"},
        help_text="You do not have to.",
    )
    words = text_box("What came of it? (optional)", rows=4)


class OutcomeForm(StepForm):
    words = text_box("What would put it right? (optional)", rows=5, hint="For example, an apology or a correction.")


class YouForm(StepForm):
    has_name = forms.ChoiceField(
        label="Do you give your name?",
        choices=(("yes", "Yes"), ("no", "No, I complain without a name")),
        widget=Radios(hints={"no": "Such a complaint is normally not accepted: see above."}),
        error_messages={"required": "Choose whether you give your name"},
    )
    name = SealableText(
        label="Full name", required=False, max_length=LINE, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("has_name") == "yes" and not self.cleaned_data.get("name") and not self.errors:
            self.add_error("name", "Enter your name")
        return self.cleaned_data

    def kept(self) -> dict[str, Any]:
        said = self.cleaned_data
        return said if said["has_name"] == "yes" else said | {"name": ""}


class ContactForm(StepForm):
    """At least one way, so that nobody waits in vain; without a name, the code alone will do."""

    email = forms.EmailField(
        label="E-mail (optional)", required=False, max_length=254,
        help_text="We write only a reference and a link, never what it is about.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Enter an e-mail address, such as name@example.com"},
    )  # fmt: skip
    telephone = SealableText(
        label="Telephone (optional)", required=False, max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )  # fmt: skip
    address = text_box("Postal address (optional)", rows=4, longest=500)
    needs_one = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs_one = self.answers.get("you", {}).get("has_name") != "no"

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if self.needs_one and not self.errors and not any(said.get(way) for way in ("email", "telephone", "address")):
            self.add_error("email", "Give at least one way to reach you: e-mail, telephone or post.")
        return said


class NeedsForm(StepForm):
    format = forms.ChoiceField(
        label="In which format do you want letters?",
        choices=Need.Format.choices,
        initial=Need.Format.USUAL,
        required=False,
        widget=Radios,
    )
    adjustments = text_box(
        "Is there anything that we should do differently? (optional)", rows=4, longest=2_000,
        hint="For example: more time, an interpreter, not to be rung in the morning.",
    )  # fmt: skip
    supporter = SealableText(
        label="Does somebody support you, whom we may speak to? (optional)",
        required=False,
        max_length=500,
        help_text="Their name, and how to reach them.",
    )

    def kept(self) -> dict[str, Any]:
        return self.cleaned_data | {"format": self.cleaned_data.get("format") or Need.Format.USUAL}


class NameForm(StepForm):
    ask = forms.ChoiceField(
        label="Do you ask for your name to be withheld?",
        choices=(("no", "No: the member may know my name"), ("yes", "Yes: I ask for it to be withheld")),
        widget=Radios,
        error_messages={"required": "Choose whether you ask for your name to be withheld"},
    )
    reasons = text_box(
        "Why should it be withheld?", rows=5, longest=10_000,
        hint="For example: fear of harm, you work with or for the member, your health, or evidence that may be lost.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("ask") == "yes" and not self.cleaned_data.get("reasons") and not self.errors:
            self.add_error("reasons", "Say why your name should be withheld: without a reason it cannot be decided.")
        return self.cleaned_data


FORMS: Mapping[str, type[StepForm]] = {
    "taken": TakenForm,
    "when": WhenForm,
    "contacted": ContactedForm,
    "outcome": OutcomeForm,
    "you": YouForm,
    "contact": ContactForm,
    "needs": NeedsForm,
    "name": NameForm,
}
"""Those that need nothing but the answers. Members, allegations and evidence have pages of their own."""
