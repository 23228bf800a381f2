"""A member lets an officer add to one shared record, and ends it at once."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from abuse_log.actions.common import lock, require
from abuse_log.actions.refusals import Refused
from abuse_log.models import Consent, Incident
from abuse_log.permissions import can_share, reach
from abuse_log.sharing.actions import officers_of
from portal.foundation.audit.actions import record
from portal.foundation.people.models import User

LONGEST = timedelta(days=92)


class NotTheirs(Refused):
    sentence = "This record is not shared with an office of theirs today. Share it first."


class TooLong(Refused):
    sentence = "Choose a day to come, three months away at most."


def officers_who_read(incident: Incident) -> list[User]:
    """Who holds an office today with which this record is shared."""
    found = {
        officer.pk: officer
        for share in incident.shares.in_force()
        for officer in officers_of(share.audience, but=incident.member)
    }
    return sorted(found.values(), key=lambda officer: (officer.full_name, officer.pk))


@transaction.atomic
def let_add(*, incident: Incident, officer: User, until: date, by: User) -> Consent:
    """Let this officer add words and files until a day; what stood for them before ends. Only the member may.

    Raises `NotTheirs`, `TooLong`.
    """
    locked = lock(incident)
    require(can_share(reach(by, locked.member)))
    today = timezone.localdate()
    if not today <= until <= today + LONGEST:
        raise TooLong
    if officer.pk not in {one.pk for one in officers_who_read(locked)}:
        raise NotTheirs
    locked.consents.filter(officer=officer, withdrawn_at=None).update(withdrawn_at=timezone.now())
    consent = Consent.objects.create(incident=locked, officer=officer, until=until, given_by=by)
    data: dict[str, str | int | bool | None] = {"officer": str(officer.pk), "until": until.isoformat()}
    record("record.adding_let", by=by, about=locked, data=data)
    return consent


@transaction.atomic
def end_consent(*, consent: Consent, by: User) -> None:
    """End it, at once. Done twice, it changes nothing."""
    locked = lock(consent.incident)
    require(can_share(reach(by, locked.member)))
    if locked.consents.filter(pk=consent.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        record("record.adding_ended", by=by, about=locked, data={"officer": str(consent.officer_id)})
