"""What the pages of a draft share: finding it behind the wall, and doing a verb from a form."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from guidance.editing.forms import Seen
from guidance.models import Edition, PointVersion, Section
from guidance.permissions import can_edit
from guidance.refusals import Refused, Stale
from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest


def check_editor(user: User) -> None:
    """The lists are for editors. PermissionDenied."""
    if not can_edit(user):
        raise PermissionDenied


def find_draft(request: SignedInRequest, edition: UUID) -> Edition:
    """A draft, as those see it who write on drafts; 404 for anybody else."""
    drafts = Edition.objects.visible_to(request.user).filter(state=Edition.State.DRAFT)
    return get_object_or_404(drafts.select_related("document", "created_by"), pk=edition)


def find_point(edition: Edition, point_id: str) -> PointVersion:
    """A point of the draft; 404 when it is not in it."""
    versions = PointVersion.objects.select_related("section", "point").defer("search")
    version = get_object_or_404(versions, edition=edition, point=point_id)
    version.edition = edition
    return version


def find_section(edition: Edition, section: UUID) -> Section:
    """A section of the draft; 404 when it is not in it."""
    found = get_object_or_404(edition.sections, pk=section)
    found.edition = edition
    return found


def draft_url(edition: Edition, *, point_id: str = "") -> str:
    """The page of the draft, at one of its points when that is named."""
    return reverse("guidance:draft", args=[edition.pk]) + (f"#point-{point_id}" if point_id else "")


@dataclass(frozen=True)
class Scene:
    """A verb that somebody is about to do on a draft, as a page with a form."""

    request: SignedInRequest
    edition: Edition
    title: str
    button: str
    lead: str = ""
    template: str = "guidance/editing/form.html"
    version: PointVersion | None = None
    is_warning: bool = False
    shown: dict[str, Any] = field(default_factory=dict)

    @property
    def back(self) -> str:
        return draft_url(self.edition, point_id=self.version.point_id if self.version else "")

    def page(self, form: Seen, *, status: int = 200, **more: Any) -> HttpResponse:
        scene = {"edition": self.edition, "scene": self, "version": self.version, "form": form}
        return render(self.request, self.template, scene | self.shown | more, status=status)

    def do(self, form: Seen, verb: Callable[[], object], *, done: str, to: str = "") -> HttpResponse:
        """Shows the form, or does the verb. What was typed is kept when the draft has changed in the meantime."""
        if self.request.method != "POST" or not form.is_valid():
            return self.page(form)
        try:
            verb()
        except Stale as why:
            return self.stale(form, str(why))
        except Refused as why:
            form.add_error(None, str(why))
            return self.page(form)
        messages.success(self.request, done)
        return redirect(to or self.back)

    def stale(self, form: Seen, why: str) -> HttpResponse:
        """Both texts: what was typed, and how the draft stands now. The next press goes through."""
        try:
            now = find_draft(self.request, self.edition.pk)
        except Http404:
            messages.error(self.request, f"{why} It is no draft any more.")
            return redirect("guidance:drafts")
        version = self.version and now.point_versions.filter(point=self.version.point_id).defer("search").first()
        if version:
            version.edition = now
        return self.page(form.renewed(now.revision), status=409, refusal=why, now=version)


def seen(edition: Edition) -> dict[str, Any]:
    """What a form begins with: the revision of the text that its page shows."""
    return {"revision": edition.revision}


def posted(request: SignedInRequest) -> Any:
    """What was sent, if anything was."""
    return request.POST if request.method == "POST" else None


def said(form: Any, *names: str) -> dict[str, Any]:
    """These answers of a valid form."""
    return {name: form.cleaned_data[name] for name in names}


def by(request: SignedInRequest, form: Any) -> dict[str, Any]:
    """Who does it, and which text they had before them."""
    return {"revision": form.cleaned_data["revision"], "by": request.user}
