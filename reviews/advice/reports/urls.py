"""Included below advice/reports/."""

from django.urls import path

from reviews.advice.reports import views

urlpatterns = [
    path("", views.report, name="reports"),
    path("table/<slug:name>/", views.table, name="report_table"),
]
