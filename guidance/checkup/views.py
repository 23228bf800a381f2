"""The page of the check-up: public, without JavaScript, and nothing of it is kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guidance.check.resting import points_for
from guidance.checkup.forms import CheckUpForm
from guidance.checkup.questions import QUESTIONS, Question, to_do
from guidance.models import PointVersion


@dataclass(frozen=True)
class Task:
    """One thing to do, and the points in force that it rests on."""

    question: Question
    points: list[PointVersion]


@dataclass(frozen=True)
class Tasks:
    """Things to do that cost alike if they are left."""

    heading: str
    tasks: Sequence[Task]


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checkup(request: HttpRequest) -> HttpResponse:
    """Asks, and says what to do. Nothing is kept, so there is nowhere to redirect to."""
    points = points_for({label for question in QUESTIONS for label in question.labels})
    said = {question.id: _in_words(_points_of(question, points)) for question in QUESTIONS}
    form = CheckUpForm(request.POST if request.method == "POST" else None, points=said)
    if not form.is_valid():
        return render(request, "guidance/checkup.html", {"form": form})
    left = to_do(form.cleaned_data)
    context = {"groups": _by_danger(left, points), "number": len(left), "asked": len(QUESTIONS)}
    return render(request, "guidance/checkup_result.html", context)


def _by_danger(left: Iterable[Question], points: dict[str, PointVersion]) -> list[Tasks]:
    return [
        Tasks(danger.heading, [Task(question, _points_of(question, points)) for question in questions])
        for danger, questions in groupby(left, key=lambda question: question.danger)
    ]


def _points_of(question: Question, points: dict[str, PointVersion]) -> list[PointVersion]:
    """Each point once, though it may carry several of the labels."""
    return list(dict.fromkeys(points[label] for label in question.labels if label in points))


def _in_words(points: Sequence[PointVersion]) -> str:
    """ "Points 5.5 and 7.1"."""
    if not points:
        return ""
    return f"{'Point' if len(points) == 1 else 'Points'} {' and '.join(point.number for point in points)}"
