"""A new return code for a complainant who lost theirs: asked for by the office, shown once."""

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.foundation.people.requests import SignedInRequest
from reviews.conduct.actions.codes import give_new_code
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.forms.people import NewCodeForm
from reviews.conduct.models import Complainant, Grant, NewCode
from reviews.conduct.naming import in_groups
from reviews.conduct.views.common import READ_OR_SEND, Part, on_case, require
from reviews.conduct.views.recording import OFFICE
from reviews.conduct.visibility import Capacity

LATER = "You gave many new codes within the hour. Wait before you give another."


@never_cache
@require_http_methods(READ_OR_SEND)
@on_case
def new_code(request: SignedInRequest, part: Part, grant: UUID) -> HttpResponse:
    """How the officer made sure who asks; then the code, on this one page and never again."""
    require(part.capacity in OFFICE)
    found = get_object_or_404(Grant, case=part.case, pk=grant, capacity=Capacity.COMPLAINANT)
    whose = Complainant.objects.filter(grant=found).first()
    if whose is None or found.person_id is not None or not found.is_in_force():
        raise Http404
    given = NewCode.objects.filter(grant=found).count()
    form = NewCodeForm(request.POST if request.method == "POST" else None, initial={"version": given})
    context = {"part": part, "case": part.case, "whose": whose, "form": form}
    if form.is_bound and form.is_valid():
        try:
            code = _give(request, found, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            context |= {"code": in_groups(code), "by_post": form.cleaned_data["way"] == NewCode.Way.POST}
            return render(request, "conduct/new_code_given.html", context)
    part.note_read("people")
    return render(request, "conduct/new_code.html", context)


def _give(request: SignedInRequest, grant: Grant, said: dict[str, Any]) -> str:
    if not ratelimit.consume(request, action="conduct_new_code", user=request.user):
        raise Refused(LATER)
    return give_new_code(grant=grant, checked=said["checked"], way=said["way"], seen=said["version"], by=request.user)
