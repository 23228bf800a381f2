"""What stands in a pack: for each audience its own files and fields, read from the record as it is at one moment."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from django.db.models import Prefetch

from abuse_log.evidence import chain
from abuse_log.evidence.bundle.parts import FilePart
from abuse_log.evidence.bundle.telling import Told
from abuse_log.evidence.fields_for import LETTERS, goes_whole
from abuse_log.evidence.models import Exhibit, Pack, Redaction, Stamp
from abuse_log.evidence.taxonomy import Audience, LeftOut
from portal.foundation.files.models import EXTENSIONS, StoredFile

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula."""


@dataclass(frozen=True)
class Contents:
    """All that a pack holds, read from its record at one moment; to make the bundle nothing more is asked.

    Equal are two that tell the same reader the same. What grows by itself meanwhile (the custody log, time stamps)
    makes no bundle stale.
    """

    files: list[FilePart]
    left_out: list[tuple[int, str]]
    incident_json: str
    chronology: list[tuple[str, str]]
    statement: list[list[str]]
    summary: dict[str, Any]
    custody: list[str] = field(compare=False)
    stamps: list[tuple[FilePart, Stamp]] = field(compare=False)
    log_stamps: list[Stamp] = field(compare=False)


def read(pack: Pack) -> Contents:
    """Call it under the lock of the record, so that all of it is of one moment."""
    exhibits = _chosen(pack)
    letters = LETTERS[pack.audience]
    parts = {exhibit.number: list(_parts(exhibit, letters)) for exhibit in exhibits}
    files = [part for of_one in parts.values() for part in of_one]
    said = {exhibit.label: about for exhibit in exhibits if (about := next(iter(exhibit.descriptions.all()), None))}
    told = Told(pack, letters, said)
    given = [exhibit for exhibit in exhibits if parts[exhibit.number]]
    order = told.chronology(given)
    custody = [] if pack.audience == Audience.PLATFORM else chain.lines_of(pack.incident.custody.all())
    return Contents(
        files=files,
        left_out=[(exhibit.number, _why(exhibit)) for exhibit in exhibits if not parts[exhibit.number]],
        incident_json=told.incident_json(files),
        chronology=order,
        statement=told.statement([part for part in files if part.path.startswith("data/evidence/")]),
        summary=told.summary(files, order),
        custody=custody,
        stamps=_stamps(pack, files),
        log_stamps=list(pack.incident.stamps.verified().of_custody().order_by("lines", "authority")) if custody else [],
    )


def _chosen(pack: Pack) -> list[Exhibit]:
    copies = Prefetch("redactions", Redaction.objects.with_files())
    rows = pack.incident.exhibits.with_files().filter(number__in=pack.exhibits)
    return list(rows.prefetch_related(copies, "descriptions"))


def _parts(exhibit: Exhibit, letters: str) -> Iterator[FilePart]:
    """The police get originals and covered copies. Others never get an original of a picture, with what hides in it.

    They get the covered copies, or where none was ever asked for the copy without hidden data. What is no picture has
    no copy: the Monitoring Officer gets it as it is, a platform does not.
    """
    stored, label = exhibit.stored, exhibit.label
    covered = list(exhibit.redactions.all())
    if goes_whole(stored, letters):
        yield FilePart(f"data/evidence/{label}_original.{EXTENSIONS[stored.media_type]}", stored, False, label)
    for redaction in covered:
        if redaction.stored is not None:
            path = f"data/redacted/{redaction.label}.{EXTENSIONS[redaction.stored.media_type]}"
            yield FilePart(path, redaction.stored, False, redaction.label, redaction.reason)
    if not goes_whole(stored, letters) and stored.is_ready and not covered:
        yield FilePart(f"data/copies/{label}_copy.{EXTENSIONS[stored.safe_media_type]}", stored, True, label)


def _why(exhibit: Exhibit) -> LeftOut:
    """Why nothing of it goes to this reader."""
    covered, stored = list(exhibit.redactions.all()), exhibit.stored
    if covered:
        return LeftOut.COVER_REFUSED if all(copy.refused_why for copy in covered) else LeftOut.COVER_WAITING
    if not stored.is_picture:
        return LeftOut.NO_COPY
    return LeftOut.COPY_WAITING if stored.state == StoredFile.State.WAITING else LeftOut.COPY_REFUSED


def _stamps(pack: Pack, files: list[FilePart]) -> list[tuple[FilePart, Stamp]]:
    """The time stamps that are there of what this pack holds just as it was stamped."""
    by_hash = {part.stored.sha256: part for part in files if not part.is_copy}
    stamps = pack.incident.stamps.verified().filter(object_hash__in=by_hash)
    return [(by_hash[stamp.object_hash], stamp) for stamp in stamps]


def token_name(part: FilePart, stamp: Stamp) -> str:
    return f"{part.label}-{stamp.authority}.tsr"


def log_token_name(stamp: Stamp) -> str:
    return f"custody-{stamp.lines}-{stamp.authority}.tsr"


def chronology_csv(contents: Contents) -> str:
    written = StringIO()
    sheet = csv.writer(written)
    sheet.writerow(["when", "what"])
    sheet.writerows([_plain_cell(words), _plain_cell(what)] for words, what in contents.chronology)
    return written.getvalue()


def _plain_cell(words: str) -> str:
    return f"'{words}" if words.startswith(FORMULA) else words
