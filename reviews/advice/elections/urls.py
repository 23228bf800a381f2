"""Included below advice/elections/."""

from django.urls import path

from reviews.advice.elections import views

urlpatterns = [
    path("", views.periods, name="elections"),
    path("new/", views.enter, name="enter_election"),
    path("<uuid:pk>/change/", views.change, name="change_election"),
    path("<uuid:pk>/end/", views.end, name="end_election"),
]
