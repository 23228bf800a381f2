"""The pages of one request for those who advise, and each verb."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from portal.foundation.records.actions import is_held
from reviews.advice import actions, asking, permissions, showing, times
from reviews.advice.elections.flags import flags_of
from reviews.advice.forms.acting import AskForm, DeclineForm, EscalateForm, NoteForm, ReturnForm
from reviews.advice.forms.fields import JustVersion
from reviews.advice.marks import answers_of
from reviews.advice.models import Absence, Request, SecondLook
from reviews.advice.presence import look
from reviews.advice.reused import reused_after
from reviews.advice.states import Verb
from reviews.advice.suggesting import suggestions
from reviews.advice.views.common import Deed, act_by_form, handled_item, note_read, press, withdrawn_page
from reviews.advice.views.keeping import KEYS

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
    title="Decline the request",
    button="Send message and end the request",
    done="The request is declined. The member has been told.",
)


STANDS_APART = frozenset({"readers", "kind", "wording", "question"})
"""Answers that the page shows by themselves, or by its tags."""


@never_cache
@require_GET
def detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One request for those who advise; of a withdrawn one only that it was."""
    item = handled_item(request, pk)
    note_read(request.user, item)
    if item.is_withdrawn:
        return withdrawn_page(request, item)
    return _detail_page(request, item, NoteForm())


@require_POST
def still_holds(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The latest answer holds with the guidance as it stands now."""
    item = handled_item(request, pk)
    if item.is_withdrawn:
        return withdrawn_page(request, item)
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
    wordings, flags, reused = list(item.wordings.all()), flags_of(item), reused_after(item)
    questions = [q for q in asking.questions_for(item, is_member=True) if q.step not in STANDS_APART]
    state, colour = showing.DESK_STATES[item.state]
    context = {
        **_may(user, item),
        **_going_out(user, item),
        "others": look(item, user, timezone.now()),
        "away": _away(item),
        "has_keys": request.session.get(KEYS, False),
        "item": item,
        "is_held": is_held(item),
        "state": state,
        "colour": colour,
        "when": showing.when(item, timezone.now()),
        "is_late": item.is_overdue(timezone.now()),
        "flags": flags,
        "suggested": suggestions(item, flags),
        "reused": reused,
        "can_reuse": permissions.can_reuse(user, item) and not any(each.href for each in reused),
        "why": times.explanation(item),
        "lines": showing.given_rows(item, questions),
        "wordings": wordings,
        "twin": Request.objects.handled_by(user).filter(duplicates=item).first(),
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
    }
    return render(request, "advice/desk_request.html", context, status=409 if refusal else 200)


def _may(user: User, item: Request) -> dict[str, bool]:
    """Which verbs the page offers."""
    return {
        "can_claim": permissions.can_claim(user, item),
        "can_ask": permissions.can_ask_member(user, item) or permissions.can_ask_member_as_mo(user, item),
        "can_answer": permissions.can_answer(user, item) or permissions.can_answer_as_mo(user, item),
        "can_escalate": permissions.can_escalate(user, item),
        "can_accept": permissions.can_accept(user, item),
        "can_return": permissions.can_return_to_desk(user, item),
        "can_decline": permissions.can_decline(user, item),
        "can_hand_over": permissions.can_hand_over(user, item),
        "can_redirect": permissions.can_redirect(user, item),
        "can_mark_duplicate": permissions.can_mark_duplicate(user, item),
        "can_reopen": permissions.can_reopen(user, item),
        "can_share": permissions.can_share_with_mo(user, item),
    }


def _going_out(user: User, item: Request) -> dict[str, object]:
    """What stands between writing an answer and its going out."""
    held = item.answer_drafts.filter(send_at__isnull=False).select_related("by").first()
    return {
        "held": held,
        "held_until": showing.clock_in_words(held.send_at) if held and held.send_at else "",
        "unsent": item.answer_drafts.filter(by=user).exclude(not_sent_because="").first(),
        "looks": SecondLook.objects.wanted_of(user).filter(item=item).select_related("asked_by"),
    }


def _away(item: Request) -> str:
    """Whether whoever holds it is away today, in words."""
    if item.holder_id is None or not item.is_open:
        return ""
    return showing.is_away(Absence.objects.today().filter(person=item.holder_id).select_related("cover").first())


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
    suggested = [each.reason for each in suggestions(item, flags_of(item))]
    return act_by_form(request, item, ESCALATE, back=item.get_desk_url(), form_args={"suggested": suggested})


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
