"""Everything that changes a record. Each action is one transaction and leaves one audit event without any text.

Errors: `PermissionDenied` when the user may not (the view has already answered 404 to who may not see), and the
exceptions below, each with a sentence for the page.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from abuse_log import reminders
from abuse_log.models import Account, Decision, Incident, Picture, PlatformReport, PlatformUpdate, RingRequest, Words
from abuse_log.permissions import (
    Reach,
    can_act,
    can_add,
    can_read,
    can_see_rings,
    members_to_record_for,
    reach,
)
from abuse_log.states import WAITING, can_follow
from abuse_log.taxonomy import Choice, RecordedBy, ReportStatus, WordsKind
from portal.foundation.audit.actions import record
from portal.foundation.deadlines.actions import cancel_reminders
from portal.foundation.files.actions import take_in
from portal.foundation.outbox.actions import add as add_to_outbox
from portal.foundation.people.models import Role, User
from portal.foundation.records.actions import next_reference

EDITABLE = frozenset(
    {
        "summary",
        "channel",
        "platform",
        "link",
        "occurred_at",
        "occurred_precision",
        "first_published_at",
        "first_published_precision",
        "seen_at",
        "seen_precision",
        "behaviours",
        "impact",
    }
)
MOST_ROWS = 500
"""How many pictures, pieces of text or accounts one record holds."""


class Refused(Exception):
    """The change was not made, for a reason that the page says."""

    sentence = "This could not be done."

    def __str__(self) -> str:
        return self.sentence


class Changed(Refused):
    """Somebody else saved first."""

    sentence = (
        "This was changed while you were writing, so nothing was saved. What you wrote is still below. "
        "Look at what stands now, then save again."
    )


class Full(Refused):
    sentence = f"One record holds {MOST_ROWS} of these. Make another record for more."


class CriticismHasNoAccounts(Refused):
    sentence = "Robust criticism is kept without any account. Take out the accounts first, or choose something else."


class WrongStep(Refused):
    sentence = "A report that stands where this one stands cannot take that step."


class NobodyToRing(Refused):
    sentence = "Nobody holds the post of safety lead in this portal today, so nobody would have been told."


class AlreadyAnswered(Refused):
    sentence = "Somebody has already rung this member."


def _locked(incident: Incident) -> Incident:
    return Incident.objects.select_for_update(no_key=True, of=("self",)).select_related("member").get(pk=incident.pk)


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def _acting_for(incident: Incident, by: User) -> User | None:
    return None if incident.member_id == by.pk else incident.member


@transaction.atomic
def record_incident(*, key: UUID, member: User, by: User, summary: str = "", said: str = "", link: str = "") -> Incident:
    """Save a record with as little as is at hand. Sent twice with one key, it is saved once.

    Raises `PermissionDenied` when `by` is neither the member in office nor a helper of the member.
    """
    _require(members_to_record_for(by).filter(pk=member.pk).exists())
    User.objects.select_for_update(no_key=True).get(pk=member.pk)  # two posts with one key come one after the other
    earlier = Incident.objects.filter(pk=key).first()
    if earlier is not None and (earlier.recorded_by_id, earlier.member_id) == (by.pk, member.pk):
        return earlier
    incident = Incident.objects.create(
        pk=uuid4() if earlier else key,
        reference=next_reference("ABU"),
        member=member,
        recorded_by=by,
        recorded_by_role=RecordedBy.SELF if member.pk == by.pk else RecordedBy.DELEGATE,
        summary=summary,
        link=link,
    )
    if said:
        Words.objects.create(incident=incident, kind=WordsKind.SAID, text=said, added_by=by)
    record("record.created", by=by, about=incident, acting_for=_acting_for(incident, by))
    return incident


@transaction.atomic
def add_words(*, incident: Incident, by: User, kind: str, text: str) -> Words:
    """Add words as they were. They are kept apart from the record and never shown unasked."""
    locked = _locked(incident)
    _require(can_add(_reach(locked, by)))
    if locked.words.count() >= MOST_ROWS:
        raise Full
    words = Words.objects.create(incident=locked, kind=kind, text=text, added_by=by)
    record("record.words_added", by=by, about=locked, data={"words": str(words.pk)}, acting_for=_acting_for(locked, by))
    return words


@transaction.atomic
def add_picture(*, incident: Incident, by: User, upload: UploadedFile) -> Picture:
    """Seal one picture into the record; the same picture sent again is not kept twice.

    Raises `files.actions.RefusedFile` with a sentence that names the reason.
    """
    locked = _locked(incident)
    _require(can_add(_reach(locked, by)))
    twin = locked.pictures.filter(stored__sha256=_sha256(upload)).first()
    if twin is not None:
        return twin
    number = _next_number(locked.pictures.aggregate(last=Max("number"))["last"])
    stored = take_in(upload, by=by, room="abuse_log")
    picture = Picture.objects.create(incident=locked, number=number, stored=stored, added_by=by)
    record(
        "record.picture_added",
        by=by,
        about=locked,
        data={"picture": number, "sha256": stored.sha256},
        acting_for=_acting_for(locked, by),
    )
    return picture


@transaction.atomic
def add_account(*, incident: Incident, by: User, fields: Mapping[str, str]) -> Account:
    """Note an account. `fields`: platform, handle, display_name, profile_link."""
    locked = _locked(incident)
    _require(can_read(_reach(locked, by)))
    if locked.is_criticism:
        raise CriticismHasNoAccounts
    if locked.accounts.count() >= MOST_ROWS:
        raise Full
    account = Account(incident=locked, added_by=by)
    for name in ("platform", "handle", "display_name", "profile_link"):
        setattr(account, name, fields.get(name, ""))
    account.save(force_insert=True)
    record(
        "record.account_added", by=by, about=locked, data={"account": str(account.pk)}, acting_for=_acting_for(locked, by)
    )
    return account


@transaction.atomic
def remove_account(*, account: Account, by: User) -> None:
    """Take out an account that was noted by mistake."""
    locked = _locked(account.incident)
    _require(can_read(_reach(locked, by)))
    gone = str(account.pk)
    Account.objects.filter(pk=account.pk, incident=locked).delete()
    record("record.account_removed", by=by, about=locked, data={"account": gone}, acting_for=_acting_for(locked, by))


@transaction.atomic
def change_details(*, incident: Incident, by: User, version: int, changes: Mapping[str, object]) -> Incident:
    """Save some of the details, in any order. Raises `Changed`, `CriticismHasNoAccounts`."""
    locked = _locked(incident)
    _require(can_read(_reach(locked, by)))
    if locked.version != version:
        raise Changed
    differing = sorted(name for name, value in changes.items() if name in EDITABLE and getattr(locked, name) != value)
    if not differing:
        return locked
    for name in differing:
        setattr(locked, name, changes[name])
    if locked.is_criticism and locked.accounts.exists():
        raise CriticismHasNoAccounts
    locked.version += 1
    locked.save(update_fields=[*differing, "version"])
    record(
        "record.changed", by=by, about=locked, data={"fields": ",".join(differing)}, acting_for=_acting_for(locked, by)
    )
    return locked


@transaction.atomic
def decide(
    *, incident: Incident, by: User, version: int, choice: Choice, reason: str, review_on: date | None
) -> Decision:
    """Add a decision; the earlier ones stay. Raises `Changed`."""
    locked = _locked(incident)
    _require(can_act(_reach(locked, by)))
    if locked.version != version:
        raise Changed
    decision = Decision.objects.create(
        incident=locked,
        number=_next_number(locked.decisions.aggregate(last=Max("number"))["last"]),
        choice=choice,
        reason=reason,
        review_on=review_on,
        decided_by=by,
    )
    locked.version += 1
    locked.save(update_fields=["version"])
    record(
        "record.decided", by=by, about=locked, data={"decision": decision.number}, acting_for=_acting_for(locked, by)
    )
    return decision


@transaction.atomic
def note_report(
    *, key: UUID, incident: Incident, by: User, reported_at: datetime, fields: Mapping[str, str]
) -> PlatformReport:
    """Note a report that was made to a platform, and ask after it on the days of the ladder.

    `fields`: platform, reported_by, platform_reference, what. Sent twice with one key, it is saved once.
    """
    locked = _locked(incident)
    _require(can_act(_reach(locked, by)))
    earlier = PlatformReport.objects.filter(pk=key).first()
    if earlier is not None and earlier.incident_id == locked.pk:
        return earlier
    report = PlatformReport.objects.create(
        pk=uuid4() if earlier else key,
        incident=locked,
        number=_next_number(locked.reports.aggregate(last=Max("number"))["last"]),
        reported_at=reported_at,
        platform=fields["platform"],
        reported_by=fields["reported_by"],
        platform_reference=fields.get("platform_reference", ""),
        what=fields.get("what", ""),
        noted_by=by,
    )
    PlatformUpdate.objects.create(report=report, number=1, status=report.status, noted_by=by)
    reminders.start(report, now=timezone.now())
    record("record.report_noted", by=by, about=locked, data={"report": report.number}, acting_for=_acting_for(locked, by))
    return report


@transaction.atomic
def update_report(*, report: PlatformReport, by: User, version: int, status: ReportStatus, note: str) -> PlatformUpdate:
    """Note what became of a report. An outcome cancels its reminders. Raises `Changed`, `WrongStep`."""
    incident = _locked(report.incident)
    _require(can_act(_reach(incident, by)))
    locked = PlatformReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    if locked.version != version:
        raise Changed
    if status != locked.status and not can_follow(locked.status, status):
        raise WrongStep
    update = PlatformUpdate.objects.create(
        report=locked,
        number=_next_number(locked.updates.aggregate(last=Max("number"))["last"]),
        status=status,
        note=note,
        noted_by=by,
    )
    locked.status = status
    locked.version += 1
    locked.save(update_fields=["status", "version"])
    if status not in WAITING:
        cancel_reminders(about=locked, rules=reminders.RULES, by=by)
    record(
        "record.report_updated",
        by=by,
        about=incident,
        data={"report": locked.number, "update": update.number},
        acting_for=_acting_for(incident, by),
    )
    return update


@transaction.atomic
def ask_to_be_rung(*, member: User, by: User) -> RingRequest:
    """Tell the safety leads to ring this member, and nothing else. Raises `NobodyToRing`.

    While one request waits, another adds nothing and tells nobody again.
    """
    _require(members_to_record_for(by).filter(pk=member.pk).exists())
    leads = list(User.objects.holding(Role.SAFETY_LEAD))
    if not leads:
        raise NobodyToRing
    User.objects.select_for_update(no_key=True).get(pk=member.pk)
    waiting = RingRequest.objects.unanswered().filter(member=member).first()
    if waiting is not None:
        return waiting
    ring = RingRequest.objects.create(member=member, asked_by=by)
    for lead in leads:
        payload = {"ring_request": str(ring.pk), "safety_lead": str(lead.pk)}
        add_to_outbox("record.ring_member", key=f"record.ring_member:{ring.pk}:{lead.pk}", payload=payload)
    record("record.ring_asked", by=by, about=ring, acting_for=None if member.pk == by.pk else member)
    return ring


@transaction.atomic
def answer_ring(*, ring: RingRequest, by: User) -> RingRequest:
    """A safety lead says that they have rung. Raises `AlreadyAnswered`."""
    _require(can_see_rings(by))
    locked = RingRequest.objects.select_for_update(no_key=True).get(pk=ring.pk)
    if locked.answered_at is not None:
        raise AlreadyAnswered
    locked.answered_at, locked.answered_by = timezone.now(), by
    locked.save(update_fields=["answered_at", "answered_by"])
    record("record.ring_answered", by=by, about=locked, acting_for=None)
    return locked


def _reach(incident: Incident, by: User) -> Reach:
    if not Incident.objects.visible_to(by).filter(pk=incident.pk).exists():
        return Reach.NOTHING
    return reach(by, incident.member)


def _sha256(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def _next_number(last: int | None) -> int:
    if last is not None and last >= MOST_ROWS:
        raise Full
    return (last or 0) + 1
