"""What is sealed: adding to it, and showing it to who asks. Every showing is written down first."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from abuse_log import actions
from abuse_log.forms import PICTURES_AT_ONCE, PicturesForm, WordsForm
from abuse_log.models import Picture
from abuse_log.views.common import load, note_read, require
from abuse_log.views.register import show_refused, take_pictures
from portal.foundation.files import responses
from portal.foundation.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def words_add(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.add)
    form = WordsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.add_words(incident=incident, by=request.user, **form.cleaned_data)
        except actions.Full as full:
            form.add_error("text", str(full))
        else:
            messages.success(request, "Saved and sealed. The words are not shown until somebody asks for them.")
            return redirect(incident)
    return render(request, "abuse_log/words_add.html", {"incident": incident, "form": form})


@require_safe
def words(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    note_read(request, incident, "words")
    context = {"incident": incident, "pieces": incident.words.select_related("added_by")}
    return render(request, "abuse_log/words.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pictures_add(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.add)
    form = PicturesForm(request.POST, request.FILES) if request.method == "POST" else PicturesForm()
    uploads = request.FILES.getlist("pictures")
    if form.is_bound and 0 < len(uploads) <= PICTURES_AT_ONCE:
        refused = take_pictures(request.user, incident, uploads)
        if refused:
            return show_refused(request, incident, refused)
        messages.success(request, "Saved and sealed. The pictures are not shown until somebody asks for them.")
        return redirect(incident)
    return render(request, "abuse_log/pictures_add.html", {"incident": incident, "form": form})


@require_safe
def picture(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    found = get_object_or_404(Picture.objects.with_files(), incident=incident, number=number)
    context = {
        "incident": incident,
        "picture": found,
        "may": may,
        "next": incident.pictures.filter(number__gt=number).first(),
        "previous": incident.pictures.filter(number__lt=number).last(),
    }
    return render(request, "abuse_log/picture.html", context)


@require_safe
def picture_file(request: SignedInRequest, ref: str, number: int) -> HttpResponseBase:
    incident, may = load(request, ref)
    require(may.read)
    found = get_object_or_404(Picture.objects.with_files(), incident=incident, number=number)
    note_read(request, incident, "picture", number)
    return responses.safe_copy(found.stored)


@require_safe
def picture_original(request: SignedInRequest, ref: str, number: int) -> HttpResponseBase:
    incident, may = load(request, ref)
    require(may.take_original)
    found = get_object_or_404(Picture.objects.with_files(), incident=incident, number=number)
    note_read(request, incident, "original", number)
    return responses.original(found.stored)
