"""The kinds of text that the guidance holds."""

from django.db import models
from django.db.models import Case, IntegerField, Value, When

from guidance.models.owners import OwnerRole


class Kind(models.TextChoices):
    """Kinds of text, which are never mixed to the eye. Only the first is the council's own word."""

    ADOPTED = "adopted", "Adopted protocol"
    PLAIN = "plain", "Plain English"
    SUPPLEMENTARY = "supplement", "Supplementary guidance"
    QUESTIONS = "questions", "Questions and answers"

    @property
    def first_owner(self) -> OwnerRole:
        """Who looks after a new document of this kind, until somebody decides otherwise."""
        return OwnerRole.MONITORING_OFFICER if self == Kind.ADOPTED else OwnerRole.COMMS_LEAD

    @property
    def is_markdown(self) -> bool:
        """Whether its points are written in Markdown. What the council adopted stays literal, sign for sign."""
        return self in BESIDE


BESIDE = (Kind.SUPPLEMENTARY, Kind.QUESTIONS)
"""What stands beside the protocol: in force with it, never in its place."""


def reading_order(kind: str = "document__kind") -> Case:
    """Sorts by kind: the protocol first, then the guidance beside it, then questions. `kind`: where the kind stands."""
    places = [When(**{kind: value}, then=Value(place)) for place, value in enumerate(Kind.values)]
    return Case(*places, output_field=IntegerField())
