"""Whom a member rings when it cannot wait for the portal."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Phones:
    """Numbers in words, as the council entered them; empty where it entered none."""

    desk: str
    office: str
    out_of_hours: str


def phones() -> Phones:
    return Phones(settings.COUNCIL_DESK_PHONE, settings.COUNCIL_OFFICE_PHONE, settings.COUNCIL_SAFETY_PHONE)
