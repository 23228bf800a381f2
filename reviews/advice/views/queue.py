"""The lists of those who advise: kept addresses, filters, what to do now, and handing several on at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from portal.foundation.people.models import User
from portal.foundation.people.permissions import COMMS, MONITORING_OFFICERS
from portal.foundation.people.requests import SignedInRequest
from reviews.advice import actions, permissions, showing
from reviews.advice.elections.permissions import can_keep_periods
from reviews.advice.forms.queue import NOBODY, FilterForm, picked
from reviews.advice.models import Absence, Request, RequestQuerySet, SecondLook
from reviews.advice.states import OPEN_STATES, State
from reviews.advice.views.keeping import KEYS
from reviews.advice.views.paging import page_by_urgency, page_of_latest

ALL = "all"
"""Asks for the page with each of its rows chosen, so that this needs no script."""
NOW = 3
"""How many requests the top of a list names as what to do now."""


@dataclass(frozen=True)
class View:
    """One kept address of a queue. ``holds`` narrows what the reader may see already."""

    name: str
    label: str
    holds: Callable[[User, datetime], Q]
    is_by_urgency: bool = True
    is_counted: bool = True
    """Not when it grows for ever: counting it would take longer each year."""


_OPEN = Q(state__in=OPEN_STATES)
_WAITING = Q(state=State.AWAITING_MEMBER)
_AGAIN = Q(state__in=(State.FOLLOW_UP, State.REOPENED))
_AT_WORK = Q(state__in=(State.SUBMITTED, State.ASSIGNED, State.FOLLOW_UP, State.REOPENED), with_office=False)
_OFFICE_AT_WORK = Q(state__in=(State.ESCALATED, State.FOLLOW_UP, State.REOPENED), with_office=True)


def _today(at_work: Q) -> Callable[[User, datetime], Q]:
    """To be done before the day ends (Europe/London), by the clock or by when it is to go out, and not overdue yet."""
    return lambda user, now: at_work & Q(act_by__lt=_end_of_day(now)) & (Q(due_at__gte=now) | Q(due_at=None))


def _overdue(at_work: Q) -> Callable[[User, datetime], Q]:
    return lambda user, now: at_work & Q(due_at__lt=now)


def _end_of_day(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=23, minute=59, second=59, microsecond=999_999)


def _looks(user: User, now: datetime) -> Q:
    return Q(pk__in=SecondLook.objects.wanted_of(user).values("item"))


def _theirs(holder: str, user: User) -> Q:
    """What somebody holds, and what those hold whom they cover today."""
    return Q(**{holder: user}) | Q(**{f"{holder}__in": Absence.objects.covered_by(user)})


DESK_VIEWS: tuple[View, ...] = (
    View("new", "New", lambda user, now: Q(state=State.SUBMITTED)),
    View("mine", "Mine", lambda user, now: _theirs("adviser", user) & _OPEN),
    View("today", "Due today", _today(_AT_WORK)),
    View("overdue", "Overdue", _overdue(_AT_WORK)),
    View("waiting", "Waiting for the member", lambda user, now: _WAITING),
    View("again", "Asked once more", lambda user, now: _AGAIN),
    View("looks", "Second looks", _looks),
    View("escalated", "With the Monitoring Officer", lambda user, now: Q(state=State.ESCALATED)),
    View("open", "All open", lambda user, now: _OPEN),
    View("closed", "Answered and closed", lambda user, now: ~_OPEN, is_by_urgency=False, is_counted=False),
    View("all", "All", lambda user, now: Q(), is_by_urgency=False, is_counted=False),
)
OFFICE_VIEWS: tuple[View, ...] = (
    View("new", "New", lambda user, now: Q(state=State.ESCALATED, accepted_by=None)),
    View("mine", "Mine", lambda user, now: _theirs("accepted_by", user) & _OPEN & Q(with_office=True)),
    View("today", "Due today", _today(_OFFICE_AT_WORK)),
    View("overdue", "Overdue", _overdue(_OFFICE_AT_WORK)),
    View("waiting", "Waiting for the member", lambda user, now: _WAITING),
    View("again", "Asked once more", lambda user, now: _AGAIN),
    View("private", "Monitoring Officer only", lambda user, now: Q(office_only=True) & _OPEN),
    View("open", "All open", lambda user, now: _OPEN),
    View("closed", "Answered and closed", lambda user, now: ~_OPEN, is_by_urgency=False, is_counted=False),
    View("all", "All", lambda user, now: Q(), is_by_urgency=False, is_counted=False),
)


@dataclass(frozen=True)
class Queue:
    """One of the two desks: whose lists they are, which, and who holds what stands in them."""

    title: str
    address: str
    views: tuple[View, ...]
    found: RequestQuerySet
    to_do: Q
    holder: str
    people: list[User]
    filters: dict[str, str] = field(default_factory=dict)

    def view(self, name: str) -> View:
        chosen = next((view for view in self.views if view.name == name), None)
        if chosen is None:
            raise Http404
        return chosen

    def href(self, view: View) -> str:
        return reverse(self.address, args=[view.name])


def desk_queue(user: User) -> Queue:
    """The Communications Team's. Raises ``PermissionDenied``."""
    if not permissions.can_see_desk(user):
        raise PermissionDenied
    return Queue(
        title="Advice desk",
        address="advice:desk_view",
        views=DESK_VIEWS,
        found=Request.objects.on_desk(user),
        to_do=_AT_WORK & (_theirs("adviser", user) | Q(state__in=(State.SUBMITTED, State.REOPENED))),
        holder="adviser",
        people=list(User.objects.holding(*COMMS).order_by("full_name")),
    )


