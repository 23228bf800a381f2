"""What the worker makes: the files of a disclosure, and the certificate of a disposal. Never done in a web request."""

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from portal.foundation.deadlines.words import day_in_words, in_words
from portal.foundation.files.pdf import CannotMakePdf, make_pdf
from portal.foundation.outbox.models import Item
from portal.foundation.records.actions import keep_certificate, keep_made, say_failed
from portal.foundation.records.models import Disclosure, Tombstone
from portal.foundation.records.rooms import room_of
from portal.foundation.records.whole import FREE_TEXT, as_data, for_release

TEMPLATE = "portal/home/records_office/pdf/record.typ"
LONG = re.compile(r"\S{40,}")
MAY_BREAK = "\N{ZERO WIDTH SPACE}"


def make_files(item: Item) -> None:
    """The work of the outbox kind "records.make_disclosure": read the record, take out what is marked, set it, seal it.

    Run again after a crash it makes the same; what changed its mind meanwhile is left alone.
    """
    wanted = Disclosure.objects.filter(
        pk=uuid.UUID(item.payload["disclosure"]), version=int(item.payload["version"]), state=Disclosure.State.MAKING
    ).first()
    if wanted is None:
        return
    at = timezone.now()
    try:
        pdf, plain = files_of(wanted, at)
    except CannotMakePdf:
        say_failed(wanted)
        return
    keep_made(wanted, pdf=pdf, json=plain, at=at)


def files_of(disclosure: Disclosure, at: datetime) -> tuple[bytes, bytes]:
    """The PDF and the JSON of the record as it may go out."""
    whole = room_of(disclosure.about_kind).whole(disclosure.about_id)
    shown = for_release(whole, list(disclosure.redactions.all()), has_identity=disclosure.has_identity)
    told = timezone.localtime(at).isoformat(timespec="minutes")
    law = str(disclosure.get_law_display())
    data = as_data(shown, law=law, made_at=told, has_identity=disclosure.has_identity)
    plain = json.dumps({"council": settings.COUNCIL_NAME, **data}, ensure_ascii=False, indent=2)
    return _pdf(data, _front(disclosure, at), dated=at), plain.encode("utf-8", "replace")


def _front(disclosure: Disclosure, at: datetime) -> list[str]:
    lines = [
        f"Copied from the members’ portal at {in_words(at)}, under: {disclosure.get_law_display()}.",
        "Words that were taken out are marked in their place with the exemption they were taken out under.",
    ]
    if not disclosure.has_identity:
        lines.append(f"Without identity. {FREE_TEXT}")
    return lines


def _pdf(data: Mapping[str, Any], front: Iterable[str], *, dated: datetime) -> bytes:
    sections = [
        {
            "title": section["title"],
            "fields": [{"name": field["name"], "lines": _lines(field["value"])} for field in section["fields"]],
        }
        for section in data["sections"]
    ]
    words = {
        "council": settings.COUNCIL_NAME,
        "title": data["title"],
        "front": list(front),
        "footer": data["title"],
        "sections": sections,
    }
    return make_pdf(TEMPLATE, words, title=data["title"], dated=dated)


def _lines(value: str) -> list[str]:
    """One paragraph a line; a word that no line holds may break anywhere."""
    lines = [line for line in value.splitlines() if line.strip()] or ["None"]
    return [LONG.sub(lambda word: _cut(word[0]), line) for line in lines]


def _cut(word: str) -> str:
    return MAY_BREAK.join(word[at : at + 20] for at in range(0, len(word), 20))


def make_certificate(item: Item) -> None:
    """The work of the outbox kind "records.certificate": the same bytes whenever it is made."""
    found = Tombstone.objects.select_related("approved_by").filter(pk=uuid.UUID(item.payload["tombstone"])).first()
    if found is not None:
        keep_certificate(found, certificate_of(found))


def _approval_of(tombstone: Tombstone) -> str:
    if tombstone.approved_by is None or tombstone.approved_at is None:
        return "Nobody: it went by its rule, after two warnings to its member"
    return f"{tombstone.approved_by}, at {in_words(tombstone.approved_at)}"


def certificate_of(tombstone: Tombstone) -> bytes:
    """What the certificate says: never a word of the record."""
    rows = (
        ("Certificate", tombstone.certificate),
        ("Record", tombstone.reference),
        ("Class", tombstone.record_class),
        ("Begun", day_in_words(tombstone.began_on)),
        ("Ended", day_in_words(tombstone.ended_on)),
        ("Authority", tombstone.authority),
        ("Approved by", _approval_of(tombstone)),
        ("Disposed of", in_words(tombstone.disposed_at)),
        ("Files disposed of", str(tombstone.files)),
        ("SHA-256 of the record as it was", tombstone.sha256),
    )
    fields = [{"path": "", "name": name, "value": value} for name, value in rows]
    title = f"Certificate of disposal {tombstone.certificate}"
    front = [
        "The record named here was deleted from the members’ portal, with its texts, pictures, files and queued mail. "
        "Copies of it in backups go when the backups that hold them are overwritten."
    ]
    data = {"title": title, "sections": [{"title": "The disposal", "fields": fields}]}
    return _pdf(data, front, dated=tombstone.disposed_at)
