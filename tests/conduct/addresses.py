"""The address of a case, for mail, while the room has no pages."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def case(request: HttpRequest, pk: str) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("records/matters/", include(([path("<uuid:pk>/", case, name="case")], "conduct")))]
