"""Addresses of the end of a record, and of what a member takes along."""

from django.urls import URLPattern, path

from abuse_log.evidence.urls import RECORD
from abuse_log.life import views

of_a_record: list[URLPattern] = [
    path(f"{RECORD}end/", views.end, name="end"),
    path(f"{RECORD}erase/", views.erase, name="erase"),
]
elsewhere: list[URLPattern] = [
    path("records/mine/", views.mine, name="mine"),
    path("records/mine/<uuid:takeaway>/file/", views.mine_file, name="mine_file"),
    path("records/mine/erased/<uuid:stone>/", views.certificate, name="erased_certificate"),
]
