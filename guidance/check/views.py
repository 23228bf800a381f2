"""The page of the check: public, without JavaScript, and nothing of it is kept."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guidance.check.findings import findings
from guidance.check.forms import CheckForm
from guidance.check.questions import QUESTIONS, Question, raised
from guidance.check.resting import points_for
from guidance.models import PointVersion
from guidance.permissions import can_sleep_on
from portal.foundation.people.models import User


@dataclass(frozen=True)
class Concern:
    """A question that was answered with yes, and the points in force that it rests on."""

    question: Question
    points: list[PointVersion]


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Asks, and shows what the answers and the wording raise. Nothing is kept, so there is nowhere to redirect to."""
    points = points_for([label for question in QUESTIONS for label in question.labels])
    begun = {"wording": request.POST.get("wording", "")} if "begin" in request.POST else {}
    form = CheckForm(
        request.POST if request.method == "POST" and not begun else None, initial=begun, points=_in_words(points)
    )
    if not form.is_valid():
        return render(request, "guidance/check.html", {"form": form})
    yes, wording = form.cleaned_data["yes"], form.cleaned_data["wording"]
    context = {
        "concerns": [Concern(question, _points_of(question, points)) for question in raised(yes)],
        "findings": findings(wording),
        "yes": yes,
        "wording": wording,
        "may_sleep_on": isinstance(request.user, User) and can_sleep_on(request.user),
    }
    return render(request, "guidance/check_result.html", context)


def _points_of(question: Question, points: dict[str, PointVersion]) -> list[PointVersion]:
    """Each point once, though it may carry several of the labels."""
    return list(dict.fromkeys(points[label] for label in question.labels if label in points))


def _in_words(points: dict[str, PointVersion]) -> dict[str, str]:
    """ "Points 6.2 and 8.4" for each question that rests on points in force."""
    said = {}
    for question in QUESTIONS:
        numbers = [version.number for version in _points_of(question, points)]
        if numbers:
            said[question.id] = f"{'Point' if len(numbers) == 1 else 'Points'} {' and '.join(numbers)}"
    return said
