"""How readable an edition is, point by point, for those who write on it. Warnings only: they stop nothing."""

from functools import lru_cache
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from guidance.models import Edition, PointVersion
from guidance.permissions import can_edit
from guidance.readability import NAMES, Figures, Step, explained_by, figures, warnings_for
from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest

ON_A_PAGE = 50
"""Points with warnings."""
IN_A_TREND = 8
"""Editions, so that a long history makes no slow page."""


@require_safe
def readability(request: SignedInRequest, document: str, edition: int) -> HttpResponse:
    """The figures of an edition beside those of others, and its points with something to look at."""
    visible = Edition.objects.visible_to(request.user).select_related("document")
    shown = get_object_or_404(visible, document__slug=document, number=edition)
    if not can_edit(request.user):
        raise PermissionDenied
    versions = PointVersion.objects.filter(edition=shown).select_related("edition").defer("search").order_by("order")
    explained = explained_by((version.heading, version.text) for version in versions)
    warned = [
        (version, warnings)
        for version in versions
        if (warnings := warnings_for(version.heading, version.text, explained))
    ]
    told = _figures_of(shown)
    context = {
        "edition": shown,
        "figures": told,
        "kinds": [(name, told.by_kind.get(kind, 0)) for kind, name in NAMES.items()],
        "page": Paginator(warned, ON_A_PAGE).get_page(request.GET.get("page")),
        "steps": _trend(shown, request.user),
    }
    return render(request, "guidance/readability.html", context)


def _trend(shown: Edition, user: User) -> list[Step]:
    """The newest editions of the document that this person may see, oldest first."""
    editions = Edition.objects.visible_to(user).filter(document=shown.document_id).order_by("-number")[:IN_A_TREND]
    return [Step(f"Edition {each.number}", _figures_of(each)) for each in reversed(editions)]


def _figures_of(edition: Edition) -> Figures:
    return _figures(edition.pk, edition.revision, edition.content_hash)


@lru_cache(maxsize=64)
def _figures(edition: UUID, revision: int, content_hash: str) -> Figures:
    """Revision and fingerprint tell whether the words are still those that were counted."""
    return figures(PointVersion.objects.filter(edition=edition).values_list("heading", "text"))
