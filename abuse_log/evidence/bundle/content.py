"""What stands in a pack: for each audience its own files and fields, read from the record as it is now."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.utils import timezone

from abuse_log.evidence import chain, fields_for
from abuse_log.evidence.bundle.words import NOT_PROVED, stamp_command
from abuse_log.evidence.models import Description, Exhibit, Pack, Stamp
from abuse_log.evidence.taxonomy import Audience
from abuse_log.models import Incident
from abuse_log.models.particulars import particulars_of
from portal.foundation.deadlines.words import in_words
from portal.foundation.files.actions import original_pieces, safe_copy_pieces
from portal.foundation.files.models import EXTENSIONS, StoredFile

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula."""
DEFENCE = (
    "If there is a prosecution, the defence may see everything in this bundle.",
    "Times are those of Europe/London. A time stamp says when a file existed, not when a post was made.",
)


@dataclass(frozen=True)
class FilePart:
    """One file of the payload: where it goes, from where it comes, which exhibit it shows, and its time stamps."""

    path: str
    stored: StoredFile
    is_copy: bool
    label: str
    reason: str = ""

    def pieces(self) -> Iterator[bytes]:
        return safe_copy_pieces(self.stored) if self.is_copy else original_pieces(self.stored)


def chosen(pack: Pack) -> list[Exhibit]:
    return list(pack.incident.exhibits.with_files().filter(number__in=pack.exhibits))


def files_of(pack: Pack) -> list[FilePart]:
    """The police get originals and covered copies. Others never get an original of a picture, with what hides in it.

    They get the covered copies, or where none was ever asked for the copy without hidden data. What is no picture has
    no copy: the Monitoring Officer gets it as it is, a platform does not.
    """
    return [part for exhibit in chosen(pack) for part in _parts(exhibit, pack.audience)]


def _parts(exhibit: Exhibit, audience: str) -> Iterator[FilePart]:
    stored, label = exhibit.stored, exhibit.label
    covered = list(exhibit.redactions.with_files())
    if audience == Audience.POLICE or (audience == Audience.OFFICER and not stored.is_picture):
        yield FilePart(f"data/evidence/{label}_original.{EXTENSIONS[stored.media_type]}", stored, False, label)
    for redaction in covered:
        if redaction.stored is not None:
            path = f"data/redacted/{redaction.label}.{EXTENSIONS[redaction.stored.media_type]}"
            yield FilePart(path, redaction.stored, False, redaction.label, redaction.reason)
    if audience != Audience.POLICE and stored.is_ready and not covered:
        yield FilePart(f"data/copies/{label}_copy.{EXTENSIONS[stored.safe_media_type]}", stored, True, label)


def described(pack: Pack) -> dict[str, Description]:
    """What is said about each exhibit that was chosen, by label."""
    said = {exhibit.label: exhibit.descriptions.first() for exhibit in chosen(pack)}
    return {label: description for label, description in said.items() if description is not None}


def incident_json(pack: Pack, files: list[FilePart]) -> str:
    """data/incident.json: the fields of this audience, and no others."""
    incident, audience, said = pack.incident, pack.audience, described(pack)
    data: dict[str, Any] = {
        "for": audience,
        "incident": fields_for.told(fields_for.INCIDENT, incident, audience),
        "particulars": fields_for.told(fields_for.PARTICULARS, particulars_of(incident), audience),
        "accounts": [fields_for.told(fields_for.ACCOUNT, row, audience) for row in incident.accounts.all()],
        "reports": [fields_for.told(fields_for.REPORT, row, audience) for row in incident.reports.all()],
        "police": _police(incident, audience),
        "exhibits": [_exhibit_json(part, said, audience) for part in files],
    }
    if pack.with_words:
        data["words"] = [{"kind": piece.kind, "text": piece.text} for piece in incident.words.all()]
    return json.dumps(data, ensure_ascii=False, indent=1)


def _police(incident: Incident, audience: str) -> list[dict[str, str]]:
    """Nothing at all for whoever gets no field of it: even how many there are would tell."""
    rows = [fields_for.told(fields_for.POLICE, row, audience) for row in incident.police_reports.all()]
    return [row for row in rows if row]


def _exhibit_json(part: FilePart, said: dict[str, Description], audience: str) -> dict[str, Any]:
    about = said.get(part.label.split("-")[0])
    return {
        "label": part.label,
        "file": part.path,
        "media_type": part.stored.safe_media_type if part.is_copy else part.stored.media_type,
        "received_at": chain.written_time(part.stored.at) if audience == Audience.POLICE else "",
        "original_name": part.stored.name if part.path.startswith("data/evidence/") else "",
        "covered_because": part.reason,
        "scanned": "no",
        **(fields_for.told(fields_for.EXHIBIT, about, audience) if about else {}),
    }


