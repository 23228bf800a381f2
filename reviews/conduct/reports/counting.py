"""Counting for the committee, in the worker: once for each municipal year, in the name of the portal itself.

One function of the database counts, and it answers with counts alone. What is to be left out is thrown away before
anything is kept. The transaction that counts is the one that keeps: a worker that dies leaves nothing, and the next
attempt does it whole.
"""

import json

from django.db import connection, transaction
from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.outbox.models import Item
from reviews.conduct.identity import acting_as_system
from reviews.conduct.models import CommitteeReport
from reviews.conduct.reports.figures import BEFORE, OPEN, Counts, figures_from


def make_report(item: Item) -> None:
    """The work of the outbox kind "conduct.report". Done once: run again it finds the report made."""
    _make(int(item.payload["year"]))


def _make(year: int) -> None:
    """Years go in order, since what a report tells depends on what the one before told of the cases still open."""
    asked = CommitteeReport.objects.get(year=year)
    if not asked.is_made and _begins_with_open_cases(year):
        _make(_asked_too(year - 1, asked).year)
    with acting_as_system():
        report = CommitteeReport.objects.select_for_update(no_key=True).get(year=year)
        if not report.is_made:
            _count(report)


@transaction.atomic
def _asked_too(year: int, asked: CommitteeReport) -> CommitteeReport:
    """The report of the year before, which nobody may have asked for."""
    report, is_new = CommitteeReport.objects.get_or_create(year=year, defaults={"asked_by": asked.asked_by})
    if is_new:
        record("conduct.report.asked", by=None, about=report, data={"year": year})
    return report


def _begins_with_open_cases(year: int) -> bool:
    with acting_as_system():
        return _open_before(counts_of(year)) > 0


def _count(report: CommitteeReport) -> None:
    counts = counts_of(report.year)
    report.figures = dict(figures_from(counts, open_before_is_told=_is_told(report.year, _open_before(counts))))
    report.counted_at = timezone.now()
    report.save(update_fields=["figures", "counted_at"])
    record("conduct.report.counted", by=None, about=report, data={"year": report.year})


def _open_before(counts: Counts) -> int:
    return (counts["came"] or {}).get(BEFORE, 0)


def _is_told(year: int, open_before: int) -> bool:
    """Whether a reader knows how many were open when the year began. None is never left out anywhere."""
    if not open_before:
        return True
    last = CommitteeReport.objects.made().filter(year=year - 1).first()
    told = last.figures["stands"] if last is not None and last.figures else None
    return bool(told and told[OPEN] is not None)


def counts_of(year: int) -> Counts:
    """What the database counts, in a transaction of ``acting_as_system``. Raises DatabaseError for a year that is not
    over, or was counted.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT public.conduct_committee_counts(%s)::text", [year])
        found: Counts = json.loads(cursor.fetchone()[0])
        return found
