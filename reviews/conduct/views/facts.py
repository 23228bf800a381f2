"""What is recorded of a case on the way to a step: one address a fact, all of one shape."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.foundation.people.requests import SignedInRequest
from reviews.conduct.actions import assessing, deciding
from reviews.conduct.actions.assessing import JURISDICTION_STATES
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.forms import facts as forms
from reviews.conduct.models import ChecklistAnswer, Complainant, Grant, Subject
from reviews.conduct.states import OPEN_STATES, State
from reviews.conduct.views.common import READ_OR_SEND, Part, on_case, require
from reviews.conduct.views.deciding import DECIDING
from reviews.conduct.views.reading import names_in
from reviews.conduct.views.recording import HOLDER, OFFICE, Fact, nothing, subjects
from reviews.conduct.visibility import Capacity


def _untold(part: Part) -> dict[str, Any]:
    return {"subjects": Subject.objects.filter(case=part.case, notified_at=None).select_related("member")}


def _asking(part: Part) -> dict[str, Any]:
    asked = Complainant.Protection.ASKED
    return {"complainants": Complainant.objects.filter(case=part.case, protection=asked)}


def _parties(part: Part) -> dict[str, Any]:
    complainants = [(f"complainant:{one.pk}", one.name) for one in Complainant.objects.filter(case=part.case)]
    subjects = Subject.objects.filter(case=part.case).select_related("member")
    return {"parties": [*complainants, *((f"subject:{one.pk}", one.name) for one in subjects)]}


def _investigators(part: Part) -> dict[str, Any]:
    named = Grant.objects.live().filter(case=part.case, capacity=Capacity.INVESTIGATOR)
    names = names_in(part.case)
    return {"investigators": named, "names": {grant.pk: names.of_grant(grant.pk) for grant in named}}


def _checklist_now(part: Part) -> dict[str, Any]:
    return {"initial": ChecklistAnswer.objects.newest(part.case)}


def _save_checklist(part: Part, form: Any) -> None:
    assessing.answer_checklist(case=part.case, answers=form.answers(), by=part.user)


def _save_capacity(part: Part, form: Any) -> None:
    said = form.cleaned_data
    looked = assessing.Looked(**{each.name: said[each.name] for each in fields(assessing.Looked)})
    rest = {"conclusion": said["conclusion"], "reasons": said["reasons"], "subject": said.get("subject")}
    assessing.record_capacity(case=part.case, looked=looked, by=part.user, **rest)


def _save_factor(part: Part, form: Any) -> None:
    said = form.cleaned_data
    assessing.weigh(case=part.case, factors={said["kind"]: said["words"]}, by=part.user)


def _save_identity(part: Part, form: Any) -> None:
    said = form.cleaned_data
    is_granted = said["granted"] == "yes"
    assessing.decide_identity(
        complainant=said["complainant"], is_granted=is_granted, reasons=said["reasons"], by=part.user
    )  # fmt: skip


def _save_notified(part: Part, form: Any) -> None:
    assessing.notify_subject(by=part.user, **form.cleaned_data)


def _save_delay(part: Part, form: Any) -> None:
    assessing.delay_notification(by=part.user, **form.cleaned_data)


def _save_told(part: Part, form: Any) -> None:
    said = dict(form.cleaned_data)
    kind, _, pk = said.pop("whom").partition(":")
    whom: dict[str, Any] = {}
    if kind == "complainant":
        whom["complainant"] = Complainant.objects.get(case=part.case, pk=pk)
    else:
        whom["subject"] = Subject.objects.get(case=part.case, pk=pk)
    assessing.record_told(case=part.case, by=part.user, **whom, **said)


def _save_noted(part: Part, form: Any) -> None:
    assessing.note(case=part.case, by=part.user, **form.cleaned_data)


def _save_action(part: Part, form: Any) -> None:
    deciding.plan_action(case=part.case, by=part.user, **form.cleaned_data)


def _save_investigation(part: Part, form: Any) -> None:
    deciding.plan_investigation(case=part.case, by=part.user, **form.cleaned_data)


FACTS: Mapping[str, Fact] = {
    "checklist": Fact(
        "Jurisdiction checklist",
        "Can the council look at it? A wrong form, or no paragraph quoted, is never a reason to say no.",
        HOLDER, _checklist_now, forms.ChecklistForm, _save_checklist, states=JURISDICTION_STATES,
    ),
    "capacity": Fact(
        "In what capacity did they act?",
        "The test: would a reasonable member of the public who knows all the facts have the impression of a councillor "
        "acting as one? A disclaimer decides nothing.",
        HOLDER, subjects, forms.CapacityForm, _save_capacity, states=JURISDICTION_STATES,
    ),
    "factor": Fact(
        "Assess a factor", "One at a time. What is assessed stays in the case.",
        HOLDER, nothing, forms.FactorForm, _save_factor, states=(State.ASSESSMENT,),
    ),
    "identity": Fact(
        "Decide about a name",
        "Withheld only for good reason, such as fear of harm or medical evidence. It is decided before the member is "
        "told of anything.",
        HOLDER, _asking, forms.IdentityForm, _save_identity, states=OPEN_STATES,
    ),
    "notify": Fact(
        "Notify the member",
        "They get a part in the case, and read at once exactly what you write here, and each allegation in the words "
        "for the member.",
        HOLDER, _untold, forms.NotifyForm, _save_notified, states=OPEN_STATES,
    ),
    "delay": Fact(
        "Tell the member later", "Only when telling them now would harm the investigation.",
        HOLDER, _untold, forms.DelayForm, _save_delay, states=OPEN_STATES,
    ),
    "told": Fact(
        "Record that somebody was told",
        "Each decision that ends a case is told to both sides, with its reasons.",
        OFFICE, _parties, forms.ToldForm, _save_told,
    ),
    "noted": Fact(
        "Put something on record", "A dated fact of the case.",
        HOLDER, nothing, forms.NotedForm, _save_noted,
    ),
    "action": Fact(
        "Plan an action", "Something that somebody does so that the complaint is resolved. It is no finding.",
        HOLDER, nothing, forms.ActionForm, _save_action, states=deciding.RESOLVING,
    ),
    "investigation": Fact(
        "Plan the investigation", "Whoever investigates, what, and until when. A new plan replaces the one before.",
        HOLDER | {Capacity.INVESTIGATOR}, _investigators, forms.InvestigationForm, _save_investigation,
        states=deciding.INVESTIGATING,
    ),
    **DECIDING,
}  # fmt: skip


def facts_for(capacity: Capacity, state: str) -> list[tuple[str, str]]:
    """What somebody in this capacity may record where the case stands: address and title."""
    return [(what, fact.title) for what, fact in FACTS.items() if capacity in fact.who and state in fact.states]


@require_http_methods(READ_OR_SEND)
@on_case
def record(request: SignedInRequest, part: Part, what: str) -> HttpResponse:
    if what not in FACTS:
        raise Http404
    fact = FACTS[what]
    require(part.capacity in fact.who)
    form = fact.form(request.POST if request.method == "POST" else None, **fact.kwargs(part))
    if form.is_bound and form.is_valid():
        try:
            more = fact.save(part, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Recorded. {more or ''}".strip())
            return redirect(part.case)
    part.note_read("record")
    context = {"part": part, "case": part.case, "form": form, "fact": fact, "lines": fact.lines(part)}
    return render(request, "conduct/fact.html", context)
