"""Addresses of the evidence, below the address of its record."""

from django.urls import URLPattern, path

from abuse_log.evidence.views import adding, covering, packs, showing

RECORD = "records/<slug:ref>/"

urlpatterns: list[URLPattern] = [
    path(f"{RECORD}evidence/", showing.evidence, name="evidence"),
    path(f"{RECORD}evidence/add/", adding.evidence_add, name="evidence_add"),
    path(f"{RECORD}evidence/take/", adding.evidence_take, name="evidence_take"),
    path(f"{RECORD}evidence/<int:number>/", showing.exhibit, name="exhibit"),
    path(f"{RECORD}evidence/<int:number>/show/", showing.exhibit_show, name="exhibit_show"),
    path(f"{RECORD}evidence/<int:number>/file/", showing.exhibit_file, name="exhibit_file"),
    path(f"{RECORD}evidence/<int:number>/original/", showing.exhibit_original, name="exhibit_original"),
    path(f"{RECORD}evidence/<int:number>/about/", showing.exhibit_describe, name="exhibit_describe"),
    path(f"{RECORD}evidence/<int:number>/cover/", covering.exhibit_cover, name="exhibit_cover"),
    path(f"{RECORD}evidence/<int:number>/copies/<int:copy>/", covering.redaction, name="redaction"),
    path(f"{RECORD}evidence/<int:number>/copies/<int:copy>/file/", covering.redaction_file, name="redaction_file"),
    path(f"{RECORD}packs/", packs.packs, name="packs"),
    path(f"{RECORD}packs/<int:number>/", packs.pack, name="pack"),
    path(f"{RECORD}packs/<int:number>/bundle/", packs.pack_bundle, name="pack_bundle"),
    path(f"{RECORD}packs/<int:number>/again/", packs.pack_again, name="pack_again"),
    path(f"{RECORD}packs/<int:number>/given/", packs.pack_given, name="pack_given"),
    path(f"{RECORD}custody/", showing.custody, name="custody"),
]
