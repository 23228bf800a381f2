"""What a pack tells its reader of the record, by the letters of `fields_for`: as data, in order of time, for paper."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db.models import Q

from abuse_log.evidence import chain, fields_for
from abuse_log.evidence.bundle.parts import FilePart
from abuse_log.evidence.bundle.words import NOT_PROVED
from abuse_log.evidence.models import Description, Exhibit, Pack
from abuse_log.evidence.taxonomy import Audience
from abuse_log.models import Account, PlatformReport
from abuse_log.models.particulars import particulars_of
from portal.foundation.deadlines.words import in_words

DEFENCE = (
    "If there is a prosecution, the defence may see everything in this bundle.",
    "Times are those of Europe/London. A time stamp says when a file existed, not when a post was made.",
)


@dataclass(frozen=True)
class Told:
    """One pack, the letters of its reader, and what is said about each exhibit that was chosen, by label."""

    pack: Pack
    letters: str
    said: Mapping[str, Description]

    def _accounts(self) -> list[Account]:
        """A platform hears of accounts on its own service, and of those of which nobody said where they are."""
        rows = self.pack.incident.accounts.all()
        is_here = Q(platform="") | Q(platform=self.pack.platform)
        return list(rows.filter(is_here) if self.pack.audience == Audience.PLATFORM else rows)

    def _reports(self) -> list[PlatformReport]:
        """A platform hears of reports to itself alone."""
        rows = self.pack.incident.reports.all()
        return list(rows.filter(platform=self.pack.platform) if self.pack.audience == Audience.PLATFORM else rows)

    def incident_json(self, files: Iterable[FilePart]) -> str:
        """data/incident.json: the fields of this reader, and no others."""
        incident, letters = self.pack.incident, self.letters
        data: dict[str, Any] = {
            "for": self.pack.audience,
            "incident": fields_for.told(fields_for.INCIDENT, incident, letters),
            "particulars": fields_for.told(fields_for.PARTICULARS, particulars_of(incident), letters),
            "accounts": [fields_for.told(fields_for.ACCOUNT, row, letters) for row in self._accounts()],
            "reports": [fields_for.told(fields_for.REPORT, row, letters) for row in self._reports()],
            "police": self._police(),
            "exhibits": [self._exhibit(part) for part in files],
        }
        if self.pack.with_words:
            data["words"] = [{"kind": piece.kind, "text": piece.text} for piece in incident.words.all()]
        return json.dumps(data, ensure_ascii=False, indent=1)

    def _police(self) -> list[dict[str, str]]:
        """Nothing at all for whoever gets no field of it: even how many there are would tell."""
        reports = self.pack.incident.police_reports.prefetch_related("dispatches__pack")
        rows = [fields_for.told(fields_for.POLICE, row, self.letters) for row in reports]
        return [row for row in rows if row]

    def _about(self, part: FilePart) -> Description | None:
        return self.said.get(part.label.split("-")[0])

    def _exhibit(self, part: FilePart) -> dict[str, Any]:
        about = self._about(part)
        return {
            "label": part.label,
            "file": part.path,
            "media_type": part.stored.safe_media_type if part.is_copy else part.stored.media_type,
            "received_at": chain.written_time(part.stored.at) if "P" in self.letters else "",
            "original_name": part.stored.name if part.path.startswith("data/evidence/") else "",
            "covered_because": part.reason,
            "scanned": "no",
            **(fields_for.told(fields_for.EXHIBIT, about, self.letters) if about else {}),
        }

    def chronology(self, given: Iterable[Exhibit]) -> list[tuple[str, str]]:
        """What happened when, the earliest first: times in words, and what."""
        incident = self.pack.incident
        known = [
            (incident.occurred_at, incident.occurred, "It happened"),
            (incident.first_published_at, incident.first_published, "It was first published"),
            (incident.seen_at, incident.seen, "The member first saw or heard it"),
            (incident.recorded_at, in_words(incident.recorded_at), "It was recorded in the portal"),
        ]
        known += [
            (row.reported_at, row.reported, f"It was reported to {row.get_platform_display()}")
            for row in self._reports()
        ]
        known += [(one.added_at, in_words(one.added_at), f"{one.label} was sealed") for one in given]
        dated = sorted((moment, words, what) for moment, words, what in known if moment is not None)
        return [(words, what) for _, words, what in dated]

    def statement(self, originals: Iterable[FilePart]) -> list[list[str]]:
        """For each original: its label, its hash, what it shows, and how, when and by whom it was made."""
        rows = []
        for part in originals:
            about = self._about(part)
            made = [about.get_method_display(), about.captured_by, about.device] if about else []
            if about and about.captured_at:
                made.append(in_words(about.captured_at))
            rows.append([part.label, part.stored.sha256, about.shows if about else "", ", ".join(filter(None, made))])
        return rows

    def summary(self, files: Iterable[FilePart], order: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """What 01_summary.pdf is made from. Nobody's words of abuse stand on its first page."""
        incident, letters = self.pack.incident, self.letters
        reports = incident.police_reports.prefetch_related("dispatches__pack")
        police = [fields_for.told_in_words(fields_for.POLICE, row, letters) for row in reports]
        return {
            "council": settings.COUNCIL_NAME,
            "audience": self.pack.reader,
            "notes": list(DEFENCE if self.pack.audience == Audience.POLICE else DEFENCE[1:]),
            "fields": fields_for.told_in_words(fields_for.INCIDENT, incident, letters),
            "chronology": [f"{words}: {what}" for words, what in order],
            "exhibits": [self._on_paper(part) for part in files],
            "particulars": fields_for.told_in_words(fields_for.PARTICULARS, particulars_of(incident), letters),
            "accounts": [fields_for.told_in_words(fields_for.ACCOUNT, row, letters) for row in self._accounts()],
            "reports": [fields_for.told_in_words(fields_for.REPORT, row, letters) for row in self._reports()],
            "police": [pairs for pairs in police if pairs],
            "not_proved": [f"It does not prove {line}." for line in NOT_PROVED],
        }

    def _on_paper(self, part: FilePart) -> dict[str, Any]:
        about = self._about(part)
        fields = [["File", PurePath(part.path).name]]
        fields += [] if part.is_copy else [["SHA-256", part.stored.sha256]]
        fields += [["Covered because", part.reason]] if part.reason else []
        fields += fields_for.told_in_words(fields_for.EXHIBIT, about, self.letters) if about else []
        return {"label": part.label, "fields": fields}
