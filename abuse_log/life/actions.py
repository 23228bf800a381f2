"""The member's own word about the end of a record: erase it, or keep it longer.

| now                         | verb  | to                    | who                  | what is told                |
|-----------------------------|-------|-----------------------|----------------------|-----------------------------|
| kept, its member's alone    | erase | erased within minutes | the member           | a tombstone stays           |
| announced                   | keep  | announced later       | the member in office | warned again before the day |
| announced, its day has come | none  | erased by its rule    | nobody, when warned  | a tombstone stays           |

What is the council's too is announced to its member and to information governance, who approves (docs/adr/0010).
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from abuse_log.actions.common import lock, require
from abuse_log.actions.refusals import Changed, Held, Refused
from abuse_log.life.days import KIND, open_disposal
from abuse_log.models import Incident
from portal.foundation.people.models import User
from portal.foundation.records import actions as records
from portal.foundation.records.models import Disposal

LONGEST = timedelta(days=2 * 366)


class NotAlone(Refused):
    sentence = (
        "This record is shared with an office of the council, or an officer has noted something about it, so it is the "
        "council’s too and is kept for its time. Nothing was erased."
    )


class NotAnnounced(Refused):
    sentence = "No day is announced on which this record would be erased, so there is nothing to put off."


class TooFar(Refused):
    sentence = "Choose a day to come, two years away at most. You are asked again before it."


@transaction.atomic
def erase_record(*, incident: Incident, by: User, version: int) -> Disposal:
    """Have the worker erase one's own record. `version` is the record's, as the page showed it.

    Raises `Changed`, `Held`, `NotAlone`, and PermissionDenied for anybody but its member.
    """
    require(by.pk == incident.member_id and Incident.objects.visible_to(by).filter(pk=incident.pk).exists())
    try:
        disposal = records.erase_own(kind=KIND, about_id=incident.pk, by=by)
    except records.Held as held:
        raise Held from held
    except records.NotDue as shared:
        raise NotAlone from shared
    if lock(incident).version != version:  # after the row of its disposal, as everybody takes the two
        raise Changed
    return disposal


@transaction.atomic
def keep_record(*, incident: Incident, by: User, until: date, because: str, version: int) -> Disposal:
    """Keep an announced record until a day, with a reason. `version` is that of the announcement.

    Raises `Changed`, `NotAnnounced`, `TooFar`.
    """
    require(by.pk == incident.member_id and by.is_member)
    today = timezone.localdate()
    if not today < until <= today + LONGEST:
        raise TooFar
    disposal = open_disposal(incident)
    if disposal is None or disposal.state == Disposal.State.APPROVED:
        raise NotAnnounced
    if until <= disposal.due_on:
        raise TooFar
    try:
        return records.keep_longer(disposal=disposal, until=until, because=because, version=version, by=by)
    except records.StaleRecord as stale:
        raise Changed from stale
