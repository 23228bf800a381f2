"""What two people decide together."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.foundation.people import actions
from portal.foundation.people.forms import AskSensitiveForm
from portal.foundation.people.models import SensitiveRequest, User
from portal.foundation.people.permissions import (
    DECIDES_SENSITIVE,
    can_ask_sensitive,
    can_confirm_sensitive,
    can_refuse_sensitive,
    can_see_people,
)
from portal.foundation.people.requests import SignedInRequest

SHOWN = 200


@require_safe
def sensitive_requests(request: SignedInRequest) -> HttpResponse:
    """What waits for a second person, and what was decided lately."""
    if not can_see_people(request.user):
        raise PermissionDenied
    rows = SensitiveRequest.objects.visible_to(request.user).with_people()[:SHOWN]
    return render(request, "people/sensitive_requests.html", {"requests": rows})


@require_safe
def sensitive_request(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    asked = get_object_or_404(SensitiveRequest.objects.visible_to(request.user).with_people(), pk=request_id)
    may_decide = request.user.has_role(*DECIDES_SENSITIVE) and request.user not in (asked.asked_by, asked.user)
    can_confirm = can_confirm_sensitive(request.user, asked)
    context = {
        "asked": asked,
        "can_see_people": can_see_people(request.user),
        "can_confirm": can_confirm,
        "can_refuse": can_refuse_sensitive(request.user, asked),
        "is_mine": asked.asked_by == request.user,
        "is_not_second": asked.is_waiting and may_decide and not can_confirm,
    }
    return render(request, "people/sensitive_request.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_sensitive(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user).with_roles(), pk=person_id)
    if not can_ask_sensitive(request.user, person):
        raise PermissionDenied
    form = AskSensitiveForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_valid():
        kind, role = form.cleaned_data["what"]
        try:
            asked = actions.ask_sensitive(person, kind=kind, role=role, by=request.user)
        except actions.Refused as why:
            form.add_error("what", str(why))
        else:
            messages.success(request, "Asked. A second person has seven days to confirm it.")
            return redirect(asked)
    return render(request, "people/ask_sensitive.html", {"form": form, "person": person})


@require_POST
def confirm_sensitive(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    asked = get_object_or_404(SensitiveRequest.objects.visible_to(request.user), pk=request_id)
    try:
        actions.confirm_sensitive(asked, by=request.user)
        messages.success(request, "Confirmed. It is done.")
    except actions.Refused as why:
        messages.error(request, str(why))
    return redirect(asked)


@require_POST
def refuse_sensitive(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    asked = get_object_or_404(SensitiveRequest.objects.visible_to(request.user), pk=request_id)
    try:
        actions.refuse_sensitive(asked, by=request.user)
        messages.success(request, "Nothing changes. The person concerned and the auditors are told.")
    except actions.Refused as why:
        messages.error(request, str(why))
    return redirect(asked)
