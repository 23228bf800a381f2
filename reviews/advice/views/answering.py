"""Writing an answer: what is typed is kept at each press, points are found and chosen, then it is sent."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from guidance.models import PointVersion
from guidance.search import find_points
from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from reviews.advice import actions, permissions
from reviews.advice.actions.answers import Advice, held_advice
from reviews.advice.elections.flags import flags_of
from reviews.advice.forms.acting import DROP, FIND, INSERT, AnswerForm, PointSearchForm
from reviews.advice.forms.fields import MAX_TEXT
from reviews.advice.models import AnswerDraft, Request, SecondLook, StandardText, StandardTextVersion, Transition
from reviews.advice.showing import clock_in_words
from reviews.advice.similar import similar_answers
from reviews.advice.suggesting import suggestions
from reviews.advice.views.common import changes_since, handled_item, note_read
from reviews.advice.views.keeping import points_now

MOST_LOOKS = 5
ELSEWHERE = "You saved other words for this answer in another window. They stand below."
OTHER_WORDS = "You saved other words for this answer in another window. Press Save draft to see both."
NOT_BY_ITSELF = (
    "What you type here is not kept by itself any more: the request has moved on. Copy it, or press Save draft."
)


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The form of the answer. Whatever button is pressed, what was typed is kept first."""
    item = handled_item(request, pk)
    note_read(request.user, item)
    draft = _draft(item, request.user)
    points = draft.cited() if draft else []
    if request.method != "POST":
        if not _may_answer(request.user, item):
            raise PermissionDenied
        return _page(request, item, _form_of(item, draft), points)
    form = AnswerForm(request.POST, points_chosen=bool(points))
    if form.is_valid() and draft is not None and _wrote_elsewhere(request, draft, _advice(form, points)):
        return _page(request, item, form, points, refusal=ELSEWHERE, saved=draft, status=409)
    if draft is not None and draft.is_held:
        _take_back(request, item, sends=form.sends)
    if not form.is_valid():
        return _page(request, item, form, points, seen=request.POST.get("seen"))
    return _pressed(request, item, form, points)


def _pressed(request: SignedInRequest, item: Request, form: AnswerForm, points: list[PointVersion]) -> HttpResponse:
    """What the button asks for, with a form that holds."""
    if form.sends:
        return _send(request, item, form, points)
    if form.asks_look:
        return _ask_look(request, item, form, points)
    if not _may_answer(request.user, item):
        return _refused(request, item, form, points, actions.WrongState(item))
    if request.POST.get("do") == INSERT:
        return _insert(request, item, form, points)
    actions.keep_answer_draft(item=item, by=request.user, advice=_advice(form, points))
    return _go_on(request, item, str(request.POST.get("do", "")))


@never_cache
@require_POST
def keep_answer(request: SignedInRequest, pk: UUID) -> JsonResponse:
    """Keep what is typed while it is typed; 409 when it waits to go out or cannot be answered now, 422 when too long.

    The draft is this adviser's own, so a request that changed in the meantime takes nothing from it.
    """
    item = handled_item(request, pk)
    draft = _draft(item, request.user)
    if not _may_answer(request.user, item) or (draft is not None and draft.is_held):
        return JsonResponse({"said": NOT_BY_ITSELF}, status=409)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        refusals = (str(message) for messages in form.errors.values() for message in messages)
        return JsonResponse({"said": f"Not saved: {' '.join(refusals)}"}, status=422)
    advice = _advice(form, [])
    if draft is not None and _wrote_elsewhere(request, draft, advice):
        return JsonResponse({"said": OTHER_WORDS}, status=409)
    kept = actions.keep_answer_draft(item=item, by=request.user, advice=advice)
    said = f"Saved at {timezone.localtime():%H:%M}, for you alone"
    return JsonResponse({"version": form.version_seen(), "seen": _seen(kept), "said": said})


def _wrote_elsewhere(request: SignedInRequest, draft: AnswerDraft, advice: Advice) -> bool:
    """The same adviser saved other words in another window after this page was opened."""
    seen = request.POST.get("seen")
    is_older = seen is not None and seen != _seen(draft)
    return is_older and replace(held_advice(draft), points=advice.points) != advice


