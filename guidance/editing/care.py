"""What asks for special care when something is published, such as an election: asked of the rooms above by settings."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.module_loading import import_string

from guidance.models import EditionStep


@dataclass(frozen=True)
class Care:
    """Why the Monitoring Officer's office checks first, in a sentence, and from when on its approval counts."""

    sentence: str
    since: datetime

    def is_taken(self, given: list[EditionStep]) -> bool:
        """Whether one of these approvals is the check that is asked for."""
        return any(step.as_monitoring_officer and step.at >= self.since for step in given)


def care_for(day: date) -> Care | None:
    """What is to be heeded when a text is published now, to be in force from a day on. None: nothing.

    `settings.PUBLICATION_CARE` names functions of rooms above, each (day) -> Care | None.
    """
    found = [care for path in settings.PUBLICATION_CARE if (care := import_string(path)(day)) is not None]
    return max(found, key=lambda care: care.since, default=None)
