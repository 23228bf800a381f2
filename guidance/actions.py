"""What may be done to the guidance: import a text, withdraw an edition, ship the texts of the release.

How a draft is written on and published: guidance/editing.

Every verb is one transaction that locks the document first, so two people who import or publish at the same
moment take turns. `by=None` means the system: a command on the server, or the loading of a new portal.
"""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from guidance import plain_english, supplementary
from guidance.definitions import copy_definitions, write_definitions
from guidance.editing import stages
from guidance.fingerprints import SectionWords, of_edition, of_point
from guidance.identities import keep_identities
from guidance.importing import ParsedPoint, ParsedProtocol, ParsedSection, summary
from guidance.models import Document, Edition, Kind, Point, PointVersion, Section, today
from guidance.permissions import can_edit, can_publish
from guidance.refusals import Refused
from guidance.supplementary import Shipped
from guidance.synonyms.actions import ship_synonyms
from guidance.wording import parsed_words, point_words
from portal.foundation.audit.actions import record
from portal.foundation.people.models import User

PLAIN_SLUG = "plain-english"
BESIDE_FILES = (
    (supplementary.GUIDANCE, Kind.SUPPLEMENTARY),
    (supplementary.ABUSE, Kind.SUPPLEMENTARY),
    (supplementary.QUESTIONS, Kind.QUESTIONS),
)
RESTS = ("basis", "is_law", "law_as_at", "owner_role", "review_by")
"""What a point says of itself beside its words; the fingerprint tells of the words alone."""
LONGEST_NAME = 200


@transaction.atomic
def import_protocol(
    parsed: ParsedProtocol,
    *,
    title: str,
    adopted_by: str,
    adopted_on: date,
    effective_from: date,
    publish: bool = False,
    minute: str = "",
    keeping: Mapping[str, str | None] | None = None,
    by: User | None = None,
) -> Edition:
    """Takes an adopted text in as the next edition of the document with this title.

    The same text with the same particulars is the same edition, so an import may be repeated. Points keep
    their ids (`keep_identities`), and where a person knows better, `keeping` says which: by the new number the
    id of the point that stands there now, or None for a new point. `publish` is for the server's own command: what
    a person imports is a draft, which somebody else approves. Raises Refused, or PermissionDenied when `by` may not
    write on drafts.
    """
    if by is not None and not can_edit(by):
        raise PermissionDenied
    title, adopted_by = _name(title, "title"), _name(adopted_by, "name of the body that adopted it")
    minute = _name(minute, "reference of the decision") if minute.strip() else ""
    document = _locked_document(slug=slugify(title)[:80].strip("-") or "protocol", title=title, kind=Kind.ADOPTED)
    edition = Edition(
        document=document,
        adopted_by=adopted_by,
        adopted_on=adopted_on,
        minute=minute,
        effective_from=effective_from,
        created_by=by,
    )
    edition = _same_edition(edition, parsed) or _next_edition(edition, parsed, keeping or {})
    if publish and edition.is_draft:
        edition = stages.publish(edition, by=by)
    return edition


@transaction.atomic
def withdraw(edition: Edition, *, withdrawn_on: date, by: User | None) -> Edition:
    """Ends an edition from 00:00 (Europe/London) of that day; it stays readable. Never from a past day."""
    if by is not None and not can_publish(by):
        raise PermissionDenied
    edition = _locked_edition(edition)
    if edition.state != Edition.State.PUBLISHED:
        raise Refused("Only a published edition can be withdrawn.")
    if withdrawn_on < today():
        raise Refused("An edition can be withdrawn from today on, not from a day in the past.")
    edition.state, edition.withdrawn_on = Edition.State.WITHDRAWN, withdrawn_on
    edition.save(update_fields=["state", "withdrawn_on"])
    record("guidance.withdrawn", by=by, about=edition, data={"withdrawn_on": withdrawn_on.isoformat()})
    return edition


