"""All words explained, A to Z, for everybody; and the words of one draft, for those who write on it."""

from itertools import groupby
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from guidance.models import Definition, Edition, PointVersion
from guidance.permissions import can_edit
from guidance.refusals import Refused, Stale
from guidance.views import public_page
from guidance.words import actions
from guidance.words.forms import EndForm, WordForm
from portal.foundation.people.requests import SignedInRequest


@public_page
def words(request: HttpRequest) -> HttpResponse:
    """The words that what members read today explains, each with the point that does. Two queries."""
    found = list(Definition.objects.readable())
    wanted = {(each.edition_id, each.point_id) for each in found}
    versions = PointVersion.objects.in_force().filter(point__in={point for _, point in wanted})
    standing = {(version.edition_id, version.point_id): version for version in versions}
    rows = [(each, standing[each.edition_id, each.point_id]) for each in found]
    letters = [(letter, list(group)) for letter, group in groupby(rows, key=lambda row: row[0].term[0].upper())]
    return render(request, "guidance/words.html", {"letters": letters})


@require_http_methods(["GET", "HEAD", "POST"])
def draft_words(request: SignedInRequest, edition: UUID) -> HttpResponse:
    """The words of a draft, and a form for one more."""
    draft = _draft(request, edition)
    points = list(draft.point_versions.defer("search").order_by("order"))
    if request.method != "POST":
        return _draft_page(request, draft, WordForm(points=points, initial={"revision": draft.revision}))
    form = WordForm(request.POST, points=points)
    if not form.is_valid():
        return _draft_page(request, draft, form)
    try:
        actions.add_word(draft, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error("term", str(refused))
        return _draft_page(request, draft, form)
    except Stale as stale:
        again = request.POST.copy()
        again["revision"] = str(draft.revision)
        return _draft_page(request, draft, WordForm(again, points=points), str(stale))
    messages.success(request, f"Added: {form.cleaned_data['term']}.")
    return redirect("guidance:draft_words", draft.pk)


@require_POST
def end_draft_word(request: SignedInRequest, edition: UUID, definition: UUID) -> HttpResponse:
    """Takes a word out of a draft."""
    draft = _draft(request, edition)
    get_object_or_404(draft.definitions, pk=definition)
    form = EndForm(request.POST)
    form.is_valid()
    try:
        actions.end_word(draft, definition=definition, revision=form.cleaned_data["revision"], by=request.user)
    except (Refused, Stale) as refusal:
        points = list(draft.point_versions.defer("search").order_by("order"))
        empty = WordForm(points=points, initial={"revision": draft.revision})
        return _draft_page(request, draft, empty, str(refusal))
    messages.success(request, "The word is taken out of this draft.")
    return redirect("guidance:draft_words", draft.pk)


def _draft(request: SignedInRequest, edition: UUID) -> Edition:
    drafts = Edition.objects.visible_to(request.user).filter(state=Edition.State.DRAFT).select_related("document")
    found = get_object_or_404(drafts, pk=edition)
    if not can_edit(request.user):
        raise PermissionDenied
    return found


def _draft_page(request: SignedInRequest, draft: Edition, form: forms.Form, refusal: str = "") -> HttpResponse:
    context = {
        "edition": draft,
        "form": form,
        "definitions": draft.definitions.with_number().order_by(Lower("term")),
        "refusal": refusal,
    }
    return render(request, "guidance/draft_words.html", context, status=409 if refusal else 200)
