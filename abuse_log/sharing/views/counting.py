"""Patterns of one record; numbers and the monthly page of what is shared."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from abuse_log import patterns
from abuse_log.models.risk import happened
from abuse_log.permissions import can_see_numbers
from abuse_log.sharing.figures import crossing, month_before, month_page, numbers_of
from abuse_log.views.common import load, note_read, require
from portal.foundation.people.permissions import is_monitoring_officer
from portal.foundation.people.requests import SignedInRequest
from portal.foundation.records.charts import chart
from portal.foundation.records.spreadsheets import csv_download
from portal.foundation.records.suppression import said_alone

YEARS = 7


@require_safe
def pattern(request: SignedInRequest, ref: str) -> HttpResponse:
    """Whether it came before. It shows no name, no link and no word of any record."""
    incident, may = load(request, ref)
    require(may.read)
    note_read(request, incident, "pattern")
    found = patterns.matches(incident, request.user)
    context = {
        "incident": incident,
        "matches": found,
        "near": patterns.near(incident, request.user, found),
        "strip": patterns.strip([happened(incident), *(match.at for match in found)]),
    }
    return render(request, "abuse_log/sharing/pattern.html", context)


def _year(request: SignedInRequest) -> int:
    """The year of the address; the running one when that is none."""
    this = timezone.localdate().year
    known = {str(this - back): this - back for back in range(YEARS)}
    return known.get(request.GET.get("year", ""), this)


@never_cache
@require_safe
def numbers(request: SignedInRequest) -> HttpResponse:
    require(can_see_numbers(request.user))
    year = _year(request)
    tables = numbers_of(year)
    context = {
        "year": year,
        "years": [timezone.localdate().year - back for back in range(YEARS)],
        "volumes": chart("volumes", "Records by month", tables[0].by_month()),
        "sections": [(one, chart(one.name, f"{one.title}, {year}", one.by_column())) for one in tables],
        "crossing": said_alone(crossing()) if is_monitoring_officer(request.user) else None,
        "last_month": f"{month_before(timezone.localdate()):%Y-%m}",
    }
    return render(request, "abuse_log/sharing/numbers.html", context)


@never_cache
@require_safe
def table(request: SignedInRequest, name: str) -> HttpResponse:
    """One table as CSV."""
    require(can_see_numbers(request.user))
    year = _year(request)
    found = next((one for one in numbers_of(year) if one.name == name), None)
    if found is None:
        raise Http404
    return csv_download(f"records-{year}-{name}", ("Month", *found.columns, found.total), found.cells())


@never_cache
@require_safe
def briefing(request: SignedInRequest, month: str) -> HttpResponse:
    """The page of one month that is over."""
    require(can_see_numbers(request.user))
    first = _month(month)
    if first is None or first > month_before(timezone.localdate()):
        raise Http404
    context = {"page": month_page(first, request.user), "before": f"{month_before(first):%Y-%m}"}
    return render(request, "abuse_log/sharing/briefing.html", context)


def _month(typed: str) -> date | None:
    try:
        found = date.fromisoformat(f"{typed}-01") if len(typed) == len("2026-11") else None
    except ValueError:
        return None
    return found if found is not None and found.year > timezone.localdate().year - YEARS else None
