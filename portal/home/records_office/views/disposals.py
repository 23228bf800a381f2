"""What is due, the decision about it, and what is left of what is gone."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.foundation.files.responses import HEADERS
from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from portal.foundation.records import actions, permissions
from portal.foundation.records.models import Disposal, DraftsGone, Hold, Tombstone
from portal.home.records_office.forms import JustVersion, KeepForm
from portal.home.records_office.paging import page_of
from portal.home.records_office.views.common import enter, known_to, theirs

MOST_DUE = 200
"""The list of what is due shows so many; what is decided makes room for the next."""
SHOWN_SWEEPS = 10


def due_rows(user: User) -> list[Disposal]:
    """The open disposals that this person may know of, the soonest first."""
    rows = Disposal.objects.open().of_holders(*permissions.holders_of(user)).select_related("rule", "kept_by")
    found = list(theirs(user, rows)[:MOST_DUE])
    return known_to(user, found) if permissions.can_enter(user) else found


def waiting_disposals(user: User) -> int:
    """How many wait for this person's decision."""
    if not permissions.can_enter(user):
        return 0
    holders = [holder for holder in permissions.holders_of(user) if user.has_role(*permissions.approvers_of(holder))]
    rows = Disposal.objects.filter(state=Disposal.State.PROPOSED).of_holders(*holders)
    return len(known_to(user, theirs(user, rows)[:MOST_DUE]))


@never_cache
@require_safe
def due(request: SignedInRequest) -> HttpResponse:
    if not permissions.can_see_due(request.user):
        raise PermissionDenied
    return _due_page(request)


def _due_page(request: SignedInRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    user = request.user
    rows = due_rows(user)
    held = set(
        Hold.objects.in_force().filter(about_id__in=[row.about_id for row in rows]).values_list("about_id", flat=True)
    )
    # The lead sees the desk's own only; why the office keeps something of its own is the office's.
    told = {row.pk for row in (known_to(user, rows, whole=True) if permissions.can_enter(user) else rows)}
    shown = [
        {
            "disposal": row,
            "is_told": row.pk in told or row.kept_by_id == user.pk,
            "is_held": row.about_id in held,
            "can_approve": row.state == Disposal.State.PROPOSED
            and user.has_role(*permissions.approvers_of(row.holder))
            and row.about_id not in held,
            "can_keep": row.state != Disposal.State.APPROVED,
        }
        for row in rows
    ]
    context = {"rows": shown, "refusal": refusal, "can_enter": permissions.can_enter(user)}
    return render(request, "records_office/due.html", context, status=status)


def _disposal(request: SignedInRequest, pk: UUID) -> Disposal:
    """One that stands on this person's list; 404 for any other."""
    holders = permissions.holders_of(request.user)
    found = get_object_or_404(Disposal.objects.open().of_holders(*holders).select_related("rule"), pk=pk)
    if permissions.can_enter(request.user) and not known_to(request.user, [found]):
        raise Http404
    return found


@require_POST
def approve(request: SignedInRequest, pk: UUID) -> HttpResponse:
    disposal = _disposal(request, pk)
    try:
        actions.approve_disposal(disposal=disposal, version=JustVersion(request.POST).seen(), by=request.user)
    except (actions.NotDue, actions.StaleRecord, actions.Held) as refusal:
        return _due_page(request, str(refusal), status=409)
    messages.success(request, f"{disposal.reference} will be disposed of within minutes. A certificate follows.")
    return redirect("records_office:due")


@never_cache
@require_http_methods(["GET", "POST"])
def keep(request: SignedInRequest, pk: UUID) -> HttpResponse:
    disposal = _disposal(request, pk)
    if not permissions.can_keep_longer(request.user, disposal):
        raise PermissionDenied
    form = KeepForm(request.POST) if request.method == "POST" else KeepForm(initial={"version": disposal.version})
    if form.is_bound and form.is_valid():
        said = {"until": form.cleaned_data["until"], "because": form.cleaned_data["because"]}
        try:
            actions.keep_longer(disposal=disposal, version=form.seen(), by=request.user, **said)
        except (actions.NotDue, actions.StaleRecord) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{disposal.reference} is kept until then, and announced again before.")
            return redirect("records_office:due")
    context = {
        "form": form,
        "title": f"Keep {disposal.reference} longer",
        "lead": "It is announced again 30 days before that day. A hold is the right way where the law asks to keep it.",
        "back": reverse("records_office:due"),
        "button": "Keep it",
    }
    return render(request, "records_office/form.html", context)


@never_cache
@require_safe
def disposals(request: SignedInRequest) -> HttpResponse:
    """The tombstones, newest first, and how many drafts went by themselves."""
    stones = (
        theirs(enter(request), Tombstone.objects.for_officers())
        .select_related("approved_by", "pdf")
        .defer("pdf__content")
    )
    page = page_of(stones, request.GET.get("after", ""), by="disposed_at")
    context = {
        "stones": page.rows,
        "next_href": page.next_href,
        "drafts": DraftsGone.objects.select_related("rule")[:SHOWN_SWEEPS],
    }
    return render(request, "records_office/disposals.html", context)


@require_safe
def certificate(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The PDF of a disposal. 503 while the worker makes it."""
    if not permissions.can_enter(request.user):
        raise Http404
    stone = get_object_or_404(theirs(request.user, Tombstone.objects.for_officers()).select_related("pdf"), pk=pk)
    if not hasattr(stone, "pdf"):
        return HttpResponse("The certificate is being made. Try again in a minute.", status=503, headers=HEADERS)
    headers = {
        **HEADERS,
        "Content-Type": "application/pdf",
        "Content-Disposition": f'attachment; filename="{stone.certificate}.pdf"',
    }
    return HttpResponse(bytes(stone.pdf.content), headers=headers)