def office_queue(user: User) -> Queue:
    """The Monitoring Officer's. Raises ``PermissionDenied``."""
    if not permissions.can_see_office(user):
        raise PermissionDenied
    return Queue(
        title="Advice for the Monitoring Officer",
        address="advice:office_view",
        views=OFFICE_VIEWS,
        found=Request.objects.with_office(user),
        to_do=_OFFICE_AT_WORK & (_theirs("accepted_by", user) | Q(accepted_by=None)),
        holder="accepted_by",
        people=list(User.objects.holding(*MONITORING_OFFICERS).order_by("full_name")),
    )


@never_cache
@require_GET
def queue(request: SignedInRequest, view: str = "new") -> HttpResponse:
    """The Communications Team's queue."""
    return _list(request, desk_queue(request.user), view)


@never_cache
@require_GET
def office(request: SignedInRequest, view: str = "new") -> HttpResponse:
    """The Monitoring Officer's queue."""
    return _list(request, office_queue(request.user), view)


def _list(request: SignedInRequest, desk: Queue, name: str) -> HttpResponse:
    chosen = desk.view(name)
    now = timezone.now()
    away = {absence.person_id: absence for absence in Absence.objects.today().select_related("person", "cover")}
    filters = FilterForm(request.GET, people=desk.people).chosen()
    rows = _narrowed(desk, desk.found.filter(chosen.holds(request.user, now)), filters).for_lists()
    paged = page_by_urgency if chosen.is_by_urgency else page_of_latest
    page = paged(rows, request.GET.get("after", ""))
    context = {
        "title": desk.title,
        "view": chosen,
        "tabs": _tabs(desk, request.user, now),
        "form": FilterForm(initial=filters, people=desk.people),
        "is_filtered": bool(filters),
        "rows": showing.rows(page.items, for_member=False, now=now, away=away),
        "next_href": page.next_href(filters),
        "is_first_page": page.is_first,
        "here": desk.href(chosen),
        "now": () if filters or not page.is_first else _first_things(desk, now),
        "has_keys": request.session.get(KEYS, False),
        "people": desk.people,
        "can_see_reports": permissions.can_see_reports(request.user),
        "can_keep_elections": can_keep_periods(request.user),
        "is_desk": desk.address == "advice:desk_view",
        "place": _place(filters, request.GET.get("after", "")),
        "all_href": _place({**filters, ALL: "yes"}, request.GET.get("after", "")),
        "all_chosen": request.GET.get(ALL) == "yes",
    }
    return render(request, "advice/queue.html", context)


