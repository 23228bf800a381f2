"""The pages of one point of a draft: its words, its place, what it is split into or joined with, which point it is."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from guidance.editing.actions import points as verbs
from guidance.editing.drafting import Held, held_by
from guidance.editing.forms import (
    NEW,
    AddPointForm,
    ChangePointForm,
    IdentityForm,
    JoinForm,
    MoveForm,
    PointForm,
    Seen,
    SplitForm,
    TakeOutForm,
)
from guidance.editing.views.common import (
    Scene,
    by,
    draft_url,
    find_draft,
    find_point,
    find_section,
    posted,
    said,
    seen,
)
from guidance.models import Edition, PointVersion
from portal.foundation.people.requests import SignedInRequest

page = require_http_methods(["GET", "HEAD", "POST"])
TOLD = ("heading", "text", "number", "basis", "is_law", "law_as_at", "owner_role", "review_by")


@page
def change(request: SignedInRequest, edition: UUID, point_id: str) -> HttpResponse:
    """The words of a point, with a preview for those who want one."""
    draft = find_draft(request, edition)
    version = find_point(draft, point_id)
    initial = seen(draft) | {name: getattr(version, name) for name in TOLD}
    form = ChangePointForm(posted(request), initial=initial, is_markdown=draft.document.text_kind.is_markdown)
    scene = _scene(request, version, f"Edit point {version.number}", "Save", template="guidance/editing/point.html")
    if "preview" in request.POST:
        return scene.page(form, preview=_preview(form, draft))
    return scene.do(
        form,
        lambda: verbs.change_point(
            draft, point_id=point_id, words=form.words, number=form.cleaned_data["number"], **by(request, form)
        ),
        done=f"Point {version.number} is saved.",
    )


@page
def add(request: SignedInRequest, edition: UUID, section: UUID) -> HttpResponse:
    """A new point in a section."""
    draft = find_draft(request, edition)
    found = find_section(draft, section)
    held = next(each for each in held_by(draft) if each.section.pk == found.pk)
    places = [("", "At the beginning of the section"), *((v.point_id, f"After {v}") for v in held.points)]
    initial = seen(draft) | {"after": places[-1][0], "keep_numbers": not held.is_regular}
    form = AddPointForm(
        posted(request), initial=initial, places=places, is_markdown=draft.document.text_kind.is_markdown
    )
    title = f"Add a point to section {found.number}"
    scene = Scene(request, draft, title, "Add the point", template="guidance/editing/point.html")
    if "preview" in request.POST:
        return scene.page(form, preview=_preview(form, draft))
    return scene.do(
        form,
        lambda: verbs.add_point(
            draft, section=found.pk, words=form.words, **said(form, "after", "keep_numbers"), **by(request, form)
        ),
        done="The point is added.",
    )


@page
def take_out(request: SignedInRequest, edition: UUID, point_id: str) -> HttpResponse:
    """Asks once more, and takes the point out."""
    draft = find_draft(request, edition)
    version = find_point(draft, point_id)
    form = TakeOutForm(posted(request), initial=seen(draft) | _keeping(draft, version))
    lead = "Its permanent address stays, and will say that the point was withdrawn."
    scene = _scene(request, version, f"Take out point {version.number}", "Take it out", lead=lead, is_warning=True)
    return scene.do(
        form,
        lambda: verbs.take_out(draft, point_id=point_id, **said(form, "keep_numbers"), **by(request, form)),
        done=f"Point {version.number} is taken out.",
        to=draft_url(draft),
    )


@page
def move(request: SignedInRequest, edition: UUID, point_id: str) -> HttpResponse:
    """Up, down, or anywhere else in the draft."""
    draft = find_draft(request, edition)
    version = find_point(draft, point_id)
    sections = held_by(draft)
    initial = seen(draft) | _keeping(draft, version)
    form = MoveForm(posted(request), initial=initial, choices=_places(sections, version))
    scene = _scene(request, version, f"Move point {version.number}", "Move it")
    return scene.do(
        form,
        lambda: verbs.move_point(draft, point_id=point_id, **said(form, "where", "keep_numbers"), **by(request, form)),
        done=f"Point {version.number} is moved.",
    )


@page
def split(request: SignedInRequest, edition: UUID, point_id: str) -> HttpResponse:
    """Several points out of one."""
    draft = find_draft(request, edition)
    version = find_point(draft, point_id)
    form = SplitForm(posted(request), initial=seen(draft) | {"text": version.text} | _keeping(draft, version))
    form.fields["text"].widget.attrs["rows"] = 10
    lead = "The first text keeps the address of the point. Whoever follows it is told of the others too."
    scene = _scene(request, version, f"Split point {version.number}", "Split it", lead=lead)
    return scene.do(
        form,
        lambda: verbs.split_point(
            draft,
            point_id=point_id,
            texts=form.cleaned_data["text"],
            **said(form, "reason", "keep_numbers"),
            **by(request, form),
        ),
        done=f"Point {version.number} is split.",
    )


@page
def join(request: SignedInRequest, edition: UUID, point_id: str) -> HttpResponse:
    """One point out of several of a section."""
    draft = find_draft(request, edition)
    version = find_point(draft, point_id)
    beside = version.section.points.exclude(pk=version.pk).defer("search").order_by("order")
    choices = [(each.point_id, str(each)) for each in beside]
    form = JoinForm(posted(request), initial=seen(draft) | _keeping(draft, version), choices=choices)
    lead = "The texts are put one after the other, in their order. You can smooth the words afterwards."
    scene = _scene(request, version, f"Join points in {version.number}", "Join them", lead=lead)
    return scene.do(
        form,
        lambda: verbs.join_points(
            draft, point_id=point_id, **said(form, "others", "reason", "keep_numbers"), **by(request, form)
        ),
        done="The points are joined.",
    )


@page
def identify(request: SignedInRequest, edition: UUID, point_id: str) -> HttpResponse:
    """Which point of the earlier editions this one is, when the import took it for another."""
    draft = find_draft(request, edition)
    version = find_point(draft, point_id)
    earlier = verbs.earlier_points(draft)
    choices = [(each.point_id, f"{each} (edition {each.edition.number})") for each in earlier]
    form = IdentityForm(posted(request), initial=seen(draft), choices=choices)
    lead = "Old links, answers and confirmations follow the point, so say which earlier point this one goes on."
    scene = _scene(request, version, f"Which point is {version.number}?", "Save", lead=lead)
    return scene.do(form, partial(_identify, request, draft, point_id, form), done="It is saved.", to=draft_url(draft))


@page
def pin_afresh(request: SignedInRequest, edition: UUID, point_id: str) -> HttpResponse:
    """An answer still holds with the points that it rests on as they stand now."""
    draft = find_draft(request, edition)
    version = find_point(draft, point_id)
    form = Seen(posted(request), initial=seen(draft))
    lead = "It then rests on the same points as they are in force now. Points that are gone are left out."
    scene = _scene(request, version, f"{version.number} still holds", "It still holds", lead=lead)
    return scene.do(
        form,
        lambda: verbs.pin_afresh(draft, point_id=point_id, **by(request, form)),
        done=f"It is kept that {version.number} still holds.",
    )


def _identify(request: SignedInRequest, draft: Edition, point_id: str, form: IdentityForm) -> PointVersion:
    chosen = form.cleaned_data["earlier"]
    return verbs.identify(draft, point_id=point_id, earlier="" if chosen == NEW else chosen, **by(request, form))


def _scene(request: SignedInRequest, version: PointVersion, title: str, button: str, **more: Any) -> Scene:
    return Scene(request, version.edition, title, button, version=version, **more)


def _preview(form: PointForm, edition: Edition) -> PointVersion | None:
    """What was typed, as a point that is nowhere saved; None while it cannot be shown."""
    form.is_valid()
    if "text" not in form.cleaned_data:
        return None
    heading = form.cleaned_data.get("heading", "")
    return PointVersion(edition=edition, heading=heading, text=form.cleaned_data["text"])


def _keeping(edition: Edition, version: PointVersion) -> dict[str, bool]:
    """Numbers that somebody chose by hand, or that were printed so, are kept unless told otherwise."""
    held = next(each for each in held_by(edition) if each.section.pk == version.section_id)
    return {"keep_numbers": not held.is_regular}


def _places(sections: list[Held], version: PointVersion) -> Iterator[tuple[str, str]]:
    """Everywhere that a point could stand, but for where it stands."""
    yield from (("up", "One place up"), ("down", "One place down"))
    for held in sections:
        yield f"start:{held.section.pk}", f"At the beginning of section {held.section}"
        for each in held.points:
            if each.pk != version.pk:
                yield f"after:{each.point_id}", f"After {each}"
