"""The page on which those who publish end an edition."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from guidance.actions import withdraw as withdraw_edition
from guidance.editing.forms import WithdrawForm
from guidance.editing.views.common import posted
from guidance.models import Edition, today
from guidance.permissions import can_publish
from guidance.refusals import Refused
from portal.foundation.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, document: str, edition: int) -> HttpResponse:
    """Asks for the day and whether it is meant, and withdraws the edition."""
    may = can_publish(request.user)
    # What is published for a day to come is nobody's to know of but theirs who may withdraw it.
    shown = Edition.objects.exclude(state=Edition.State.DRAFT) if may else Edition.objects.once_in_force()
    found = get_object_or_404(shown.select_related("document"), document__slug=document, number=edition)
    if not may:
        raise PermissionDenied
    form, refusal = WithdrawForm(posted(request), initial={"withdrawn_on": today()}), ""
    if form.is_valid():
        try:
            withdraw_edition(found, withdrawn_on=form.cleaned_data["withdrawn_on"], by=request.user)
        except Refused as why:
            refusal = str(why)
        else:
            messages.success(request, f"{found} is withdrawn.")
            return redirect("guidance:drafts")
    has_begun = found.effective_from <= today()
    back = reverse("guidance:history", args=[document]) if has_begun else reverse("guidance:drafts")
    context = {"edition": found, "form": form, "refusal": refusal, "back": back}
    return render(request, "guidance/editing/withdraw.html", context, status=409 if refusal else 200)
