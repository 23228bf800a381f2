"""Wards and terms of office."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.foundation.people import actions
from portal.foundation.people.forms import EndTermForm, EndWardForm, StartTermForm, WardForm
from portal.foundation.people.models import Term, User, Ward
from portal.foundation.people.permissions import can_give_roles, can_keep_people, can_see_people
from portal.foundation.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def start_term(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user), pk=person_id)
    if not can_give_roles(request.user, person):
        raise PermissionDenied
    form = StartTermForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.start_term(person, by=request.user, **form.cleaned_data)
        except actions.Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, f"The term of office of {person} is entered.")
            return redirect(person)
    return render(request, "people/start_term.html", {"form": form, "person": person})


@require_http_methods(["GET", "HEAD", "POST"])
def end_term(request: SignedInRequest, term_id: UUID) -> HttpResponse:
    term = get_object_or_404(Term.objects.visible_to(request.user).select_related("user", "ward"), pk=term_id)
    if not can_give_roles(request.user, term.user):
        raise PermissionDenied
    form = EndTermForm(request.POST if request.method == "POST" else None, term=term)
    if form.is_valid():
        try:
            actions.end_term(term, last_day=form.cleaned_data["last_day"], by=request.user)
        except actions.Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The last day in office is saved.")
            return redirect(term.user)
    return render(request, "people/end_term.html", {"form": form, "term": term})


@require_safe
def wards(request: SignedInRequest) -> HttpResponse:
    if not can_see_people(request.user):
        raise PermissionDenied
    context = {"wards": Ward.objects.all(), "can_keep_people": can_keep_people(request.user)}
    return render(request, "people/wards.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_ward(request: SignedInRequest) -> HttpResponse:
    if not can_keep_people(request.user):
        raise PermissionDenied
    form = WardForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.add_ward(by=request.user, **form.cleaned_data)
        except actions.Refused as why:
            form.add_error("name", str(why))
        else:
            messages.success(request, "The ward is added.")
            return redirect("people:wards")
    return render(request, "people/add_ward.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def end_ward(request: SignedInRequest, ward_id: UUID) -> HttpResponse:
    if not can_see_people(request.user):
        raise PermissionDenied
    ward = get_object_or_404(Ward, pk=ward_id)
    if not can_keep_people(request.user):
        raise PermissionDenied
    form = EndWardForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.end_ward(ward, last_day=form.cleaned_data["last_day"], by=request.user)
        except actions.Refused as why:
            form.add_error("last_day", str(why))
        else:
            messages.success(request, "The last day of the ward is saved.")
            return redirect("people:wards")
    return render(request, "people/end_ward.html", {"form": form, "ward": ward})
