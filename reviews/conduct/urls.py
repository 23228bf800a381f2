"""Addresses of this room. Those of a case are neutral, since an address is left in a browser."""

from django.urls import URLPattern, URLResolver, include, path

from reviews.conduct.views import letters

app_name = "conduct"
urlpatterns: list[URLPattern | URLResolver] = [
    # Until the case has a page of its own, and one for the question about a conflict.
    path("records/matters/<uuid:pk>/", letters.letters, name="case"),
    path("records/matters/<uuid:pk>/declare/", letters.letters, name="declare"),
    path("records/matters/", include("reviews.conduct.letter_urls")),
    path("notices/", include("reviews.conduct.notice_urls")),
]
