"""Saying which member it is whom a complainant named without finding them on the list."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from reviews.conduct.actions.parties import identify_subject
from reviews.conduct.actions.refusals import MovedOn, Refused
from reviews.conduct.identity import walled
from reviews.conduct.models import Case, Subject
from reviews.conduct.permissions import capacity_in, must_declare
from reviews.conduct.views.intake import posted
from reviews.conduct.visibility import PARTIES, Capacity


class WhoForm(forms.Form):
    member = forms.ModelChoiceField(
        queryset=User.objects.filter(terms__isnull=False).distinct().order_by("full_name", "pk"),
        label="Which member is it?",
        error_messages={"required": "Choose the member", "invalid_choice": "Choose one of the list"},
    )


@never_cache
@require_http_methods(["GET", "POST"])
@walled
def who_is_it(request: SignedInRequest, pk: uuid.UUID, subject: uuid.UUID) -> HttpResponse:
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    if must_declare(request.user, case):
        return redirect(case)
    capacity = capacity_in(request.user, case)
    if capacity in PARTIES:
        raise Http404
    named = get_object_or_404(Subject, pk=subject, case=case)
    if capacity != Capacity.HOLDER:
        raise PermissionDenied
    form, status = WhoForm(posted(request)), 200
    if request.method == "POST" and form.is_valid():
        try:
            identify_subject(subject=named, member=form.cleaned_data["member"], by=request.user)
        except Refused as refused:
            form.add_error("member", str(refused))
            status = 409 if isinstance(refused, MovedOn) else 422
        else:
            messages.success(request, "It is noted who this is.")
            return redirect(case)
    context = {"case": case, "named": named, "form": form}
    return render(request, "conduct/intake/who.html", context, status=status)
