"""The committee's reports: asked for, waited for, read, and taken away as a spreadsheet or a Word document."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from portal.foundation.records.spreadsheets import csv_download
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.making import DOCX
from reviews.conduct.models import CommitteeReport
from reviews.conduct.permissions import may_hold
from reviews.conduct.reports.actions import ask_report, has_failed
from reviews.conduct.reports.documents import HEADER, csv_rows, docx_of
from reviews.conduct.reports.tables import NOTE, TOO_FEW, Table, tables_of
from reviews.conduct.reports.years import ended_years, in_words


@never_cache
@require_safe
def reports(request: SignedInRequest) -> HttpResponse:
    """The reports that were made, and the years of which one may be asked for."""
    _office(request.user)
    made = {report.year: report for report in CommitteeReport.objects.visible_to(request.user)}
    rows = [(year, in_words(year), made.get(year)) for year in sorted({*made, *ended_years()}, reverse=True)]
    return render(request, "conduct/reports/list.html", {"rows": rows})


@require_POST
def ask(request: SignedInRequest) -> HttpResponse:
    """Ask for the report of a year, or have a count that failed tried again."""
    _office(request.user)
    typed = request.POST.get("year", "")
    year = {str(year): year for year in ended_years()}.get(typed)
    try:
        report = ask_report(year=year or 0, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("conduct:reports")
    return redirect("conduct:report", report.year)


@never_cache
@require_safe
def report(request: SignedInRequest, year: int) -> HttpResponse:
    """One report; while the worker counts, that it does; and a button when that failed."""
    found = _found(request.user, year)
    context = {
        "report": found,
        "period": in_words(year),
        "note": NOTE,
        "too_few": TOO_FEW,
        "tables": _tables(found),
        "has_failed": has_failed(found),
    }
    return render(request, "conduct/reports/report.html", context)


@never_cache
@require_safe
def spreadsheet(request: SignedInRequest, year: int) -> HttpResponse:
    found = _made(request.user, year)
    return csv_download(f"conduct-{year}-{year + 1}", HEADER, csv_rows(_tables(found)))


@never_cache
@require_safe
def document(request: SignedInRequest, year: int) -> HttpResponse:
    found = _made(request.user, year)
    title = f"Code of conduct complaints, {in_words(year)}"
    name = f'attachment; filename="conduct-{year}-{year + 1}.docx"'
    content = docx_of(title, _tables(found), counted_at=found.counted_at or found.asked_at)
    return HttpResponse(content, content_type=DOCX, headers={"Content-Disposition": name})


def _office(user: User) -> None:
    """404 for anybody else, as for a page that is not there."""
    if not may_hold(user):
        raise Http404


def _found(user: User, year: int) -> CommitteeReport:
    return get_object_or_404(CommitteeReport.objects.visible_to(user), year=year)


def _made(user: User, year: int) -> CommitteeReport:
    return get_object_or_404(CommitteeReport.objects.visible_to(user).made(), year=year)


def _tables(report: CommitteeReport) -> list[Table]:
    return tables_of(report.figures) if report.figures else []
