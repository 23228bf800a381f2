"""Addresses of the records. None of them says what the records are about."""

from django.urls import URLPattern, URLResolver, path

from abuse_log.evidence.urls import urlpatterns as evidence
from abuse_log.life import urls as life
from abuse_log.sharing import urls as sharing
from abuse_log.views import accounts, content, police, register, reminders, ring, risk, steps, threatened, tracks

app_name = "abuse_log"
urlpatterns: list[URLPattern | URLResolver] = [
    path("threatened/", threatened.threatened, name="threatened"),
    # records
    path("records/", register.records, name="list"),
    path("records/new/", register.new, name="new"),
    path("records/reminders/", reminders.wishes, name="wishes"),
    # somebody to ring
    path("records/ring-me/", ring.ring_me, name="ring_me"),
    path("records/ring/", ring.rings, name="rings"),
    path("records/ring/<uuid:ring>/rung/", ring.rung, name="rung"),
    *sharing.elsewhere,
    *life.elsewhere,
    # one record
    path("records/<slug:ref>/", register.detail, name="detail"),
    path("records/<slug:ref>/details/<slug:section>/", register.edit, name="edit"),
    path("records/<slug:ref>/words/", content.words, name="words"),
    path("records/<slug:ref>/words/add/", content.words_add, name="words_add"),
    *evidence,
    path("records/<slug:ref>/accounts/", accounts.accounts, name="accounts"),
    path("records/<slug:ref>/accounts/many/", accounts.accounts_paste, name="accounts_paste"),
    path("records/<slug:ref>/accounts/<uuid:account>/", accounts.account, name="account"),
    path("records/<slug:ref>/accounts/<uuid:account>/remove/", accounts.account_remove, name="account_remove"),
    path("records/<slug:ref>/together/", accounts.together, name="together"),
    path("records/<slug:ref>/together/<uuid:link>/remove/", accounts.unlink, name="unlink"),
    path("records/<slug:ref>/limits/", risk.limits, name="limits"),
    path("records/<slug:ref>/risk/", risk.risk, name="risk"),
    path("records/<slug:ref>/decision/", tracks.decision, name="decision"),
    path("records/<slug:ref>/reports/new/", tracks.report_new, name="report_new"),
    path("records/<slug:ref>/reports/<int:number>/", tracks.report, name="report"),
    # the police, the council, one's own page
    path("records/<slug:ref>/police/script/", police.script, name="script"),
    path("records/<slug:ref>/police/new/", police.police_new, name="police_new"),
    path("records/<slug:ref>/police/<int:number>/", police.police, name="police"),
    path("records/<slug:ref>/support/", steps.support, name="support"),
    path("records/<slug:ref>/own-page/", steps.own_page, name="own_page"),
    path("records/<slug:ref>/stand/", steps.stand, name="stand"),
    *sharing.of_a_record,
    *life.of_a_record,
    # reminders
    path("records/<slug:ref>/reminders/<uuid:reminder>/", reminders.reminder, name="reminder"),
    path("records/<slug:ref>/reminders/<uuid:reminder>/snooze/", reminders.reminder_snooze, name="reminder_snooze"),
    path("records/<slug:ref>/reminders/<uuid:reminder>/decline/", reminders.reminder_decline, name="reminder_decline"),
]
