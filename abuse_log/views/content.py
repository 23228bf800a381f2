"""What is sealed: adding to it, and showing it to who asks. Every showing is written down first."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from abuse_log import actions
from abuse_log.forms import WordsForm
from abuse_log.views.common import load, note_read, require
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
    context = {"incident": incident, "may": may, "pieces": incident.words.select_related("added_by")}
    return render(request, "abuse_log/words.html", context)
