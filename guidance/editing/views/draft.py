"""The page of a draft, its comparison, and its way to publication."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidance.comparing import compare
from guidance.editing import stages
from guidance.editing.changes import changed_points
from guidance.editing.drafting import Held, held_by
from guidance.editing.forms import ReasonForm, RemarkForm, Seen
from guidance.editing.next_step import next_step
from guidance.editing.views.common import Scene, by, draft_url, find_draft, posted, said, seen
from guidance.grounds import grounds_of
from guidance.models import Edition, PointVersion
from guidance.readability import ReadabilityWarning, explained_by, warnings_for
from guidance.refusals import Refused, Stale
from guidance.side_by_side import SideBySide
from guidance.succession import edition_before, texts_of
from portal.foundation.deadlines.words import day_in_words
from portal.foundation.people.requests import SignedInRequest

EDITS_SHOWN = 20
Row = tuple[PointVersion, str, list[dict[str, Any]], tuple[ReadabilityWarning, ...]]
"""A point, what the draft did to it, what the import remarked there, and what makes it hard to read."""


@dataclass(frozen=True)
class Deed:
    """A step to publication: its form, its verb, and what the page says when it is done."""

    form: type[Seen]
    act: Callable[..., object]
    done: str


SUBMIT = Deed(RemarkForm, stages.submit, "It is sent for review.")
APPROVE = Deed(RemarkForm, stages.approve, "You have approved it.")
SEND_BACK = Deed(ReasonForm, stages.send_back, "It is sent back.")
PUBLISH = Deed(Seen, stages.publish, "{edition} is published. It is in force from {day} on.")
STEPS = {"submit": SUBMIT, "approve": APPROVE, "send_back": SEND_BACK, "publish": PUBLISH}


@require_safe
def draft(request: SignedInRequest, edition: UUID) -> HttpResponse:
    """All there is about a draft, with the one main thing to do first."""
    return _page(request, find_draft(request, edition))


@require_safe
def compared(request: SignedInRequest, edition: UUID) -> HttpResponse:
    """What the draft changes against the edition before, word by word."""
    found = find_draft(request, edition)
    before = edition_before(found)
    if before is None:
        messages.info(request, "It is the first edition, so there is nothing to compare it with.")
        return redirect(draft_url(found))
    changes = SideBySide(compare(texts_of(before), texts_of(found)))
    context = {"document": found.document, "old": before, "new": found, "changes": changes}
    return render(request, "guidance/compare.html", context)


@require_POST
def submit(request: SignedInRequest, edition: UUID) -> HttpResponse:
    """Send the draft for review."""
    return _step(request, edition, "submit", SUBMIT)


@require_POST
def approve(request: SignedInRequest, edition: UUID) -> HttpResponse:
    """Approve the very words that the page showed."""
    return _step(request, edition, "approve", APPROVE)


@require_POST
def send_back(request: SignedInRequest, edition: UUID) -> HttpResponse:
    """Send the draft back to its authors, with a reason."""
    return _step(request, edition, "send_back", SEND_BACK)


@require_POST
def publish(request: SignedInRequest, edition: UUID) -> HttpResponse:
    """Freeze the draft for ever; it comes into force by itself on its day."""
    return _step(request, edition, "publish", PUBLISH)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: SignedInRequest, edition: UUID) -> HttpResponse:
    """Asks once more, and throws the draft away."""
    found = find_draft(request, edition)
    form = Seen(posted(request), initial=seen(found))
    lead = "All that was written on it goes with it. It cannot be brought back."
    scene = Scene(request, found, "Throw the draft away", "Throw it away", lead=lead, is_warning=True)
    return scene.do(
        form,
        lambda: stages.discard(found, **by(request, form)),
        done="The draft is thrown away.",
        to=reverse("guidance:drafts"),
    )


def _step(request: SignedInRequest, edition: UUID, name: str, deed: Deed) -> HttpResponse:
    """A step to publication, from a form on the page of the draft."""
    found = find_draft(request, edition)
    form = deed.form(request.POST, auto_id=_ids(name))
    if not form.is_valid():
        return _page(request, found, typed={name: form})
    words = said(form, "note") if "note" in form.fields else {}
    try:
        deed.act(found, **words, **by(request, form))
    except (Stale, Refused) as why:
        return _refused(request, found, str(why), {name: form})
    messages.success(request, deed.done.format(edition=found, day=day_in_words(found.effective_from)))
    return redirect("guidance:drafts" if deed is PUBLISH else draft_url(found))


def _refused(request: SignedInRequest, found: Edition, why: str, typed: dict[str, Seen]) -> HttpResponse:
    """How the draft stands now, with what was typed."""
    try:
        now = find_draft(request, found.pk)
    except Http404:
        messages.error(request, why)
        return redirect("guidance:drafts")
    renewed = {name: form.renewed(now.revision) for name, form in typed.items()}
    return _page(request, now, status=409, refusal=why, typed=renewed)


def _page(
    request: SignedInRequest,
    edition: Edition,
    *,
    status: int = 200,
    refusal: str = "",
    typed: dict[str, Seen] | None = None,
) -> HttpResponse:
    typed = typed or {}
    before, missing, stage = edition_before(edition), stages.missing_for_publication(edition), edition.stage
    notes = list(edition.change_notes.select_related("made_by"))
    changed = changed_points(edition, before, notes)
    sections, remarks = held_by(edition), Remarks.of(edition)
    warned = _warned(sections)
    whats = {each.point_id: each.what for each in changed}
    points = sum(len(held.points) for held in sections)
    context = {
        "edition": edition,
        "stage": stage,
        "next": next_step(
            edition, stage, request.user, points=points, missing=missing, is_untouched=_is_untouched(edition, before)
        ),
        "missing": missing,
        "before": before,
        "changed": changed,
        "unnoted": [each for each in changed if each.needs_note],
        "notes": [note for note in notes if note.point_id is None],
        "sections": [(held.section, _rows(held, whats, remarks, warned)) for held in sections],
        "points": points,
        "remarks": remarks,
        "moved_grounds": [each for each in grounds_of(edition) if each.mark],
        "steps": edition.steps.select_related("by"),
        "edits": edition.edits.select_related("by")[:EDITS_SHOWN],
        "refusal": refusal,
        "typed": [form.cleaned_data["note"] for form in typed.values() if form.is_valid() and "note" in form.fields],
        **{f"{name}_form": typed.get(name) or _form(deed, name, edition) for name, deed in STEPS.items()},
    }
    return render(request, "guidance/editing/draft.html", context, status=status)


def _is_untouched(edition: Edition, before: Edition | None) -> bool:
    """Whether it says, word for word and number for number, what the edition before says, and nobody wrote on it."""
    return before is not None and edition.content_hash == before.content_hash and not edition.edits.exists()


def _form(deed: Deed, name: str, edition: Edition) -> Seen:
    """A form among others on one page, so its ids are its own."""
    return deed.form(initial=seen(edition), auto_id=_ids(name))


def _ids(name: str) -> str:
    return f"id_{name}_%s"


def _rows(
    held: Held, whats: dict[str, str], remarks: "Remarks", warned: dict[str, tuple[ReadabilityWarning, ...]]
) -> list[Row]:
    ids = [(version, version.point_id) for version in held.points]
    return [(v, whats.get(pk, ""), remarks.at_points.get(pk, []), warned.get(pk, ())) for v, pk in ids]


def _warned(sections: list[Held]) -> dict[str, tuple[ReadabilityWarning, ...]]:
    """What makes points hard to read. It stops nothing, and nobody is asked to mend what the council adopted."""
    versions = [version for held in sections for version in held.points]
    if versions and versions[0].edition.document.is_adopted:
        return {}
    explained = explained_by((version.heading, version.text) for version in versions)
    return {version.point_id: warnings_for(version.heading, version.text, explained) for version in versions}


@dataclass(frozen=True)
class Remarks:
    """What the import mended or doubted: at which point, and the rest."""

    repairs: int
    notices: int
    at_points: dict[str, list[dict[str, Any]]]
    elsewhere: list[dict[str, Any]]

    @classmethod
    def of(cls, edition: Edition) -> "Remarks":
        """Older imports name no point; then all stand in the list."""
        here = set(edition.point_versions.values_list("point", flat=True))
        notes: dict[str, Any] = edition.import_notes
        repairs, notices = notes.get("repairs", []), notes.get("notices", [])
        at_points: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        elsewhere = []
        for remark in [*repairs, *notices]:
            point = remark.get("point", "")
            at_points[point].append(remark) if point in here else elsewhere.append(remark)
        return cls(len(repairs), len(notices), dict(at_points), elsewhere)
