"""The list of drafts, and three ways to begin one."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from guidance.editing.actions import beginning
from guidance.editing.forms import BeginForm, ImportForm
from guidance.editing.uploads import read_upload
from guidance.editing.views.common import check_editor, posted
from guidance.importing import Unreadable
from guidance.models import BESIDE, Document, Edition, EditionEdit, EditionStep, Kind, Stage, today
from guidance.permissions import can_publish
from guidance.refusals import Refused
from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest

NOTICE = timedelta(days=28)
"""How far ahead a new draft is meant to come into force, until somebody sets its day."""
NEXT = {
    Stage.DRAFT: "It is written, and sent for review.",
    Stage.IN_REVIEW: "Somebody who did not write on it approves it.",
    Stage.APPROVED: "It is published, once nothing is missing.",
    Stage.RETURNED: "It is changed as asked, and sent for review again.",
}


@require_safe
def drafts(request: SignedInRequest) -> HttpResponse:
    """Every draft with its stage, who wrote last and what comes next; and what is published and still to come."""
    check_editor(request.user)
    found = Edition.objects.visible_to(request.user).drafts().select_related("document", "created_by")
    found = found.annotate(**_facts()).order_by("document__title", "number")
    to_come = Edition.objects.filter(state=Edition.State.PUBLISHED, effective_from__gt=today())
    context = {
        "rows": [_row(each) for each in found],
        "to_come": to_come.select_related("document").order_by("effective_from"),
        "may_withdraw": can_publish(request.user),
    }
    return render(request, "guidance/editing/drafts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: SignedInRequest) -> HttpResponse:
    """The next edition of a document, or a new one beside the protocol."""
    check_editor(request.user)
    initial = {"effective_from": today() + NOTICE, "what": request.GET.get("what", "")}
    form = BeginForm(posted(request), initial=initial, documents=_documents())
    if form.is_valid():
        try:
            edition = _begun(form.cleaned_data, request.user)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The draft is begun. Only those who write on drafts see it.")
            return redirect("guidance:draft", edition.pk)
    return render(request, "guidance/editing/begin.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def import_draft(request: SignedInRequest) -> HttpResponse:
    """A file becomes a draft, which is its preview. What is refused leaves no rows."""
    check_editor(request.user)
    adopted = _documents().filter(kind=Kind.ADOPTED)
    form = ImportForm(posted(request), request.FILES or None, documents=adopted)
    if form.is_valid():
        try:
            edition = _imported(dict(form.cleaned_data), request.user)
        except Unreadable as why:
            form.add_error("file", str(why))
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The file is read. Compare it with the original and correct it here.")
            return redirect("guidance:draft", edition.pk)
    return render(request, "guidance/editing/import.html", {"form": form})


def _begun(said: dict[str, Any], by: User) -> Edition:
    if said["what"] in BESIDE:
        return beginning.begin_new(said["what"], title=said["title"], effective_from=said["effective_from"], by=by)
    return beginning.begin_next(UUID(said["what"]), effective_from=said["effective_from"], by=by)


def _imported(said: dict[str, Any], by: User) -> Edition:
    particulars = {name: said[name] for name in ("title", "adopted_by", "adopted_on", "minute", "effective_from")}
    return beginning.take_in(read_upload(said["file"]), by=by, **particulars)


def _documents() -> Any:
    """Those that have been published once."""
    published = Edition.objects.exclude(state=Edition.State.DRAFT).values("document")
    return Document.objects.filter(pk__in=published).order_by("title", "pk")


def _facts() -> dict[str, Any]:
    edits = EditionEdit.objects.filter(edition=OuterRef("pk")).order_by("-at", "pk")
    here = EditionStep.objects.filter(edition=OuterRef("pk"), revision=OuterRef("revision"))
    return {
        "newest_step": Subquery(here.order_by("-number").values("kind")[:1]),
        "written_by": Subquery(edits.values("by__full_name")[:1]),
        "written_at": Subquery(edits.values("at")[:1]),
    }


def _row(edition: Edition) -> tuple[Edition, Stage, str, list[str]]:
    """A draft, its stage, what comes next, and what can be told at a glance to be missing."""
    kind = getattr(edition, "newest_step", None)
    stage = EditionStep(kind=kind).leads_to if kind else Stage.DRAFT
    return edition, stage, NEXT[stage], _missing(edition)


def _missing(edition: Edition) -> list[str]:
    """What can be told at a glance; the page of the draft tells all."""
    missing = []
    if edition.document.is_adopted and not edition.minute:
        missing.append("the minute")
    if edition.document.kind in BESIDE and edition.effective_from < today():
        missing.append("a first day in force that has not passed")
    return missing
