"""Accounts, shown to who asks, and which records belong together."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from abuse_log import actions
from abuse_log.forms import AccountForm, LinkForm, ManyAccountsForm
from abuse_log.models import Incident, Link
from abuse_log.views.common import load, note_read, require
from portal.foundation.people.requests import SignedInRequest

LATEST = 200
"""How many records are offered to be linked: the newest."""


@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    form = AccountForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.add_account(incident=incident, by=request.user, fields=form.changes())
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The account is noted.")
            return redirect("abuse_log:accounts", ref)
    note_read(request, incident, "accounts")
    context = {"incident": incident, "form": form, "accounts": incident.accounts.all()}
    return render(request, "abuse_log/accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def accounts_paste(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    form = ManyAccountsForm(request.POST if request.method == "POST" else None, initial={"platform": incident.platform})
    if form.is_bound and form.is_valid():
        try:
            number = actions.add_accounts(incident=incident, by=request.user, **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Accounts noted: {number}. They are not shown until somebody asks for them.")
            return redirect(incident)
    return render(request, "abuse_log/accounts_paste.html", {"incident": incident, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: SignedInRequest, ref: str, account: UUID) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    found = get_object_or_404(incident.accounts, pk=account)
    standing = {name: getattr(found, name) for name in AccountForm.base_fields if name != "version"}
    initial = {"version": incident.version, **standing}
    form = AccountForm(request.POST) if request.method == "POST" else AccountForm(initial=initial)
    if form.is_bound and form.is_valid():
        try:
            actions.change_account(
                account=found, by=request.user, version=form.cleaned_data["version"], fields=form.changes()
            )
        except (actions.Changed, actions.Held) as changed:
            incident.refresh_from_db()
            form.refuse(str(changed), incident.version)
        else:
            messages.success(request, "The account is changed.")
            return redirect("abuse_log:accounts", ref)
    note_read(request, incident, "account")
    return render(request, "abuse_log/account.html", {"incident": incident, "account": found, "form": form})


@require_POST
def account_remove(request: SignedInRequest, ref: str, account: UUID) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    found = get_object_or_404(incident.accounts, pk=account)
    try:
        actions.remove_account(account=found, by=request.user)
    except actions.Held as held:
        messages.error(request, str(held))
    else:
        messages.success(request, "The account is taken out.")
    return redirect("abuse_log:accounts", ref)


@require_http_methods(["GET", "HEAD", "POST"])
def together(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    form = LinkForm(request.POST if request.method == "POST" else None, records=_others(request, incident))
    if form.is_bound and form.is_valid():
        actions.link_records(incident=incident, other=form.cleaned_data["other"], by=request.user)
        messages.success(request, "Noted that the two records belong together.")
        return redirect("abuse_log:together", ref)
    note_read(request, incident, "links")
    links = [(link, link.other(incident)) for link in Link.objects.among(incident).with_records()]
    return render(request, "abuse_log/together.html", {"incident": incident, "form": form, "links": links})


def _others(request: SignedInRequest, incident: Incident) -> QuerySet[Incident]:
    newest = Incident.objects.kept_by(request.user).filter(member=incident.member).exclude(pk=incident.pk)
    ids = newest.order_by("-recorded_at").values_list("pk", flat=True)[:LATEST]
    return Incident.objects.filter(pk__in=list(ids)).order_by("-recorded_at")


@require_POST
def unlink(request: SignedInRequest, ref: str, link: UUID) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    found = get_object_or_404(Link.objects.among(incident), pk=link)
    try:
        actions.unlink_records(link=found, incident=incident, by=request.user)
    except actions.Held as held:
        messages.error(request, str(held))
    else:
        messages.success(request, "The two records are no longer linked.")
    return redirect("abuse_log:together", ref)
