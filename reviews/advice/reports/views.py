"""The report of a year: charts, tables, and the same as CSV."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.foundation.people.requests import SignedInRequest
from portal.foundation.records.charts import chart
from portal.foundation.records.counts import LEFT_OUT
from portal.foundation.records.spreadsheets import csv_download
from reviews.advice.permissions import can_see_reports
from reviews.advice.reports.figures import Report, Times, report_of

YEARS = 7
"""How far back one may look: longer than requests are kept."""


@never_cache
@require_safe
def report(request: SignedInRequest) -> HttpResponse:
    """What the desk did in one year."""
    found = _asked_for(request)
    by_column = [chart(each.name, f"{each.title}, {found.year}", each.by_column()) for each in found.counts()]
    context = {
        "report": found,
        "years": [timezone.localdate().year - back for back in range(YEARS)],
        "volumes": chart("volumes", "Requests by month", found.outcomes.by_month()),
        "sections": list(zip(found.counts(), by_column, strict=True)),
    }
    return render(request, "advice/reports/report.html", context)


@never_cache
@require_safe
def table(request: SignedInRequest, name: str) -> HttpResponse:
    """One table as CSV."""
    found = _asked_for(request)
    file = f"advice-{found.year}-{name}"
    if name == "times":
        header = ("What", "Unit", "Month", "Median", "90th percentile", "In target, per cent")
        return csv_download(file, header, _time_rows(found.times))
    counts = next((each for each in found.counts() if each.name == name), None)
    if counts is None:
        raise Http404
    return csv_download(file, ("Month", *counts.columns, counts.total), counts.cells())


def _asked_for(request: SignedInRequest) -> Report:
    """The report of the year in the address; of the running one when that is none."""
    if not can_see_reports(request.user):
        raise PermissionDenied
    this_year = timezone.localdate().year
    typed = request.GET.get("year", "")
    known = {str(this_year - back): this_year - back for back in range(YEARS)}
    return report_of(known.get(typed, this_year))


def _time_rows(times: Iterable[Times]) -> Iterable[list[str]]:
    for each in times:
        for span in each.spans:
            figures = (span.median, span.ninetieth, span.in_target)
            yield [each.title, each.unit, span.month, *(LEFT_OUT if f is None else str(f) for f in figures)]
