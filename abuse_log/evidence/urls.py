"""Addresses of the evidence, below the address of its record."""

from django.urls import URLPattern, path

from abuse_log.evidence.views import adding, covering, packs, showing

urlpatterns: list[URLPattern] = [
    path("evidence/", showing.evidence, name="evidence"),
    path("evidence/add/", adding.evidence_add, name="evidence_add"),
    path("evidence/take/", adding.evidence_take, name="evidence_take"),
    path("evidence/<int:number>/", showing.exhibit, name="exhibit"),
    path("evidence/<int:number>/show/", showing.exhibit_show, name="exhibit_show"),
    path("evidence/<int:number>/file/", showing.exhibit_file, name="exhibit_file"),
    path("evidence/<int:number>/original/", showing.exhibit_original, name="exhibit_original"),
    path("evidence/<int:number>/about/", showing.exhibit_describe, name="exhibit_describe"),
    path("evidence/<int:number>/cover/", covering.exhibit_cover, name="exhibit_cover"),
    path("evidence/<int:number>/copies/<int:copy>/", covering.redaction, name="redaction"),
    path("evidence/<int:number>/copies/<int:copy>/file/", covering.redaction_file, name="redaction_file"),
    path("packs/", packs.packs, name="packs"),
    path("packs/<int:number>/", packs.pack, name="pack"),
    path("packs/<int:number>/bundle/", packs.pack_bundle, name="pack_bundle"),
    path("packs/<int:number>/given/", packs.pack_given, name="pack_given"),
    path("custody/", showing.custody, name="custody"),
]
