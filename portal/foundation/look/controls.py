"""One field of a form as the template pack draws it: its kind, ids, sentences and HTML.

The field and its widget are never changed: the pack works on copies. It leaves out `required`, `maxlength`
and `placeholder`: the browser's own refusals do not stay beside the field, and what it cuts off is lost.
"""

import copy
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.widgets import ChoiceWidget
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from portal.foundation.look.widgets import DateBoxes
from portal.foundation.look.words import in_plain_words

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.FileInput, "file"),
    (DateBoxes, "date"),
    (forms.MultiWidget, "several"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.PasswordInput, "password"),
)
CSS = {
    "checkbox": "govuk-checkboxes__input",
    "file": "govuk-file-upload",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "input": "govuk-input",
}
ERROR_CSS = {"file", "textarea", "select", "input"}
IN_A_FIELDSET = {"radios", "checkboxes", "date", "several"}
LEFT_OUT = {"required", "maxlength", "minlength", "placeholder", "cols", "min", "max", "step", "autofocus"}
DJANGO_ROWS, ROWS = "10", 5


@dataclass(frozen=True)
class Choice:
    """One radio button or check box."""

    id: str
    value: str
    label: str
    hint: str
    is_selected: bool
    is_disabled: bool


@dataclass(frozen=True)
class Control:
    """What `govuk/field.html` needs to draw a field."""

    kind: str
    id: str
    name: str
    label: str | Promise
    hint: str | Promise
    errors: tuple[str, ...]
    is_heading: bool
    limit: int | None
    described_by: str
    choices: tuple[Choice, ...]
    html: SafeString

    @property
    def is_fieldset(self) -> bool:
        return self.kind in IN_A_FIELDSET


def build(field: BoundField) -> Control:
    """The control for a bound field; a hidden one has nothing but its HTML."""
    kind = kind_of(field.field.widget)
    hint = field.help_text if str(field.help_text).strip() else ""
    limit = getattr(field.field, "max_length", None) if kind == "textarea" else None
    errors = sentences(field)
    described_by = _described_by(_id(field), hint=bool(hint), error=bool(errors), limit=limit is not None)
    is_list = kind in ("radios", "checkboxes")
    return Control(
        kind=kind,
        id=_id(field),
        name=field.html_name,
        label=field.label,
        hint=hint,
        errors=errors,
        is_heading=getattr(field.form, "heading_field", None) == field.name,
        limit=limit,
        described_by=described_by,
        choices=_choices(field) if is_list else (),
        html=SafeString() if is_list else _widget_html(field, kind, described_by, limit),
    )


def kind_of(widget: forms.Widget) -> str:
    """The name of the GOV.UK component that draws the widget."""
    return next((name for kind, name in KINDS if isinstance(widget, kind)), "input")


def sentences(field: BoundField) -> tuple[str, ...]:
    """The field's errors in plain words."""
    return tuple(text for error in _errors(field) for text in in_plain_words(error, field.field, str(field.label)))


def target(field: BoundField) -> str:
    """The id that the error summary leads to: the first box in error, the first choice, or the control."""
    kind = kind_of(field.field.widget)
    if kind == "date":
        return next((f"{_id(field)}_{box}" for box in _wrong_boxes(field)), _id(field))
    if kind in ("radios", "checkboxes"):
        return next((choice.id for choice in _choices(field)), _id(field))
    return f"{_id(field)}_0" if kind == "several" else _id(field)


def _id(field: BoundField) -> str:
    return str(field.field.widget.attrs.get("id") or field.auto_id or field.html_name)


def _errors(field: BoundField) -> list[ValidationError]:
    return list(field.errors.as_data())


def _wrong_boxes(field: BoundField) -> list[str]:
    """The boxes of a date in error, in the order they stand; all of them when the error names none."""
    errors = _errors(field)
    boxes = cast(DateBoxes, field.field.widget).boxes
    if not errors:
        return []
    named = {box for error in errors for box in (error.params or {}).get("boxes", ())}
    return [box for box in boxes if box in named or not named]


def _described_by(base: str, *, hint: bool, error: bool, limit: bool) -> str:
    parts = {"info": limit, "hint": hint, "error": error}
    return " ".join(f"{base}-{part}" for part, is_there in parts.items() if is_there)


def _choices(field: BoundField) -> tuple[Choice, ...]:
    widget = cast(ChoiceWidget, field.field.widget)
    hints: dict[str, str] = getattr(widget, "hints", {})
    groups = widget.optgroups(field.html_name, widget.format_value(field.value()), {"id": _id(field)})
    return tuple(
        Choice(
            id=option["attrs"].get("id", ""),
            value=str(option["value"]),
            label=option["label"],
            hint=hints.get(str(option["value"]), ""),
            is_selected=option["selected"],
            is_disabled=bool(field.field.disabled or option["attrs"].get("disabled")),
        )
        for _group, options, _index in groups
        for option in options
    )


def _widget_html(field: BoundField, kind: str, described_by: str, limit: int | None) -> SafeString:
    widget = _tidy(field.field.widget)
    attrs: dict[str, Any] = {"id": _id(field)}
    css = [CSS.get(kind, ""), str(widget.attrs.get("class") or _width(widget))]
    if kind in ERROR_CSS and field.errors:
        css.append(f"govuk-{'file-upload' if kind == 'file' else kind}--error")
    if kind == "password" and field.errors:
        css.append("govuk-input--error")
    if limit is not None:
        css.append("govuk-js-character-count")
    if kind == "date":
        attrs["wrong"] = tuple(_wrong_boxes(field))
    elif described_by and kind not in ("several", "hidden"):
        attrs["aria-describedby"] = described_by
    if any(css):
        attrs["class"] = " ".join(filter(None, css))
    if field.field.disabled:
        attrs["disabled"] = True
    return widget.render(field.html_name, _sendable(field.value()), attrs, field.form.renderer)


def _tidy(widget: forms.Widget) -> forms.Widget:
    """A copy without the attributes that the pack leaves out. A number is typed as text with a number pad."""
    tidy = copy.copy(widget)
    tidy.attrs = {name: value for name, value in widget.attrs.items() if name not in LEFT_OUT}
    if isinstance(tidy, forms.NumberInput):
        tidy.input_type = "text"
        tidy.attrs.setdefault("inputmode", "decimal" if widget.attrs.get("step") else "numeric")
    if tidy.attrs.get("autocomplete") == "one-time-code":
        tidy.attrs.setdefault("inputmode", "numeric")
    if isinstance(tidy, forms.EmailInput):
        tidy.attrs.setdefault("spellcheck", "false")
    if tidy.attrs.get("rows") == DJANGO_ROWS:
        tidy.attrs["rows"] = ROWS
    return tidy


def _width(widget: forms.Widget) -> str:
    """A box as wide as the answer: it shows what is wanted. A class of the author's own comes first."""
    if widget.attrs.get("autocomplete") == "one-time-code":
        return "govuk-input--width-10"
    return "govuk-input--width-5" if isinstance(widget, forms.NumberInput) else ""


def _sendable(value: Any) -> Any:
    """Text that UTF-8 can carry: half a surrogate pair would break the whole page."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
