"""The report of a year: charts, tables, and the same as CSV."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.foundation.outbox import actions as outbox
from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from portal.foundation.records.charts import chart
from portal.foundation.records.counts import LEFT_OUT
from portal.foundation.records.spreadsheets import csv_download
from reviews.advice.elections.care import period_now
from reviews.advice.permissions import can_check_report, can_see_reports
from reviews.advice.reports.actions import FiguresMoved, check_report, checked_in
from reviews.advice.reports.figures import Report, Times, report_from, report_of

YEARS = 7
"""How far back one may look: longer than requests are kept."""


@never_cache
@require_safe
def report(request: SignedInRequest) -> HttpResponse:
    """What the desk did in one year, as last counted."""
    year = _year(request.user, request.GET.get("year", ""))
    found, period = report_of(year), period_now()
    context = {
        "year": year,
        "report": found,
        "seen": found.as_of.isoformat() if found else "",
        "years": _years(),
        "volumes": chart("volumes", "Requests by month", found.outcomes.by_month()) if found else None,
        "sections": [(each, chart(each.name, f"{each.title}, {year}", each.by_column())) for each in found.counts()]
        if found
        else [],
        "period": period,
        "checked": checked_in(period, year) if period else None,
        "can_check": can_check_report(request.user),
    }
    return render(request, "advice/reports/report.html", context)


@never_cache
@require_safe
def table(request: SignedInRequest, name: str) -> HttpResponse:
    """One table as CSV. Inside a pre-election period only as the Monitoring Officer's office checked it."""
    year = _year(request.user, request.GET.get("year", ""))
    found, period = report_of(year), period_now()
    if period is not None:
        checked = checked_in(period, year)
        if checked is None:
            return render(request, "advice/reports/closed.html", {"period": period, "year": year}, status=403)
        found = report_from(year, checked.months, checked.counted_at)
    if found is None:
        raise Http404
    return _csv(found, name)


@require_POST
def refresh(request: SignedInRequest) -> HttpResponse:
    """Have the worker count now. Pressed often, it is asked once a minute."""
    year = _year(request.user, request.POST.get("year", ""))
    key = f"advice.figures:{year}:{timezone.now():%Y%m%d%H%M}"
    outbox.add("advice.figures", key=key, payload={"year": str(year)})
    messages.success(request, "The numbers are being counted. Open this page again in a minute.")
    return redirect(f"{reverse('advice:reports')}?year={year}")


@require_POST
def check(request: SignedInRequest) -> HttpResponse:
    """The Monitoring Officer's office lets the figures that it read go out."""
    year = _year(request.user, request.POST.get("year", ""))
    try:
        check_report(year=year, seen=request.POST.get("seen", ""), by=request.user)
    except FiguresMoved as moved:
        messages.error(request, str(moved))
    else:
        messages.success(request, "It is kept that you checked them. The tables can be downloaded as you read them.")
    return redirect(f"{reverse('advice:reports')}?year={year}")


def _years() -> list[int]:
    return [timezone.localdate().year - back for back in range(YEARS)]


def _year(user: User, typed: str) -> int:
    """The year that was asked for; the running one when that is none. PermissionDenied."""
    if not can_see_reports(user):
        raise PermissionDenied
    return {str(year): year for year in _years()}.get(typed, timezone.localdate().year)


def _csv(found: Report, name: str) -> HttpResponse:
    file = f"advice-{found.year}-{name}"
    if name == "times":
        header = ("What", "Unit", "Month", "Median", "90th percentile", "In target, per cent")
        return csv_download(file, header, _time_rows(found.times))
    counts = next((each for each in found.counts() if each.name == name), None)
    if counts is None:
        raise Http404
    return csv_download(file, ("Month", *counts.columns, counts.total), counts.cells())


def _time_rows(times: Iterable[Times]) -> Iterable[list[str]]:
    for each in times:
        for span in each.spans:
            figures = (span.median, span.ninetieth, span.in_target)
            yield [each.title, each.unit, span.month, *(LEFT_OUT if f is None else str(f) for f in figures)]
