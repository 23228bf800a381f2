"""How urgent a record is, why, and what was found before; and its legal clocks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from abuse_log import actions
from abuse_log.clocks import CONFIRM, OWNER, legal_clocks
from abuse_log.forms import RiskForm
from abuse_log.taxonomy import Risk
from abuse_log.timing import times_of
from abuse_log.views.common import load, note_read, require
from portal.foundation.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def risk(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    history = list(incident.risk_levels.select_related("set_by"))
    initial = {"version": incident.version, "level": history[0].level if history else Risk.RECORD}
    form = RiskForm(request.POST) if request.method == "POST" else RiskForm(initial=initial)
    if form.is_bound:
        require(may.act)
    if form.is_bound and form.is_valid():
        try:
            actions.set_risk(incident=incident, by=request.user, **form.cleaned_data)
        except actions.Refused as refusal:
            incident.refresh_from_db()
            form.refuse(str(refusal), incident.version)
        else:
            messages.success(request, "Kept, with your reason. What stood before stays readable.")
            return redirect(incident)
    note_read(request, incident, "risk")
    context = {"incident": incident, "form": form, "may": may, "history": history}
    return render(request, "abuse_log/risk.html", context)


@require_safe
def limits(request: SignedInRequest, ref: str) -> HttpResponse:
    """The legal clocks of one record. They tell of what kind it was, so they stand behind the same door."""
    incident, may = load(request, ref)
    require(may.read)
    note_read(request, incident, "limits")
    today = timezone.localdate()
    rows = [{"clock": clock, "is_over": clock.is_over(today)} for clock in legal_clocks(times_of(incident))]
    context = {"incident": incident, "may": may, "rows": rows, "confirm": CONFIRM, "owner": OWNER}
    return render(request, "abuse_log/limits.html", context)
