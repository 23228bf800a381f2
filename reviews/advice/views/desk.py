"""The pages of those who advise: the queues, one request, and each verb."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from reviews.advice import actions, asking, permissions, showing, times
from reviews.advice.elections.flags import flags_of
from reviews.advice.elections.forms import ElectionEscalateForm
from reviews.advice.forms.acting import AskForm, DeclineForm, EscalateForm, FilterForm, NoteForm, ReturnForm
from reviews.advice.forms.fields import JustVersion
from reviews.advice.marks import answers_of
from reviews.advice.models import Request, RequestQuerySet
from reviews.advice.states import OPEN_STATES, State, Verb
from reviews.advice.views.common import Deed, act_by_form, handled_item, note_read, press
from reviews.advice.views.paging import page_by_urgency, page_of_latest

CLAIM = Deed(permissions.can_claim, actions.claim, "Take this request", "Take this request", "You hold this request.")
ACCEPT = Deed(
    permissions.can_accept, actions.accept, "Accept this request", "Accept", "You have accepted this request."
)
ASK = Deed(
    may=permissions.can_ask_member,
    act=actions.ask_member,
    form=AskForm,
    title="Ask the member a question",
    button="Send question",
    done="The question has been sent. The time for the answer waits for the reply.",
    lead="The clock stands still until the member replies.",
)
ASK_AS_MO = Deed(
    may=permissions.can_ask_member_as_mo,
    act=actions.ask_member_as_mo,
    form=AskForm,
    title="Ask the member a question",
    button="Send question",
    done="The question has been sent. The time for the answer waits for the reply.",
    lead="It goes out in the name of the Monitoring Officer’s office. The clock stands still until the member replies.",
)
ESCALATE = Deed(
    may=permissions.can_escalate,
    act=actions.escalate,
    form=EscalateForm,
    title="Pass to the Monitoring Officer",
    button="Pass on",
    done="The request is with the Monitoring Officer. The member has been told.",
)
RETURN = Deed(
    may=permissions.can_return_to_desk,
    act=actions.return_to_desk,
    form=ReturnForm,
    title="Return to the Communications Team",
    button="Return",
    done="The request is back with the Communications Team.",
)
DECLINE = Deed(
    may=permissions.can_decline,
    act=actions.decline,
    form=DeclineForm,
    title="Do not take this up",
    button="Send message and end the request",
    done="The member has been told.",
)


@dataclass(frozen=True)
class View:
    """One kept address of a queue. ``holds`` narrows what the reader may see already."""

    name: str
    label: str
    holds: Callable[[User], Q]
    is_by_urgency: bool = True


_OPEN = Q(state__in=OPEN_STATES)
_WAITING = Q(state=State.AWAITING_MEMBER)
_ENDED = ~_OPEN

DESK_VIEWS: tuple[View, ...] = (
    View("new", "New", lambda user: Q(state=State.SUBMITTED)),
    View("mine", "Mine", lambda user: Q(adviser=user, state__in=OPEN_STATES)),
    View("waiting", "Waiting for the member", lambda user: _WAITING),
    View("escalated", "With the Monitoring Officer", lambda user: Q(state=State.ESCALATED)),
    View("open", "All open", lambda user: _OPEN),
    View("closed", "Answered and closed", lambda user: _ENDED, is_by_urgency=False),
)
OFFICE_VIEWS: tuple[View, ...] = (
    View("new", "New", lambda user: Q(state=State.ESCALATED, accepted_by=None)),
    View("mine", "Mine", lambda user: Q(accepted_by=user, with_office=True, state__in=OPEN_STATES)),
    View("waiting", "Waiting for the member", lambda user: _WAITING),
    View("open", "All open", lambda user: _OPEN),
    View("closed", "Answered and closed", lambda user: _ENDED, is_by_urgency=False),
)


@never_cache
@require_GET
def queue(request: SignedInRequest, view: str = "new") -> HttpResponse:
    """The Communications Team's queue."""
    if not permissions.can_see_desk(request.user):
        raise PermissionDenied
    found = Request.objects.on_desk(request.user)
    return _list(request, found, DESK_VIEWS, view, title="Advice desk", address="advice:desk_view")


@never_cache
@require_GET
def office(request: SignedInRequest, view: str = "new") -> HttpResponse:
    """The Monitoring Officer's queue."""
    if not permissions.can_see_office(request.user):
        raise PermissionDenied
    found = Request.objects.with_office(request.user)
    return _list(
        request, found, OFFICE_VIEWS, view, title="Advice for the Monitoring Officer", address="advice:office_view"
    )


def _list(
    request: SignedInRequest,
    found: RequestQuerySet,
    views: tuple[View, ...],
    name: str,
    *,
    title: str,
    address: str,
) -> HttpResponse:
    chosen = next((view for view in views if view.name == name), None)
    if chosen is None:
        raise Http404
    form = FilterForm(request.GET)
    filters = form.chosen()
    counts = found.aggregate(**{view.name: Count("pk", filter=view.holds(request.user)) for view in views})
    rows = _narrowed(found.filter(chosen.holds(request.user)), filters).for_lists()
    paged = page_by_urgency if chosen.is_by_urgency else page_of_latest
    page = paged(rows, request.GET.get("after", ""))
    now = timezone.now()
    context = {
        "title": title,
        "view": chosen,
        "tabs": [(v, reverse(address, args=[v.name]), counts[v.name]) for v in views],
        "form": FilterForm(initial=filters),
        "is_filtered": bool(filters),
        "rows": [showing.row(item, for_member=False, now=now) for item in page.items],
        "next_href": page.next_href(filters),
        "is_first_page": page.is_first,
        "here": reverse(address, args=[chosen.name]),
    }
    return render(request, "advice/queue.html", context)


