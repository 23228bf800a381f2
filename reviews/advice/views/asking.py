"""Asking for advice: one question a page, kept at each step, checked, sent."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guidance.check.findings import findings
from portal.foundation.deadlines.models import Calendar
from portal.foundation.deadlines.working_days import CalendarName
from portal.foundation.files.actions import RefusedFile
from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from reviews.advice import actions, asking, carried, hinting, likeness, permissions, policies, posting, showing, times
from reviews.advice.actions.drafts import TooManyPictures
from reviews.advice.forms.asking import FORMS, StartForm, StepForm
from reviews.advice.forms.fields import JustVersion
from reviews.advice.models import Request
from reviews.advice.phones import phones
from reviews.advice.states import State
from reviews.advice.views.common import asked_item

TELLS = frozenset({"wording", "link", "pictures", "urgent", "question"})
"""Pages on which something may be told of a person, and that therefore say who will read it."""


@dataclass(frozen=True)
class Line:
    """One line of the page on which the answers are checked."""

    key: str
    value: str
    change_href: str
    is_missing: bool


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: SignedInRequest) -> HttpResponse:
    """Say who will read it and when, show what was begun, and begin."""
    members = permissions.members_to_ask_for(request.user)
    if not members:
        raise PermissionDenied
    chooses = members != [request.user]
    form = StartForm(request.POST or None, members=members) if chooses else None
    if request.method == "POST" and (form is None or form.is_valid()):
        member = form.cleaned_data["member"] if form else request.user
        item = _begin(request, member)
        return redirect(_next_address(item, request.user))
    drafts = Request.objects.asked_by_or_for(request.user).filter(state=State.DRAFT).for_lists()
    rows = showing.rows(list(drafts[:20]), for_member=True, now=timezone.now())
    context = {
        "form": form,
        "drafts": rows,
        "readers": _readers(),
        "carried": carried.waiting(request.session),
    }
    return render(request, "advice/start.html", context)


def _begin(request: SignedInRequest, member: User) -> Request:
    """A new draft, with what waits in the session unless it is to be left out; either way it waits no longer."""
    brought = carried.waiting(request.session)
    answers = brought.answers if brought and request.POST.get("do") != "without" else {}
    item = actions.begin_draft(by=request.user, member=member, answers=answers)
    carried.forget(request.session)
    return item


@never_cache
@require_http_methods(["GET", "POST"])
def step(request: SignedInRequest, pk: UUID, step: str, changing: bool = False) -> HttpResponse:
    """One question. ``changing`` leads back to the check page afterwards."""
    item = asked_item(request, pk)
    if step not in FORMS:
        raise Http404
    if not item.is_draft:
        return redirect(item)
    if not permissions.can_edit(request.user, item):
        raise PermissionDenied
    if step not in {q.step for q in asking.questions_for(item, is_member=request.user == item.member)}:
        return redirect(_next_address(item, request.user))
    if request.method != "POST":
        return _step_page(request, item, FORMS[step](item=item), step, changing=changing)
    return _keep(request, item, step, changing=changing)


def _keep(request: SignedInRequest, item: Request, step: str, *, changing: bool) -> HttpResponse:
    form = FORMS[step](request.POST, request.FILES, item=item)
    if not form.is_valid():
        return _step_page(request, item, form, step, changing=changing)
    try:
        kept = _save(request.user, item, step, form)
    except actions.Stale as stale:
        again = form.renewed(stale.item.version, item=stale.item)
        saved = showing.shown(stale.item, step)
        return _step_page(request, stale.item, again, step, changing=changing, is_stale=True, saved=saved)
    except actions.WrongState:
        return redirect(item)
    except (RefusedFile, TooManyPictures) as refused:
        form.add_error("pictures", str(refused))
        return _step_page(request, item, form, step, changing=changing)
    return redirect(_address_after(kept, step, request.user, changing=changing))


def _save(user: User, item: Request, step: str, form: StepForm) -> Request:
    version = form.version_seen()
    if uploads := form.cleaned_data.get("pictures"):
        return actions.add_pictures(item=item, by=user, version=version, uploads=uploads)
    return actions.save_draft(item=item, by=user, version=version, step=step, answers=form.answers())


def _address_after(item: Request, step: str, user: User, *, changing: bool) -> str:
    if changing and not any(q.step not in item.steps_done for q in asking.missing(item)):
        return reverse("advice:check", args=[item.pk])
    following = asking.question_after(item, step, is_member=user == item.member)
    if changing or following is None:
        return _next_address(item, user)
    return reverse("advice:step", args=[item.pk, following.step])


def _next_address(item: Request, user: User) -> str:
    """The first open question, or the check page."""
    open_question = asking.next_question(item, is_member=user == item.member)
    if open_question is None:
        return reverse("advice:check", args=[item.pk])
    return reverse("advice:step", args=[item.pk, open_question.step])


def _step_page(
    request: SignedInRequest,
    item: Request,
    form: StepForm,
    step: str,
    *,
    changing: bool,
    is_stale: bool = False,
    saved: str = "",
) -> HttpResponse:
    is_member = request.user == item.member
    before = asking.question_before(item, step, is_member=is_member)
    earlier = reverse("advice:step", args=[item.pk, before.step]) if before else reverse("advice:start")
    context: dict[str, Any] = {
        "item": item,
        "form": form,
        "step": step,
        "question": next(q for q in asking.QUESTIONS if q.step == step),
        "back": reverse("advice:check", args=[item.pk]) if changing else earlier,
        "readers": _readers(item),
        "tells": step in TELLS,
        "pictures": item.pictures.select_related("file") if step == "pictures" else (),
        "is_stale": is_stale,
        "saved": saved,
        # Beside what was changed elsewhere nothing is kept unless the member says so.
        "keeps_itself": bool(form.typed) and not is_stale,
        "phones": phones(),
    }
    return render(request, "advice/step.html", context, status=409 if is_stale else 200)


@require_POST
def remove_picture(request: SignedInRequest, pk: UUID, picture: UUID) -> HttpResponse:
    item = asked_item(request, pk)
    chosen = get_object_or_404(item.pictures, pk=picture)
    form = JustVersion(request.POST)
    form.is_valid()
    try:
        actions.remove_picture(item=item, by=request.user, version=form.version_seen(), picture=chosen)
    except (actions.Stale, actions.WrongState) as refusal:
        messages.error(request, str(refusal))
    return redirect("advice:change", pk=item.pk, step="pictures")


@never_cache
@require_GET
def check(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The answers, each with a way to change it, before anything is sent."""
    item = asked_item(request, pk)
    if not item.is_draft:
        return redirect(item)
    if not permissions.can_edit(request.user, item):
        raise PermissionDenied
    return _check_page(request, item)


