"""One page a step of the table: what it does, what stands against it, and what it asks."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.foundation.people.requests import SignedInRequest
from reviews.conduct import clocks
from reviews.conduct.actions.moving import hear_from_complainant, move
from reviews.conduct.actions.refusals import MovedOn, Refused
from reviews.conduct.forms.moving import AnswerForm, MoveForm
from reviews.conduct.guards import Act, refusals
from reviews.conduct.models import Complainant, Grant, Hold, Step
from reviews.conduct.states import ROWS, Limit, Row, Verb, row_for
from reviews.conduct.verbs import WORDS
from reviews.conduct.views.common import READ_OR_SEND, Part, on_case, require
from reviews.conduct.visibility import Capacity

AT_ANY_TIME = (Verb.HOLD, Verb.REFER_TO_POLICE, Verb.REFER_ELSEWHERE)
WHEN_IT_HAPPENS = (Verb.WITHDRAW, Verb.CONTINUE_ANYWAY, Verb.SUBJECT_LEFT, Verb.CLOSE_SUBJECT_LEFT)


def steps_open(part: Part) -> list[dict[str, Any]]:
    """The steps that the reader’s capacity may take where the case stands, each with what stands against it."""
    rows = [row for row in ROWS if part.case.state in row.from_states and part.capacity in row.who]
    return [
        {"verb": row.verb, "words": WORDS[row.verb], "against": against, "is_aside": _is_aside(row.verb, against)}
        for row, against in ((row, stands_against(part, row)) for row in rows)
    ]


def _is_aside(verb: Verb, against: list[str]) -> bool:
    """Not a step of the way that a case takes: possible at any time, or only once something has happened."""
    return verb in AT_ANY_TIME or (verb in WHEN_IT_HAPPENS and bool(against))


def stands_against(part: Part, row: Row) -> list[str]:
    """The sentences of the guards that say no now, as if what the form asks were given. Nothing is locked."""
    now = timezone.now()
    ahead = clocks.last_day(Limit.HOLD_REVIEW, now)
    return refusals(Act(part.case, row, part.grant, part.user, now, "given", ahead, Hold.Ground.OTHER))


@require_http_methods(READ_OR_SEND)
@on_case
def step(request: SignedInRequest, part: Part, verb: str) -> HttpResponse:
    if verb not in WORDS:
        raise Http404
    require(not part.is_party and any(part.capacity in row.who for row in ROWS if row.verb == verb))
    row = row_for(Verb(verb), part.case.state)
    if row is None or part.capacity not in row.who:
        return render(request, "conduct/not_now.html", _context(part, Verb(verb)), status=409)
    if row.verb == Verb.HEAR_FROM_COMPLAINANT and part.is_holder:
        return _answer(request, part, row)
    form = MoveForm(request.POST if request.method == "POST" else None, row=row, initial=_now(part))
    if form.is_bound and form.is_valid():
        try:
            move(case=part.case, verb=row.verb, by=request.user, version=form.version_seen(), **form.said())
        except Refused as refusal:
            return _refused(request, part, row, refusal, _renewed(form, part, refusal, row=row))
        messages.success(request, f"Done: {row.verb.label[0].lower()}{row.verb.label[1:]}.")
        return redirect(part.case)
    return render(request, "conduct/step.html", _context(part, row.verb, row=row, form=form))


def _answer(request: SignedInRequest, part: Part, row: Row) -> HttpResponse:
    """Row 3: the words become a paper of the complaint, so the page asks for them."""
    complainants = {one.grant_id: one for one in Complainant.objects.filter(case=part.case)}
    kept: dict[str, Any] = {
        "complaining": Grant.objects.filter(case=part.case, capacity=Capacity.COMPLAINANT, revoked_at=None),
        "names": {pk: one.name for pk, one in complainants.items()},
    }
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=_now(part), **kept)
    if form.is_bound and form.is_valid():
        said = form.said()
        grant = said.pop("grant", None) or kept["complaining"].first()
        one = complainants.get(grant.pk) if grant else None
        try:
            version = form.version_seen()
            hear_from_complainant(case=part.case, by=request.user, version=version, complainant=one, **said)
        except Refused as refusal:
            return _refused(request, part, row, refusal, _renewed(form, part, refusal, **kept))
        messages.success(request, "Noted. The answer is a paper of the complaint now.")
        return redirect(part.case)
    return render(request, "conduct/step.html", _context(part, row.verb, row=row, form=form))


def _now(part: Part) -> dict[str, Any]:
    return {"version": part.case.version}


def _renewed(form: Any, part: Part, refusal: Refused, **kept: Any) -> Any:
    """As it was typed, from the case as it is now: pressed again, it counts. Only a stale page is renewed."""
    new = form.renewed(part.case.version, **kept) if isinstance(refusal, MovedOn) else form
    new.is_valid()
    new.add_error(None, str(refusal))
    return new


def _refused(request: SignedInRequest, part: Part, row: Row, refusal: Refused, form: Any) -> HttpResponse:
    """What was typed is kept; a stale page also says what was done meanwhile."""
    context = _context(part, row.verb, row=row, form=form)
    if isinstance(refusal, MovedOn):
        context["since"] = Step.objects.filter(case=part.case).select_related("by").last()
    return render(request, "conduct/step.html", context)


def _context(part: Part, verb: Verb, *, row: Row | None = None, form: Any = None) -> dict[str, Any]:
    return {
        "part": part,
        "case": part.case,
        "words": WORDS[verb],
        "row": row,
        "form": form,
        "against": stands_against(part, row) if row else [],
    }
