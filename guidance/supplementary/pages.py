"""Addresses of the shipped texts for other rooms. Empty while a text is not in force, so that no link leads nowhere."""

from django.utils.text import slugify

from guidance.models import Edition, Section
from guidance.supplementary import ABUSE, load


def handling_abuse(number: str) -> str:
    """The section of "Handling abuse" with this number, such as G22; empty when it is not in force. One query."""
    editions = Edition.objects.in_force().filter(document__slug=slugify(load(ABUSE).title)).values("pk")
    section = Section.objects.filter(edition__in=editions, number=number).select_related("edition__document").first()
    return section.get_absolute_url() if section and section.edition.document.is_beside else ""
