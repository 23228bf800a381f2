"""Letting figures go out inside a pre-election period: what the Monitoring Officer's office checked, word for word."""

from django.db import transaction

from portal.foundation.audit.actions import record
from portal.foundation.people.models import User
from reviews.advice.actions.steps import NotAllowed
from reviews.advice.elections.models import PreElectionPeriod
from reviews.advice.permissions import can_check_report
from reviews.advice.reports.models import CheckedReport, CountedMonth


class FiguresMoved(Exception):
    """They were counted anew after the page was opened."""

    def __init__(self) -> None:
        super().__init__("The numbers were counted anew after you opened the page. Read them once more.")


@transaction.atomic
def check_report(*, year: int, seen: str, by: User) -> CheckedReport:
    """Keeps the figures that were read as those that may go out. `seen`: their time. NotAllowed, FiguresMoved."""
    if not can_check_report(by):
        raise NotAllowed
    rows = list(CountedMonth.objects.select_for_update().filter(year=year))
    # Months of more than one time: a count is at work, or was cut off, and some are not what was read.
    if {row.counted_at.isoformat() for row in rows} != {seen}:
        raise FiguresMoved
    checked = CheckedReport.objects.create(
        year=year, counted_at=min(row.counted_at for row in rows), months=[row.sums for row in rows], by=by
    )
    record("advice.report_checked", by=by, about=checked, data={"year": year})
    return checked


def checked_in(period: PreElectionPeriod, year: int) -> CheckedReport | None:
    """The newest figures of the year that were checked since the period began."""
    return CheckedReport.objects.filter(year=year, at__gte=period.starts_at).select_related("by").first()
