"""After an answer: ask once more, open again, ask anew, say whether it helped; and whether help is still wanted."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.foundation.people.requests import SignedInRequest
from reviews.advice import actions, permissions
from reviews.advice.forms.member import FollowUpForm, HelpedForm, ReopenForm
from reviews.advice.models import Request, Usefulness
from reviews.advice.views.common import Deed, act_by_form, asked_item, note_read

FOLLOW_UP = Deed(
    may=permissions.can_follow_up,
    act=actions.follow_up,
    form=FollowUpForm,
    title="Ask once more",
    button="Send",
    done="We have your question. The page of the request says when our answer is due.",
    lead="This is about the advice that we gave you:",
)
REOPEN = Deed(
    may=permissions.can_reopen,
    act=actions.reopen,
    form=ReopenForm,
    title="Open this request again",
    button="Open it again",
    done="The request is open again. Its page says when our answer is due.",
    lead="Whoever dealt with it reads it again, with all that you told us before.",
)


@never_cache
@require_http_methods(["GET", "POST"])
def follow_up(request: SignedInRequest, pk: UUID) -> HttpResponse:
    item = asked_item(request, pk)
    note_read(request.user, item)
    return act_by_form(request, item, FOLLOW_UP, back=item.get_absolute_url(), shows=_last_advice(item))


@never_cache
@require_http_methods(["GET", "POST"])
def reopen(request: SignedInRequest, pk: UUID) -> HttpResponse:
    item = asked_item(request, pk)
    note_read(request.user, item)
    return act_by_form(request, item, REOPEN, back=item.get_absolute_url(), shows=_last_advice(item))


def _last_advice(item: Request) -> str:
    answer = item.answers.last()
    return f"{answer.get_stance_display()}.\n{answer.text}" if answer else ""


@require_POST
def ask_anew(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Begin a request that is linked to this one. Pressed twice, it leads to the draft that was begun."""
    item = asked_item(request, pk)
    try:
        draft = actions.ask_anew(item=item, by=request.user)
    except actions.WrongState:
        messages.error(request, "You can still go on with this request itself.")
        return redirect(item)
    return redirect("advice:step", pk=draft.pk, step="readers" if request.user == draft.member else "kind")


@require_POST
def helped(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What the member says when asked once whether it helped. Pressed again, the first answer stands."""
    item = asked_item(request, pk)
    if item.member != request.user:
        raise PermissionDenied
    form = HelpedForm(request.POST)
    if Usefulness.objects.filter(item=item).exists():
        messages.info(request, "You have told us already. Thank you.")
    elif not permissions.can_say_helped(request.user, item):
        messages.error(request, "We ask this once there is an answer.")
    elif not form.is_valid():
        messages.error(request, "Choose yes, in part or no.")
    else:
        with suppress(actions.NotAllowed):  # another press was quicker
            actions.say_helped(item=item, by=request.user, helped=form.cleaned_data["helped"])
        messages.success(request, "Thank you. We count the answers and look at no single one.")
    return redirect(item)


@require_POST
def keep_wanted(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Help is still wanted although the time of posting has passed."""
    item = asked_item(request, pk)
    try:
        actions.keep_wanted(item=item, by=request.user)
    except actions.WrongState as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "We keep working on it.")
    return redirect(item)
