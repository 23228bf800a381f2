"""Included below advice/reports/."""

from django.urls import path

from reviews.advice.reports import views

urlpatterns = [
    path("", views.report, name="reports"),
    path("refresh/", views.refresh, name="report_refresh"),
    path("check/", views.check, name="report_check"),
    path("table/<slug:name>/", views.table, name="report_table"),
]
