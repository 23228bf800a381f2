"""All that is printed of an edition, as data for the template guidance/pdf/edition.typ. Published, it never changes."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.text import Truncator

from guidance.models import Edition, Kind, OwnerRole, Piece, PointVersion, Section
from guidance.printing.blocks import Block, breakable, of_lines, of_markdown
from portal.foundation.deadlines.words import day_in_words

LONGEST_TITLE_IN_FOOTER = 90
LONG = 1_200
"""Signs of a point that may be parted by the end of a page, about a third of one."""


SAID = {
    Kind.ADOPTED: "The council’s own words, which it adopted. They are the ones that count.",
    Kind.PLAIN: "Plain English, not adopted by the council. It helps to read what the council adopts.",
    Kind.SUPPLEMENTARY: "Guidance that stands beside the protocol. It was not adopted by the council.",
    Kind.QUESTIONS: "Answers that stand beside the protocol. They were not adopted by the council.",
}


@dataclass(frozen=True)
class Fact:
    """A line of the first page: its name, and what it is."""

    name: str
    value: str
    href: str = ""
    is_code: bool = False


def title_of(edition: Edition) -> str:
    """The title of the printed document: "Social media protocol, edition 2"."""
    return f"{edition.document.title}, edition {edition.number}"


def of_edition(edition: Edition) -> dict[str, Any]:
    """The data of the template. Three queries."""
    return {
        "council": settings.COUNCIL_NAME,
        "title": breakable(edition.document.title),
        "is_adopted": edition.document.is_adopted,
        "kind": Kind(edition.document.kind).label,
        "said": _said(edition),
        "facts": [asdict(fact) for fact in _facts(edition)],
        "front": [breakable(line) for line in edition.front],
        "footer": _footer(edition),
        "sections": [_section(section) for section in _sections(edition)],
    }


def _said(edition: Edition) -> str:
    """Whose words these are, said plainly."""
    return SAID[Kind(edition.document.kind)]


def _facts(edition: Edition) -> Iterator[Fact]:
    yield Fact("Edition", str(edition.number))
    yield Fact("In force from", day_in_words(edition.effective_from))
    if edition.adopted_by:
        yield Fact("Adopted by", edition.adopted_by)
    if edition.adopted_on is not None:
        yield Fact("Decided on", day_in_words(edition.adopted_on))
    if edition.minute:
        yield Fact("Minute", edition.minute)
    address, newest = _full(edition.get_absolute_url()), _newest(edition)
    yield Fact("Permanent address", address, href=address)
    yield Fact("A newer edition?", newest, href=newest)
    yield Fact("SHA-256 of the text", edition.content_hash, is_code=True)


def _full(path: str) -> str:
    return f"{settings.PORTAL_URL}{path}"


def _newest(edition: Edition) -> str:
    """Where every edition of the document stands, the newest first."""
    return _full(reverse("guidance:history", args=[edition.document.slug]))


def _footer(edition: Edition) -> list[str]:
    """Three lines at the foot of every page; a page may be found alone."""
    title = Truncator(edition.document.title).chars(LONGEST_TITLE_IN_FOOTER)
    since = day_in_words(edition.effective_from)
    return [
        title,
        f"Edition {edition.number}, in force from {since}. SHA-256 {edition.short_hash}",
        f"Printed words may be out of date. Newer ones: {_newest(edition)}",
    ]


def _sections(edition: Edition) -> Iterable[Section]:
    versions = PointVersion.objects.with_place().order_by("order")
    return edition.sections.order_by("order").prefetch_related(Prefetch("points", versions))


def _section(section: Section) -> dict[str, Any]:
    return {"title": breakable(f"{section.number}. {section.title}"), "groups": list(_groups(section))}


def _groups(section: Section) -> Iterator[dict[str, Any]]:
    """The points of a section, parted where its lead-in stands."""
    lead_in = _data(of_lines([Piece(line)] for line in section.lead_in.splitlines() if line.strip()))
    points = list(section.points.all())
    numbers = [version.number for version in points]
    first = numbers.index(section.lead_in_before) if section.lead_in_before in numbers else 0
    before, after = points[:first], points[first:]
    if before:
        yield {"lead_in": [], "points": [_point(version) for version in before]}
    if after or lead_in:
        yield {"lead_in": lead_in, "points": [_point(version) for version in after]}


def _point(version: PointVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "heading": breakable(version.heading),
        "address": _full(version.get_absolute_url()),
        "blocks": _data(_words(version)),
        "is_long": len(version.text) > LONG,
        "notes": list(_notes(version)),
    }


def _words(version: PointVersion) -> list[Block]:
    if Kind(version.edition.document.kind).is_markdown:
        return of_markdown(version.text)
    return of_lines(version.paragraphs)


def _notes(version: PointVersion) -> Iterator[str]:
    """What a point rests on, and who looks after it."""
    if version.basis:
        as_at = f" (as at {day_in_words(version.law_as_at)})" if version.law_as_at else ""
        yield breakable(f"What it rests on{as_at}: {version.basis}")
    if version.owner_role:
        review = f", to be reviewed by {day_in_words(version.review_by)}" if version.review_by else ""
        yield f"Looked after by: {OwnerRole(version.owner_role).label}{review}"


def _data(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [block.as_data() for block in blocks]