def to_do(desk: Queue) -> RequestQuerySet:
    """What this person can go on with now: theirs, and what nobody has taken; first what goes out or is due first."""
    return desk.found.filter(desk.to_do).for_lists().order_by("act_by", "pk")


def _first_things(desk: Queue, now: datetime) -> list[showing.Row]:
    return showing.rows(list(to_do(desk)[:NOW]), for_member=False, now=now)


def _tabs(desk: Queue, user: User, now: datetime) -> list[tuple[View, str, int | None]]:
    """Each list with its address, and how many are in it when that can be told at once."""
    counted = {view.name: Count("pk", filter=view.holds(user, now)) for view in desk.views if view.is_counted}
    counts = desk.found.open().aggregate(**counted)
    return [(view, desk.href(view), counts.get(view.name)) for view in desk.views]


def _narrowed(desk: Queue, found: RequestQuerySet, filters: Mapping[str, str]) -> RequestQuerySet:
    found = found.matching(filters.get("q", ""))
    for name, column in (("topic", "topics"), ("platform", "platforms")):
        if value := filters.get(name):
            # What was withdrawn is shown without content, so no filter may tell what it was about.
            found = found.filter(**{f"{column}__contains": [value]}).exclude(state=State.WITHDRAWN)
    if holder := filters.get("holder"):
        found = found.filter(**{desk.holder: None if holder == NOBODY else holder})
    if filters.get("urgent"):
        found = found.filter(is_urgent=True).exclude(state=State.WITHDRAWN)
    return found


def _place(filters: Mapping[str, str], after: str) -> str:
    """What brings somebody back to the same rows."""
    kept = {**filters, **({"after": after} if after else {})}
    return f"?{urlencode(kept)}" if kept else ""


@require_POST
def assign(request: SignedInRequest, view: str) -> HttpResponse:
    """Give the chosen requests to one person, each for itself: what could not be done is said, and the rest is done."""
    desk = desk_queue(request.user)
    filters = FilterForm(request.GET, people=desk.people).chosen()
    back = desk.href(desk.view(view)) + _place(filters, request.GET.get("after", "")[:100])
    to = next((person for person in desk.people if str(person.pk) == request.POST.get("to")), None)
    chosen = picked(request.POST.getlist("pick"))
    if to is None or not chosen:
        messages.error(request, "Choose at least one request, and who takes it on.")
        return redirect(back)
    items = {item.pk: item for item in desk.found.filter(pk__in=chosen)}
    refused = [line for pk, version in chosen.items() if (line := _give(items.get(pk), version, to, request.user))]
    if done := len(chosen) - len(refused):
        messages.success(request, f"{done} {'request is' if done == 1 else 'requests are'} with {to} now.")
    for line in refused:
        messages.error(request, line)
    return redirect(back)


def _give(item: Request | None, version: int, to: User, by: User) -> str:
    """Why one request could not be given; empty when it was."""
    if item is None:
        return "One of the requests is not there."
    try:
        if to == by:
            actions.claim(item=item, by=by, version=version)
        else:
            actions.hand_over(item=item, by=by, version=version, to=to)
    except (actions.Stale, actions.WrongState, actions.NotTheirs) as refusal:
        return f"{item.reference}: {refusal}"
    except actions.NotAllowed:
        return f"{item.reference}: you may not do this."
    return ""


@never_cache
@require_GET
def next_request(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """On to the request that comes after this one in what there is to do; from the last one back to the first."""
    item = get_object_or_404(Request.objects.handled_by(request.user), pk=pk)
    desk = office_queue(request.user) if not permissions.can_see_desk(request.user) else desk_queue(request.user)
    others = to_do(desk).exclude(pk=item.pk)
    following = _after(others, item) or others.first()
    if following is None:
        messages.success(request, "There is no other request for you to go on with.")
        return redirect(reverse(desk.address, args=["mine"]))
    return redirect(following.get_desk_url())


def _after(found: RequestQuerySet, item: Request) -> Request | None:
    if item.act_by is None:
        return None
    return found.filter(Q(act_by__gt=item.act_by) | Q(act_by=item.act_by, pk__gt=item.pk)).first()
