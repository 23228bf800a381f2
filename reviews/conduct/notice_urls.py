"""Addresses of published notices, for everybody."""

from django.urls import path

from reviews.conduct.views import notices

urlpatterns = [
    path("", notices.notices, name="notices"),
    path("<uuid:pk>/", notices.notice, name="notice"),
    path("<uuid:pk>/pdf/", notices.notice_pdf, name="notice_pdf"),
]
