"""The member's side: share and take back, who looked, hand over the reading, ask about an interest."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abuse_log.actions import Refused
from abuse_log.models import InterestRequest
from abuse_log.permissions import readers_of
from abuse_log.sharing import actions, consents
from abuse_log.sharing.exposure import looks, shown
from abuse_log.sharing.forms import ConsentForm, HandOverForm, ShareForm
from abuse_log.sharing.states import Audience
from abuse_log.sharing.times import ACKNOWLEDGE_DAYS, due, first_look
from abuse_log.views.common import load, require
from portal.foundation.people.requests import SignedInRequest

LOOKS = 50


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.share)
    form = ShareForm(request.POST) if request.method == "POST" else ShareForm()
    if form.is_bound and form.is_valid():
        try:
            actions.share_record(incident=incident, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("audience", str(refusal))
        else:
            messages.success(request, "Shared. You can take it back at any time, at once.")
            return redirect("abuse_log:share", ref)
    now = timezone.now()
    context = {
        "incident": incident,
        "form": form,
        "shares": incident.shares.in_force().prefetch_related("steps"),
        "readers": [(audience.label, actions.officers_of(audience, but=incident.member)) for audience in Audience],
        "first_look": first_look(now),
        "acknowledged_by": due(now, ACKNOWLEDGE_DAYS),
    }
    return render(request, "abuse_log/sharing/share.html", context)


@require_POST
def withdraw(request: SignedInRequest, ref: str, share: UUID) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.share or may.has_left)
    found = get_object_or_404(incident.shares.select_related("incident"), pk=share)
    actions.withdraw_share(share=found, by=request.user)
    messages.success(request, "Taken back. They can no longer open it.")
    return redirect("abuse_log:share" if may.share else "abuse_log:detail", ref)


@require_http_methods(["GET", "HEAD", "POST"])
def adding(request: SignedInRequest, ref: str) -> HttpResponse:
    """Which officers may add words and files to it, and one more."""
    incident, may = load(request, ref)
    require(may.share)
    officers = consents.officers_who_read(incident)
    form = ConsentForm(request.POST if request.method == "POST" else None, officers=officers)
    if form.is_bound and form.is_valid():
        officer = next(one for one in officers if one.pk == form.cleaned_data["officer"])
        try:
            consents.let_add(incident=incident, officer=officer, until=form.cleaned_data["until"], by=request.user)
        except Refused as refusal:
            form.add_error("until" if isinstance(refusal, consents.TooLong) else "officer", str(refusal))
        else:
            messages.success(request, f"{officer.full_name} may add to it. You see each act, and can end it at once.")
            return redirect("abuse_log:adding", ref)
    context = {
        "incident": incident,
        "form": form,
        "officers": officers,
        "consents": incident.consents.in_force().select_related("officer"),
    }
    return render(request, "abuse_log/sharing/adding.html", context)


@require_POST
def adding_end(request: SignedInRequest, ref: str, consent: UUID) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.share)
    found = get_object_or_404(incident.consents.select_related("incident"), pk=consent)
    consents.end_consent(consent=found, by=request.user)
    messages.success(request, "Ended. They can add nothing more.")
    return redirect("abuse_log:adding", ref)


@require_safe
def who_looked(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.share)
    page = Paginator(looks(incident), LOOKS).get_page(request.GET.get("page"))
    context = {
        "incident": incident,
        "rows": [(event, shown(event.data)) for event in page],
        "page": page,
        "previous_href": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_href": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "abuse_log/sharing/who_looked.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.share)
    readers = readers_of(incident.member)
    form = HandOverForm(request.POST if request.method == "POST" else None, readers=readers)
    if form.is_bound and form.is_valid():
        try:
            helper = actions.hand_over(incident=incident, helper=form.cleaned_data["helper"], by=request.user)
        except Refused as refusal:
            form.add_error("helper", str(refusal))
        else:
            messages.success(request, f"{helper.full_name} gets a mail. You need not look at this again.")
            return redirect(incident)
    context = {"incident": incident, "form": form, "readers": readers}
    return render(request, "abuse_log/sharing/hand_over.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def interest(request: SignedInRequest) -> HttpResponse:
    """One's own request about a sensitive interest, in one step."""
    mine = InterestRequest.objects.filter(member=request.user)
    require(request.user.is_member or (request.method != "POST" and mine.exists()))
    refused = ""
    if request.method == "POST":
        try:
            actions.ask_interest(by=request.user)
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, "The Monitoring Officer is asked. You need not say why.")
            return redirect("abuse_log:interest")
    context = {
        "requests": mine.select_related("answered_by"),
        "waits": mine.unanswered().exists(),
        "refused": refused,
        "first_look": first_look(timezone.now()),
    }
    return render(request, "abuse_log/sharing/interest.html", context)
