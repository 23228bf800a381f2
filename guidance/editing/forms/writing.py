"""What is filled in to write on a draft. Each form carries the revision of the text that its page showed."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.datastructures import MultiValueDict

from guidance.confirming.forms import NumberSeenField
from guidance.editing.actions.points import Words
from guidance.models import POINT_NUMBER, OwnerRole
from guidance.models.stages import LONGEST_REMARK
from guidance.recording import LONGEST_WORDS
from portal.foundation.look.widgets import DateField, LongText, Radios
from portal.foundation.vault.fields import refuse_unstorable_text

LONGEST_TEXT = 10_000
LONGEST_TITLE = 200
NEW = "new"
_BETWEEN = re.compile(r"^[ \t]*-{3,}[ \t]*$", re.MULTILINE)


class LineField(forms.CharField):
    """One line of text that can be stored and shown."""

    default_validators = [refuse_unstorable_text]

    def clean(self, value: Any) -> str:
        line = " ".join(super().clean(value).split())
        if not line.isprintable():
            raise ValidationError("Leave out characters that cannot be shown")
        return line


class TextField(forms.CharField):
    """Text of several lines."""

    widget = LongText
    default_validators = [refuse_unstorable_text]


class NumberField(LineField):
    def __init__(self, **kwargs: Any) -> None:
        says = "A number has digits and letters with full stops between, such as 5.2"
        super().__init__(max_length=20, validators=[RegexValidator(POINT_NUMBER, says)], **kwargs)


class KeepNumbersField(forms.BooleanField):
    def __init__(self) -> None:
        hint = "Otherwise the points are numbered by their places: 5.1, 5.2 and on."
        super().__init__(label="Keep the numbers of the other points", help_text=hint, required=False)


class Seen(forms.Form):
    """A button alone, and the revision that its page showed."""

    revision = NumberSeenField(required=False)

    def renewed(self, revision: int) -> "Seen":
        """What was typed, with the present revision."""
        again = MultiValueDict(self.data.lists()) if isinstance(self.data, MultiValueDict) else dict(self.data)
        again["revision"] = str(revision)
        form = type(self)(again, auto_id=self.auto_id, **self.made_of())
        form.full_clean()
        return form

    def made_of(self) -> dict[str, Any]:
        """What else the form was made with."""
        return {}


class RemarkForm(Seen):
    """Sent for review or approved: a remark if one likes."""

    note = TextField(label="Remark (optional)", max_length=LONGEST_REMARK, required=False)


class ReasonForm(Seen):
    note = TextField(
        label="Why is it sent back?",
        max_length=LONGEST_REMARK,
        error_messages={"required": "Say why it is sent back"},
    )


class PointForm(Seen):
    """The words of a point, and what it rests on."""

    heading = LineField(label="Heading (optional)", max_length=300, required=False)
    text = TextField(label="Text", max_length=LONGEST_TEXT, error_messages={"required": "Write what the point says"})
    basis = TextField(
        label="What it rests on (optional)",
        help_text="An Act and its section, national guidance, or a decision.",
        max_length=1_000,
        required=False,
    )
    is_law = forms.BooleanField(
        label="It states the law or the Code of Conduct",
        help_text="The Monitoring Officer then approves every change of it.",
        required=False,
    )
    law_as_at = DateField(label="The law as at (if it states the law)", what="The day of the law", required=False)
    owner_role = forms.ChoiceField(
        label="Who looks after it (optional)", choices=[("", "Whoever owns the document"), *OwnerRole.choices],
        required=False,
    )  # fmt: skip
    review_by = DateField(label="Review by (optional)", what="The day of the review", required=False)

    def __init__(self, *args: Any, is_markdown: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_markdown = is_markdown
        self.fields["text"].widget.attrs["rows"] = 10
        self.fields["basis"].widget.attrs["rows"] = 2
        if is_markdown:
            self.fields["text"].help_text = "You may use **bold**, *italic*, lists and [links](https://…)."
        else:
            self.fields["text"].help_text = "It is shown sign for sign, as it is typed."

    def made_of(self) -> dict[str, Any]:
        return {"is_markdown": self.is_markdown}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("is_law"):
            if "basis" in said and not said["basis"]:
                self.add_error("basis", "Name the Act and section, or the part of the Code")
            if "law_as_at" in said and said["law_as_at"] is None:
                self.add_error("law_as_at", "Enter the day on which the law was looked up")
        return said

    @property
    def words(self) -> Words:
        """What was said, for the verb."""
        return Words(**{name: self.cleaned_data[name] for name in Words.__dataclass_fields__})


class ChangePointForm(PointForm):
    number = NumberField(label="Number")
    field_order = ["number", "heading", "text"]


class AddPointForm(PointForm):
    after = forms.ChoiceField(label="Where?", required=False)
    keep_numbers = KeepNumbersField()
    field_order = ["heading", "text", "after"]

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = list(places)
        self.fields["after"] = forms.ChoiceField(label="Where?", choices=self.places, required=False)
        self.order_fields(self.field_order)

    def made_of(self) -> dict[str, Any]:
        return super().made_of() | {"places": self.places}


class ChoosingForm(Seen):
    """A form with one choice among what the draft holds."""

    chosen: str
    label: str

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = list(choices)
        self.fields[self.chosen] = self.choice_field()
        self.order_fields([self.chosen])

    def choice_field(self) -> forms.Field:
        return forms.ChoiceField(label=self.label, choices=self.choices)

    def made_of(self) -> dict[str, Any]:
        return {"choices": self.choices}


class MoveForm(ChoosingForm):
    chosen, label = "where", "Where to?"
    keep_numbers = KeepNumbersField()


class JoinForm(ChoosingForm):
    chosen, label = "others", "Which points go on in this one?"
    reason = TextField(
        label="Why?", help_text="Readers of the history see it.", max_length=LONGEST_WORDS, required=False
    )
    keep_numbers = KeepNumbersField()

    def choice_field(self) -> forms.Field:
        return forms.MultipleChoiceField(
            label=self.label, choices=self.choices, widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choose at least one point"},
        )  # fmt: skip


class IdentityForm(ChoosingForm):
    chosen, label = "earlier", "Which point is it?"

    def choice_field(self) -> forms.Field:
        choices = [(NEW, "A new point"), *self.choices]
        return forms.ChoiceField(label=self.label, choices=choices, widget=Radios)


class SplitForm(Seen):
    text = TextField(
        label="The text, with a line of three dashes (---) wherever a new point begins",
        max_length=LONGEST_TEXT,
        error_messages={"required": "Write the texts"},
    )
    reason = TextField(
        label="Why?", help_text="Readers of the history see it.", max_length=LONGEST_WORDS, required=False
    )
    keep_numbers = KeepNumbersField()

    def clean_text(self) -> list[str]:
        """The texts of the points."""
        texts = [part.strip() for part in _BETWEEN.split(self.cleaned_data["text"])]
        texts = [text for text in texts if text]
        if len(texts) < 2:
            raise ValidationError("Put a line of three dashes (---) between the texts")
        return texts


class TakeOutForm(Seen):
    keep_numbers = KeepNumbersField()


class SectionForm(Seen):
    title = LineField(label="Title", max_length=300, error_messages={"required": "Give the section a title"})
    lead_in = TextField(
        label="Lead-in (optional)",
        help_text="What the section says before its points, such as “Members must not:”.",
        max_length=2_000,
        required=False,
    )


class ChangeSectionForm(SectionForm):
    number = NumberField(label="Number", help_text="With another number, its points are numbered afresh.")
    field_order = ["number", "title", "lead_in"]


class AddSectionForm(SectionForm):
    keep_numbers = KeepNumbersField()

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = list(places)
        self.fields["after"] = forms.ChoiceField(label="Where?", choices=self.places, required=False)
        self.fields["keep_numbers"].label = "Keep the numbers of the other sections and points"
        self.order_fields(["title", "lead_in", "after"])

    def made_of(self) -> dict[str, Any]:
        return {"places": self.places}


class NoteForm(Seen):
    note = TextField(
        label="What changed?",
        help_text="One or two sentences for those who rely on it.",
        max_length=LONGEST_WORDS,
        error_messages={"required": "Say what changed"},
    )
    reason = TextField(label="Why?", max_length=LONGEST_WORDS, error_messages={"required": "Say why"})
    is_minor = forms.BooleanField(
        label="A minor change",
        help_text="The sense is the same: no duty, permission, number or date changed.",
        required=False,
    )

    def __init__(self, *args: Any, told: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = list(told)
        if self.told:
            self.fields["answers"] = forms.ChoiceField(
                label="Does it answer what a reader told us? (optional)",
                help_text="The history then says “Asked for by a member”, with no name and none of their words.",
                choices=[("", "No"), *self.told],
                required=False,
            )

    def made_of(self) -> dict[str, Any]:
        return {"told": self.told}
