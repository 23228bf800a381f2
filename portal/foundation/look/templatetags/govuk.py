"""Template tags of the `govuk` pack: error summary, the word before a title, one control."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet

from portal.foundation.look import controls

register = template.Library()


@register.inclusion_tag("govuk/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """`{% error_summary form %}`: every error of one or more forms, each with a link to its control."""
    return {"items": [item for form in _flat(forms) for item in _items(form)]}


@register.simple_tag
def error_title(*forms: Any) -> str:
    """`{% error_title form %}` at the start of a title: "Error: " when a form has errors."""
    return "Error: " if any(form.errors for form in _flat(forms)) else ""


@register.simple_tag
def govuk_control(field: BoundField) -> controls.Control:
    """`{% govuk_control field as control %}`: what `govuk/field.html` draws."""
    return controls.build(field)


def _flat(forms: tuple[Any, ...]) -> Iterator[BaseForm]:
    """The forms among what the template gave; an unknown variable arrives as an empty string."""
    for form in forms:
        if isinstance(form, BaseFormSet):
            yield from form.forms
        elif isinstance(form, BaseForm):
            yield form


def _items(form: BaseForm) -> Iterator[dict[str, str]]:
    for message in form.non_field_errors():
        yield {"target": "", "text": str(message)}
    for field in form:
        target = "" if field.is_hidden else controls.target(field)
        for text in controls.sentences(field):
            yield {"target": target, "text": text}
