"""Until when a record is kept; erasing it, keeping it longer; and taking all of one's own along."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abuse_log.actions.refusals import Refused
from abuse_log.life import actions, taking
from abuse_log.life.days import Erasure, erasure_of
from abuse_log.life.forms import EraseForm, KeepRecordForm
from abuse_log.life.leaving import has_left, reads_until
from abuse_log.models import Incident, Takeaway
from abuse_log.permissions import can_open_list
from abuse_log.views.common import load, note_read, require
from portal.foundation.files import responses
from portal.foundation.people.requests import SignedInRequest
from portal.foundation.records.models import Tombstone

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedInRequest, ref: str) -> HttpResponse:
    """The day, why, and how to put it off."""
    incident, may = load(request, ref)
    require(may.take_original)
    erasure = _erasure(incident)
    form = (
        KeepRecordForm(request.POST)
        if request.method == "POST"
        else KeepRecordForm(initial={"version": erasure.version})
    )
    if form.is_bound and form.is_valid():
        try:
            actions.keep_record(
                incident=incident, by=request.user, version=form.cleaned_data["version"], **form.changes()
            )
        except Refused as refusal:
            erasure = _erasure(incident)
            form.refuse(str(refusal), erasure.version)
        else:
            messages.success(request, "It is kept until then, and you are asked again before.")
            return redirect("abuse_log:end", ref)
    note_read(request, incident, "end")
    context = {"incident": incident, "may": may, "erasure": erasure, "form": form}
    return render(request, "abuse_log/life/end.html", context)


def _erasure(incident: Incident) -> Erasure:
    found = erasure_of(incident)
    if found is None:  # erased since the page was asked for
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: SignedInRequest, ref: str) -> HttpResponse:
    """What goes and what stays, before anything is done."""
    incident, may = load(request, ref)
    require(may.take_original)
    form = EraseForm(request.POST) if request.method == "POST" else EraseForm(initial={"version": incident.version})
    if form.is_bound and form.is_valid():
        try:
            actions.erase_record(incident=incident, by=request.user, version=form.cleaned_data["version"])
        except Refused as refusal:
            incident.refresh_from_db()
            form.refuse(str(refusal), incident.version)
        else:
            messages.success(request, f"{incident.neutral_reference} is erased within minutes.")
            return redirect("abuse_log:list")
    note_read(request, incident, "erase")
    context = {
        "incident": incident,
        "may": may,
        "erasure": _erasure(incident),
        "form": form,
        "files": incident.exhibits.count(),
        "words": incident.words.count(),
        "accounts": incident.accounts.count(),
        "packs_given": sum(pack.dispatches.count() for pack in incident.packs.prefetch_related("dispatches")),
    }
    return render(request, "abuse_log/life/erase.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: SignedInRequest) -> HttpResponse:
    """All of one's own in one file; and what is left of what was erased."""
    user = request.user
    require(user.is_member or (can_open_list(user) and bool(taking.own_records(user))))
    if request.method == "POST":
        try:
            taking.ask_takeaway(by=user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, "It is being made. It is here in a few minutes.")
        return redirect("abuse_log:mine")
    context = {
        "takeaways": Takeaway.objects.visible_to(user).select_related("stored")[:SHOWN],
        "number": len(taking.own_records(user)),
        "stones": Tombstone.objects.filter(disposal__owner=user).select_related("pdf").defer("pdf__content")[:SHOWN],
        "reads_until": reads_until(user) if has_left(user) else None,
        "days": taking.STAYS.days,
    }
    return render(request, "abuse_log/life/mine.html", context)


@require_POST
def mine_file(request: SignedInRequest, takeaway: UUID) -> HttpResponseBase:
    """The ZIP file. By POST, since each taking out is written down."""
    found = get_object_or_404(Takeaway.objects.visible_to(request.user), pk=takeaway)
    stored = taking.take_it(takeaway=found, by=request.user)
    if stored is None:
        raise Http404
    return responses.original(stored)


@require_safe
def certificate(request: SignedInRequest, stone: UUID) -> HttpResponse:
    """The PDF that is left of one's own record. 404 while the worker makes it."""
    found = get_object_or_404(
        Tombstone.objects.select_related("pdf"), pk=stone, disposal__owner=request.user, pdf__isnull=False
    )
    headers = {
        **responses.HEADERS,
        "Content-Type": "application/pdf",
        "Content-Disposition": f'attachment; filename="{found.certificate}.pdf"',
    }
    return HttpResponse(bytes(found.pdf.content), headers=headers)
