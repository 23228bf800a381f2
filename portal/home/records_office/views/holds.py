"""Legal holds: the list, placing one, lifting one."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.foundation.people.requests import SignedInRequest
from portal.foundation.records import actions, permissions
from portal.foundation.records.models import Hold
from portal.home.records_office.forms import HoldForm, LiftForm
from portal.home.records_office.paging import page_of
from portal.home.records_office.views.common import card_at, enter, known_to, theirs


@never_cache
@require_safe
def holds(request: SignedInRequest) -> HttpResponse:
    """Every hold, newest first, those that were lifted too."""
    user = enter(request)
    page = page_of(
        theirs(user, Hold.objects.select_related("placed_by", "lifted_by")),
        request.GET.get("after", ""),
        by="placed_at",
    )
    known = known_to(user, page.rows)
    told = {hold.pk for hold in known_to(user, known, whole=True)}
    rows = [{"hold": hold, "is_told": hold.pk in told or hold.placed_by_id == user.pk} for hold in known]
    context = {"rows": rows, "next_href": page.next_href}
    return render(request, "records_office/holds.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def place(request: SignedInRequest, room: str, pk: UUID) -> HttpResponse:
    _, card = card_at(request, room, pk)
    back = reverse("records_office:card", args=[room, pk])
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.place_hold(kind=card.kind, about_id=pk, by=request.user, **form.cleaned_data)
        messages.success(request, "The hold stands. Nothing of the record can be deleted, rewritten or taken back.")
        return redirect(back)
    lead = (
        "While it stands, the record cannot be deleted, rewritten or withdrawn. Work that adds to it goes on. "
        "Altering a record so that it need not be disclosed is an offence (section 77 FOIA)."
    )
    context = {"form": form, "title": f"Place a hold on {card.reference}", "lead": lead, "back": back}
    return render(request, "records_office/form.html", {**context, "button": "Place the hold"})


@never_cache
@require_http_methods(["GET", "POST"])
def lift(request: SignedInRequest, pk: UUID) -> HttpResponse:
    hold = get_object_or_404(Hold.objects.select_related("placed_by"), pk=pk)
    if not permissions.can_enter(request.user) or not known_to(request.user, [hold]):
        raise Http404
    if not permissions.can_lift(request.user, hold):
        raise PermissionDenied
    back = reverse("records_office:holds")
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.lift_hold(hold=hold, reason=form.cleaned_data["reason"], by=request.user)
        except actions.AlreadyLifted as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, "The hold is lifted. What is due goes its way again.")
        return redirect(back)
    context = {
        "form": form,
        "title": f"Lift the hold on {hold.reference}",
        "lead": f"{hold.get_source_display()}: {hold.reason}",
        "back": back,
        "button": "Lift the hold",
    }
    return render(request, "records_office/form.html", context)
