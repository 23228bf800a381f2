"""The list of people, one person, who may do what; and what an administrator does with one account."""

from itertools import chain
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.foundation.people import actions
from portal.foundation.people.forms import FindPeople, PoliticalAssistantForm
from portal.foundation.people.models import SENSITIVE_ROLES, Delegation, Role, RoleGrant, SensitiveRequest, User
from portal.foundation.people.permissions import (
    Deed,
    can_ask_sensitive,
    can_close_account,
    can_give_roles,
    can_keep_people,
    can_reset_second_factor,
    can_see_people,
)
from portal.foundation.people.requests import SignedInRequest

PER_PAGE = 50


@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """Everybody, by name; found by words and by role."""
    if not can_see_people(request.user):
        raise PermissionDenied
    form = FindPeople(request.GET)
    form.is_valid()
    words, role = form.cleaned_data.get("q", ""), form.cleaned_data.get("role", "")
    found = User.objects.holding(role) if role else User.objects.all()
    found = found.visible_to(request.user).matching(words).with_roles()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "is_search": bool(words or role),
        "previous_href": _page_href(page, -1, words, role),
        "next_href": _page_href(page, 1, words, role),
        "can_keep_people": can_keep_people(request.user),
    }
    return render(request, "people/people.html", context)


def _page_href(page: Page[User], step: int, words: str, role: str) -> str:
    number = page.number + step
    if not 1 <= number <= page.paginator.num_pages:
        return ""
    return "?" + urlencode({"q": words, "role": role, "page": number})


@require_safe
def person(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """One account: what they hold, what they held, and who gave it."""
    shown = get_object_or_404(User.objects.visible_to(request.user).with_roles(), pk=person_id)
    grants = list(RoleGrant.objects.filter(user=shown).with_people())
    context = {
        "person": shown,
        "is_me": shown == request.user,
        "current": [grant for grant in grants if grant.ended_at is None],
        "history": grants,
        "terms": shown.terms.all(),
        "as_member": Delegation.objects.filter(member=shown).with_people(),
        "as_delegate": Delegation.objects.filter(delegate=shown).with_people(),
        "waiting": SensitiveRequest.objects.visible_to(request.user).waiting().filter(user=shown).with_people(),
        "sensitive_roles": SENSITIVE_ROLES,
        "can_see_people": can_see_people(request.user),
        "can_keep_people": can_keep_people(request.user),
        "can_give_roles": can_give_roles(request.user, shown),
        "can_ask_sensitive": can_ask_sensitive(request.user, shown),
        "can_close_account": can_close_account(request.user, shown),
        "can_reset_second_factor": can_reset_second_factor(request.user, shown),
    }
    return render(request, "people/person.html", context)


@require_safe
def who_may(request: SignedInRequest) -> HttpResponse:
    """What each role may do, from the tables that the rooms keep (settings.PERMISSION_TABLES)."""
    tables = (cast(tuple[Deed, ...], import_string(path)) for path in settings.PERMISSION_TABLES)
    deeds = list(chain.from_iterable(tables))
    roles = [{"label": role.label, "deeds": [deed for deed in deeds if role in deed.roles]} for role in Role]
    context = {"roles": roles, "mine": request.user.role_labels()}
    return render(request, "people/who_may.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def close_account(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    closing = get_object_or_404(User.objects.visible_to(request.user), pk=person_id)
    if not can_close_account(request.user, closing):
        raise PermissionDenied
    if request.method == "POST":
        try:
            actions.deactivate(closing, by=request.user)
            messages.success(request, f"The account of {closing} is closed.")
        except actions.Refused as why:
            messages.error(request, str(why))
        return redirect(closing)
    context = {
        "title": f"Close the account of {closing}?",
        "text": "They are signed out at once. Delegations from and to them end. What they wrote stays.",
        "button": "Close the account",
        "back": closing.get_absolute_url(),
    }
    return render(request, "people/confirm.html", context)


@require_POST
def reopen_account(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    opening = get_object_or_404(User.objects.visible_to(request.user), pk=person_id)
    if not can_close_account(request.user, opening):
        raise PermissionDenied
    try:
        actions.reactivate(opening, by=request.user)
        messages.success(request, f"The account of {opening} is open again, with the roles it had.")
    except actions.Refused as why:
        messages.error(request, str(why))
    return redirect(opening)


@require_http_methods(["GET", "HEAD", "POST"])
def reset_second_factor(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    resetting = get_object_or_404(User.objects.visible_to(request.user), pk=person_id)
    if not can_reset_second_factor(request.user, resetting):
        raise PermissionDenied
    if request.method == "POST":
        actions.reset_second_factor(resetting, by=request.user)
        messages.success(request, f"{resetting} sets up the second step anew at the next sign-in.")
        return redirect(resetting)
    context = {
        "title": f"Reset the second step of {resetting}?",
        "text": "Do this only when you have spoken to the person. They are signed out at once and told by mail.",
        "button": "Reset the second step",
        "back": resetting.get_absolute_url(),
    }
    return render(request, "people/confirm.html", context)


@require_POST
def political_assistant(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """Note whether somebody works for a party group."""
    noted = get_object_or_404(User.objects.visible_to(request.user), pk=person_id)
    if not can_give_roles(request.user, noted):
        raise PermissionDenied
    form = PoliticalAssistantForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose whether this person is a political assistant.")
        return redirect(noted)
    try:
        actions.mark_political_assistant(noted, is_one=form.cleaned_data["is_one"], by=request.user)
        messages.success(request, "Saved.")
    except actions.Refused as why:
        messages.error(request, str(why))
    return redirect(noted)
