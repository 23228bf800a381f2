"""Three ways to begin a draft: the next edition of a document, a new document beside the protocol, a file.

Of one document there is one draft at a time: two would each leave out what the other says.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from guidance.actions import import_protocol
from guidance.definitions import copy_definitions
from guidance.editing.drafting import Held, held_by
from guidance.fingerprints import of_edition
from guidance.grounds import copy_grounds
from guidance.importing import ParsedProtocol
from guidance.models import BESIDE, Document, Edition, Kind, PointVersion, Section
from guidance.permissions import can_edit
from guidance.refusals import Refused
from portal.foundation.audit.actions import record
from portal.foundation.people.models import User

Row = TypeVar("Row", Section, PointVersion)
STANDS = "There is a draft of this document already. Work on that one, or throw it away first."


@transaction.atomic
def begin_next(document: UUID, *, effective_from: date, by: User) -> Edition:
    """A draft with the words, numbers and point ids of the newest edition. PermissionDenied, Refused."""
    _check_leave(by)
    locked = Document.objects.select_for_update().filter(pk=document).first()
    newest = _newest(locked) if locked else None
    if locked is None or newest is None:
        raise Refused("No edition of this document has been published.")
    if locked.editions.filter(state=Edition.State.DRAFT).exists():
        raise Refused(STANDS)
    held = held_by(newest)
    edition = _new_edition(locked, effective_from, by, like=newest)
    _copy(held, edition)
    copy_definitions(newest, edition)
    copy_grounds(newest, edition)
    edition.refresh_from_db(fields=["revision"])
    data: dict[str, str | int | bool | None] = {"edition": edition.number, "from": newest.number}
    record("guidance.begun", by=by, about=edition, data=data)
    return edition


@transaction.atomic
def begin_new(kind: str, *, title: str, effective_from: date, by: User) -> Edition:
    """An empty draft of a new document beside the protocol. PermissionDenied, Refused."""
    _check_leave(by)
    if kind not in BESIDE:
        raise Refused("The protocol is begun by importing what the council adopted.")
    slug = slugify(title)[:80].strip("-")
    if not slug:
        raise Refused("The title needs letters or digits.")
    owner = Kind(kind).first_owner
    document, is_new = Document.objects.get_or_create(
        slug=slug, defaults={"title": title, "kind": kind, "owner_role": owner}
    )
    if not is_new:
        raise Refused("There is a document with this title already. Begin its next edition, or choose another title.")
    edition = _new_edition(document, effective_from, by)
    record("guidance.begun", by=by, about=edition, data={"edition": edition.number, "kind": kind})
    return edition


@transaction.atomic
def take_in(
    parsed: ParsedProtocol,
    *,
    title: str,
    adopted_by: str,
    adopted_on: date,
    minute: str,
    effective_from: date,
    by: User,
) -> Edition:
    """What was read from a file, as a draft that shows where the import mended. PermissionDenied, Refused."""
    edition = import_protocol(
        parsed,
        title=title,
        adopted_by=adopted_by,
        adopted_on=adopted_on,
        minute=minute,
        effective_from=effective_from,
        by=by,
    )
    if not edition.is_draft:
        raise Refused(
            f"These words are in the portal already: they are edition {edition.number} of {edition.document}."
        )
    if edition.document.editions.filter(state=Edition.State.DRAFT).exclude(pk=edition.pk).exists():
        raise Refused(STANDS)
    edition.import_notes = _placed(edition, parsed)
    edition.save(update_fields=["import_notes"])
    edition.refresh_from_db(fields=["revision"])
    return edition


def _check_leave(by: User) -> None:
    if not can_edit(by):
        raise PermissionDenied


def _newest(document: Document) -> Edition | None:
    """What the next edition follows: the last to come into force, also when its day is still to come."""
    published = document.editions.filter(state=Edition.State.PUBLISHED).order_by("-effective_from", "-number")
    return published.first() or document.editions.filter(state=Edition.State.WITHDRAWN).order_by("-number").first()


def _new_edition(document: Document, effective_from: date, by: User, *, like: Edition | None = None) -> Edition:
    edition = Edition(document=document, effective_from=effective_from, created_by=by, content_hash=of_edition([]))
    edition.number = (document.editions.aggregate(last=Max("number"))["last"] or 0) + 1
    if like is not None:
        edition.front, edition.content_hash = like.front, like.content_hash
        edition.adopted_by, edition.adopted_on = like.adopted_by, like.adopted_on  # until the council has decided
    edition.save(force_insert=True)
    return edition


def _copy(held: list[Held], edition: Edition) -> None:
    sections: list[Section] = []
    versions: list[PointVersion] = []
    for each in held:
        section = _as_new(each.section, edition_id=edition.pk)
        sections.append(section)
        versions += [_as_new(version, edition_id=edition.pk, section_id=section.pk) for version in each.points]
    Section.objects.bulk_create(sections)
    PointVersion.objects.bulk_create(versions)


def _as_new(row: Row, **other: Any) -> Row:
    """A new row with the same content. `other`: its foreign keys, by their columns."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key and not field.generated]
    return type(row)(**{field.attname: getattr(row, field.attname) for field in fields} | other)


def _placed(edition: Edition, parsed: ParsedProtocol) -> Mapping[str, object]:
    """The remarks of the import, each with the id of the point on whose lines it was made; numbers may change."""
    ids = dict(edition.point_versions.values_list("number", "point"))
    lines = {line: ids[point.number] for point in parsed.points for line in point.lines}
    notes: dict[str, Any] = dict(edition.import_notes)
    for name in ("repairs", "notices"):
        notes[name] = [remark | {"point": lines.get(remark["line"], "")} for remark in notes[name]]
    return notes
