"""What the panel found for each allegation and member, and what follows from it. The clerk records both.

Nothing here joins across two walls. A finding names paragraphs of the Code that were cited, never a point of the
protocol.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal.foundation.deadlines.words import day_in_words
from portal.foundation.people.requests import SignedInRequest
from reviews.conduct.actions import deciding
from reviews.conduct.actions.refusals import MovedOn, Refused
from reviews.conduct.facts import hearing_of, newest_findings
from reviews.conduct.forms.deciding import FindForm, ImposeForm
from reviews.conduct.models import (
    Allegation,
    Alleged,
    Case,
    Cited,
    CodeParagraph,
    Finding,
    FoundBreached,
    Sanction,
    SanctionImposed,
    Subject,
)
from reviews.conduct.states import State, Verb, row_for
from reviews.conduct.verbs import WORDS
from reviews.conduct.views.common import READ_OR_SEND, Part, on_case, require
from reviews.conduct.views.moving import stands_against
from reviews.conduct.visibility import Artefact, Capacity

NO_FINDING = "No finding is recorded yet."
NO_SANCTION = "A breach with action needs something that follows."


@dataclass(frozen=True)
class Found:
    """One allegation against one member: what was found, of which paragraphs, and what follows."""

    alleged: Alleged
    allegation: Allegation
    member: str
    finding: Finding | None
    breached: list[CodeParagraph]
    imposed: list[SanctionImposed]

    @property
    def is_with_action(self) -> bool:
        return self.finding is not None and self.finding.outcome == Finding.Outcome.WITH_ACTION

    @property
    def missing(self) -> str:
        if self.finding is None:
            return NO_FINDING
        return NO_SANCTION if self.is_with_action and not self.imposed else ""


def has_findings(case: Case) -> bool:
    """Whether there is something on the page: a hearing is to be held, or was."""
    return case.state == State.HEARING_SCHEDULED or Finding.objects.filter(case=case).exists()


def found_in(case: Case) -> list[Found]:
    """In the order of the allegations; of each the finding that stands."""
    stand = newest_findings(case)
    pks = [finding.pk for finding in stand.values() if finding is not None]
    allegations = {row.pk: row for row in Allegation.objects.filter(case=case)}
    members = {row.pk: row.name for row in Subject.objects.filter(case=case).select_related("member")}
    breached: defaultdict[UUID, list[CodeParagraph]] = defaultdict(list)
    for row in FoundBreached.objects.filter(finding__in=pks).select_related("paragraph__edition"):
        breached[row.finding_id].append(row.paragraph)
    imposed: defaultdict[UUID, list[SanctionImposed]] = defaultdict(list)
    for one in SanctionImposed.objects.filter(finding__in=pks).select_related("sanction"):
        imposed[one.finding_id].append(one)
    rows = [
        Found(
            alleged,
            allegations[alleged.allegation_id],
            members.get(alleged.subject_id, ""),
            finding,
            breached[finding.pk] if finding else [],
            imposed[finding.pk] if finding else [],
        )
        for alleged, finding in stand.items()
    ]
    return sorted(rows, key=lambda row: (row.allegation.number, row.member))


@require_safe
@on_case
def findings(request: SignedInRequest, part: Part) -> HttpResponse:
    require(part.reads(Artefact.DECISION))
    return _page(request, part)


@require_http_methods(READ_OR_SEND)
@on_case
def find(request: SignedInRequest, part: Part, alleged: UUID) -> HttpResponse:
    """What the panel found for one allegation against one member; recorded anew, it takes the place of the one."""
    row = _row_or_404(part, alleged)
    require(part.capacity == Capacity.CLERK)
    if part.case.state != State.HEARING_SCHEDULED:
        return _page(request, part, "Findings are recorded while a hearing is to be held.")
    cited = Cited.objects.standing().filter(alleged=row.alleged).values("paragraph")
    kept: dict[str, Any] = {
        "paragraphs": CodeParagraph.objects.filter(pk__in=cited).select_related("edition").order_by("place"),
        "initial": {"seen": _known(row)},
    }
    form = FindForm(request.POST if request.method == "POST" else None, **kept)
    if form.is_bound and form.is_valid():
        try:
            deciding.find(alleged=row.alleged, by=request.user, **form.cleaned_data)
        except MovedOn as refusal:
            form = form.renewed(_known(row), **kept)
            form.add_error(None, str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Recorded.")
            return redirect("conduct:findings", part.case.pk)
    part.note_read("findings")
    context = {"part": part, "case": part.case, "row": row, "form": form, "has_cited": kept["paragraphs"].exists()}
    return render(request, "conduct/find.html", context)


@require_http_methods(READ_OR_SEND)
@on_case
def impose(request: SignedInRequest, part: Part, alleged: UUID) -> HttpResponse:
    """What follows a breach that was found with action: from what is valid today."""
    row = _row_or_404(part, alleged)
    require(part.capacity == Capacity.CLERK)
    if part.case.state != State.HEARING_SCHEDULED or row.finding is None or not row.is_with_action:
        return _page(request, part, "Something follows only from a breach with action, while a hearing is to be held.")
    today = timezone.localdate()
    there = [one.sanction_id for one in row.imposed]
    left = Sanction.objects.on(today).exclude(pk__in=there)
    form = ImposeForm(request.POST if request.method == "POST" else None, sanctions=left)
    if form.is_bound and form.is_valid():
        try:
            deciding.impose(finding=row.finding, by=request.user, **form.said())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Recorded.")
            return redirect("conduct:findings", part.case.pk)
    part.note_read("findings")
    context = {"part": part, "case": part.case, "row": row, "form": form, "not_today": _not_today()}
    context["checks"] = [one for one in left if one.requires_legal_check]
    return render(request, "conduct/impose.html", context)


def _row_or_404(part: Part, pk: UUID) -> Found:
    """The allegation against that member, for whom the wall shows it."""
    get_object_or_404(Alleged, case=part.case, pk=pk)
    require(part.reads(Artefact.DECISION))
    return next(row for row in found_in(part.case) if row.alleged.pk == pk)


def _known(row: Found) -> int:
    return Finding.objects.filter(alleged=row.alleged).count()


def _not_today() -> list[tuple[str, str]]:
    """What somebody may expect and cannot be chosen today, each with why."""
    today = timezone.localdate()
    valid = Sanction.objects.on(today)
    others = Sanction.objects.exclude(key__in=valid.values("key"))
    return [(one.words, one.why_not or _dated(one)) for one in others]


def _dated(sanction: Sanction) -> str:
    if sanction.valid_to is not None and sanction.valid_to < timezone.localdate():
        return f"It could be chosen until {day_in_words(sanction.valid_to)}."
    return f"It can be chosen from {day_in_words(sanction.valid_from)}." if sanction.valid_from else ""


def _page(request: SignedInRequest, part: Part, not_now: str = "") -> HttpResponse:
    """The page of all findings; with ``not_now``, why something that was asked for cannot be done."""
    part.note_read("findings")
    rows = found_in(part.case)
    is_clerk = part.capacity == Capacity.CLERK
    decide = row_for(Verb.DECIDE, part.case.state) if is_clerk else None
    hearing = hearing_of(part.case)
    context = {
        "part": part,
        "case": part.case,
        "rows": rows,
        "not_now": not_now,
        "hearing": hearing,
        "is_begun": hearing is not None and hearing.starts_at <= timezone.now(),
        "records": decide is not None,
        "against": stands_against(part, decide) if decide else [],
        "decide": WORDS[Verb.DECIDE].title,
        "settles": part.is_holder and part.case.state in deciding.FOLLOWING_UP and _open(rows),
    }
    return render(request, "conduct/findings.html", context, status=409 if not_now else 200)


def _open(rows: Iterable[Found]) -> bool:
    return any(one.outcome == SanctionImposed.Outcome.OPEN for row in rows for one in row.imposed)
