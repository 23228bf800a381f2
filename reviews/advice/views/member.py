"""The member's own pages: the list, one request, and what the member does with it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.foundation.files.responses import safe_copy
from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from reviews.advice import actions, asking, ending, permissions, posting, showing, times
from reviews.advice.advised import advised
from reviews.advice.choices import Helped
from reviews.advice.elections.flags import flags_of
from reviews.advice.forms.acting import ReplyForm
from reviews.advice.forms.fields import JustVersion
from reviews.advice.marks import answers_of
from reviews.advice.models import Message, Picture, Request, Transition
from reviews.advice.offers import offers
from reviews.advice.phones import phones
from reviews.advice.states import State, Verb
from reviews.advice.views.common import Deed, act_by_form, asked_item, note_read, press
from reviews.advice.views.paging import page_of_latest

REPLY = Deed(
    may=permissions.can_reply,
    act=actions.reply,
    form=ReplyForm,
    title="Reply to the question",
    button="Send reply",
    done="Your reply has been sent. The time for our answer runs again.",
)
CLOSE = Deed(
    may=permissions.can_close,
    act=actions.close,
    title="Close this request",
    button="Close this request",
    done="The request is closed. You can read the answer at any time.",
)
WITHDRAW = Deed(
    may=permissions.can_withdraw,
    act=actions.withdraw,
    title="Withdraw this request",
    button="Withdraw request",
    done="The request is withdrawn.",
    lead="We stop work on it, and those who advise no longer see what you wrote. The council keeps it, and you still "
    "see it here. You cannot undo this.",
    is_warning=True,
)

THROW_AWAY = Deed(
    may=permissions.can_withdraw,
    act=actions.withdraw,
    title="Throw this draft away",
    button="Throw draft away",
    done="The draft is gone from your list.",
    lead="Nobody has seen it. It leaves your list, and you cannot send it any more.",
    is_warning=True,
)


@never_cache
@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """The list of one's own; people who only advise are led to their list."""
    user = request.user
    if not permissions.can_ask(user) and not Request.objects.asked_by_or_for(user).exists():
        if permissions.can_see_desk(user):
            return redirect("advice:desk")
        if permissions.can_see_office(user):
            return redirect("advice:office")
    found = Request.objects.asked_by_or_for(user).exclude(submitted_at=None, state=State.WITHDRAWN).for_lists()
    page = page_of_latest(found, request.GET.get("after", ""))
    now = timezone.now()
    context = {
        "rows": showing.rows(page.items, for_member=True, now=now),
        "next_href": page.next_href({}),
        "is_first_page": page.is_first,
        "can_ask": permissions.can_ask(user),
        "can_see_desk": permissions.can_see_desk(user),
        "can_see_office": permissions.can_see_office(user),
    }
    return render(request, "advice/home.html", context)


@never_cache
@require_GET
def detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One request as the member reads it. Internal notes are in another table, which this page never asks."""
    item = asked_item(request, pk)
    user = request.user
    if item.is_draft and permissions.can_edit(user, item):
        return redirect("advice:check", pk=item.pk)
    note_read(user, item)
    now = timezone.now()
    wordings = list(item.wordings.all())
    questions = asking.questions_for(item, is_member=True)
    spoken, history = list(item.messages.all()), list(item.history.select_related("by"))
    given = [advised(shown) for shown in reversed(answers_of(item))]
    state, colour = showing.MEMBER_STATES[item.state]
    context = {
        "item": item,
        "state": state,
        "colour": colour,
        "when": showing.when(item, now),
        "why": times.explanation(item),
        "flags": flags_of(item),
        "late": posting.late(item, now),
        "is_late": item.is_overdue(now),
        "goes_out": showing.goes_out(item),
        "phones": phones(),
        "latest": given[0] if given else None,
        "earlier": given[1:],
        "ending": _ending(item, user, spoken, history),
        "wordings": wordings,
        "lines": showing.given_rows(item, questions, wording=wordings[-1].text if wordings else ""),
        "pictures": item.pictures.select_related("file"),
        "entries": showing.timeline(spoken, history, for_member=True),
        "form": JustVersion(initial={"version": item.version}),
        "helped": Helped.choices,
        "last_question": item.last_question(),
        "may": offers(user, item, now),
        "links": _links(item, user),
    }
    return render(request, "advice/request.html", context)


def _ending(item: Request, user: User, spoken: list[Message], history: list[Transition]) -> ending.Ending | None:
    """How it ended. A message counts for it only where one comes with the end."""
    visible = Request.objects.asked_by_or_for(user)
    twin = visible.filter(pk=item.duplicate_of_id, submitted_at__isnull=False).first() if item.duplicate_of_id else None
    said = spoken[-1].text if spoken and spoken[-1].sort in (Message.Sort.DECLINED, Message.Sort.REDIRECTED) else ""
    return ending.ending(item, verb=history[-1].verb if history else "", said=said, twin=twin)


def _links(item: Request, user: User) -> list[tuple[str, Request]]:
    """The requests before and after this one, as far as the user may read them."""
    visible = Request.objects.asked_by_or_for(user)
    before = visible.filter(pk=item.follows_id) if item.follows_id else ()
    after = visible.filter(follows=item).exclude(state=State.WITHDRAWN, submitted_at=None).order_by("created_at")
    return [*(("You asked this after", found) for found in before), *(("You asked anew in", found) for found in after)]


@never_cache
@require_http_methods(["GET", "POST"])
def reply(request: SignedInRequest, pk: UUID) -> HttpResponse:
    item = asked_item(request, pk)
    note_read(request.user, item)
    return act_by_form(request, item, REPLY, back=item.get_absolute_url(), shows=item.last_question())


@require_POST
def close(request: SignedInRequest, pk: UUID) -> HttpResponse:
    item = asked_item(request, pk)
    return press(request, item, CLOSE, verb=Verb.CLOSE, back=item.get_absolute_url())


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    item = asked_item(request, pk)
    if item.is_draft:
        return act_by_form(request, item, THROW_AWAY, back=item.get_absolute_url())
    return act_by_form(request, item, WITHDRAW, back=item.get_absolute_url())


@require_GET
def picture(request: SignedInRequest, pk: UUID, picture: UUID) -> HttpResponseBase:
    """The safe copy of a picture, for everybody who may read the request; not of one that was withdrawn."""
    item = get_object_or_404(Request.objects.visible_to(request.user), pk=pk)
    found: Picture = get_object_or_404(item.pictures.select_related("file"), pk=picture)
    if item.is_withdrawn and permissions.handles(request.user, item):
        raise Http404
    note_read(request.user, item)
    return safe_copy(found.file)
