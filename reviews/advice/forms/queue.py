"""What a list is narrowed to, and which of its rows were chosen."""

from typing import Any
from uuid import UUID

from django import forms

from portal.foundation.people.models import User
from reviews.advice.choices import Platform, Topic
from reviews.advice.forms.fields import SealableText

NOBODY = "nobody"
MOST_AT_ONCE = 50


class FilterForm(forms.Form):
    """What a list is narrowed to. An unknown value is left out, since an old address must still open."""

    q = SealableText(label="Words or a reference", required=False, max_length=200)
    topic = forms.ChoiceField(label="Topic", choices=[("", "All topics"), *Topic.choices], required=False)
    platform = forms.ChoiceField(label="Platform", choices=[("", "All platforms"), *Platform.choices], required=False)
    holder = forms.ChoiceField(label="With", required=False)
    urgent = forms.ChoiceField(label="Urgent", choices=[("", "Urgent or not"), ("yes", "Urgent only")], required=False)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holder = self.fields["holder"]
        if isinstance(holder, forms.ChoiceField):
            named = [(str(person.pk), str(person)) for person in people]
            holder.choices = [("", "Anybody or nobody"), (NOBODY, "Nobody yet"), *named]

    def chosen(self) -> dict[str, str]:
        """The filters that are set and hold."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def picked(values: list[str]) -> dict[UUID, int]:
    """Which rows were chosen, and the version that each was shown in: "id:version". Junk is left out."""
    found: dict[UUID, int] = {}
    for value in values[:MOST_AT_ONCE]:
        pk, _, version = value.partition(":")
        if len(version) < 10 and version.isascii() and version.isdigit():
            try:
                found[UUID(pk)] = int(version)
            except ValueError:
                continue
    return found
