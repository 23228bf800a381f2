"""Handing out a whole record: begin, take words out, have the file made, hand it out."""

import hashlib
import uuid
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from portal.foundation.audit.actions import Fact, record, record_read
from portal.foundation.outbox.actions import add
from portal.foundation.records import permissions
from portal.foundation.records.actions.holds import place_hold
from portal.foundation.records.models import Disclosure, Hold, Law, PersonSearch, Redaction
from portal.foundation.records.rooms import Card, Officer, all_rooms, room_of
from portal.foundation.records.whole import EVERYWHERE, spans
from portal.foundation.vault.ciphers import seal

KEPT_FOR = timedelta(days=7)
"""How long a finished file lies here, sealed. It can be made again while the record is kept."""
HOLD_FOR = {
    Law.FOI: Hold.Source.FOI,
    Law.EIR: Hold.Source.FOI,
    Law.SAR: Hold.Source.SAR,
    Law.COURT: Hold.Source.CLAIM,
    Law.POLICE: Hold.Source.POLICE,
}


class CannotDisclose(Exception):
    """Why it cannot be done, in a sentence for the page."""


@transaction.atomic
def begin_disclosure(
    *, kind: str, about_id: uuid.UUID, law: str, to_whom: str, reason: str, has_identity: bool, by: Officer
) -> Disclosure:
    """Begin an export. From here on nothing of the record may be taken away, so a hold is placed when none stands."""
    room = room_of(kind)
    card = room.card_of(by, about_id)
    if card is None or not permissions.can_enter(by) or not room.can_open(by, about_id):
        raise PermissionDenied
    begun = Disclosure(about_kind=kind, about_id=about_id, reference=card.reference, law=law, has_identity=has_identity)
    begun.to_whom, begun.reason, begun.by_id = to_whom, reason, by.pk
    begun.save(force_insert=True)
    facts: dict[str, Fact] = {"kind": kind, "id": str(about_id), "law": law, "identity": has_identity}
    record("records.export_begun", by=by, about=begun, data=facts)
    source = HOLD_FOR.get(Law(law))
    if source and not Hold.objects.of(kind, about_id).in_force().filter(source=source).exists():
        place_hold(kind=kind, about_id=about_id, source=source, reason=reason, by=by)
    return begun


def _lock(disclosure: Disclosure, by: Officer, version: int) -> Disclosure:
    locked = Disclosure.objects.select_for_update(of=("self",)).get(pk=disclosure.pk)
    if not permissions.can_disclose(by, locked):
        raise PermissionDenied
    if locked.version != version:
        raise CannotDisclose("Somebody changed this after you opened the page. Look at it again.")
    return locked


def _being_prepared(disclosure: Disclosure, by: Officer, version: int) -> Disclosure:
    """The locked row, without a file: what was made before no longer fits its marks."""
    locked = _lock(disclosure, by, version)
    if not locked.is_being_prepared:
        raise CannotDisclose(f"This cannot be changed now: {locked.get_state_display().lower()}.")
    locked.state, locked.pdf, locked.json = Disclosure.State.PREPARING, b"", b""
    locked.pdf_sha256 = locked.json_sha256 = ""
    locked.made_at = locked.purge_at = None
    locked.version += 1
    locked.save()
    return locked


@transaction.atomic
def redact(*, disclosure: Disclosure, path: str, passage: str, label: str, by: Officer, version: int) -> Redaction:
    """Take out a field, or some words of it or (path "*") of the whole record. Raises CannotDisclose."""
    locked = _being_prepared(disclosure, by, version)
    _check_place(locked, path, passage)
    made = Redaction(disclosure=locked, path=path, passage=passage, label=label)
    made.by_id = by.pk
    made.save(force_insert=True)
    facts: dict[str, Fact] = {"disclosure": str(locked.pk), "path": path, "label": label, "whole": not passage}
    record("records.redacted", by=by, about=made, data=facts)
    return made


def _check_place(disclosure: Disclosure, path: str, passage: str) -> None:
    whole = room_of(disclosure.about_kind).whole(disclosure.about_id)
    fields = whole.fields() if path == EVERYWHERE else [field for field in whole.fields() if field.path == path]
    if not fields or (path == EVERYWHERE and not passage):
        raise CannotDisclose("Choose a field of this record.")
    looked_for = Redaction(path=path, passage=passage)
    if passage and not any(spans(field.value, [looked_for]) for field in fields):
        raise CannotDisclose("These words do not stand there. Copy them as they are, line breaks aside.")


@transaction.atomic
def drop_redaction(*, redaction: Redaction, by: Officer, version: int) -> Disclosure:
    """Put the words back."""
    locked = _being_prepared(redaction.disclosure, by, version)
    facts = {"disclosure": str(locked.pk), "path": redaction.path, "label": redaction.label}
    record("records.redaction_dropped", by=by, about=redaction, data=facts)
    locked.redactions.filter(pk=redaction.pk).delete()
    return locked


