"""Who comes into a case and who leaves it: the question about a conflict, grants, handing over, cover, an emergency."""

from collections import defaultdict
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from reviews.advice.models import Answer, Request
from reviews.conduct import permissions
from reviews.conduct.actions import grants as actions
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.board import ForCover, for_cover
from reviews.conduct.forms.people import DeclareForm, EmergencyForm, HandOverForm, LetInForm, ReasonForm
from reviews.conduct.identity import walled
from reviews.conduct.models import Case, Complainant, Declaration, Grant, NewCode, Subject
from reviews.conduct.permissions import GIVEN, people_for
from reviews.conduct.views.common import READ_OR_SEND, Part, grant_or_404, on_case, require
from reviews.conduct.views.recording import OFFICE
from reviews.conduct.visibility import Artefact, Capacity


@require_http_methods(READ_OR_SEND)
@walled
def declare(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The question about a conflict of interest: before anything opens, and again whenever somebody wants to answer."""
    grant = grant_or_404(request.user, pk)
    require(grant.declares_first)
    case, is_holder = grant.case, grant.capacity == Capacity.HOLDER
    officers = people_for(Capacity.HOLDER, case, request.user) if is_holder else None
    form = DeclareForm(request.POST if request.method == "POST" else None, officers=officers)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            actions.declare(
                case=case,
                has_conflict=form.has_conflict(),
                words=said["words"],
                by=request.user,
                hand_to=said.get("hand_to"),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _declared(request, case, form.has_conflict())
    subjects = list(Subject.objects.filter(case=case).select_related("member"))
    context = {
        "case": case,
        "grant": grant,
        "form": form,
        "subjects": subjects,
        "complainants": Complainant.objects.filter(case=case),
        "advised": advised_by(request.user, [subject.member for subject in subjects if subject.member]),
        "has_declared": permissions.has_declared(request.user, case),
    }
    return render(request, "conduct/declare.html", context)


def _declared(request: SignedInRequest, case: Case, has_conflict: bool) -> HttpResponse:
    if has_conflict:
        messages.success(request, "Your conflict of interest is recorded. The case is closed to you.")
        return redirect("conduct:list")
    messages.success(request, "Recorded: no conflict of interest.")
    return redirect(case)


def advised_by(officer: User, members: list[User]) -> list[dict[str, Any]]:
    """What the officer answered of these members' requests for advice: their own work, shown to them alone.

    An officer who advised on the very post complained of is prompted to say so (brief, 5.2).
    """
    mine = Answer.objects.filter(by=officer, item__member__in=members, item__in=Request.objects.handled_by(officer))
    counted = mine.values("item__member__full_name").annotate(number=Count("item", distinct=True), last=Max("at"))
    return [
        {"member": row["item__member__full_name"], "number": row["number"], "last": row["last"]} for row in counted
    ]  # fmt: skip


@require_safe
@on_case
def people(request: SignedInRequest, part: Part) -> HttpResponse:
    """Everybody with a part in the case, now and before."""
    require(part.reads(Artefact.PEOPLE))
    part.note_read("people")
    answers: dict[UUID | None, Declaration] = {
        one.person_id: one for one in Declaration.objects.filter(case=part.case).order_by("has_conflict", "made_at")
    }
    conflicted = {one.person_id for one in answers.values() if one.has_conflict}
    found = list(Grant.objects.filter(case=part.case).select_related("person", "revoked_by", "given_by"))
    served = {subject.pk: subject.name for subject in Subject.objects.filter(case=part.case).select_related("member")}
    names = {one.grant_id: one.name for one in Complainant.objects.filter(case=part.case)}
    codes: defaultdict[UUID, list[NewCode]] = defaultdict(list)
    for one in NewCode.objects.filter(case=part.case).select_related("by"):
        codes[one.grant_id].append(one)
    can_give_codes = part.capacity in OFFICE
    rows = [
        {
            "grant": grant,
            "is_now": grant.is_in_force() and grant.person_id not in conflicted,
            "name": names.get(grant.pk) or (grant.person.full_name if grant.person else "Complainant"),
            "answer": answers.get(grant.person_id),
            "serves": served.get(grant.serves_id) if grant.serves_id else None,
            "codes": codes[grant.pk],
            "can_get_code": can_give_codes and grant.capacity == Capacity.COMPLAINANT and grant.person_id is None,
            "can_end": part.is_holder and grant.declares_first and grant.person_id != part.user.pk,
        }
        for grant in found
    ]
    context = {
        "part": part,
        "case": part.case,
        "now": [row for row in rows if row["is_now"]],
        "before": [row for row in rows if not row["is_now"]],
        "given": [(capacity.value, capacity.label) for capacity in GIVEN] if part.is_holder else [],
    }
    return render(request, "conduct/people.html", context)


@require_http_methods(READ_OR_SEND)
@on_case
def let_in(request: SignedInRequest, part: Part, capacity: str) -> HttpResponse:
    require(part.is_holder)
    if capacity not in GIVEN:
        raise Http404
    subjects = Subject.objects.filter(case=part.case).select_related("member")
    form = LetInForm(
        request.POST if request.method == "POST" else None,
        people=people_for(capacity, part.case, request.user),
        serves=subjects if capacity == Capacity.MEMBERS_IP else None,
    )
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        ends_at = timezone.make_aware(datetime.combine(said["ends_on"], time.max)) if said["ends_on"] else None
        try:
            actions.give_grant(
                case=part.case,
                person=said["person"],
                capacity=Capacity(capacity),
                reason=said["reason"],
                by=request.user,
                serves=said.get("serves"),
                ends_at=ends_at,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"{said['person'].full_name} has a part in the case, and was told that something waits."
            )
            return redirect("conduct:people", part.case.pk)
    context = {"part": part, "case": part.case, "form": form, "capacity": Capacity(capacity).label}
    return render(request, "conduct/let_in.html", context)


@require_http_methods(READ_OR_SEND)
@on_case
def end_grant(request: SignedInRequest, part: Part, grant: UUID) -> HttpResponse:
    require(part.is_holder)
    ended = get_object_or_404(Grant.objects.select_related("person"), case=part.case, pk=grant)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.revoke_grant(grant=ended, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Ended. The case is closed to them from now on.")
            return redirect("conduct:people", part.case.pk)
    context = {"part": part, "case": part.case, "form": form, "grant": ended}
    return render(request, "conduct/end_grant.html", context)


@require_http_methods(READ_OR_SEND)
@on_case
def hand_over(request: SignedInRequest, part: Part) -> HttpResponse:
    require(part.is_holder)
    officers = people_for(Capacity.HOLDER, part.case, request.user)
    form = HandOverForm(request.POST if request.method == "POST" else None, officers=officers)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            actions.hand_over(case=part.case, to=said["to"], reason=said["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{said['to'].full_name} holds {part.case.reference} now.")
            return redirect("conduct:list")
    return render(request, "conduct/hand_over.html", {"part": part, "case": part.case, "form": form})


@require_http_methods(READ_OR_SEND)
@walled
def emergency(request: SignedInRequest) -> HttpResponse:
    """Open a case for a day, with a reason; its holding officer is told at once."""
    require(permissions.can_open_in_emergency(request.user))
    initial = {"reference": request.GET.get("reference", "")[:20]}
    form = EmergencyForm(request.POST) if request.method == "POST" else EmergencyForm(initial=initial)
    if form.is_bound and form.is_valid():
        try:
            grant = actions.break_glass(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Open to you for 24 hours. Those who must know were told.")
            return redirect("conduct:case", grant.case_id)
    return render(request, "conduct/emergency.html", {"form": form, "hours": actions.EMERGENCY_HOURS})


@require_http_methods(READ_OR_SEND)
@walled
def take_over(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a case that nobody can hold any more."""
    found = _covered(request.user, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.take_over(case_id=pk, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"You hold {found.reference} now.")
            return redirect("conduct:case", pk)
    return render(request, "conduct/take_over.html", {"found": found, "form": form})


def _covered(user: User, pk: UUID) -> ForCover:
    """The case of this address among what is there for cover; 404 for anything else."""
    found = next((row for row in for_cover(user, only=pk)), None)
    if found is None:
        raise Http404
    return found