def _narrowed(found: RequestQuerySet, filters: dict[str, str]) -> RequestQuerySet:
    found = found.matching(filters.get("q", ""))
    for name, column in (("topic", "topics"), ("platform", "platforms")):
        if value := filters.get(name):
            # What was withdrawn is shown without content, so no filter may tell what it was about.
            found = found.filter(**{f"{column}__contains": [value]}).exclude(state=State.WITHDRAWN)
    return found


@never_cache
@require_GET
def detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One request for those who advise; of a withdrawn one only that it was."""
    item = handled_item(request, pk)
    note_read(request.user, item)
    if item.is_withdrawn:
        return render(request, "advice/desk_withdrawn.html", {"item": item})
    return _detail_page(request, item, NoteForm())


@require_POST
def still_holds(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The latest answer holds with the guidance as it stands now."""
    item = handled_item(request, pk)
    try:
        actions.confirm_holds(item=item, by=request.user, seen=request.POST.get("seen", ""))
    except actions.GuidanceMoved as moved:
        note_read(request.user, item)
        return _detail_page(request, item, NoteForm(), refusal=str(moved))
    messages.success(request, "It is kept that the answer still holds. The mark is gone.")
    return redirect(item.get_desk_url())


def _detail_page(request: SignedInRequest, item: Request, note_form: NoteForm, refusal: str = "") -> HttpResponse:
    user = request.user
    answers = answers_of(item)
    can_confirm = bool(answers) and permissions.can_confirm_answer(user, answers[-1].answer)
    wordings = list(item.wordings.all())
    questions = [q for q in asking.questions_for(item, is_member=True) if q.step != "wording"]
    state, colour = showing.DESK_STATES[item.state]
    context = {
        "item": item,
        "state": state,
        "colour": colour,
        "when": showing.when(item),
        "is_late": item.is_overdue(timezone.now()),
        "flags": flags_of(item),
        "why": times.explanation(item),
        "lines": showing.answered_rows(item, questions),
        "wordings": wordings,
        "pictures": item.pictures.select_related("file"),
        "entries": showing.timeline(
            list(item.messages.all()), list(item.history.select_related("by")), for_member=False
        ),
        "answers": answers,
        "refusal": refusal,
        "can_confirm": can_confirm,
        "has_to_look": can_confirm and bool(answers[-1].open_marks),
        "notes": item.notes.select_related("by"),
        "note_form": note_form,
        "form": JustVersion(initial={"version": item.version}),
        "can_claim": permissions.can_claim(user, item),
        "can_ask": permissions.can_ask_member(user, item) or permissions.can_ask_member_as_mo(user, item),
        "can_answer": permissions.can_answer(user, item) or permissions.can_answer_as_mo(user, item),
        "can_escalate": permissions.can_escalate(user, item),
        "can_accept": permissions.can_accept(user, item),
        "can_return": permissions.can_return_to_desk(user, item),
        "can_decline": permissions.can_decline(user, item),
    }
    return render(request, "advice/desk_request.html", context, status=409 if refusal else 200)


@require_POST
def claim(request: SignedInRequest, pk: UUID) -> HttpResponse:
    item = handled_item(request, pk)
    return press(request, item, CLAIM, verb=Verb.CLAIM, back=item.get_desk_url())


@require_POST
def accept(request: SignedInRequest, pk: UUID) -> HttpResponse:
    item = handled_item(request, pk)
    return press(request, item, ACCEPT, verb=Verb.ACCEPT, back=item.get_desk_url())


@never_cache
@require_http_methods(["GET", "POST"])
def ask_member(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A question to the member, in the name of whoever holds the request now."""
    item = handled_item(request, pk)
    deed = ASK_AS_MO if item.with_office else ASK
    return act_by_form(request, item, deed, back=item.get_desk_url())


@never_cache
@require_http_methods(["GET", "POST"])
def escalate(request: SignedInRequest, pk: UUID) -> HttpResponse:
    item = handled_item(request, pk)
    deed = replace(ESCALATE, form=ElectionEscalateForm) if flags_of(item) else ESCALATE
    return act_by_form(request, item, deed, back=item.get_desk_url())


@never_cache
@require_http_methods(["GET", "POST"])
def return_to_desk(request: SignedInRequest, pk: UUID) -> HttpResponse:
    item = handled_item(request, pk)
    return act_by_form(request, item, RETURN, back=item.get_desk_url())


@never_cache
@require_http_methods(["GET", "POST"])
def decline(request: SignedInRequest, pk: UUID) -> HttpResponse:
    item = handled_item(request, pk)
    return act_by_form(request, item, DECLINE, back=item.get_desk_url())


@require_POST
def note(request: SignedInRequest, pk: UUID) -> HttpResponse:
    item = handled_item(request, pk)
    form = NoteForm(request.POST)
    if not permissions.can_note(request.user, item):
        raise PermissionDenied
    if not form.is_valid():
        note_read(request.user, item)
        return _detail_page(request, item, form)
    actions.note(item=item, by=request.user, text=form.cleaned_data["text"])
    messages.success(request, "The note has been added.")
    return redirect(item.get_desk_url())
