"""Cover parts of a picture, by drawing or by ticking squares, and look at the copy."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from abuse_log.actions.refusals import Refused
from abuse_log.evidence import actions
from abuse_log.evidence.actions.stamping import authorities
from abuse_log.evidence.forms import COLUMNS, ROWS, CoverForm
from abuse_log.evidence.models import Redaction
from abuse_log.evidence.taxonomy import Deed
from abuse_log.evidence.views.common import covered_copy, find_exhibit
from abuse_log.models import Incident
from abuse_log.views.common import load, note_read, require
from portal.foundation.files import responses
from portal.foundation.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def exhibit_cover(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    found = find_exhibit(incident, number)
    form = CoverForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            actions.cover(exhibit=found, by=request.user, boxes=form.parts(given), reason=given["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "The copy is being made. It stands here in a minute; the original stays as it is."
            )
            return redirect("abuse_log:exhibit", ref, number)
    ticked = set(form["squares"].value() or [])
    rows = [[(f"{column}{row}", f"{column}{row}" in ticked) for column in COLUMNS] for row in range(1, ROWS + 1)]
    context = {"incident": incident, "exhibit": found, "form": form, "rows": rows}
    return render(request, "abuse_log/evidence/cover.html", context)


@require_safe
def redaction(request: SignedInRequest, ref: str, number: int, copy: int) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    found = _find(incident, number, copy)
    note_read(request, incident, "copy", number)
    context = {
        "incident": incident,
        "copy": found,
        "is_shown": request.GET.get("show") == "yes" and found.stored is not None,
        "stamps": incident.stamps.filter(object_hash=found.stored.sha256) if found.stored else [],
        "has_authorities": bool(authorities()),
    }
    return render(request, "abuse_log/evidence/redaction.html", context)


@require_safe
def redaction_file(request: SignedInRequest, ref: str, number: int, copy: int) -> HttpResponseBase:
    incident, may = load(request, ref)
    require(may.read)
    found = _find(incident, number, copy)
    require(not may.is_officer or covered_copy(found.exhibit) == found)
    if found.stored is None:
        raise Http404
    actions.note_view(
        exhibit=found.exhibit,
        by=request.user,
        deed=Deed.VIEW_COPY,
        what=found.label,
        object_hash=found.stored.sha256,
    )
    return responses.original(found.stored)


def _find(incident: Incident, number: int, copy: int) -> Redaction:
    rows = Redaction.objects.with_files()
    return get_object_or_404(rows, exhibit__incident=incident, exhibit__number=number, number=copy)
