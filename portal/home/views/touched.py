"""Which answers a change of the guidance touches: before an edition is published, and after."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from guidance.models import Edition
from guidance.permissions import can_edit
from portal.foundation.people.requests import SignedInRequest
from portal.home.touched import affected_by, is_current, to_look_at
from reviews.advice.permissions import can_look_at_touched


@never_cache
@require_safe
def touched(request: SignedInRequest, edition: UUID) -> HttpResponse:
    """What an edition touches: for those who write on the guidance. 404 for anybody else."""
    editions = Edition.objects.visible_to(request.user).select_related("document")
    found = get_object_or_404(editions, pk=edition)
    if not can_edit(request.user) or not is_current(found):
        raise Http404
    touching, affected = affected_by(found, request.user)
    context = {
        "edition": found,
        "touching": touching,
        "affected": [each for each in affected if each.has_any],
        "alone": [each.point for each in affected if not each.has_any],
        "number": len({line.reference for each in affected for line in each.answers}),
    }
    return render(request, "home/touched.html", context)


@never_cache
@require_safe
def touched_answers(request: SignedInRequest) -> HttpResponse:
    """The answers that somebody has to look at, since a point that they cite has changed."""
    if not can_look_at_touched(request.user):
        raise PermissionDenied
    return render(request, "home/touched_answers.html", {"answers": to_look_at(request.user)})
