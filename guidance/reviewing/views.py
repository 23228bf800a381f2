"""Pages of reviewing: all documents with owner and date, setting them, and "reviewed, no change"."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from guidance.models import Document, ReviewStep, in_a_year
from guidance.permissions import can_note_review, can_plan_review, can_see_reviews
from guidance.reviewing import actions
from guidance.reviewing.forms import NoChangeForm, PlanForm
from guidance.reviewing.points import points_due
from portal.foundation.people.requests import SignedInRequest


@dataclass(frozen=True)
class Deed:
    """One of the two things that are done here: its form, its action, its words."""

    form: type[forms.Form]
    act: Callable[..., ReviewStep]
    title: str
    button: str
    done: str


PLAN = Deed(PlanForm, actions.plan_review, "Set owner and review date", "Save", "Owner and review date are saved.")
NO_CHANGE = Deed(
    NoChangeForm, actions.note_no_change, "Reviewed, no change", "Save the review", "The review is noted. Thank you."
)


@require_safe
def reviews(request: SignedInRequest) -> HttpResponse:
    """Each document, who looks after it, when it is due, what was done before, and the points that are due."""
    if not can_see_reviews(request.user):
        raise PermissionDenied
    documents = Document.objects.kept().prefetch_related(Prefetch("review_steps", ReviewStep.objects.newest_first()))
    rows = [(document, can_note_review(request.user, document)) for document in documents]
    context = {"rows": rows, "may_plan": can_plan_review(request.user), "due": points_due()}
    return render(request, "guidance/reviews.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: SignedInRequest, document: UUID) -> HttpResponse:
    """Set who owns a document, and when it is reviewed next."""
    found = _document(request, document)
    if not can_plan_review(request.user):
        raise PermissionDenied
    return _do(request, found, PLAN)


@require_http_methods(["GET", "HEAD", "POST"])
def no_change(request: SignedInRequest, document: UUID) -> HttpResponse:
    """Note that a document was reviewed and stays as it is."""
    found = _document(request, document)
    if not can_note_review(request.user, found):
        raise PermissionDenied
    return _do(request, found, NO_CHANGE)


def _document(request: SignedInRequest, document: UUID) -> Document:
    if not can_see_reviews(request.user):
        raise Http404
    return get_object_or_404(Document.objects.kept(), pk=document)


def _do(request: SignedInRequest, document: Document, deed: Deed) -> HttpResponse:
    day = document.next_review_on if deed is PLAN else in_a_year()
    initial = {"owner_role": document.owner_role, "next_review_on": day, "seen": document.steps_taken()}
    form, refusal = deed.form(request.POST if request.method == "POST" else None, initial=initial), ""
    if form.is_valid():
        try:
            deed.act(document=document.pk, by=request.user, **form.cleaned_data)
        except actions.Refused as why:
            form.add_error("next_review_on", str(why))
        except actions.Stale as stale:
            refusal = str(stale)
            document.refresh_from_db()
            again = request.POST.copy()
            again["seen"] = str(document.steps_taken())
            form = deed.form(again)
        else:
            messages.success(request, deed.done)
            return redirect("guidance:reviews")
    context = {"form": form, "document": document, "deed": deed, "refusal": refusal}
    return render(request, "guidance/review.html", context, status=409 if refusal else 200)
