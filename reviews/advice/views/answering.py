"""Writing an answer: what is typed is kept at each press, points are found and chosen, then it is sent."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guidance.models import PointVersion
from guidance.search import find_points
from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from reviews.advice import actions, permissions
from reviews.advice.actions.answers import Advice
from reviews.advice.forms.acting import DROP, FIND, AnswerForm, PointSearchForm
from reviews.advice.models import AnswerDraft, Request, Transition
from reviews.advice.views.common import changes_since, handled_item, note_read


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The form of the answer. Whatever button is pressed, what was typed is kept first."""
    item = handled_item(request, pk)
    note_read(request.user, item)
    points = _points(_draft(item, request.user))
    if request.method != "POST":
        if not _may_answer(request.user, item):
            raise PermissionDenied
        return _page(request, item, _form_of(item, request.user), points)
    form = AnswerForm(request.POST, points_chosen=bool(points))
    if not form.is_valid():
        return _page(request, item, form, points)
    actions.keep_answer_draft(item=item, by=request.user, advice=_advice(form, points))
    if form.sends:
        return _send(request, item, form, points)
    return _go_on(request, item, str(request.POST.get("do", "")))


def _send(request: SignedInRequest, item: Request, form: AnswerForm, points: list[PointVersion]) -> HttpResponse:
    give = actions.answer_as_mo if item.with_office else actions.answer
    try:
        give(item=item, by=request.user, version=form.version_seen(), advice=_advice(form, points))
    except (actions.Stale, actions.WrongState) as refusal:
        now = refusal.item
        again = form.renewed(now.version, points_chosen=bool(points))
        changes = changes_since(now, form.version_seen())
        return _page(request, now, again, points, refusal=str(refusal), changes=changes, status=409)
    messages.success(request, "The answer has been sent. The member has been told that it is ready.")
    return redirect(item.get_desk_url())


def _go_on(request: SignedInRequest, item: Request, do: str) -> HttpResponse:
    if do == FIND:
        return redirect("advice:points", pk=item.pk)
    if do.startswith(DROP):
        for point in _points(_draft(item, request.user)):
            if str(point.pk) == do.removeprefix(DROP):
                actions.drop_point(item=item, by=request.user, point=point)
        return redirect("advice:answer", pk=item.pk)
    messages.success(request, "Your draft is saved. Only you can see it.")
    return redirect("advice:answer", pk=item.pk)


@never_cache
@require_http_methods(["GET", "POST"])
def points(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Find points of the guidance in force, and choose some for the answer."""
    item = handled_item(request, pk)
    note_read(request.user, item)
    if not _may_answer(request.user, item):
        raise PermissionDenied
    if request.method == "POST":
        chosen = set(request.POST.getlist("point"))
        in_force = [point for point in PointVersion.objects.in_force() if str(point.pk) in chosen]
        actions.cite_points(item=item, by=request.user, points=in_force)
        return redirect("advice:answer", pk=item.pk)
    form = PointSearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    cited = {point.pk for point in _points(_draft(item, request.user))}
    found = find_points(words or _hints(item), limit=15)
    context = {
        "item": item,
        "form": form,
        "words": words,
        "found": [(point, point.pk in cited) for point in found],
    }
    return render(request, "advice/points.html", context)


def _hints(item: Request) -> str:
    """What to look for before anybody has typed: what the request touches on."""
    return " ".join([*item.topic_names(), item.question])


def _may_answer(user: User, item: Request) -> bool:
    return permissions.can_answer(user, item) or permissions.can_answer_as_mo(user, item)


def _draft(item: Request, user: User) -> AnswerDraft | None:
    return item.answer_drafts.filter(by=user).first()


def _points(draft: AnswerDraft | None) -> list[PointVersion]:
    if draft is None:
        return []
    return list(draft.points.select_related("section", "edition__document").order_by("section__order", "order"))


def _form_of(item: Request, user: User) -> AnswerForm:
    draft = _draft(item, user)
    typed = (
        {
            "stance": draft.stance,
            "text": draft.text,
            "suggested_wording": draft.suggested_wording,
            "no_point_reason": draft.no_point_reason,
        }
        if draft
        else {}
    )
    return AnswerForm(initial={"version": item.version, **typed})


def _advice(form: AnswerForm, points: list[PointVersion]) -> Advice:
    said = form.cleaned_data
    return Advice(
        stance=said["stance"],
        text=said["text"],
        suggested_wording=said["suggested_wording"],
        no_point_reason=said["no_point_reason"],
        points=points,
    )


def _page(
    request: SignedInRequest,
    item: Request,
    form: AnswerForm,
    points: list[PointVersion],
    *,
    refusal: str = "",
    changes: Sequence[Transition] = (),
    status: int = 200,
) -> HttpResponse:
    wording = item.wordings.last()
    context = {
        "item": item,
        "form": form,
        "points": points,
        "wording": wording.text if wording else "",
        "points_href": reverse("advice:points", args=[item.pk]),
        "refusal": refusal,
        "changes": changes,
        "is_possible": _may_answer(request.user, item),
    }
    return render(request, "advice/answer.html", context, status=status)
