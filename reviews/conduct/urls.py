"""Addresses of this room. Those of a case are neutral, since an address is left in a browser."""

from django.urls import URLPattern, URLResolver, include, path

from reviews.conduct.intake_urls import urlpatterns as intake
from reviews.conduct.views import (
    arrangements,
    cases,
    code,
    codes,
    facts,
    findings,
    looking,
    moving,
    papers,
    people,
    telling,
)

app_name = "conduct"
matters: list[URLPattern] = [
    path("", cases.board, name="list"),
    # cases that are somebody else's
    path("cover/", cases.cover, name="cover"),
    path("cover/<uuid:pk>/take/", people.take_over, name="take_over"),
    path("emergency/", people.emergency, name="emergency"),
    # the Code of Conduct
    path("code/", code.editions, name="code"),
    path("code/new/", code.enter, name="code_enter"),
    path("code/<uuid:edition>/", code.edition, name="code_edition"),
    # the council's arrangements: limits, rules, stages, sanctions
    path("arrangements/", arrangements.all_of_them, name="arrangements"),
    path("arrangements/<slug:kind>/<slug:key>/", arrangements.enter, name="arrange"),
    # a notice that was shown to somebody outside its case
    path("shown/", papers.shown_to_me, name="shown_to_me"),
    path("shown/<uuid:paper>/", papers.shown, name="shown"),
    # one case
    path("<uuid:pk>/", cases.case, name="case"),
    path("<uuid:pk>/looks/", cases.looks, name="looks"),
    path("<uuid:pk>/profiles/", looking.profiles, name="profiles"),
    path("<uuid:pk>/declare/", people.declare, name="declare"),
    path("<uuid:pk>/people/", people.people, name="people"),
    path("<uuid:pk>/people/new/<slug:capacity>/", people.let_in, name="let_in"),
    path("<uuid:pk>/people/<uuid:grant>/end/", people.end_grant, name="end_grant"),
    path("<uuid:pk>/people/<uuid:grant>/new-code/", codes.new_code, name="new_code"),
    path("<uuid:pk>/hand-over/", people.hand_over, name="hand_over"),
    path("<uuid:pk>/cite/<uuid:alleged>/", code.cite, name="cite"),
    path("<uuid:pk>/cited/<uuid:cited>/strike/", code.strike, name="strike"),
    path("<uuid:pk>/refer/<uuid:allegation>/", code.refer, name="refer"),
    path("<uuid:pk>/allegations/<uuid:allegation>/told/", telling.told_words, name="told_words"),
    path("<uuid:pk>/do/<slug:verb>/", moving.step, name="step"),
    path("<uuid:pk>/record/<slug:what>/", facts.record, name="record"),
    # what the panel found
    path("<uuid:pk>/findings/", findings.findings, name="findings"),
    path("<uuid:pk>/findings/<uuid:alleged>/", findings.find, name="find"),
    path("<uuid:pk>/findings/<uuid:alleged>/follows/", findings.impose, name="impose"),
    # its papers
    path("<uuid:pk>/papers/new/<slug:kind>/", papers.write, name="write"),
    path("<uuid:pk>/papers/<uuid:paper>/", papers.paper, name="paper"),
    path("<uuid:pk>/papers/<uuid:paper>/replace/", papers.replace, name="replace"),
    path("<uuid:pk>/papers/<uuid:paper>/send/", papers.send, name="send"),
    path("<uuid:pk>/papers/<uuid:paper>/show/", papers.show, name="show"),
    path("<uuid:pk>/papers/<uuid:paper>/files/<uuid:file>/", papers.file, name="file"),
    path("<uuid:pk>/papers/<uuid:paper>/files/<uuid:file>/original/", papers.file_original, name="file_original"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    *intake,
    path("records/matters/", include(matters)),
    path("records/matters/", include("reviews.conduct.letter_urls")),
    path("records/matters/report/", include("reviews.conduct.reports.urls")),
    path("notices/", include("reviews.conduct.notice_urls")),
]