def _seen(draft: AnswerDraft | None) -> str:
    """Which state of the draft a page shows."""
    return draft.saved_at.isoformat() if draft else ""


def _take_back(request: SignedInRequest, item: Request, *, sends: bool) -> None:
    """Whoever goes on writing does not want the earlier words to go out; whoever sends again says when it does."""
    with suppress(actions.NotHeld):
        actions.undo_hold(item=item, by=request.user)
        if not sends:
            messages.warning(request, "The answer does not go out now, since you went on writing. Send it again.")


def _send(request: SignedInRequest, item: Request, form: AnswerForm, points: list[PointVersion]) -> HttpResponse:
    advice = _advice(form, points)
    try:
        draft = actions.hold_answer(item=item, by=request.user, version=form.version_seen(), advice=advice)
    except (actions.Stale, actions.WrongState) as refusal:
        if _is_out_already(refusal.item, request.user, advice):
            messages.success(request, "The answer has gone out. The member has been told that it is ready.")
            return redirect(item.get_desk_url())
        return _refused(request, item, form, points, refusal)
    except (actions.NeedsSecondLook, actions.NoPointGiven) as refusal:
        return _not_whole(request, item, form, points, refusal)
    if draft.send_at is not None:
        messages.success(
            request, f"The answer goes out at {clock_in_words(draft.send_at)}. Until then you can undo it."
        )
    return redirect(item.get_desk_url())


def _ask_look(request: SignedInRequest, item: Request, form: AnswerForm, points: list[PointVersion]) -> HttpResponse:
    advice = _advice(form, points)
    try:
        actions.ask_second_look(item=item, by=request.user, version=form.version_seen(), advice=advice)
    except (actions.Stale, actions.WrongState) as refusal:
        return _refused(request, item, form, points, refusal)
    except actions.NoPointGiven as refusal:
        return _not_whole(request, item, form, points, refusal)
    messages.success(request, "Your colleagues have been asked to look at it. You are told by mail when one has.")
    return redirect("advice:answer", pk=item.pk)


def _insert(request: SignedInRequest, item: Request, form: AnswerForm, points: list[PointVersion]) -> HttpResponse:
    """Put a standard text under what is written, and cite its points as they stand now."""
    advice = _advice(form, points)
    chosen = request.POST.get("standard", "")
    text = next((text for text in StandardText.objects.in_use().with_newest() if str(text.pk) == chosen), None)
    if text is None:
        form.add_error(None, "Choose a standard text")
        return _page(request, item, form, points)
    longer = replace(advice, text="\n\n".join(filter(None, [advice.text, text.newest.body])))
    if len(longer.text) > MAX_TEXT:
        form.add_error("text", "The answer would be too long with this text. Shorten it first")
        return _page(request, item, form, points)
    actions.keep_answer_draft(item=item, by=request.user, advice=longer)
    rests = [rests.point.point_id for rests in text.newest.points.all()]
    actions.cite_points(item=item, by=request.user, points=PointVersion.objects.in_force().filter(point__in=rests))
    if changed := text.newest.changed_points(points_now()):
        messages.warning(request, f"Read it again: {', '.join(changed)} changed since this text was written.")
    messages.success(request, f"“{text.newest.title}” stands under your answer now.")
    return redirect("advice:answer", pk=item.pk)


def _refused(
    request: SignedInRequest,
    item: Request,
    form: AnswerForm,
    points: list[PointVersion],
    refusal: actions.Stale | actions.WrongState,
) -> HttpResponse:
    """What changed, with what was typed, which is kept as a draft besides."""
    actions.keep_answer_draft(item=item, by=request.user, advice=_advice(form, points))
    now = refusal.item
    again = form.renewed(now.version, points_chosen=bool(points))
    changes = changes_since(now, form.version_seen())
    return _page(request, now, again, points, refusal=str(refusal), changes=changes, status=409)


def _not_whole(
    request: SignedInRequest, item: Request, form: AnswerForm, points: list[PointVersion], refusal: Exception
) -> HttpResponse:
    actions.keep_answer_draft(item=item, by=request.user, advice=_advice(form, points))
    is_look = isinstance(refusal, actions.NeedsSecondLook)
    form.add_error("unreviewed_because" if is_look else "no_point_reason", str(refusal))
    return _page(request, item, form, points)


