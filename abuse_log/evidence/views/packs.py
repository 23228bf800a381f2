"""Packs for the police, a platform and the Monitoring Officer. Only the member asks for one and takes it out."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abuse_log.actions.refusals import Refused
from abuse_log.evidence import fields_for
from abuse_log.evidence.actions.giving import NotReady, note_dispatch, take_out_pack
from abuse_log.evidence.actions.packs import ask_again, ask_pack
from abuse_log.evidence.actions.stamping import authorities
from abuse_log.evidence.bundle.words import NOT_PROVED
from abuse_log.evidence.forms import DispatchForm, PackForm
from abuse_log.evidence.models import Pack
from abuse_log.evidence.taxonomy import Audience
from abuse_log.models import Incident
from abuse_log.views.common import load, note_read, require
from portal.foundation.files import responses
from portal.foundation.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def packs(request: SignedInRequest, ref: str) -> HttpResponse:
    """The packs that were made, and a new one."""
    incident, may = load(request, ref)
    require(may.take_original)
    form = PackForm(request.POST if request.method == "POST" else None, incident=incident)
    if form.is_bound and form.is_valid():
        try:
            pack = ask_pack(incident=incident, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The pack is being made. It is here in a minute or two.")
            return redirect(pack)
    note_read(request, incident, "packs")
    context = {
        "incident": incident,
        "form": form,
        "packs": incident.packs.select_related("incident"),
        "readers": [(label, _fields(value)) for value, label in Audience.choices],
    }
    return render(request, "abuse_log/evidence/packs.html", context)


def _fields(audience: str) -> list[str]:
    record = fields_for.names_for(fields_for.INCIDENT, audience)
    return record + fields_for.names_for(fields_for.PARTICULARS, audience)


@require_safe
def pack(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.take_original)
    found = _find(incident, number)
    note_read(request, incident, "pack", number)
    return _show(request, incident, found, DispatchForm(pack=found))


def _show(request: SignedInRequest, incident: Incident, found: Pack, form: DispatchForm) -> HttpResponse:
    context = {
        "incident": incident,
        "pack": found,
        "form": form,
        "stamps": incident.stamps.filter(object_hash=found.tag_hash) if found.tag_hash else [],
        "has_authorities": bool(authorities()),
        "dispatches": found.dispatches.select_related("noted_by", "police_report__incident"),
        "not_proved": NOT_PROVED,
    }
    return render(request, "abuse_log/evidence/pack.html", context)


@require_POST
def pack_bundle(request: SignedInRequest, ref: str, number: int) -> HttpResponseBase:
    """The ZIP file. By POST, since each taking out is written down and a link may be followed by anybody's software."""
    incident, may = load(request, ref)
    require(may.take_original)
    try:
        stored = take_out_pack(pack=_find(incident, number), by=request.user)
    except NotReady as refusal:
        raise Http404 from refusal
    return responses.original(stored)


@require_POST
def pack_given(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.take_original)
    found = _find(incident, number)
    form = DispatchForm(request.POST, pack=found)
    if form.is_valid():
        try:
            note_dispatch(pack=found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is noted to whom you gave it.")
            return redirect(found)
    return _show(request, incident, found, form)


@require_POST
def pack_again(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    """Another one in place of one that was not made."""
    incident, may = load(request, ref)
    require(may.take_original)
    found = _find(incident, number)
    try:
        again = ask_again(pack=found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    messages.success(request, "The pack is being made. It is here in a minute or two.")
    return redirect(again)


def _find(incident: Incident, number: int) -> Pack:
    return get_object_or_404(Pack.objects.with_files(), incident=incident, number=number)
