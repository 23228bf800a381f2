"""What to say to the police, and what was reported to them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from abuse_log import actions, ford
from abuse_log.evidence import fields_for
from abuse_log.forms import PoliceReportForm, PoliceUpdateForm
from abuse_log.models import Incident, Link, PoliceReport
from abuse_log.models.particulars import particulars_of
from abuse_log.taxonomy import PoliceStatus
from abuse_log.views.common import load, note_read, require
from portal.foundation.people.requests import SignedInRequest


@require_safe
def script(request: SignedInRequest, ref: str) -> HttpResponse:
    """It repeats what is sealed, so it stands behind the same door, and its reading is written down."""
    incident, may = load(request, ref)
    require(may.read)
    note_read(request, incident, "script")
    told = particulars_of(incident)
    letters = fields_for.letters_of(request.user, incident) if may.is_officer else "P"
    if "P" not in letters:
        return _told(request, incident, letters)
    if may.is_officer:
        told = fields_for.kept_for(told, letters)
    if not may.judge:  # what it did is the member's own to say, here as on the page where it is written
        told.effects, told.effect_words = [], ""
    held = ford.Held(
        words=incident.words.count(),
        pictures=incident.exhibits.count(),
        linked=Link.objects.among(incident).count(),
    )
    context = {
        "incident": incident,
        "may": may,
        "parts": ford.script(incident, told, list(incident.accounts.all()), held),
        "is_for_ford": ford.is_for_ford(told.capacity),
        "capacity": told.capacity,
    }
    return render(request, "abuse_log/script.html", context)


def _told(request: SignedInRequest, incident: Incident, letters: str) -> HttpResponse:
    """For an officer who does not read as the police would: the same, field by field."""
    context = {
        "incident": incident,
        "fields": fields_for.on_page(fields_for.INCIDENT, incident, letters),
        "particulars": fields_for.on_page(fields_for.PARTICULARS, particulars_of(incident), letters),
    }
    return render(request, "abuse_log/sharing/told.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def police_new(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.act)
    initial = {"reported_at": timezone.localdate()}
    form = PoliceReportForm(request.POST) if request.method == "POST" else PoliceReportForm(initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            report = actions.note_police_report(
                key=given.pop("key"),
                incident=incident,
                by=request.user,
                reported_at=given.pop("reported_at"),
                channel=given.pop("channel"),
                fields=given,
            )
        except actions.Full as full:
            form.add_error(None, str(full))
        else:
            messages.success(request, "The report is noted.")
            return redirect(report)
    return render(request, "abuse_log/police_new.html", {"incident": incident, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def police(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    found = get_object_or_404(PoliceReport, incident=incident, number=number)
    form = PoliceUpdateForm(request.POST if request.method == "POST" else None, report=found)
    if form.is_bound:
        require(may.act)
    if form.is_bound and form.is_valid():
        try:
            actions.update_police_report(
                report=found,
                by=request.user,
                version=form.cleaned_data["version"],
                status=PoliceStatus(form.cleaned_data["status"]),
                note=form.cleaned_data["note"],
                fields=form.details(),
            )
        except actions.Refused as refusal:
            found.refresh_from_db()
            form.refuse(str(refusal), found.version)
        else:
            messages.success(request, "Noted.")
            return redirect(found)
    note_read(request, incident, "police", number)
    updates = found.updates.select_related("noted_by")
    context = {
        "incident": incident,
        "report": found,
        "form": form,
        "may": may,
        "updates": updates,
        "dispatches": found.dispatches.select_related("pack__incident"),
    }
    return render(request, "abuse_log/police.html", context)
