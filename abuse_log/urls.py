"""Addresses of the records. None of them says what the records are about."""

from django.urls import URLPattern, URLResolver, include, path

from abuse_log.evidence.urls import urlpatterns as evidence
from abuse_log.views import content, register, ring, threatened, tracks

app_name = "abuse_log"
urlpatterns: list[URLPattern | URLResolver] = [
    path("threatened/", threatened.threatened, name="threatened"),
    # records
    path("records/", register.records, name="list"),
    path("records/new/", register.new, name="new"),
    # somebody to ring
    path("records/ring-me/", ring.ring_me, name="ring_me"),
    path("records/ring/", ring.rings, name="rings"),
    path("records/ring/<uuid:ring>/rung/", ring.rung, name="rung"),
    # one record
    path("records/<slug:ref>/", register.detail, name="detail"),
    path("records/<slug:ref>/details/<slug:section>/", register.edit, name="edit"),
    path("records/<slug:ref>/words/", content.words, name="words"),
    path("records/<slug:ref>/words/add/", content.words_add, name="words_add"),
    path("records/<slug:ref>/", include(evidence)),
    path("records/<slug:ref>/accounts/", content.accounts, name="accounts"),
    path("records/<slug:ref>/accounts/<uuid:account>/remove/", content.account_remove, name="account_remove"),
    path("records/<slug:ref>/decision/", tracks.decision, name="decision"),
    path("records/<slug:ref>/reports/new/", tracks.report_new, name="report_new"),
    path("records/<slug:ref>/reports/<int:number>/", tracks.report, name="report"),
    path("records/<slug:ref>/reminders/<uuid:reminder>/", tracks.reminder, name="reminder"),
    path("records/<slug:ref>/reminders/<uuid:reminder>/snooze/", tracks.reminder_snooze, name="reminder_snooze"),
    path("records/<slug:ref>/reminders/<uuid:reminder>/decline/", tracks.reminder_decline, name="reminder_decline"),
]
