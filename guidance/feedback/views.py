"""Pages of feedback: the reader's, and those of the editors who reply."""

from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidance.feedback import actions
from guidance.feedback.forms import FeedbackForm, QueueForm, ReplyForm, SeenForm
from guidance.feedback.reading import when_somebody_looks
from guidance.models import Feedback, PointVersion
from guidance.permissions import can_answer_feedback, can_close_feedback, can_give_feedback
from guidance.refusals import Refused, Stale
from portal.foundation.people.requests import SignedInRequest

ROWS = 25


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: SignedInRequest, point_id: str, edition: int) -> HttpResponse:
    """Says what is wrong with a point, in the version that was read."""
    asked = PointVersion.objects.once_in_force().filter(point=point_id, edition__number=edition)
    version = get_object_or_404(asked.select_related("section"))
    if not can_give_feedback(request.user):
        raise PermissionDenied
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            feedback = actions.send(version, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("words", str(refused))
        else:
            messages.success(request, f"Thank you. It is kept under {feedback.reference}.")
            return redirect("guidance:feedback_item", feedback.pk)
    context = {"form": form, "version": version, "looks": when_somebody_looks(timezone.now())}
    return render(request, "guidance/tell.html", context)


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """What this person sent, newest first."""
    sent = Feedback.objects.sent_by(request.user).with_place().order_by("-at", "pk")
    page = Paginator(sent, ROWS).get_page(request.GET.get("page"))
    return render(request, "guidance/my_feedback.html", {"page": page})


@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """All feedback for those who look after the guidance: open first, the oldest first."""
    if not can_answer_feedback(request.user):
        raise PermissionDenied
    form = QueueForm(request.GET)
    chosen = form.chosen()
    columns = {"state": "state", "document": "version__edition__document__slug"}
    found = Feedback.objects.visible_to(request.user).filter(**{columns[name]: chosen[name] for name in chosen})
    context = {
        "form": form,
        "page": Paginator(found.queued(), ROWS).get_page(request.GET.get("page")),
        "chosen": urlencode(chosen),
        "open": Feedback.objects.filter(state=Feedback.State.OPEN).count(),
    }
    return render(request, "guidance/feedback_queue.html", context)


@require_safe
def item(request: SignedInRequest, feedback: UUID) -> HttpResponse:
    """One piece of feedback, with the words that it was about and what was replied."""
    return _item_page(request, _visible(request, feedback), None)


@require_POST
def reply(request: SignedInRequest, feedback: UUID) -> HttpResponse:
    """A reply to the sender, with what comes of it."""
    found = _visible(request, feedback)
    if not can_answer_feedback(request.user):
        raise PermissionDenied
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _item_page(request, found, form)
    try:
        actions.answer(found, by=request.user, **form.cleaned_data)
    except (Stale, Refused) as refusal:
        again = request.POST.copy()
        again["seen"] = str(found.steps_taken())
        return _item_page(request, _visible(request, feedback), ReplyForm(again), str(refusal))
    messages.success(request, "Your reply is kept, and the sender is told.")
    return redirect("guidance:feedback_item", found.pk)


@require_POST
def close(request: SignedInRequest, feedback: UUID) -> HttpResponse:
    """Ends it; the sender takes it back while nobody has replied."""
    found = _visible(request, feedback)
    form = SeenForm(request.POST)
    form.is_valid()
    try:
        actions.close(found, seen=form.cleaned_data["seen"], by=request.user)
    except (Stale, Refused) as refusal:
        return _item_page(request, _visible(request, feedback), None, str(refusal))
    messages.success(request, "It is closed.")
    return redirect("guidance:feedback_item", found.pk)


def _visible(request: SignedInRequest, feedback: UUID) -> Feedback:
    return get_object_or_404(Feedback.objects.visible_to(request.user).with_place(), pk=feedback)


def _item_page(
    request: SignedInRequest, feedback: Feedback, form: forms.Form | None, refusal: str = ""
) -> HttpResponse:
    steps = list(feedback.steps.select_related("edition__document").order_by("number"))
    is_closed = feedback.state == Feedback.State.CLOSED
    may_answer = can_answer_feedback(request.user) and not is_closed
    context = {
        "feedback": feedback,
        "steps": steps,
        "seen": len(steps),
        "form": (form or ReplyForm(initial={"seen": len(steps)})) if may_answer else None,
        "may_close": can_close_feedback(request.user, feedback),
        "is_editor": can_answer_feedback(request.user),
        "is_mine": feedback.by_id == request.user.pk,
        "refusal": refusal,
    }
    return render(request, "guidance/feedback_item.html", context, status=409 if refusal else 200)
