"""The page on which people follow the guidance, and the one on which a link from a mail ends it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guidance.following import actions
from guidance.following.forms import FollowForm
from guidance.following.links import Forged, reader_of
from guidance.models import Follow
from guidance.permissions import can_confirm
from portal.foundation.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def following(request: SignedInRequest) -> HttpResponse:
    """What I follow; for everybody with an account."""
    now = [str(each.document_id or FollowForm.ALL) for each in Follow.objects.of(request.user)]
    form = FollowForm(request.POST if request.method == "POST" else None, initial={"follow": now})
    if form.is_valid():
        everything, documents = form.wanted()
        actions.follow(everything=everything, documents=[UUID(each) for each in documents], by=request.user)
        messages.success(request, "Saved.")
        return redirect("guidance:following")
    context = {"form": form, "is_asked_to_confirm": can_confirm(request.user)}
    return render(request, "guidance/following.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_following(request: HttpRequest, token: str) -> HttpResponse:
    """Ends the mails for whom the signed link names. It shows no name: a mail may have been passed on."""
    try:
        reader = reader_of(token)
    except Forged as forged:
        raise Http404 from forged
    if request.method == "POST":
        actions.stop(reader)
    context = {"is_over": not Follow.objects.of(reader).exists()}
    return render(request, "guidance/stop_following.html", context)
