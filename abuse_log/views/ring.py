"""Asking the safety leads to ring, and their list of whom to ring. No record is named in either."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abuse_log import actions, permissions
from abuse_log.forms import RingForm
from abuse_log.models import RingRequest
from abuse_log.views.common import require
from portal.foundation.people.requests import SignedInRequest

LATELY = 20


@require_http_methods(["GET", "HEAD", "POST"])
def ring_me(request: SignedInRequest) -> HttpResponse:
    members = permissions.members_to_record_for(request.user)
    require(members.exists())
    form = RingForm(request.POST if request.method == "POST" else None, members=members)
    if form.is_bound and form.is_valid():
        try:
            actions.ask_to_be_rung(member=form.cleaned_data["member"], by=request.user)
        except actions.NobodyToRing as nobody:
            form.add_error(None, str(nobody))
        else:
            messages.success(request, "The safety leads have been asked to ring. If it gets worse, ring 999.")
            return redirect("abuse_log:list")
    context = {
        "form": form,
        "can_ring": permissions.somebody_rings(),
        "waiting": RingRequest.objects.unanswered().filter(member__in=members).select_related("member"),
    }
    return render(request, "abuse_log/ring_me.html", context)


@require_safe
def rings(request: SignedInRequest) -> HttpResponse:
    require(permissions.can_see_rings(request.user))
    seen = RingRequest.objects.visible_to(request.user).with_people()
    context = {
        "waiting": seen.unanswered(),
        "answered": seen.exclude(answered_at=None).order_by("-answered_at", "id")[:LATELY],
    }
    return render(request, "abuse_log/rings.html", context)


@require_POST
def rung(request: SignedInRequest, ring: UUID) -> HttpResponse:
    require(permissions.can_see_rings(request.user))
    found = get_object_or_404(RingRequest.objects.visible_to(request.user), pk=ring)
    try:
        actions.answer_ring(ring=found, by=request.user)
    except actions.AlreadyAnswered as answered:
        messages.info(request, str(answered))
    else:
        messages.success(request, "Noted that you have rung.")
    return redirect("abuse_log:rings")
