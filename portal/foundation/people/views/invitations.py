"""Inviting people, and the public page on which an invitation is accepted."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from portal.foundation.people import actions
from portal.foundation.people.forms import InviteForm, JoinForm
from portal.foundation.people.models import ForgedLink, Invitation, id_in_token
from portal.foundation.people.permissions import can_keep_people, can_see_people
from portal.foundation.people.requests import SignedInRequest

SHOWN = 200


@require_safe
def invitations(request: SignedInRequest) -> HttpResponse:
    """The invitations that nobody has used or cancelled, newest first."""
    if not can_see_people(request.user):
        raise PermissionDenied
    rows = Invitation.objects.visible_to(request.user).not_closed().select_related("invited_by")[:SHOWN]
    context = {"invitations": rows, "can_keep_people": can_keep_people(request.user)}
    return render(request, "people/invitations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest) -> HttpResponse:
    if not can_keep_people(request.user):
        raise PermissionDenied
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            invitation = actions.invite(by=request.user, **form.cleaned_data)
        except actions.Refused as why:
            form.add_error("email", str(why))
        else:
            messages.success(request, f"The invitation to {invitation.email} goes out now. It holds for 14 days.")
            return redirect("people:invitations")
    return render(request, "people/invite.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_invitation(request: SignedInRequest, invitation_id: UUID) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), pk=invitation_id)
    if not can_keep_people(request.user):
        raise PermissionDenied
    if request.method == "POST":
        try:
            actions.cancel_invitation(invitation, by=request.user)
            messages.success(request, "The invitation is cancelled. Its link no longer works.")
        except actions.InvitationClosed as why:
            messages.error(request, str(why))
        return redirect("people:invitations")
    context = {
        "title": f"Cancel the invitation to {invitation.full_name}?",
        "text": "The link in their mail stops working at once. You can invite them again.",
        "button": "Cancel the invitation",
        "back": reverse("people:invitations"),
    }
    return render(request, "people/confirm.html", context)


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password and open the account. A forged link is not found; a used or expired one says so kindly."""
    try:
        invitation = get_object_or_404(Invitation, pk=id_in_token(token))
    except ForgedLink:
        raise Http404 from None
    if not invitation.is_open:
        return render(request, "people/join_closed.html", {"has_expired": not invitation.is_closed}, status=410)
    form = JoinForm(request.POST if request.method == "POST" else None, invitation=invitation)
    if form.is_valid():
        try:
            actions.accept_invitation(invitation, password=form.cleaned_data["password1"])
        except actions.InvitationClosed:
            return render(request, "people/join_closed.html", {"has_expired": False}, status=410)
        messages.success(request, "Your account is open. Sign in with your email address and the new password.")
        return redirect("account_login")
    return render(request, "people/join.html", {"form": form, "invitation": invitation})
