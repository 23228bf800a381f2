"""Addresses of this room. None of those about a case says what it is about."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_GET

from portal.foundation.people.requests import SignedInRequest
from reviews.conduct.identity import walled
from reviews.conduct.intake_urls import urlpatterns as intake
from reviews.conduct.models import Grant
from reviews.conduct.visibility import PARTIES


@require_GET
@walled
def case(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Stands in for the case page: parties go to their part."""
    if not Grant.objects.live().of(request.user).filter(case=pk, capacity__in=PARTIES).exists():
        raise Http404
    return redirect("conduct:mine", pk)


app_name = "conduct"
urlpatterns: list[URLPattern | URLResolver] = [
    *intake,
    path("records/matters/<uuid:pk>/", case, name="case"),
]