@require_POST
def submit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Send it. Pressed more than once, there is still one request with one reference."""
    item = asked_item(request, pk)
    form = JustVersion(request.POST)
    form.is_valid()
    try:
        actions.submit(item=item, by=request.user, version=form.version_seen())
    except actions.Stale as stale:
        return _check_page(request, stale.item, refusal=str(stale), status=409)
    except actions.NotComplete as refusal:
        return _check_page(request, item, refusal=str(refusal), status=422)
    except actions.WrongState:
        return redirect(item)
    return redirect("advice:sent", pk=item.pk)


def _check_page(request: SignedInRequest, item: Request, *, refusal: str = "", status: int = 200) -> HttpResponse:
    questions = asking.questions_for(item, is_member=request.user == item.member)
    missing = asking.missing(item)
    lines = [
        Line(q.short, _value(item, q.step), reverse("advice:change", args=[item.pk, q.step]), q in missing)
        for q in questions
        if q.step != "first-steps"
    ]
    context = {
        "item": item,
        "lines": lines,
        "missing": [line for line in lines if line.is_missing],
        "form": JustVersion(initial={"version": item.version}),
        "readers": _readers(item),
        "refusal": refusal,
        "findings": findings(item.draft_wording) if item.has_wording else [],
        "points": hinting.points_that_fit(item),
        "late": posting.late(item, timezone.now()),
        "phones": phones(),
        "asked_before": likeness.asked_before(item, request.user),
        "follows": _followed(item, request.user),
        "may_send": permissions.can_submit(request.user, item),
    }
    return render(request, "advice/check.html", context, status=status)


def _followed(item: Request, user: User) -> Request | None:
    """The earlier request, as far as the user may read it."""
    return Request.objects.asked_by_or_for(user).filter(pk=item.follows_id).first() if item.follows_id else None


def _value(item: Request, step: str) -> str:
    if step != "pictures":
        return showing.shown(item, step)
    return "\n".join(picture.file.name for picture in item.pictures.select_related("file"))


@never_cache
@require_GET
def sent(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The reference, what happens next and when. May be kept as a bookmark."""
    item = asked_item(request, pk)
    if item.submitted_at is None:
        return redirect(item)
    context = {
        "item": item,
        "when": showing.when(item, timezone.now()),
        "why": times.explanation(item),
        "readers": _readers(item),
        "late": posting.late(item, timezone.now()),
        "phones": phones(),
    }
    return render(request, "advice/sent.html", context)


def _readers(item: Request | None = None) -> policies.Readers:
    """Who will read it as things stand today: of what is for the office only, perhaps one deputy alone."""
    calendar = Calendar.objects.working(CalendarName.SERVICE)
    office_only = item is not None and item.office_only
    deputy = permissions.first_reader(item) if item is not None and office_only else None
    return policies.readers(
        office_only=office_only, at=timezone.now(), calendar=calendar, deputy=str(deputy) if deputy else ""
    )
