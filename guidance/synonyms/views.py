"""The page on which editors keep the words of the same meaning."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidance.asked_in_vain import KEPT_FOR, MOST_A_DAY, in_vain
from guidance.models import SynonymGroup
from guidance.models.searching import LONGEST_WORDS
from guidance.permissions import can_publish
from guidance.search import tidy
from guidance.synonyms.actions import Refused, add_group, end_group
from guidance.synonyms.forms import GroupForm
from portal.foundation.people.models import User

MOST_SOUGHT = 200


@require_safe
def synonyms(request: HttpRequest) -> HttpResponse:
    """Every group in use, and those that were ended."""
    _editor(request)
    groups = SynonymGroup.objects.select_related("added_by", "ended_by")
    context = {
        "groups": groups.filter(ended_at=None).order_by("words"),
        "ended": groups.filter(ended_at__isnull=False).order_by("-ended_at"),
    }
    return render(request, "guidance/synonyms.html", context)


@require_safe
def searches(request: HttpRequest) -> HttpResponse:
    """What readers searched for in vain, most often first. Who asked is nowhere."""
    _editor(request)
    context = {"sought": in_vain(MOST_SOUGHT), "most": MOST_SOUGHT, "days": KEPT_FOR.days, "most_a_day": MOST_A_DAY}
    return render(request, "guidance/searches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_synonyms(request: HttpRequest) -> HttpResponse:
    """A new group; `words` in the address stand in the box already."""
    editor = _editor(request)
    begun = tidy(request.GET.get("words", ""))[:LONGEST_WORDS]
    form = GroupForm(request.POST if request.method == "POST" else None, initial={"words": begun})
    if form.is_valid():
        try:
            group = add_group(form.cleaned_data["words"], by=editor)
        except Refused as refusal:
            form.add_error("words", str(refusal))
        else:
            messages.success(request, f"Added: {group}.")
            return redirect("guidance:synonyms")
    return render(request, "guidance/add_synonyms.html", {"form": form})


@require_POST
def end_synonyms(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Takes a group out of use."""
    editor = _editor(request)
    group = get_object_or_404(SynonymGroup, pk=group_id)
    try:
        end_group(group, by=editor)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"No longer in use: {group}.")
    return redirect("guidance:synonyms")


def _editor(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not can_publish(user):
        raise PermissionDenied
    return user
