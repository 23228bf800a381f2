"""The page on which an answer becomes a question and answer for everybody."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guidance.refusals import Refused
from guidance.refusals import Stale as DraftChanged
from portal.foundation.people.requests import SignedInRequest
from reviews.advice import actions, permissions
from reviews.advice.actions.reusing import cited_by, places
from reviews.advice.forms.reusing import ReuseForm
from reviews.advice.models import Request
from reviews.advice.views.common import changes_since, handled_item, note_read

REFUSALS = (actions.WrittenAlready, Refused, DraftChanged)


@never_cache
@require_http_methods(["GET", "POST"])
def reuse(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The answer on one side, what everybody is to read on the other."""
    item = handled_item(request, pk)
    note_read(request.user, item)
    if request.method != "POST":
        if not permissions.can_reuse(request.user, item):
            raise PermissionDenied
        return _page(request, item, ReuseForm(initial={"version": item.version}, places=places()))
    form = ReuseForm(request.POST, places=places())
    if form.copies and permissions.can_reuse(request.user, item):
        return _page(request, item, form.with_answer(item.answers.latest("number").text, places=places()))
    if not form.is_valid():
        return _page(request, item, form)
    return _begin(request, item, form)


def _begin(request: SignedInRequest, item: Request, form: ReuseForm) -> HttpResponse:
    try:
        made = actions.begin_question(item=item, by=request.user, version=form.version_seen(), said=form.published)
    except (actions.Stale, actions.WrongState) as refusal:
        return _refused(request, form, refusal)
    except actions.StillTells as refusal:
        for trace in refusal.traces:
            form.add_error(None, trace)
        return _page(request, item, form)
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return _page(request, item, form)
    messages.success(request, f"It is in the draft as {made.number}. Tell of the change there, and send it for review.")
    return redirect(reverse("guidance:draft", args=[made.edition_id]) + f"#point-{made.point_id}")


def _refused(request: SignedInRequest, form: ReuseForm, refusal: actions.Stale | actions.WrongState) -> HttpResponse:
    now = refusal.item
    return _page(
        request,
        now,
        form.renewed(now.version, places=places()),
        status=409,
        refusal=str(refusal),
        changes=changes_since(now, form.version_seen()),
        is_possible=permissions.can_reuse(request.user, now),
    )


def _page(
    request: SignedInRequest, item: Request, form: ReuseForm, *, status: int = 200, **more: object
) -> HttpResponse:
    answer = item.answers.last()
    context = {
        "item": item,
        "form": form,
        "answer": answer,
        "cited": cited_by(answer) if answer else [],
        "needs_officer": item.escalated_at is not None,
        "is_possible": True,
        **more,
    }
    return render(request, "advice/reuse.html", context, status=status)
