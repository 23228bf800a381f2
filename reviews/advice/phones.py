"""Whom a member rings when it cannot wait for the portal."""

import re
from dataclasses import dataclass

from django.conf import settings

_NUMBER = re.compile(r"\+?\d[\d ]{4,}\d")


@dataclass(frozen=True)
class Phone:
    """A number in the council's own words, such as "01632 960157, weekdays 9am to 5pm"; false when it entered none."""

    words: str

    def __bool__(self) -> bool:
        return bool(self.words)

    def __str__(self) -> str:
        return self.words

    @property
    def number(self) -> str:
        """The number at the beginning, as it is written; empty when the words begin with none."""
        found = _NUMBER.match(self.words)
        return found[0] if found else ""

    @property
    def dialled(self) -> str:
        """The same for a link that a telephone dials."""
        return self.number.replace(" ", "")

    @property
    def rest(self) -> str:
        """What is said after the number."""
        return self.words[len(self.number) :]


@dataclass(frozen=True)
class Phones:
    """Numbers as the council entered them."""

    desk: Phone
    office: Phone
    out_of_hours: Phone


def phones() -> Phones:
    return Phones(
        Phone(settings.COUNCIL_DESK_PHONE), Phone(settings.COUNCIL_OFFICE_PHONE), Phone(settings.COUNCIL_SAFETY_PHONE)
    )