@transaction.atomic
def make_disclosure(*, disclosure: Disclosure, by: Officer, version: int) -> Disclosure:
    """Have the worker make the files."""
    locked = _being_prepared(disclosure, by, version)
    locked.state = Disclosure.State.MAKING
    locked.save(update_fields=["state"])
    record("records.export_asked", by=by, about=locked, data={"version": locked.version})
    payload = {"disclosure": str(locked.pk), "version": str(locked.version)}
    add("records.make_disclosure", key=f"records.make_disclosure:{locked.pk}:{locked.version}", payload=payload)
    return locked


@transaction.atomic
def keep_made(disclosure: Disclosure, *, pdf: bytes, json: bytes, at: datetime) -> Disclosure | None:
    """Keep what the worker made, sealed; None when it is not wanted any more."""
    locked = _still_making(disclosure)
    if locked is None:
        return None
    locked.pdf = seal(pdf, context=locked.context_of("pdf"))
    locked.json = seal(json, context=locked.context_of("json"))
    locked.pdf_sha256, locked.json_sha256 = hashlib.sha256(pdf).hexdigest(), hashlib.sha256(json).hexdigest()
    locked.state, locked.made_at, locked.purge_at = Disclosure.State.READY, at, at + KEPT_FOR
    locked.save()
    facts = {"pdf_sha256": locked.pdf_sha256, "json_sha256": locked.json_sha256, "law": locked.law}
    record("records.export_made", by=None, about=locked, data=facts)
    return locked


@transaction.atomic
def say_failed(disclosure: Disclosure) -> None:
    locked = _still_making(disclosure)
    if locked is not None:
        locked.state = Disclosure.State.FAILED
        locked.save(update_fields=["state"])
        record("records.export_failed", by=None, about=locked)


def _still_making(disclosure: Disclosure) -> Disclosure | None:
    making = Disclosure.objects.select_for_update(of=("self",)).filter(state=Disclosure.State.MAKING)
    return making.filter(pk=disclosure.pk, version=disclosure.version).first()


def note_download(*, disclosure: Disclosure, which: str, by: Officer) -> None:
    """Each look at a finished file is written down."""
    if not permissions.can_disclose(by, disclosure):
        raise PermissionDenied
    record_read("records.export_downloaded", by=by, about=disclosure, data={"which": which})


@transaction.atomic
def release(*, disclosure: Disclosure, by: Officer, version: int) -> Disclosure:
    """Enter in the log that the file went out. The line never changes afterwards; the file itself goes at its time."""
    locked = _lock(disclosure, by, version)
    if locked.state != Disclosure.State.READY or not locked.has_file:
        raise CannotDisclose("There is no finished file to hand out.")
    locked.state, locked.released_by_id, locked.released_at = Disclosure.State.RELEASED, by.pk, timezone.now()
    locked.version += 1
    locked.save(update_fields=["state", "released_by", "released_at", "version"])
    facts = {"law": locked.law, "pdf_sha256": locked.pdf_sha256, "json_sha256": locked.json_sha256}
    record("records.disclosed", by=by, about=locked, data=facts)
    return locked


@transaction.atomic
def give_up_disclosure(*, disclosure: Disclosure, by: Officer, version: int) -> Disclosure:
    """End an export that does not go out. Its line stays."""
    locked = _being_prepared(disclosure, by, version)
    locked.state = Disclosure.State.GIVEN_UP
    locked.save(update_fields=["state"])
    record("records.export_given_up", by=by, about=locked)
    return locked


@transaction.atomic
def purge_files(now: datetime | None = None) -> None:
    """Finished files go after seven days; their hashes stay. One that did not go out must be made again."""
    over = Disclosure.objects.filter(purge_at__lte=now or timezone.now()).exclude(pdf=b"", json=b"")
    over.filter(state=Disclosure.State.READY).update(
        state=Disclosure.State.PREPARING, pdf=b"", json=b"", pdf_sha256="", json_sha256="", made_at=None, purge_at=None
    )
    over.update(pdf=b"", json=b"")


@transaction.atomic
def search_person(*, person: Officer, reason: str, by: Officer) -> list[Card]:
    """Which records there are about somebody: reference and holder, and no word of any. Each search is kept, with the
    number found, but for those of which nobody outside an office may know whether there are any.
    """
    if not permissions.can_enter(by):
        raise PermissionDenied
    found = [(room, card) for room in all_rooms() for card in room.of_person(by, person.pk)]
    cards, number = [card for _, card in found], len([card for room, card in found if not room.only_here])
    search = PersonSearch(reason=reason, found=number)
    search.person_id, search.by_id = person.pk, by.pk
    search.save(force_insert=True)
    record_read("records.person_searched", by=by, about=search, data={"person": str(person.pk), "found": number})
    return cards
