"""What the desk keeps for itself: standard texts, absences with their cover, and whether keys are switched on."""

import re
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guidance.models import PointVersion
from portal.foundation.deadlines.words import day_in_words
from portal.foundation.people.models import User
from portal.foundation.people.models.accounts import UserQuerySet
from portal.foundation.people.permissions import COMMS, MONITORING_OFFICERS, is_comms, is_monitoring_officer
from portal.foundation.people.requests import SignedInRequest
from reviews.advice import actions, permissions
from reviews.advice.forms.keeping import AbsenceForm, TextForm
from reviews.advice.models import Absence, StandardText
from reviews.advice.models.texts import StandardTextQuerySet

KEYS = "advice_keys"
"""Where a session keeps that single keys are switched on. Off until somebody does (WCAG 2.1.4)."""
_IS_VIEW = re.compile("[a-z]{1,20}")


@never_cache
@require_GET
def texts(request: SignedInRequest) -> HttpResponse:
    """The standard texts in use, those first whose points have changed."""
    if not permissions.can_see_desk(request.user):
        raise PermissionDenied
    now = points_now()
    rows = [(text.newest, text.newest.changed_points(now)) for text in StandardText.objects.in_use().with_newest()]
    context = {
        "rows": sorted(rows, key=lambda row: (not row[1], row[0].title.lower())),
        "can_keep": permissions.can_keep_texts(request.user),
    }
    return render(request, "advice/texts.html", context)


def points_now() -> dict[str, str]:
    """Each point in force and the fingerprint of its words."""
    return dict(PointVersion.objects.in_force().values_list("point_id", "hash"))


@never_cache
@require_http_methods(["GET", "POST"])
def text_new(request: SignedInRequest) -> HttpResponse:
    return _text_page(request, None)


@never_cache
@require_http_methods(["GET", "POST"])
def text_change(request: SignedInRequest, text: UUID) -> HttpResponse:
    return _text_page(request, get_object_or_404(_texts_for(request.user), pk=text))


def _texts_for(user: User) -> StandardTextQuerySet:
    texts = StandardText.objects.in_use().with_newest()
    return texts if permissions.can_see_desk(user) else texts.none()


def _text_page(request: SignedInRequest, text: StandardText | None) -> HttpResponse:
    if not permissions.can_keep_texts(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "advice/text.html", {"form": TextForm(initial=_before(text)), "text": text})
    form = TextForm(request.POST)
    if not form.is_valid():
        return render(request, "advice/text.html", {"form": form, "text": text})
    try:
        actions.keep_text(text=text, by=request.user, **form.cleaned_data)
    except actions.TextChanged as refusal:
        data = request.POST.copy()
        data["seen"] = str(refusal.text.newest.number)
        saved = refusal.text.newest
        context = {"form": TextForm(data), "text": text, "refusal": str(refusal), "saved": saved}
        return render(request, "advice/text.html", context, status=409)
    messages.success(request, "The text is kept. What was written with the earlier one stays as it is.")
    return redirect("advice:texts")


def _before(text: StandardText | None) -> dict[str, object]:
    if text is None:
        return {"seen": 0}
    newest = text.newest
    numbers = ", ".join(rests.point.number for rests in newest.points.all())
    return {"seen": newest.number, "title": newest.title, "body": newest.body, "points": numbers}


@never_cache
@require_http_methods(["GET", "POST"])
def text_end(request: SignedInRequest, text: UUID) -> HttpResponse:
    """Asks once more, then takes the text out of use."""
    found = get_object_or_404(_texts_for(request.user), pk=text)
    if request.method != "POST":
        if not permissions.can_keep_texts(request.user):
            raise PermissionDenied
        context = {
            "title": "Take a standard text out of use",
            "lead": f"“{found.newest.title}” can then no longer be picked. Answers that were written with it stay.",
            "button": "Take it out of use",
            "back": reverse("advice:texts"),
        }
        return render(request, "advice/sure.html", context)
    actions.end_text(text=found, by=request.user)
    messages.success(request, "The text is out of use.")
    return redirect("advice:texts")


@never_cache
@require_http_methods(["GET", "POST"])
def absences(request: SignedInRequest) -> HttpResponse:
    """Who is away now and later, and keeping more of it."""
    user = request.user
    if not (permissions.can_see_desk(user) or permissions.can_see_office(user)):
        raise PermissionDenied
    desk = list(_colleagues(user).with_roles().order_by("full_name"))
    people = [person for person in desk if permissions.can_keep_absence(user, person)]
    is_sent = request.method == "POST"
    form = AbsenceForm(request.POST if is_sent else None, people=people, covers=desk, initial={"person": user.pk})
    if is_sent and form.is_valid():
        try:
            actions.keep_absence(by=user, **form.cleaned_data)
        except (actions.NoCover, actions.AwayAlready) as refusal:
            form.add_error("cover" if isinstance(refusal, actions.NoCover) else "starts_on", str(refusal))
        else:
            messages.success(request, "The absence is kept. The requests stand in the list of the cover, too.")
            return redirect("advice:absences")
    kept = Absence.objects.kept().filter(ends_on__gte=timezone.localdate(), person__in=desk)
    rows = [(away, away.person in people) for away in kept.select_related("person", "cover")]
    return render(request, "advice/absences.html", {"form": form, "rows": rows})


def _colleagues(user: User) -> UserQuerySet:
    """Who is at the same desk; nobody, for somebody who is at none."""
    if is_comms(user):
        return User.objects.holding(*COMMS)
    return User.objects.holding(*MONITORING_OFFICERS) if is_monitoring_officer(user) else User.objects.none()


@never_cache
@require_http_methods(["GET", "POST"])
def absence_end(request: SignedInRequest, absence: UUID) -> HttpResponse:
    """Asks once more, then takes the absence back."""
    found = get_object_or_404(Absence.objects.filter(person__in=_colleagues(request.user)), pk=absence)
    if request.method != "POST":
        return _sure_of_absence(request, found)
    actions.end_absence(absence=found, by=request.user)
    messages.success(request, "The absence is taken back.")
    return redirect("advice:absences")


def _sure_of_absence(request: SignedInRequest, found: Absence) -> HttpResponse:
    if not permissions.can_keep_absence(request.user, found.person):
        raise PermissionDenied
    if found.ended_at is not None:
        messages.success(request, "The absence is taken back.")
        return redirect("advice:absences")
    days = f"{day_in_words(found.starts_on)} to {day_in_words(found.ends_on)}"
    context = {
        "title": "Cancel an absence",
        "lead": f"{found.person}, {days}. From now on {found.cover} does not cover it any more.",
        "button": "Cancel the absence",
        "back": reverse("advice:absences"),
    }
    return render(request, "advice/sure.html", context)


@require_POST
def keys(request: SignedInRequest) -> HttpResponse:
    """Switch single keys on or off, until this person signs out."""
    if not (permissions.can_see_desk(request.user) or permissions.can_see_office(request.user)):
        raise PermissionDenied
    request.session[KEYS] = not request.session.get(KEYS, False)
    said = (
        "on: j and k go down and up a list, o opens, n goes on to the next request" if request.session[KEYS] else "off"
    )
    messages.success(request, f"Keys are switched {said}.")
    view = request.POST.get("view", "")
    name = "desk" if permissions.can_see_desk(request.user) else "office"
    return redirect(f"advice:{name}_view", view) if _IS_VIEW.fullmatch(view) else redirect(f"advice:{name}")
