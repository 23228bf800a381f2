"""Pages of confirming: the member's own, the numbers, the names, the statement."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from guidance.confirming import actions, who
from guidance.confirming.forms import ConfirmForm, StatementForm
from guidance.models import BESIDE, Acknowledgement, Edition, Statement
from guidance.permissions import (
    can_confirm,
    can_count_confirmations,
    can_see_who_confirmed,
    can_write_statement,
)
from guidance.side_by_side import side_by_side
from portal.foundation.audit.actions import record_read
from portal.foundation.people.requests import SignedInRequest
from portal.foundation.records.spreadsheets import csv_download


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: SignedInRequest) -> HttpResponse:
    """What changed since last time, the statement, and one button; then the next text, if there is one."""
    if not can_confirm(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return _confirm_page(request)
    form = ConfirmForm(request.POST)
    form.is_valid()
    try:
        actions.confirm(edition=form.cleaned_data["edition"], statement=form.cleaned_data["statement"], by=request.user)
    except actions.Stale as stale:
        return _confirm_page(request, refusal=str(stale))
    messages.success(request, "Your confirmation is kept. Thank you.")
    return redirect("guidance:confirm")


def _confirm_page(request: SignedInRequest, refusal: str = "") -> HttpResponse:
    open_editions = Edition.objects.relied_on().not_confirmed_by(request.user).select_related("document")
    edition = open_editions.order_by("document__title").first()
    mine = list(Acknowledgement.objects.of(request.user))
    last = next((past for past in mine if edition and past.edition.document_id == edition.document_id), None)
    context = {
        "refusal": refusal,
        "edition": edition,
        "points": edition.point_versions.count() if edition else 0,
        "last": last,
        "changes": side_by_side(last.edition, edition) if edition and last else None,
        "statement": Statement.objects.current(),
        "mine": mine,
    }
    return render(request, "guidance/confirm.html", context, status=409 if refusal else 200)


@require_safe
def confirmations(request: SignedInRequest) -> HttpResponse:
    """How many members have confirmed, and how many not yet. No names."""
    if not can_count_confirmations(request.user):
        raise PermissionDenied
    may_see_names = can_see_who_confirmed(request.user)
    protocols = Edition.objects.once_in_force().exclude(document__kind__in=BESIDE)
    earlier = protocols.exclude(pk__in=Edition.objects.relied_on().values("pk"))
    context = {
        "counts": who.counts(),
        "earlier": earlier.select_related("document").order_by("document__title", "-number") if may_see_names else (),
        "may_see_names": may_see_names,
        "may_write": can_write_statement(request.user),
        "statement": Statement.objects.current(),
    }
    return render(request, "guidance/confirmations.html", context)


@require_safe
def who_confirmed(request: SignedInRequest, edition: UUID) -> HttpResponse:
    """Who, when, and which text: for the Monitoring Officer and the deputy. Each look is written down."""
    found = _named(request, edition)
    record_read("guidance.confirmations_read", by=request.user, about=found)
    return render(request, "guidance/who_confirmed.html", {"edition": found, "lines": who.lines(found)})


@require_safe
def who_confirmed_csv(request: SignedInRequest, edition: UUID) -> HttpResponse:
    """The same as a table for a spreadsheet."""
    found = _named(request, edition)
    record_read("guidance.confirmations_exported", by=request.user, about=found)
    name = f"confirmations-{found.document.slug}-edition-{found.number}"
    return csv_download(name, who.HEADER, who.rows(found))


def _named(request: SignedInRequest, edition: UUID) -> Edition:
    """An edition that came into force; 404 for whoever may see no names, as for one that does not exist."""
    if not can_see_who_confirmed(request.user):
        raise Http404
    return get_object_or_404(Edition.objects.once_in_force().select_related("document"), pk=edition)


@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: SignedInRequest) -> HttpResponse:
    """Give the statement new words."""
    if not can_write_statement(request.user):
        raise PermissionDenied
    current, refusal = Statement.objects.current(), ""
    form = StatementForm(request.POST if request.method == "POST" else None, initial={"seen": current.number})
    if form.is_valid():
        try:
            actions.write_statement(by=request.user, **form.cleaned_data)
        except actions.Stale as stale:
            refusal, current = str(stale), Statement.objects.current()
            again = request.POST.copy()
            again["seen"] = str(current.number)
            form = StatementForm(again)
        else:
            messages.success(request, "The statement is saved. It is asked for from now on.")
            return redirect("guidance:confirmations")
    context = {"form": form, "current": current, "refusal": refusal}
    return render(request, "guidance/statement.html", context, status=409 if refusal else 200)