@transaction.atomic
def ship_plain_english() -> Edition:
    """Brings the plain English of this release into force, from today, and its synonyms. Changes nothing twice."""
    ship_synonyms()
    document = _locked_document(slug=PLAIN_SLUG, title=plain_english.details().title, kind=Kind.PLAIN)
    parsed = plain_english.load()
    newest = document.editions.exclude(state=Edition.State.DRAFT).order_by("-number").first()
    if newest is not None and (newest.published_by_id or newest.content_hash == of_edition(parsed_words(parsed))):
        return newest  # what people of this council have written since is never overwritten by a release
    edition = _write_edition(Edition(document=document, effective_from=today()), parsed, {})
    write_definitions(edition, plain_english.terms())
    return stages.publish(edition, by=None)


@transaction.atomic
def ship_supplementary() -> list[Edition]:
    """Brings what this release says beside the protocol into force, from today. Changes nothing twice.

    What people of this council have published since is never overwritten. Raises Refused when the council has a
    protocol of the same name.
    """
    return [ship_beside(supplementary.load(path), kind) for path, kind in BESIDE_FILES]


@transaction.atomic
def ship_beside(shipped: Shipped, kind: Kind) -> Edition:
    """One document of a release, as `ship_supplementary` brings it."""
    document = _locked_document(slug=slugify(shipped.title), title=shipped.title, kind=kind)
    newest = document.editions.exclude(state=Edition.State.DRAFT).order_by("-number").first()
    if newest is not None and (newest.published_by_id or _says(newest, shipped.text)):
        return newest
    edition = _write_edition(Edition(document=document, effective_from=today()), shipped.text, {})
    if not document.steps_taken():  # nobody here has set an owner or a date yet, so those of the text hold
        document.owner_role, document.next_review_on = shipped.owner_role, shipped.first_review
        document.save(update_fields=["owner_role", "next_review_on"])
    return stages.publish(edition, by=None)


def _says(edition: Edition, parsed: ParsedProtocol) -> bool:
    """Whether a published edition has these words, resting on the same, with the same dates and owners."""
    if edition.content_hash != of_edition(parsed_words(parsed)):
        return False
    stored = edition.point_versions.order_by("order").values_list("labels", *RESTS)
    wanted = [(list(p.labels), *(getattr(p, name) for name in RESTS)) for p in parsed.points]
    return list(stored) == wanted


def _name(typed: str, what: str) -> str:
    """A name as it may be stored: one line, not empty, no characters that no screen can show."""
    name = " ".join(typed.split())
    if not name:
        raise Refused(f"The {what} is missing.")
    if len(name) > LONGEST_NAME:
        raise Refused(f"The {what} must be {LONGEST_NAME} characters or fewer.")
    if not name.isprintable():
        raise Refused(f"The {what} holds characters that cannot be shown.")
    return name


def _locked_document(*, slug: str, title: str, kind: Kind) -> Document:
    Document.objects.get_or_create(slug=slug, defaults={"title": title, "kind": kind, "owner_role": kind.first_owner})
    document = Document.objects.select_for_update().get(slug=slug)
    if document.kind != kind:
        raise Refused(f"The title {title} belongs to the portal's own text. Choose another.")
    return document


def _locked_edition(edition: Edition) -> Edition:
    return Edition.objects.select_for_update(of=["self", "document"]).select_related("document").get(pk=edition.pk)


def _same_edition(wanted: Edition, parsed: ParsedProtocol) -> Edition | None:
    """The newest edition, when it has the same words and the same particulars."""
    newest = wanted.document.editions.exclude(state=Edition.State.WITHDRAWN).order_by("-number").first()
    if newest is None or newest.content_hash != of_edition(parsed_words(parsed)):
        return None
    particulars = ("adopted_by", "adopted_on", "minute", "effective_from")
    return newest if all(getattr(newest, name) == getattr(wanted, name) for name in particulars) else None


