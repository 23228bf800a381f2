"""Ordinary roles, given and ended by one administrator."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from portal.foundation.people import actions
from portal.foundation.people.forms import GrantRoleForm
from portal.foundation.people.models import ORDINARY_ROLES, RoleGrant, User
from portal.foundation.people.permissions import can_give_roles, can_keep_people
from portal.foundation.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def grant_role(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user), pk=person_id)
    if not can_give_roles(request.user, person):
        raise PermissionDenied
    form = GrantRoleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        role, ends_on = form.cleaned_data["role"], form.cleaned_data["ends_on"]
        try:
            actions.grant_role(person, role, ends_on=ends_on, by=request.user)
        except actions.Refused as why:
            form.add_error("role", str(why))
        else:
            messages.success(request, f"{person} has the role from now on.")
            return redirect(person)
    return render(request, "people/grant_role.html", {"form": form, "person": person})


@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request: SignedInRequest, grant_id: UUID) -> HttpResponse:
    grant = get_object_or_404(RoleGrant.objects.visible_to(request.user).with_people(), pk=grant_id)
    if not can_keep_people(request.user) or grant.role not in ORDINARY_ROLES:
        raise PermissionDenied
    if request.method == "POST":
        try:
            actions.end_role(grant, by=request.user)
            messages.success(request, "The role is ended.")
        except actions.Refused as why:
            messages.error(request, str(why))
        return redirect(grant.user)
    context = {
        "title": f"End a role of {grant.user}?",
        "text": f"{grant.get_role_display()}. It ends with their next step on the portal.",
        "button": "End the role",
        "back": grant.user.get_absolute_url(),
    }
    return render(request, "people/confirm.html", context)
