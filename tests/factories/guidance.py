"""Guidance for tests: a small parsed protocol, editions of it, and single rows for breaking constraints."""

from collections.abc import Sequence
from datetime import date

import factory

from guidance import fingerprints
from guidance.actions import import_protocol
from guidance.editing.stages import publish
from guidance.importing import Notice, ParsedPoint, ParsedProtocol, ParsedSection, Repair
from guidance.models import Document, Edition, Kind, Point, PointVersion, Section

LONG_AGO = date(2020, 1, 1)
SECTIONS = (
    ("Before you post", ("Read it once more before you send it.", "Sleep on a reply that was written in anger.")),
    ("Other people", ("Never publish what was told you in confidence.",)),
)


def protocol(sections: Sequence[tuple[str, Sequence[str]]] = SECTIONS) -> ParsedProtocol:
    """A parsed protocol: titles, each with the texts of its points. "Heading | text" gives a point a heading."""
    parsed = []
    for number, (title, texts) in enumerate(sections, start=1):
        points = []
        for place, given in enumerate(texts, start=1):
            heading, _, text = given.rpartition(" | ")
            points.append(ParsedPoint(f"{number}.{place}", heading, text, (place,), (f"S{number}.{place}",)))
        parsed.append(ParsedSection(number, title, "", tuple(points)))
    repairs = (Repair("G-1", 4, "Two halves of a list were joined."),)
    return ParsedProtocol(tuple(parsed), repairs, (Notice("G-9", 7, "No full stop."),))


def long_protocol(points: int) -> ParsedProtocol:
    """One section with so many points, all about parking."""
    return protocol([("Parking", [f"Rule {number} about parking at the town hall." for number in range(points)])])


def adopted(
    parsed: ParsedProtocol | None = None,
    *,
    title: str = "Social media protocol",
    effective_from: date = LONG_AGO,
    is_published: bool = True,
) -> Edition:
    """An edition of an adopted protocol, in force since long ago unless told otherwise."""
    return import_protocol(
        parsed or protocol(),
        title=title,
        adopted_by="Full Council",
        adopted_on=date(2019, 12, 3),
        effective_from=effective_from,
        publish=is_published,
    )


def plain(
    texts: Sequence[str] = ("Look at it again before it goes out.",), *, effective_from: date = LONG_AGO
) -> Edition:
    """A published edition of plain English with one section."""
    document = Document.objects.filter(kind=Kind.PLAIN).first() or DocumentFactory(
        kind=Kind.PLAIN, slug="plain-english"
    )
    edition = EditionFactory(
        document=document,
        number=document.editions.count() + 1,
        effective_from=effective_from,
        adopted_by="",
        adopted_on=None,
    )
    section = SectionFactory(edition=edition, title="Before you post")
    for place, text in enumerate(texts, start=1):
        PointVersionFactory(edition=edition, section=section, number=f"1.{place}", order=place, text=text)
    return publish(edition, by=None)


class DocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Document

    title = factory.Sequence(lambda n: f"Protocol {n}")
    slug = factory.Sequence(lambda n: f"protocol-{n}")
    kind = Kind.ADOPTED


class EditionFactory(factory.django.DjangoModelFactory):
    """A draft without sections."""

    class Meta:
        model = Edition

    document = factory.SubFactory(DocumentFactory)
    number = factory.Sequence(lambda n: n + 100)  # beyond those that an import numbers from 1
    effective_from = LONG_AGO
    adopted_by = "Full Council"
    adopted_on = date(2019, 12, 3)
    content_hash = fingerprints.of_edition([])


class SectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Section

    edition = factory.SubFactory(EditionFactory)
    number = "1"
    title = "Before you post"
    order = 1


class PointFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Point

    document = factory.SubFactory(DocumentFactory)


class PointVersionFactory(factory.django.DjangoModelFactory):
    """A point in a draft; it brings its section and its point unless they are given."""

    class Meta:
        model = PointVersion

    edition = factory.SubFactory(EditionFactory)
    section = factory.SubFactory(SectionFactory, edition=factory.SelfAttribute("..edition"))
    point = factory.SubFactory(PointFactory, document=factory.SelfAttribute("..edition.document"))
    number = "1.1"
    heading = ""
    text = "Read it once more before you send it."
    order = 1

    @factory.lazy_attribute
    def hash(self) -> str:
        return fingerprints.of_point(fingerprints.PointWords(self.number, self.heading, self.text))
