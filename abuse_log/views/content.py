"""What is sealed: adding to it, and showing it to who asks. Every showing is written down first."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abuse_log import actions
from abuse_log.forms import AccountForm, WordsForm
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
    context = {"incident": incident, "pieces": incident.words.select_related("added_by")}
    return render(request, "abuse_log/words.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    form = AccountForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.add_account(incident=incident, by=request.user, fields=form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The account is noted.")
            return redirect("abuse_log:accounts", ref)
    note_read(request, incident, "accounts")
    context = {"incident": incident, "form": form, "accounts": incident.accounts.all()}
    return render(request, "abuse_log/accounts.html", context)


@require_POST
def account_remove(request: SignedInRequest, ref: str, account: UUID) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    found = get_object_or_404(incident.accounts, pk=account)
    actions.remove_account(account=found, by=request.user)
    messages.success(request, "The account is taken out.")
    return redirect("abuse_log:accounts", ref)
