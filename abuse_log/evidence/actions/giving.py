"""A pack is taken out by its member and given to somebody: both are written down."""

from datetime import datetime

from django.db import transaction

from abuse_log.actions.common import lock, owns, reach_into, require
from abuse_log.actions.refusals import Refused
from abuse_log.evidence.actions import custody
from abuse_log.evidence.models import CustodyEntry, Dispatch, Pack
from abuse_log.evidence.taxonomy import Audience, Deed
from abuse_log.models import PoliceReport
from abuse_log.permissions import can_take_original
from portal.foundation.audit.actions import record
from portal.foundation.files.models import StoredFile
from portal.foundation.people.models import User


class NotReady(Refused):
    sentence = "This pack is not made yet, so nobody can have been given it."


class NotTaken(Refused):
    sentence = "This pack, or this copy of it, was never taken out, so nobody can have been given it."


class WrongReport(Refused):
    sentence = "Only a pack for the police belongs to a report to the police, and only of the same record."


def taken_out(pack: Pack) -> list[CustodyEntry]:
    """The copies of a pack that were taken out, each once, the last first. A time stamp that came between two makes
    them two.
    """
    entries = CustodyEntry.objects.filter(incident=pack.incident_id, action=Deed.DOWNLOAD, what=pack.named)
    by_hash = {entry.object_hash: entry for entry in entries.order_by("seq")}
    return sorted(by_hash.values(), key=lambda entry: entry.seq, reverse=True)


@transaction.atomic
def note_dispatch(
    *,
    pack: Pack,
    by: User,
    to_whom: str,
    way: str,
    handed_at: datetime,
    receipt: str,
    bundle_hash: str,
    police_report: PoliceReport | None = None,
) -> Dispatch:
    """Write down to whom a pack was given, how, when, and what they said.

    `bundle_hash`: that of the copy that was taken out and given. Raises `NotReady`, `NotTaken` and `WrongReport`.
    """
    locked = lock(pack.incident)
    require(can_take_original(reach_into(locked, by)))
    if Pack.objects.get(pk=pack.pk).stored_id is None:
        raise NotReady
    if bundle_hash not in {entry.object_hash for entry in taken_out(pack)}:
        raise NotTaken
    if police_report and (pack.audience != Audience.POLICE or police_report.incident_id != locked.pk):
        raise WrongReport
    dispatch = Dispatch.objects.create(
        pack=pack,
        to_whom=to_whom,
        way=way,
        handed_at=handed_at,
        receipt=receipt,
        bundle_hash=bundle_hash,
        police_report=police_report,
        noted_by=by,
    )
    custody.write(incident=locked, by=by, deed=Deed.SHARE, what=pack.named, object_hash=bundle_hash)
    record("record.pack_given", by=by, about=locked, data={"pack": pack.number, "way": way})
    return dispatch


@transaction.atomic
def take_out_pack(*, pack: Pack, by: User) -> StoredFile:
    """The member is about to get the bundle: written down first. Raises `NotReady`."""
    locked = lock(pack.incident)
    require(owns(locked, by))
    stored = Pack.objects.with_files().get(pk=pack.pk).stored
    if stored is None:
        raise NotReady
    custody.write(incident=locked, by=by, deed=Deed.DOWNLOAD, what=pack.named, object_hash=stored.sha256)
    record("record.pack_taken", by=by, about=locked, data={"pack": pack.number, "sha256": stored.sha256})
    return stored
