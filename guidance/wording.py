"""The words of a text in the one form that fingerprints are made of, whether parsed or stored."""

from collections.abc import Iterable

from django.db.models import Prefetch

from guidance.fingerprints import PointWords, SectionWords
from guidance.importing import ParsedPoint, ParsedProtocol, ParsedSection
from guidance.models import Edition, PointVersion, Section


def parsed_words(parsed: ParsedProtocol) -> list[SectionWords]:
    """The words as a reader of files found them."""
    return [_section_words(section, section.points) for section in parsed.sections]


def stored_words(edition: Edition) -> list[SectionWords]:
    """The words as the database has them: what is frozen is what the fingerprint tells of."""
    versions = PointVersion.objects.defer("search").order_by("order")
    sections = edition.sections.order_by("order").prefetch_related(Prefetch("points", versions))
    return [_section_words(section, section.points.all()) for section in sections]


def point_words(point: ParsedPoint | PointVersion) -> PointWords:
    """The words of one point."""
    return PointWords(number=point.number, heading=point.heading, text=point.text)


def _section_words(section: ParsedSection | Section, points: Iterable[ParsedPoint | PointVersion]) -> SectionWords:
    return SectionWords(
        number=str(section.number),
        title=section.title,
        lead_in=section.lead_in,
        lead_in_before=section.lead_in_before,
        points=[point_words(point) for point in points],
    )