def _is_out_already(item: Request, user: User, advice: Advice) -> bool:
    """The same button pressed twice: the first press has done its work."""
    latest = item.answers.last()
    return (
        latest is not None and latest.by_id == user.pk and (latest.stance, latest.text) == (advice.stance, advice.text)
    )


@require_POST
def undo(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take back an answer that waits to go out."""
    item = handled_item(request, pk)
    try:
        actions.undo_hold(item=item, by=request.user)
    except actions.NotHeld as refusal:
        messages.error(request, str(refusal))
        return redirect(item.get_desk_url())
    messages.success(request, "The answer does not go out. It is a draft again.")
    return redirect("advice:answer", pk=item.pk)


def _go_on(request: SignedInRequest, item: Request, do: str) -> HttpResponse:
    if do == FIND:
        return redirect("advice:points", pk=item.pk)
    if do.startswith(DROP):
        draft = _draft(item, request.user)
        for point in draft.cited() if draft else ():
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
        _take_back(request, item, sends=False)
        actions.cite_points(item=item, by=request.user, points=in_force)
        return redirect("advice:answer", pk=item.pk)
    form = PointSearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    draft = _draft(item, request.user)
    cited = {point.pk for point in draft.cited()} if draft else set()
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


def _standard_texts() -> list[tuple[StandardTextVersion, bool]]:
    """The texts to choose from, by title, and whether a point of each has changed since."""
    now = points_now()
    newest = [text.newest for text in StandardText.objects.in_use().with_newest()]
    newest.sort(key=lambda version: version.title.lower())
    return [(version, bool(version.changed_points(now))) for version in newest]


def _looks(item: Request, user: User, draft: AnswerDraft | None) -> list[tuple[SecondLook, bool]]:
    """What colleagues said, newest first, and whether it was of the very words that the draft holds."""
    words = held_advice(draft).content_hash if draft else ""
    asked = item.second_looks.filter(asked_by=user).select_related("by").order_by("-asked_at")[:MOST_LOOKS]
    return [(look, look.content_hash == words) for look in asked]


def _form_of(item: Request, draft: AnswerDraft | None) -> AnswerForm:
    typed = (
        {
            "stance": draft.stance,
            "text": draft.text,
            "suggested_wording": draft.suggested_wording,
            "no_point_reason": draft.no_point_reason,
            "unreviewed_because": draft.unreviewed_because,
            "risks": draft.risks,
            "is_privileged": draft.is_privileged,
            "here_because": draft.here_because,
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
        unreviewed_because=said["unreviewed_because"],
        risks=said["risks"],
        is_privileged=said["is_privileged"],
        here_because=said["here_because"],
    )


def _page(
    request: SignedInRequest,
    item: Request,
    form: AnswerForm,
    points: list[PointVersion],
    *,
    refusal: str = "",
    changes: Sequence[Transition] = (),
    saved: AnswerDraft | None = None,
    seen: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """`seen`: the state of the draft that a form without effect came from; otherwise the present one."""
    # The words of the adviser stay; those of a member who has taken them back do not.
    wording = None if item.is_withdrawn else item.wordings.last()
    draft = _draft(item, request.user)
    context = {
        "suggested": suggestions(item, flags_of(item)),
        "can_escalate": permissions.can_escalate(request.user, item),
        "held_until": clock_in_words(draft.send_at) if draft and draft.send_at else "",
        "not_sent_because": draft.not_sent_because if draft else "",
        "needs_look": form.is_against and not item.with_office,
        "looks": _looks(item, request.user, draft),
        "question": "" if item.is_withdrawn else item.question,
        "similar": [] if item.is_withdrawn else similar_answers(item, request.user),
        "standard": _standard_texts(),
        "item": item,
        "form": form,
        "points": points,
        "wording": wording.text if wording else "",
        "points_href": reverse("advice:points", args=[item.pk]),
        "refusal": refusal,
        "changes": changes,
        "saved": saved,
        "seen": _seen(draft) if seen is None else seen,
        "is_possible": _may_answer(request.user, item),
        "notes": item.notes.select_related("by"),
        "keeps_itself": _may_answer(request.user, item) and not refusal and not (draft and draft.is_held),
    }
    return render(request, "advice/answer.html", context, status=status)
