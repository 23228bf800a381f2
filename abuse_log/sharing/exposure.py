"""Who was shown what, from the events of the audit: of a record for its member, of a week for the officers."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from abuse_log.models import Incident
from portal.foundation.audit.models import Event, EventQuerySet
from portal.foundation.people.models import User

LINES_ONLY = ("record", "shared")
"""What is no content: the page with the one line, and the officers' page."""
IN_WORDS = {
    "words": "the exact words",
    "accounts": "the accounts",
    "script": "what to say to the police",
    "evidence": "the list of files",
    "exhibit": "what is said about exhibit",
    "copy": "what is said about a covered copy of exhibit",
    "view-copy": "the picture of exhibit",
    "custody": "who did what with the evidence",
    "pattern": "whether it came before",
    "links": "the linked records",
}


def looks(incident: Incident) -> EventQuerySet:
    """Each time somebody but the member was shown something of this record, the latest first."""
    found = Event.objects.about(incident).filter(is_read=True).exclude(actor=incident.member)
    return found.select_related("actor").order_by("-seq")


def shown(data: dict[str, object]) -> str:
    """What was shown, in words; never what it said."""
    what, number = str(data.get("what", "")), data.get("number")
    if what in LINES_ONLY:
        return "the page of the record"
    named = IN_WORDS.get(what, what)
    return f"{named} {number}" if number is not None else named


def week_of(now: datetime) -> datetime:
    """The beginning of Monday (Europe/London)."""
    today = timezone.localtime(now).date()
    return timezone.make_aware(datetime.combine(today - timedelta(days=today.weekday()), time.min))


def shown_since(people: Iterable[User], since: datetime) -> dict[UUID, int]:
    """How often each was shown content of a record since then; one statement."""
    reads = Event.objects.filter(actor__in=[one.pk for one in people], at__gte=since, verb="record.read", is_read=True)
    counted = reads.exclude(data__what__in=LINES_ONLY).order_by().values("actor").annotate(times=Count("seq"))
    return {row["actor"]: row["times"] for row in counted}
