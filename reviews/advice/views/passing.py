"""Giving a request into other hands, ending it another way, opening it again, and writing down a call."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect as go_to
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.foundation.people.models import Role, User
from portal.foundation.people.permissions import COMMS, members_helped_by
from portal.foundation.people.requests import SignedInRequest
from reviews.advice import actions, permissions
from reviews.advice.forms.passing import CallForm, DuplicateForm, HandOverForm, RedirectForm, ReopenForm, RouteForm
from reviews.advice.models import PrivateRoute, Request
from reviews.advice.states import State
from reviews.advice.views.common import Deed, act_by_form, handled_item

MOST_TWINS = 25
"""Requests of the same member to choose from; older ones are hardly the one asked twice."""

HAND_OVER = Deed(
    may=permissions.can_hand_over,
    act=actions.hand_over,
    form=HandOverForm,
    title="Hand over to a colleague",
    button="Hand over",
    done="Your colleague holds the request now, and has been told by mail.",
    refusals=(actions.NotTheirs,),
)
REDIRECT = Deed(
    may=permissions.can_redirect,
    act=actions.redirect,
    form=RedirectForm,
    title="Suggest another way",
    button="Send message and end the request",
    done="The member has been told.",
)
DUPLICATE = Deed(
    may=permissions.can_mark_duplicate,
    act=actions.mark_duplicate,
    form=DuplicateForm,
    title="Close as a duplicate",
    button="Close as a duplicate",
    done="The request is closed. The member has been shown the other one.",
    refusals=(actions.NotATwin,),
)
REOPEN = Deed(
    may=permissions.can_reopen,
    act=actions.reopen,
    form=ReopenForm,
    title="Open the request again",
    button="Open again",
    done="The request is open again, with a new time for the answer.",
)
SHARE = Deed(
    may=permissions.can_share_with_mo,
    act=actions.share_with_mo,
    title="Show it to the Monitoring Officer",
    button="Show it",
    done="The Monitoring Officer and every deputy can read it now.",
    lead="The Monitoring Officer and every deputy will be able to read it. This cannot be taken back. If it may become "
    "a complaint, think first: whoever has read it may have to stay out of the complaint.",
    is_warning=True,
)


@never_cache
@require_http_methods(["GET", "POST"])
def hand_over(request: SignedInRequest, pk: UUID) -> HttpResponse:
    item = handled_item(request, pk)
    given = {"colleagues": colleagues_for(item)}
    return act_by_form(request, item, HAND_OVER, back=item.get_desk_url(), form_args=given)


def colleagues_for(item: Request) -> list[User]:
    """Who can take the request on: at the desk today, with no part in it, and not holding it already."""
    people = User.objects.holding(*COMMS).with_roles().order_by("full_name")
    return [person for person in people if person.pk != item.adviser_id and permissions.can_advise_on(person, item)]


@never_cache
@require_http_methods(["GET", "POST"])
def redirect(request: SignedInRequest, pk: UUID) -> HttpResponse:
    item = handled_item(request, pk)
    return act_by_form(request, item, REDIRECT, back=item.get_desk_url())


@never_cache
@require_http_methods(["GET", "POST"])
def mark_duplicate(request: SignedInRequest, pk: UUID) -> HttpResponse:
    item = handled_item(request, pk)
    given = {"twins": _twins(request.user, item)}
    return act_by_form(request, item, DUPLICATE, back=item.get_desk_url(), form_args=given)


def _twins(user: User, item: Request) -> list[Request]:
    same = Request.objects.on_desk(user).filter(member=item.member_id).exclude(pk=item.pk).exclude(duplicate_of=item)
    same = same.exclude(state=State.WITHDRAWN)
    return list(same.order_by("-submitted_at", "pk")[:MOST_TWINS])


@never_cache
@require_http_methods(["GET", "POST"])
def reopen(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Open it again for the member, from the desk."""
    item = handled_item(request, pk)
    return act_by_form(request, item, REOPEN, back=item.get_desk_url())


@never_cache
@require_http_methods(["GET", "POST"])
def share_with_mo(request: SignedInRequest, pk: UUID) -> HttpResponse:
    item = handled_item(request, pk)
    return act_by_form(request, item, SHARE, back=item.get_desk_url())


@never_cache
@require_http_methods(["GET", "POST"])
def private_route(request: SignedInRequest) -> HttpResponse:
    """Who reads first what is for the Monitoring Officer's office only, and who decided that before."""
    if not permissions.can_set_private_route(request.user):
        raise PermissionDenied
    now = PrivateRoute.objects.all().deputy()
    form = RouteForm(request.POST) if request.method == "POST" else RouteForm(initial={"deputy": now})
    if request.method == "POST" and form.is_valid():
        actions.set_private_route(deputy=form.cleaned_data["deputy"], by=request.user)
        messages.success(request, "It holds for requests that are sent from now on.")
        return go_to("advice:private_route")
    history = PrivateRoute.objects.select_related("deputy", "by").order_by("-at", "-pk")[:50]
    return render(request, "advice/private_route.html", {"form": form, "now": now, "history": history})


@never_cache
@require_http_methods(["GET", "POST"])
def log_call(request: SignedInRequest) -> HttpResponse:
    """Write down for a member what they asked by telephone or in person. Pressed twice, it is one request."""
    if not permissions.can_see_desk(request.user):
        raise PermissionDenied
    members = _members_who_may_ring(request.user)
    is_sent = request.method == "POST"
    form = CallForm(request.POST if is_sent else None, members=members, initial={"once": uuid.uuid4()})
    if not is_sent or not form.is_valid():
        return render(request, "advice/log_call.html", {"form": form})
    said = form.cleaned_data
    try:
        item = actions.log_call(member=said["member"], answers=form.answers(), by=request.user, key=said["once"])
    except actions.AnotherCall as refusal:
        data = request.POST.copy()
        data["once"] = str(uuid.uuid4())
        form = CallForm(data, members=members)
        form.add_error(None, str(refusal))
        return render(request, "advice/log_call.html", {"form": form}, status=409)
    messages.success(request, f"Logged as {item.reference}. {item.member} is told by mail.")
    return go_to(item.get_desk_url())


def _members_who_may_ring(user: User) -> list[User]:
    """Members in office whose adviser this person may be; never themself, nor whom they help."""
    in_office = User.objects.holding(Role.MEMBER).exclude(pk=user.pk)
    return list(in_office.exclude(pk__in=members_helped_by(user, "record")).order_by("full_name"))
