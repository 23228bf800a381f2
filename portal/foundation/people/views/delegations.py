"""A member's delegates, and whom a delegate helps."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal.foundation.people import actions
from portal.foundation.people.forms import AppointForm
from portal.foundation.people.models import Delegation, Role
from portal.foundation.people.permissions import can_appoint_delegate
from portal.foundation.people.requests import SignedInRequest

SHOWN = 100


@require_safe
def delegates(request: SignedInRequest) -> HttpResponse:
    """Who helps me, how far and until when; and who did. Somebody who has left office still sees the past."""
    mine = Delegation.objects.filter(member=request.user).with_people()
    can_appoint = can_appoint_delegate(request.user)
    if not can_appoint and not mine:
        raise PermissionDenied
    running = list(mine.to_come())
    context = {
        "can_appoint": can_appoint,
        "running": running,
        "past": mine.exclude(pk__in=[delegation.pk for delegation in running])[:SHOWN],
    }
    return render(request, "people/delegates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def appoint_delegate(request: SignedInRequest) -> HttpResponse:
    if not can_appoint_delegate(request.user):
        raise PermissionDenied
    form = AppointForm(request.POST if request.method == "POST" else None, member=request.user)
    if form.is_valid():
        try:
            delegation = actions.appoint_delegate(by=request.user, **form.cleaned_data)
        except actions.Refused as why:
            form.add_error("delegate", str(why))
        else:
            messages.success(request, f"{delegation.delegate} is your delegate. They are told by mail.")
            return redirect("people:delegates")
    return render(request, "people/appoint_delegate.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def end_delegation(request: SignedInRequest, delegation_id: UUID) -> HttpResponse:
    """By the member, or by the delegate who steps down."""
    rows = Delegation.objects.visible_to(request.user).with_people()
    delegation = get_object_or_404(rows, pk=delegation_id)
    if request.user not in (delegation.member, delegation.delegate):
        raise PermissionDenied
    after = "people:helping" if delegation.delegate == request.user else "people:delegates"
    if request.method == "POST":
        try:
            actions.revoke_delegation(delegation, by=request.user)
            messages.success(request, "Ended. It holds from now on.")
        except actions.Refused as why:
            messages.error(request, str(why))
        return redirect(after)
    context = {
        "title": f"End the help of {delegation.delegate} for {delegation.member}?",
        "text": "It ends at once. What was done until now stays.",
        "button": "End it",
        "back": reverse(after),
    }
    return render(request, "people/confirm.html", context)


@require_safe
def helping(request: SignedInRequest) -> HttpResponse:
    """Whom I help, how far and until when."""
    running = Delegation.objects.to_come().filter(delegate=request.user).with_people()
    if not request.user.has_role(Role.DELEGATE) and not running:
        raise PermissionDenied
    return render(request, "people/helping.html", {"running": running})
