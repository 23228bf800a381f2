"""The days of a record from which the law counts, read from its rows (Europe/London)."""

from datetime import date, datetime

from django.utils import timezone

from abuse_log.clocks import Times
from abuse_log.models import Incident, Link
from abuse_log.taxonomy import Precision


def local_day(moment: datetime | None) -> date | None:
    """The day in Europe/London."""
    return None if moment is None else timezone.localtime(moment).date()


def times_of(incident: Incident) -> Times:
    """Two queries, whatever is linked."""
    linked = [link.other(incident).occurred_at for link in Link.objects.among(incident).with_records()]
    acts = [moment for moment in linked if moment is not None]
    police = list(incident.police_reports.all())
    return Times(
        behaviours=frozenset(incident.behaviours),
        occurred=local_day(incident.occurred_at),
        first_published=local_day(incident.first_published_at),
        last_linked=local_day(max(acts, default=None)),
        no_action=tuple(report.no_action_on for report in police if report.no_action_on),
        preservation=tuple(report.preservation_asked_on for report in police if report.preservation_asked_on),
        is_rough=incident.occurred_precision == Precision.ABOUT,
    )
