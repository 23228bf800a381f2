"""Help from the council, a comment on one's own page, and whether a record is open, watched or closed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from abuse_log import actions
from abuse_log.forms import PageDeedForm, StandForm, SupportForm
from abuse_log.taxonomy import Stand
from abuse_log.views.common import load, note_read, require
from portal.foundation.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def support(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    form = SupportForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        require(may.act)
    if form.is_bound and form.is_valid():
        try:
            actions.note_support(incident=incident, by=request.user, **form.cleaned_data)
        except actions.Full as full:
            form.add_error(None, str(full))
        else:
            messages.success(request, "Noted. Nobody was told.")
            return redirect("abuse_log:support", ref)
    note_read(request, incident, "support")
    steps = incident.supportsteps.select_related("noted_by")
    return render(request, "abuse_log/support.html", {"incident": incident, "form": form, "may": may, "steps": steps})


@require_http_methods(["GET", "HEAD", "POST"])
def own_page(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    initial = {"done_on": timezone.localdate()}
    form = PageDeedForm(request.POST) if request.method == "POST" else PageDeedForm(initial=initial)
    if form.is_bound:
        require(may.act)
    if form.is_bound and form.is_valid():
        try:
            actions.note_page_deed(incident=incident, by=request.user, **form.cleaned_data)
        except actions.Full as full:
            form.add_error(None, str(full))
        else:
            messages.success(request, "Noted, with your reason.")
            return redirect("abuse_log:own_page", ref)
    note_read(request, incident, "own page")
    steps = incident.pagesteps.select_related("noted_by")
    return render(request, "abuse_log/own_page.html", {"incident": incident, "form": form, "may": may, "steps": steps})


@require_http_methods(["GET", "HEAD", "POST"])
def stand(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    steps = list(incident.standsteps.select_related("noted_by"))
    initial = {"version": incident.version, "stand": steps[0].stand if steps else Stand.OPEN}
    form = StandForm(request.POST) if request.method == "POST" else StandForm(initial=initial)
    if form.is_bound:
        require(may.act)
    if form.is_bound and form.is_valid():
        try:
            actions.set_stand(incident=incident, by=request.user, **form.cleaned_data)
        except actions.Refused as refusal:
            incident.refresh_from_db()
            form.refuse(str(refusal), incident.version)
        else:
            messages.success(request, "Kept. You can change it at any time.")
            return redirect(incident)
    note_read(request, incident, "stand")
    return render(request, "abuse_log/stand.html", {"incident": incident, "form": form, "may": may, "steps": steps})