def chronology(pack: Pack) -> list[tuple[str, str]]:
    """What happened when, the earliest first: times in words, and what."""
    incident: Incident = pack.incident
    known = [
        (incident.occurred_at, incident.occurred, "It happened"),
        (incident.first_published_at, incident.first_published, "It was first published"),
        (incident.seen_at, incident.seen, "The member first saw or heard it"),
        (incident.recorded_at, in_words(incident.recorded_at), "It was recorded in the portal"),
    ]
    known += [
        (row.reported_at, in_words(row.reported_at), f"It was reported to {row.get_platform_display()}")
        for row in incident.reports.all()
    ]
    given = {part.label.split("-")[0] for part in files_of(pack)}
    known += [
        (exhibit.added_at, in_words(exhibit.added_at), f"{exhibit.label} was sealed")
        for exhibit in chosen(pack)
        if exhibit.label in given
    ]
    dated = sorted((moment, words, what) for moment, words, what in known if moment is not None)
    return [(words, what) for _, words, what in dated]


def chronology_csv(pack: Pack) -> str:
    written = StringIO()
    sheet = csv.writer(written)
    sheet.writerow(["when", "what"])
    sheet.writerows([_plain_cell(words), _plain_cell(what)] for words, what in chronology(pack))
    return written.getvalue()


def _plain_cell(words: str) -> str:
    return f"'{words}" if words.startswith(FORMULA) else words


def custody_lines(pack: Pack) -> str:
    """data/custody_log.jsonl: the whole chain of the record, with pseudonyms in place of names."""
    entries = pack.incident.custody.all()
    return "".join(json.dumps(chain.line_of(entry), ensure_ascii=False) + "\n" for entry in entries)


def stamps_of(pack: Pack, files: list[FilePart]) -> list[tuple[FilePart, Stamp]]:
    """The time stamps that are there of what this pack holds just as it was stamped."""
    by_hash = {part.stored.sha256: part for part in files if not part.is_copy}
    stamps = pack.incident.stamps.verified().filter(object_hash__in=by_hash)
    return [(by_hash[stamp.object_hash], stamp) for stamp in stamps]


def token_name(part: FilePart, stamp: Stamp) -> str:
    return f"{part.label}-{stamp.authority}.tsr"


def exhibit_commands(stamped: list[tuple[FilePart, Stamp]]) -> list[str]:
    return [stamp_command(part.path, token_name(part, stamp), stamp.authority) for part, stamp in stamped]


def statement_rows(pack: Pack, files: list[FilePart]) -> list[list[str]]:
    """For each original: its label, its hash, what it shows, and how, when and by whom it was made."""
    said, rows = described(pack), []
    for part in files:
        about = said.get(part.label)
        made = [about.get_method_display(), about.captured_by, about.device] if about else []
        if about and about.captured_at:
            made.append(in_words(about.captured_at))
        rows.append([part.label, part.stored.sha256, about.shows if about else "", ", ".join(filter(None, made))])
    return rows


def summary_data(pack: Pack, files: list[FilePart], *, fingerprint: str) -> dict[str, Any]:
    """What 01_summary.pdf is made from. Nobody's words of abuse stand on its first page."""
    incident, audience, said = pack.incident, pack.audience, described(pack)
    exhibits = []
    for part in files:
        about = said.get(part.label.split("-")[0])
        fields = [["File", PurePath(part.path).name]]
        if not part.is_copy:
            fields.append(["SHA-256", part.stored.sha256])
        fields += [["Covered because", part.reason]] if part.reason else []
        fields += fields_for.told_in_words(fields_for.EXHIBIT, about, audience) if about else []
        exhibits.append({"label": part.label, "fields": fields})
    return {
        "council": settings.COUNCIL_NAME,
        "audience": pack.get_audience_display(),
        "made": in_words(timezone.now()),
        "fingerprint": fingerprint,
        "notes": list(DEFENCE if audience == Audience.POLICE else DEFENCE[1:]),
        "fields": fields_for.told_in_words(fields_for.INCIDENT, incident, audience),
        "chronology": [f"{words}: {what}" for words, what in chronology(pack)],
        "exhibits": exhibits,
        "particulars": fields_for.told_in_words(fields_for.PARTICULARS, particulars_of(incident), audience),
        "accounts": [fields_for.told_in_words(fields_for.ACCOUNT, row, audience) for row in incident.accounts.all()],
        "reports": [fields_for.told_in_words(fields_for.REPORT, row, audience) for row in incident.reports.all()],
        "police": [
            pairs
            for row in incident.police_reports.all()
            if (pairs := fields_for.told_in_words(fields_for.POLICE, row, audience))
        ],
        "not_proved": [f"It does not prove {line}." for line in NOT_PROVED],
    }