def _next_edition(edition: Edition, parsed: ParsedProtocol, keeping: Mapping[str, str | None]) -> Edition:
    """A new draft, with the words that the edition before explained as far as their points are still there."""
    before = edition.document.editions.order_by("-number").first()
    written = _write_edition(edition, parsed, keeping)
    if before is not None:
        copy_definitions(before, written)
    return written


def _write_edition(edition: Edition, parsed: ParsedProtocol, keeping: Mapping[str, str | None]) -> Edition:
    """Saves a new draft with its sections and points."""
    words = parsed_words(parsed)
    edition.number = (edition.document.editions.aggregate(last=Max("number"))["last"] or 0) + 1
    edition.content_hash = of_edition(words)
    edition.front, edition.import_notes = list(parsed.front), dict(summary(parsed))
    edition.save(force_insert=True)
    sections = [_section(edition, section, order) for order, section in enumerate(parsed.sections, start=1)]
    Section.objects.bulk_create(sections)
    points = _identified(edition.document, words, keeping)
    printed = [(holder, point) for holder, s in zip(sections, parsed.sections, strict=True) for point in s.points]
    PointVersion.objects.bulk_create(
        _version(points[point.number], holder, point, order) for order, (holder, point) in enumerate(printed, start=1)
    )
    data: dict[str, str | int | bool | None] = {
        "edition": edition.number,
        "sections": len(sections),
        "points": len(printed),
        "hash": edition.content_hash,
    }
    record("guidance.imported", by=edition.created_by, about=edition, data=data)
    return edition


def _section(edition: Edition, parsed: ParsedSection, order: int) -> Section:
    return Section(
        edition=edition,
        number=str(parsed.number),
        title=parsed.title,
        printed_title=parsed.title if parsed.printed is None else parsed.printed,
        lead_in=parsed.lead_in,
        lead_in_before=parsed.lead_in_before,
        order=order,
    )


def _version(point: Point, section: Section, parsed: ParsedPoint, order: int) -> PointVersion:
    return PointVersion(
        point=point,
        edition=section.edition,
        section=section,
        number=parsed.number,
        heading=parsed.heading,
        text=parsed.text,
        labels=list(parsed.labels),
        links=[list(pair) for pair in parsed.links],
        supplied=list(parsed.supplied),
        basis=parsed.basis,
        is_law=parsed.is_law,
        law_as_at=parsed.law_as_at,
        owner_role=parsed.owner_role,
        review_by=parsed.review_by,
        order=order,
        hash=of_point(point_words(parsed)),
    )


def _identified(document: Document, words: list[SectionWords], keeping: Mapping[str, str | None]) -> dict[str, Point]:
    """The point for each number of a new text; new ones are minted and saved."""
    printed = [point for section in words for point in section.points]
    known = list(
        PointVersion.objects.filter(edition__document=document)
        .select_related("point", "edition")
        .defer("search")
        .order_by("-edition__number", "order")
    )
    points = {version.point_id: version.point for version in known}
    said = {number: point_id for number, point_id in keeping.items() if point_id is not None}
    if not (set(said.values()) <= set(points) and set(keeping) <= {point.number for point in printed}):
        raise Refused("A point was to be kept that is not in this document, or at a number that is not in this text.")
    if len(set(said.values())) != len(said):
        raise Refused("A point was to be kept at two numbers.")
    newest = [version for version in known if version.edition_id == known[0].edition_id]
    vanished = known[len(newest) :]
    standing = {version.point_id for version in newest} | set(said.values())
    kept = said | keep_identities(
        [point for point in printed if point.number not in keeping],
        [version for version in newest if version.point_id not in said.values()],
        [version for version in vanished if version.point_id not in standing],
    )
    minted = {point.number: Point(document=document) for point in printed if point.number not in kept}
    Point.objects.bulk_create(minted.values())
    return {number: points[point_id] for number, point_id in kept.items()} | minted
