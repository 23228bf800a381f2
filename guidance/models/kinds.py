"""The kinds of text that the guidance holds."""

from django.db import models

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
