"""What is filled in to follow."""

from typing import Any

from django import forms

from guidance.models import Document
from portal.foundation.look.widgets import Checkboxes


class FollowForm(forms.Form):
    """Exactly what is ticked is followed."""

    ALL = "all"
    follow = forms.MultipleChoiceField(label="Send me a mail about", required=False, widget=Checkboxes)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        documents = Document.objects.read_now().values_list("pk", "title")
        self.fields["follow"] = forms.MultipleChoiceField(
            label="Send me a mail when a new edition is in force",
            required=False,
            choices=[
                (self.ALL, "Everything, also what comes later"),
                *((str(pk), f"Only: {title}") for pk, title in documents),
            ],
            widget=Checkboxes,
        )

    def wanted(self) -> tuple[bool, list[str]]:
        """Whether everything was ticked, and the ids of the documents that were."""
        ticked: list[str] = self.cleaned_data["follow"]
        return self.ALL in ticked, [each for each in ticked if each != self.ALL]
