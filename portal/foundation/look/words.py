"""Django's own error sentences, said again in plain words that name the answer.

A sentence that the form's author wrote is left alone: only the library's defaults are replaced.
"""

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

UNKNOWN_CHOICE = {
    str(kind.default_error_messages["invalid_choice"])
    for kind in (
        forms.ChoiceField,
        forms.MultipleChoiceField,
        forms.ModelChoiceField,
        forms.ModelMultipleChoiceField,
    )
}
MISSING = str(forms.Field.default_error_messages["required"])
NOT_AN_ADDRESS = str(EmailValidator.message)


def in_plain_words(error: ValidationError, field: forms.Field, label: str) -> list[str]:
    """The sentences to show for one error of a field."""
    if error.code == "required" and str(error.message) == MISSING:
        return [_missing(field, label)]
    if error.code == "max_length" and "max_length" not in field.error_messages:
        return [_too_long(error, label)]
    if str(error.message) in UNKNOWN_CHOICE:
        return ["Choose one of the answers listed"]
    if str(error.message) == NOT_AN_ADDRESS:
        return ["Enter an email address in the right form, like name@council.example"]
    if error.code == "null_characters_not_allowed":
        return [f"{_subject(label)} contains a character that cannot be kept. Type it again without it"]
    return [str(message) for message in error]


def _missing(field: forms.Field, label: str) -> str:
    if isinstance(field, forms.EmailField):
        return "Enter an email address"
    for kinds, ask in ASKING:
        if isinstance(field.widget, kinds):
            return ask(label)
    return f"Answer the question “{label}”" if label.endswith("?") else f"Enter {_inside(label)}"


def _choose(label: str) -> str:
    return f"Choose an answer to “{label}”" if label.endswith("?") else f"Choose {_inside(label)}"


def _tick(label: str) -> str:
    return f"Tick “{label}” to go on"


def _enter_your(label: str) -> str:
    return f"Enter your {_inside(label)}"


def _attach(_label: str) -> str:
    return "Choose a file"


ASKING: tuple[tuple[tuple[type[forms.Widget], ...], Callable[[str], str]], ...] = (
    ((forms.PasswordInput,), _enter_your),
    ((forms.CheckboxInput,), _tick),
    ((forms.FileInput,), _attach),
    ((forms.Select, forms.RadioSelect), _choose),
)


def _too_long(error: ValidationError, label: str) -> str:
    sizes = error.params or {}
    limit, typed = sizes["limit_value"], sizes["show_value"]
    return f"{_subject(label)} must be {limit} characters or fewer: it has {typed}"


def _subject(label: str) -> str:
    return "Your answer" if label.endswith("?") else label


def _inside(label: str) -> str:
    """The label as it stands inside a sentence: a small first letter, unless it is a name in capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
