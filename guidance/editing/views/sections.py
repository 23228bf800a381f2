"""The pages of a draft's sections, of its numbers, its particulars and its change notes."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from guidance.comparing import compare_words
from guidance.editing.actions import sections as verbs
from guidance.editing.forms import (
    AddSectionForm,
    ChangeSectionForm,
    DayForm,
    DecisionForm,
    NoteForm,
    Seen,
)
from guidance.editing.views.common import Scene, by, draft_url, find_draft, find_section, posted, said, seen
from guidance.models import Edition, Feedback, PointVersion
from guidance.succession import edition_before
from portal.foundation.people.requests import SignedInRequest

page = require_http_methods(["GET", "HEAD", "POST"])


MOST_TOLD = 100
"""How many things that readers told a form offers; the oldest first."""


@page
def add(request: SignedInRequest, edition: UUID) -> HttpResponse:
    """A new section."""
    draft = find_draft(request, edition)
    sections = list(draft.sections.order_by("order"))
    places = [("", "In front of all others"), *((str(each.pk), f"After section {each}") for each in sections)]
    form = AddSectionForm(posted(request), initial=seen(draft) | {"after": places[-1][0]}, places=places)
    scene = Scene(request, draft, "Add a section", "Add the section")
    return scene.do(
        form,
        lambda: verbs.add_section(
            draft,
            after=UUID(form.cleaned_data["after"]) if form.cleaned_data["after"] else None,
            **said(form, "title", "lead_in", "keep_numbers"),
            **by(request, form),
        ),
        done="The section is added.",
    )


@page
def change(request: SignedInRequest, edition: UUID, section: UUID) -> HttpResponse:
    """Another title, lead-in or number."""
    draft = find_draft(request, edition)
    found = find_section(draft, section)
    initial = seen(draft) | {"number": found.number, "title": found.title, "lead_in": found.lead_in}
    form = ChangeSectionForm(posted(request), initial=initial)
    scene = Scene(request, draft, f"Edit section {found.number}", "Save")
    return scene.do(
        form,
        lambda: verbs.change_section(
            draft, section=found.pk, **said(form, "title", "lead_in", "number"), **by(request, form)
        ),
        done=f"Section {found.number} is saved.",
    )


@page
def take_out(request: SignedInRequest, edition: UUID, section: UUID) -> HttpResponse:
    """Asks once more, and takes an empty section out."""
    draft = find_draft(request, edition)
    found = find_section(draft, section)
    form = Seen(posted(request), initial=seen(draft))
    lead = "Only a section without points can be taken out."
    scene = Scene(request, draft, f"Take out section {found}", "Take it out", lead=lead, is_warning=True)
    return scene.do(
        form,
        lambda: verbs.take_out_section(draft, section=found.pk, **by(request, form)),
        done=f"Section {found.number} is taken out.",
    )


@page
def number_afresh(request: SignedInRequest, edition: UUID) -> HttpResponse:
    """Asks once more, and numbers everything by its place."""
    draft = find_draft(request, edition)
    form = Seen(posted(request), initial=seen(draft))
    lead = "All sections and points get the number of their place. Printed numbers are lost; old links still lead on."
    scene = Scene(request, draft, "Number afresh", "Number afresh", lead=lead, is_warning=True)
    return scene.do(
        form, lambda: verbs.number_afresh(draft, **by(request, form)), done="Sections and points are numbered afresh."
    )


@page
def particulars(request: SignedInRequest, edition: UUID) -> HttpResponse:
    """The first day in force and, for a protocol, the decision."""
    draft = find_draft(request, edition)
    kind = DecisionForm if draft.document.is_adopted else DayForm
    names = [name for name in kind.base_fields if name != "revision"]
    form = kind(posted(request), initial=seen(draft) | {name: getattr(draft, name) for name in names})
    scene = Scene(request, draft, "Day and decision" if draft.document.is_adopted else "First day in force", "Save")
    return scene.do(
        form,
        lambda: verbs.change_particulars(draft, **said(form, *names), **by(request, form)),
        done="It is saved.",
    )


@page
def note_point(request: SignedInRequest, edition: UUID, point_id: str) -> HttpResponse:
    """What the draft changes at a point, and why."""
    draft = find_draft(request, edition)
    now = draft.point_versions.filter(point=point_id).defer("search").first()
    before = edition_before(draft)
    was = before.point_versions.filter(point=point_id).defer("search").first() if before else None
    named = now or was
    if named is None:
        raise Http404
    shown: dict[str, Any] = {
        "heading": compare_words(was.heading if was else "", now.heading if now else ""),
        "words": compare_words(was.text if was else "", now.text if now else ""),
        "notes": draft.change_notes.filter(point=point_id).select_related("made_by"),
    }
    return _note(request, draft, f"Change note for point {named.number}", named, shown)


@page
def note_edition(request: SignedInRequest, edition: UUID) -> HttpResponse:
    """What the draft changes as a whole, and why."""
    draft = find_draft(request, edition)
    notes = draft.change_notes.filter(point=None).select_related("made_by")
    return _note(request, draft, "Change note for the whole edition", None, {"notes": notes})


def _note(
    request: SignedInRequest, draft: Edition, title: str, named: PointVersion | None, shown: dict[str, Any]
) -> HttpResponse:
    form = NoteForm(posted(request), initial=seen(draft), told=_told(draft))
    lead = "It stands in the history for everybody and cannot be changed afterwards."
    scene = Scene(request, draft, title, "Save the note", lead=lead, template="guidance/editing/note.html", shown=shown)
    return scene.do(
        form,
        lambda: verbs.write_note(
            draft,
            point_id=named.point_id if named else "",
            answers=form.cleaned_data.get("answers", ""),
            **said(form, "note", "reason", "is_minor"),
            **by(request, form),
        ),
        done="The change note is saved.",
        to=f"{draft_url(draft)}#changes",
    )


def _told(draft: Edition) -> list[tuple[str, str]]:
    """What readers told of this document and what is not closed: reference, point and reason, none of their words."""
    told = Feedback.objects.that_a_note_may_answer(draft.document).with_place().order_by("at")[:MOST_TOLD]
    return [(str(one.pk), f"{one.reference}, point {one.version.number}: {one.get_reason_display()}") for one in told]
