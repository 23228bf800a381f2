"""A whole record, every field of every table that it fills: for the hash that is left of it, and for its member.

The fields are read from the models, so that none that is added later is forgotten.
"""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from abuse_log import models as register
from abuse_log.models import Incident
from portal.foundation.files.models import StoredFile
from portal.foundation.people.models import User
from portal.foundation.records.whole import Field, Section, WholeRecord

PARTS: tuple[tuple[str, type[models.Model], str], ...] = (
    ("Told besides", register.Particulars, "incident"),
    ("Words", register.Words, "incident"),
    ("Accounts", register.Account, "incident"),
    ("Evidence", register.Exhibit, "incident"),
    ("What was said of evidence", register.Description, "exhibit__incident"),
    ("Covered copies", register.Redaction, "exhibit__incident"),
    ("How soon to act", register.RiskLevel, "incident"),
    ("Decisions", register.Decision, "incident"),
    ("Reports to platforms", register.PlatformReport, "incident"),
    ("Steps of those reports", register.PlatformUpdate, "report__incident"),
    ("Reports to the police", register.PoliceReport, "incident"),
    ("Steps of those reports to the police", register.PoliceUpdate, "report__incident"),
    ("Help from the council", register.SupportStep, "incident"),
    ("On one’s own page", register.PageStep, "incident"),
    ("Open, watched or closed", register.StandStep, "incident"),
    ("Shared with", register.Share, "incident"),
    ("Officers who may add", register.Consent, "incident"),
    ("What officers noted", register.ShareStep, "share__incident"),
    ("Linked, later", register.Link, "earlier"),
    ("Linked, earlier", register.Link, "incident"),
    ("Packs", register.Pack, "incident"),
    ("To whom packs were given", register.Dispatch, "pack__incident"),
    ("Time stamps", register.Stamp, "incident"),
    ("Custody log", register.CustodyEntry, "incident"),
)
"""Every table that belongs to a record, but for the hashes by which records are matched: they only repeat the rest."""
OFFICERS_OWN = {(register.ShareStep, "note")}
"""What the member does not read while the record is here either."""


def whole_record(pk: UUID, *, for_member: bool = False) -> WholeRecord:
    """Raises Incident.DoesNotExist."""
    incident = Incident.objects.select_related("member", "recorded_by").get(pk=pk)
    sections = [Section("The record", tuple(_fields("record", incident, frozenset())))]
    for title, model, path in PARTS:
        left_out = frozenset(name for owner, name in OFFICERS_OWN if for_member and owner is model)
        rows = model._default_manager.filter(**{path: incident})
        fields = [
            field
            for number, row in enumerate(rows, start=1)
            for field in _fields(f"{model._meta.model_name}.{path.count('__')}{path[0]}.{number}", row, left_out)
        ]
        if fields:
            sections.append(Section(title, tuple(fields)))
    return WholeRecord("abuse_log.incident", incident.reference, f"Record {incident.reference}", tuple(sections))


def _fields(path: str, row: models.Model, left_out: frozenset[str]) -> Iterator[Field]:
    for column in row._meta.concrete_fields:
        if not column.primary_key and column.name not in left_out:
            value = in_words(row, column)
            if value:
                yield Field(f"{path}.{column.name}", str(column.verbose_name).capitalize(), value)


def in_words(row: models.Model, column: "models.Field[Any, Any]") -> str:
    """A value as a person reads it; times as ISO 8601 in UTC. Of bytes and files their SHA-256."""
    value = getattr(row, column.name)
    if value is None or isinstance(value, models.Model):
        return _of_row(value)
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(bytes(value)).hexdigest()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list):
        return "; ".join(str(each) for each in value)
    named = getattr(row, f"get_{column.name}_display", None)
    return str(named()) if callable(named) else str(value)


def _of_row(value: models.Model | None) -> str:
    if isinstance(value, User):
        return value.full_name
    if isinstance(value, StoredFile):
        return f"{value.name} ({value.size} bytes, SHA-256 {value.sha256})"
    if isinstance(value, Incident):
        return value.neutral_reference
    return "" if value is None else str(value)
