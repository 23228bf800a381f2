"""Who leaves office reads and takes along what is theirs for 30 days, and nothing else.

Afterwards a record is opened to them once more when it is announced that it is to be erased, until it is: a warning
that nobody could act upon would be none.
"""

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from portal.foundation.people.models import User
from portal.foundation.people.permissions import last_day_in_office
from portal.foundation.records.models import Disposal

READS = timedelta(days=30)


def has_left(user: User) -> bool:
    return not user.is_member


def reads_until(user: User) -> date | None:
    """The last day on which somebody who has left reads all that is theirs; None for who never was a member."""
    last = last_day_in_office(user)
    return None if last is None else last + READS


def own(user: User) -> Q:
    """Of records: one's own that one may open today."""
    mine = Q(member=user)
    if user.is_member:
        return mine
    until = reads_until(user)
    if until is not None and timezone.localdate() <= until:
        return mine
    announced = Disposal.objects.open().filter(owner=user, about_kind="abuse_log.incident")
    return mine & Q(pk__in=announced.values("about_id"))
