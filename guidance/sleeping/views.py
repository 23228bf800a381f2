"""Pages of sleeping on it. Each shows a person their own drafts; no cache and no browser history keeps the words."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidance.check.findings import findings
from guidance.check.questions import QUESTIONS, Question
from guidance.check.resting import points_for
from guidance.models import PointVersion, SleepingDraft
from guidance.permissions import can_sleep_on
from guidance.sleeping import actions
from guidance.sleeping.forms import SleepForm
from portal.foundation.people.requests import SignedInRequest


@dataclass(frozen=True)
class Asked:
    """A question of the check, to read the draft against, and the points in force that it rests on."""

    question: Question
    points: list[PointVersion]


@never_cache
@require_safe
def sleeping(request: SignedInRequest) -> HttpResponse:
    """One's own drafts, the next reminder first. Who has left office still sees theirs until they are deleted."""
    drafts = list(SleepingDraft.objects.visible_to(request.user))
    may_keep = can_sleep_on(request.user)
    if not drafts and not may_keep:
        raise PermissionDenied
    context = {"drafts": drafts, "may_keep": may_keep, "most": actions.MOST}
    return render(request, "guidance/sleeping.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sleep_on(request: SignedInRequest) -> HttpResponse:
    """Show what will be kept, for whom and until when; then keep it."""
    if not can_sleep_on(request.user):
        raise PermissionDenied
    if request.method != "POST" or "begin" in request.POST:
        form = SleepForm(initial={"wording": request.POST.get("wording", "")})
        return render(request, "guidance/sleep_on.html", {"form": form})
    form = SleepForm(request.POST)
    if form.is_valid():
        try:
            draft = actions.sleep_on(by=request.user, **form.cleaned_data)
        except actions.Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "Your draft is kept. Nobody but you sees it.")
            return redirect(draft)
    return render(request, "guidance/sleep_on.html", {"form": form})


@never_cache
@require_safe
def slept_on(request: SignedInRequest, draft: UUID) -> HttpResponse:
    """Read it again, beside what stands out in it and the questions of the check."""
    mine = get_object_or_404(SleepingDraft.objects.visible_to(request.user), pk=draft)
    points = points_for([label for question in QUESTIONS for label in question.labels])
    asked = [
        Asked(question, list(dict.fromkeys(points[label] for label in question.labels if label in points)))
        for question in QUESTIONS
    ]
    context = {"draft": mine, "findings": findings(mine.wording), "asked": asked}
    return render(request, "guidance/slept_on.html", context)


@require_POST
def throw_away(request: SignedInRequest, draft: UUID) -> HttpResponse:
    """Delete it now."""
    mine = get_object_or_404(SleepingDraft.objects.visible_to(request.user), pk=draft)
    try:
        actions.throw_away(draft=mine.pk, by=request.user)
    except SleepingDraft.DoesNotExist:
        messages.info(request, "That draft was gone already.")
    else:
        messages.success(request, "Your draft is deleted.")
    return redirect("guidance:sleeping")
