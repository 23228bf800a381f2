"""Where a record is, and who holds it. Nothing of what it says."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.foundation.people.requests import SignedInRequest
from portal.foundation.records import actions, permissions
from portal.foundation.records.models import Disclosure, Disposal, Hold
from portal.foundation.records.rooms import Card, all_rooms
from portal.home.records_office.forms import FindForm, PersonForm
from portal.home.records_office.views.common import card_at, enter, known_to
from portal.home.records_office.views.disposals import waiting_disposals


@never_cache
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The records office. `?reference=` leads to the page of that record."""
    user = enter(request)
    form = FindForm(request.GET) if "reference" in request.GET else FindForm()
    if form.is_bound and form.is_valid():
        found = (room.find(user, form.cleaned_data["reference"]) for room in all_rooms())
        card = next(filter(None, found), None)
        if card is not None:
            return redirect("records_office:card", room=card.slug, pk=card.id)
        form.add_error("reference", "There is no such record, or it is not one that you may know of")
    return _index(request, form, PersonForm())


def _index(
    request: SignedInRequest, form: FindForm, person_form: PersonForm, cards: list[Card] | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "person_form": person_form,
        "cards": cards,
        "only_here": [room.only_here for room in all_rooms() if room.only_here],
        "waiting": waiting_disposals(request.user),
        "can_change_retention": permissions.can_change_retention(request.user),
    }
    return render(request, "records_office/index.html", context)


@never_cache
@require_POST
def person(request: SignedInRequest) -> HttpResponse:
    """Which records there are about a person: references and holders only. Each search is written down."""
    user = enter(request)
    form = PersonForm(request.POST)
    cards: list[Card] | None = None
    if form.is_valid():
        found = form.person()
        reason = form.cleaned_data["reason"]
        cards = actions.search_person(person=found, reason=reason, by=user) if found else []
    return _index(request, FindForm(), form, cards)


@never_cache
@require_safe
def card(request: SignedInRequest, room: str, pk: UUID) -> HttpResponse:
    """One record from outside: its reference, who holds it, its holds, its exports."""
    kept, found = card_at(request, room, pk)
    disclosures = Disclosure.objects.filter(about_kind=found.kind, about_id=pk).select_related("by")
    can_open = kept.can_open(request.user, pk)
    holds = Hold.objects.of(found.kind, pk).select_related("placed_by", "lifted_by")
    context = {
        "card": found,
        "holds": [{"hold": hold, "is_told": can_open or hold.placed_by_id == request.user.pk} for hold in holds],
        "disclosures": known_to(request.user, disclosures),
        "disposal": Disposal.objects.open().filter(about_kind=found.kind, about_id=pk).first(),
        "can_open": can_open,
        "is_never_opened": kept.is_never_opened,
        "back": reverse("records_office:index"),
    }
    return render(request, "records_office/card.html", context)
