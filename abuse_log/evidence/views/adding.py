"""Add files to a record: a plain form for several, and one address for one file, which the page's script uses.

The script sends each file by itself, so a connection that is lost half way loses none of those that have arrived.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from abuse_log.actions.refusals import Full
from abuse_log.evidence import actions
from abuse_log.evidence.forms import AT_ONCE, EvidenceForm
from abuse_log.models import Incident
from abuse_log.views.common import load, require
from portal.foundation.files.actions import RefusedFile
from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest

SAVED = "Saved and sealed"
"""Without its number: that would tell a helper who may only add how many there are."""
ONE_AT_A_TIME = "Send one file at a time."


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_add(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.add)
    form = EvidenceForm(request.POST, request.FILES) if request.method == "POST" else EvidenceForm()
    uploads = request.FILES.getlist("uploads")
    if form.is_bound and 0 < len(uploads) <= AT_ONCE:
        refused = take_files(request.user, incident, uploads)
        if refused:
            return show_refused(request, incident, refused)
        messages.success(request, "Saved and sealed. Nothing of it is shown until somebody asks for it.")
        return redirect(incident)
    return render(request, "abuse_log/evidence/add.html", {"incident": incident, "form": form})


@require_POST
def evidence_take(request: SignedInRequest, ref: str) -> JsonResponse:
    """Take one file in; 422 with a sentence for one that is refused. Sent again, it is not kept twice."""
    incident, may = load(request, ref)
    require(may.add)
    uploads = request.FILES.getlist("file")
    if len(uploads) != 1:
        return JsonResponse({"said": ONE_AT_A_TIME}, status=422)
    try:
        actions.add_exhibit(incident=incident, by=request.user, upload=uploads[0])
    except (RefusedFile, Full) as refusal:
        return JsonResponse({"said": str(refusal)}, status=422)
    return JsonResponse({"said": SAVED})


def take_files(user: User, incident: Incident, uploads: "Iterable[UploadedFile[Any]]") -> list[str]:
    """Save every file that can be saved, each by itself; answer with a sentence for each of the others."""
    refused = []
    for upload in uploads:
        try:
            actions.add_exhibit(incident=incident, by=user, upload=upload)
        except (RefusedFile, Full) as refusal:
            refused.append(str(refusal))
    return refused


def show_refused(request: SignedInRequest, incident: Incident, refused: list[str]) -> HttpResponse:
    """The page that adds files, saying which were not taken; everything else is already saved."""
    form = EvidenceForm(data={}, files=None)
    form.full_clean()
    form.errors.clear()
    for sentence in refused:
        form.add_error("uploads", sentence)
    context = {"incident": incident, "form": form, "is_saved": True}
    return render(request, "abuse_log/evidence/add.html", context)
