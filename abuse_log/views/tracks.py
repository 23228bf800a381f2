"""The decision, the reports to platforms, and the reminders that follow a report."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from abuse_log import actions, reminders
from abuse_log.forms import DecisionForm, ReportForm, ReportUpdateForm
from abuse_log.models import PlatformReport
from abuse_log.taxonomy import Choice, ReportStatus
from abuse_log.views.common import load, note_read, require
from guidance.supplementary.pages import handling_abuse
from portal.foundation.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    latest = incident.decisions.first()
    initial = {"version": incident.version, "choice": latest.choice if latest else Choice.UNDECIDED}
    form = DecisionForm(request.POST) if request.method == "POST" else DecisionForm(initial=initial)
    if form.is_bound:
        require(may.act)
    if form.is_bound and form.is_valid():
        try:
            actions.decide(incident=incident, by=request.user, **form.cleaned_data)
        except actions.Refused as refusal:
            incident.refresh_from_db()
            form.refuse(str(refusal), incident.version)
        else:
            messages.success(request, "Your decision is kept. You can change it at any time.")
            return redirect(incident)
    note_read(request, incident, "decisions")
    history = incident.decisions.select_related("decided_by")
    context = {
        "incident": incident,
        "form": form,
        "may": may,
        "history": history,
        "how_to_decide": handling_abuse("G23"),
    }
    return render(request, "abuse_log/decision.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report_new(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.act)
    initial = {"platform": incident.platform, "reported_at": timezone.localdate()}
    form = ReportForm(request.POST) if request.method == "POST" else ReportForm(initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            report = actions.note_report(
                key=given.pop("key"),
                incident=incident,
                by=request.user,
                reported_at=given.pop("reported_at"),
                fields=given,
            )
        except actions.Full as full:
            form.add_error(None, str(full))
        else:
            messages.success(request, "The report is noted.")
            return redirect(report)
    context = {"incident": incident, "form": form, "ladder_days": reminders.ladder_days()}
    return render(request, "abuse_log/report_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    found = get_object_or_404(PlatformReport, incident=incident, number=number)
    form = ReportUpdateForm(request.POST if request.method == "POST" else None, report=found)
    if form.is_bound:
        require(may.act)
    if form.is_bound and form.is_valid():
        try:
            actions.update_report(
                report=found,
                by=request.user,
                version=form.cleaned_data["version"],
                status=ReportStatus(form.cleaned_data["status"]),
                note=form.cleaned_data["note"],
            )
        except actions.Refused as refusal:
            found.refresh_from_db()
            form.refuse(str(refusal), found.version)
        else:
            messages.success(request, "Noted.")
            return redirect(found)
    note_read(request, incident, "report", number)
    context = {
        "incident": incident,
        "report": found,
        "form": form,
        "may": may,
        "updates": found.updates.select_related("noted_by"),
        "reminders": reminders.waiting_about(found),
        "further": reminders.help_now(found, timezone.now()),
    }
    return render(request, "abuse_log/report.html", context)
