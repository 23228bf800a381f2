"""Included below records/matters/report/."""

from django.urls import path

from reviews.conduct.reports import views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("ask/", views.ask, name="report_ask"),
    path("<int:year>/", views.report, name="report"),
    path("<int:year>/table/", views.spreadsheet, name="report_table"),
    path("<int:year>/word/", views.document, name="report_word"),
]
