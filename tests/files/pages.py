"""Addresses for the tests of uploads and downloads, behind the portal's own middleware."""

import uuid

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import include, path

from portal.foundation.files import responses
from portal.foundation.files.actions import take_in
from portal.foundation.files.forms import PicturesField, ask_for_pictures_again
from portal.foundation.files.models import StoredFile
from portal.foundation.people.models import User


class ReportForm(forms.Form):
    line = forms.CharField(max_length=20, required=False)
    pictures = PicturesField(max_files=3)

    def clean(self) -> None:
        ask_for_pictures_again(self, "pictures")


@login_not_required
def send(request: HttpRequest) -> HttpResponseBase:
    form = ReportForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse(form.errors, status=422)
    with transaction.atomic():
        kept = [take_in(each, by=User.objects.get(), room="advice") for each in form.cleaned_data["pictures"]]
    return JsonResponse({"files": [str(stored.pk) for stored in kept]})


@login_not_required
def safe(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    return responses.safe_copy(get_object_or_404(StoredFile, pk=pk))


@login_not_required
def original(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    return responses.original(get_object_or_404(StoredFile, pk=pk))


urlpatterns = [
    path("send/", send),
    path("safe/<uuid:pk>/", safe),
    path("original/<uuid:pk>/", original),
    path("", include("portal.urls")),
]
