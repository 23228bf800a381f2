"""The Code of Conduct by edition, and what an allegation cites of it."""

from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from guidance.models import Edition, PointVersion
from portal.foundation.people.requests import SignedInRequest
from reviews.conduct.actions import citing as actions
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.forms.code import CiteForm, EditionForm, ParagraphForm, ReferForm
from reviews.conduct.forms.people import ReasonForm
from reviews.conduct.models import Allegation, Alleged, Cited, CodeEdition, CodeParagraph, Subject
from reviews.conduct.permissions import can_keep_code
from reviews.conduct.views.common import READ_OR_SEND, Part, on_case, require
from reviews.conduct.visibility import Artefact


@require_safe
def editions(request: SignedInRequest) -> HttpResponse:
    require(can_keep_code(request.user))
    return render(request, "conduct/code.html", {"editions": CodeEdition.objects.all()})


@require_http_methods(READ_OR_SEND)
def enter(request: SignedInRequest) -> HttpResponse:
    require(can_keep_code(request.user))
    form = EditionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = actions.enter_edition(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Entered. Add its paragraphs.")
            return redirect("conduct:code_edition", made.pk)
    return render(request, "conduct/code_enter.html", {"form": form})


@require_http_methods(READ_OR_SEND)
def edition(request: SignedInRequest, edition: UUID) -> HttpResponse:
    """One edition with its paragraphs, and a form for the next one."""
    found = get_object_or_404(CodeEdition.objects.visible_to(request.user), pk=edition)
    form = ParagraphForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.add_paragraph(edition=found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("conduct:code_edition", found.pk)
    labels, order = dict(CodeParagraph.Category.choices), list(CodeParagraph.Category.values)
    paragraphs = sorted(found.paragraphs.all(), key=lambda one: (order.index(one.category), one.place))
    grouped = [(labels[key], list(rows)) for key, rows in groupby(paragraphs, key=lambda one: one.category)]
    return render(request, "conduct/code_edition.html", {"edition": found, "grouped": grouped, "form": form})


@require_http_methods(READ_OR_SEND)
@on_case
def cite(request: SignedInRequest, part: Part, alleged: UUID) -> HttpResponse:
    """Which paragraphs one allegation against one member cites, of the Code in force on the day of the conduct."""
    found = get_object_or_404(Alleged, case=part.case, pk=alleged)
    require(part.is_holder)
    found.case = found.allegation.case = part.case
    code = actions.edition_for(found.allegation)
    cited = list(Cited.objects.filter(alleged=found).select_related("paragraph").prefetch_related("struck"))
    left = code.paragraphs.exclude(pk__in=[one.paragraph_id for one in cited]) if code else CodeParagraph.objects.none()
    form = CiteForm(request.POST if request.method == "POST" else None, paragraphs=left)
    if form.is_bound and form.is_valid():
        try:
            actions.cite(alleged=found, paragraphs=list(form.cleaned_data["paragraphs"]), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Cited.")
            return redirect("conduct:case", part.case.pk)
    part.note_read("cite")
    member = Subject.objects.select_related("member").get(pk=found.subject_id)
    context = {
        "part": part,
        "case": part.case,
        "alleged": found,
        "member": member,
        "code": code,
        "cited": cited,
        "left": left,
        "form": form,
    }
    return render(request, "conduct/cite.html", context)


@require_http_methods(READ_OR_SEND)
@on_case
def strike(request: SignedInRequest, part: Part, cited: UUID) -> HttpResponse:
    """Strike out a citation that was made in error."""
    found = get_object_or_404(Cited.objects.select_related("paragraph"), case=part.case, pk=cited)
    require(part.is_holder)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.strike_out(cited=found, because=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Struck out. It stays in the case with your reason.")
            return redirect(part.case)
    part.note_read("cite")
    return render(request, "conduct/strike.html", {"part": part, "case": part.case, "cited": found, "form": form})


@require_http_methods(READ_OR_SEND)
@on_case
def refer(request: SignedInRequest, part: Part, allegation: UUID) -> HttpResponse:
    """Which point of the protocol an allegation refers to: guidance, which is never found breached."""
    found = get_object_or_404(Allegation, case=part.case, pk=allegation)
    require(part.writes(Artefact.COMPLAINT) and part.is_holder)
    found.case = part.case
    on_day = Edition.objects.relied_on(found.conduct_from)
    editions = on_day if on_day.exists() else Edition.objects.relied_on()
    points = PointVersion.objects.with_place().filter(edition__in=editions.values("pk")).in_reading_order()
    form = ReferForm(request.POST if request.method == "POST" else None, points=points)
    if form.is_bound and form.is_valid():
        try:
            actions.refer_to(allegation=found, point=form.cleaned_data["point"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Noted. A point of the protocol is guidance: it is never found breached.")
            return redirect("conduct:case", part.case.pk)
    part.note_read("cite")
    context = {"part": part, "case": part.case, "allegation": found, "form": form}
    return render(request, "conduct/refer.html", context)
