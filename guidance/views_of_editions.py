"""Older editions, what was in force on a day, and what changed between two: as public as the guidance itself.

Only editions that have come into force are shown. A draft, and an edition whose day is still to come, are 404.
"""

from collections.abc import Iterator
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from guidance.forms import AsAtForm
from guidance.lineage import ChangeNote
from guidance.models import Document, Edition, EditionPdf, PointVersion, Section
from guidance.permissions import can_edit, can_publish
from guidance.side_by_side import side_by_side
from guidance.timeline import spans
from guidance.views import public_page, section_page
from portal.foundation.people.models import User

NEWEST_FIRST = ("-effective_from", "-number")


@public_page
def as_at(request: HttpRequest) -> HttpResponse:
    """What was in force on a day: everything, or one point when the address names it."""
    form = AsAtForm.asked(request.GET)
    if not form.is_bound or not form.is_valid():
        return render(request, "guidance/as_at.html", {"form": form})
    day: date = form.cleaned_data["day"]
    if request.GET.get("date") != day.isoformat():
        return HttpResponseRedirect(f"{reverse('guidance:as_at')}?{form.address()}")
    editions = list(_standing(day))
    point_id = form.cleaned_data["point"]
    held = (version for each in editions for section in each.sections.all() for version in section.points.all())
    version = next((version for version in held if version.point_id == point_id), None)
    if version is None and point_id:
        version = _of_other_documents(point_id, day)
    if version is not None:
        return redirect(version.get_wording_url())
    context = {"form": form, "day": day, "editions": editions, "is_point_missing": bool(point_id)}
    return render(request, "guidance/as_at.html", context)


@public_page
def edition(request: HttpRequest, document: str, edition: int) -> HttpResponse:
    """The contents of one edition, in force or superseded."""
    shown = _readable(document, edition)
    prefetch_related_objects([shown], EditionPdf.objects.for_links())
    context = {
        "edition": shown,
        "sections": shown.sections.in_order(),
        "is_in_force": Edition.objects.in_force().filter(pk=shown.pk).exists(),
    }
    return render(request, "guidance/edition.html", context)


@public_page
def edition_section(request: HttpRequest, document: str, edition: int, number: str) -> HttpResponse:
    """A section as one edition words it."""
    return section_page(request, _readable(document, edition), number, is_pinned=True)


@public_page
def history(request: HttpRequest, document: str) -> HttpResponse:
    """Every edition that has been in force, newest first: when, who adopted it, and what it changed."""
    shown = get_object_or_404(Document, slug=document)
    notes = ChangeNote.objects.select_related("point")
    editions = list(
        Edition.objects.once_in_force()
        .filter(document=shown)
        .select_related("document")
        .prefetch_related(Prefetch("change_notes", notes), EditionPdf.objects.for_links())
        .order_by(*NEWEST_FIRST)
    )
    if not editions:
        raise Http404
    found = spans(editions)
    rows = [
        (each, [span for span in found if span.number == each.number], before)
        for each, before in zip(editions, [*editions[1:], None], strict=True)
    ]
    user = request.user if isinstance(request.user, User) else None
    context = {
        "document": shown,
        "rows": rows,
        "may_edit": user is not None and can_edit(user),
        "may_withdraw": user is not None and can_publish(user),
    }
    return render(request, "guidance/history.html", context)


@public_page
def choose_comparison(request: HttpRequest, document: str) -> HttpResponse:
    """Leads from the two choices of the history page to the comparison that they name."""
    chosen = [request.GET.get(name, "") for name in ("from", "to")]
    if not all(number.isascii() and number.isdigit() and len(number) < 10 for number in chosen):
        return redirect("guidance:history", document)
    first, second = (_readable(document, int(number)) for number in chosen)
    return redirect("guidance:compare", document, first.number, second.number)


@public_page
def comparison(request: HttpRequest, document: str, first: int, second: int) -> HttpResponse:
    """What changed from one edition to another, point by point and word by word."""
    old, new = _readable(document, first), _readable(document, second)
    context = {"document": new.document, "old": old, "new": new, "changes": side_by_side(old, new)}
    return render(request, "guidance/compare.html", context)


def _readable(document: str, number: int) -> Edition:
    """An edition that has come into force; 404 for a draft and for one still to come."""
    return get_object_or_404(
        Edition.objects.once_in_force().select_related("document"), document__slug=document, number=number
    )


def _standing(day: date) -> Iterator[Edition]:
    """What members relied on that day, with its sections and points. Three queries."""
    versions = PointVersion.objects.select_related("edition").defer("search", "section_title").order_by("order")
    sections = Section.objects.select_related("edition__document").order_by("order")
    yield from (
        Edition.objects.readable(day)
        .in_reading_order()
        .prefetch_related(Prefetch("sections", sections.prefetch_related(Prefetch("points", versions))))
    )


def _of_other_documents(point_id: str, day: date) -> PointVersion | None:
    """A point of plain English, on a day on which something adopted was relied on."""
    standing = Edition.objects.in_force(day).values("pk")
    return PointVersion.objects.with_place().filter(point=point_id, edition__in=standing).first()
