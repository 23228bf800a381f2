"""The guidance as everybody may read it: no sign-in, no JavaScript, nothing noted about who reads what."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from guidance.check.resting import in_reading_order
from guidance.definitions import Glossary, Word, glossary_for
from guidance.grounds import grounds_of
from guidance.lineage import Lineage
from guidance.models import Document, Edition, EditionPdf, Kind, Piece, PointVersion, Section, today
from guidance.permissions import (
    can_answer_feedback,
    can_confirm,
    can_count_confirmations,
    can_edit,
    can_give_feedback,
    can_publish,
    can_see_reviews,
)
from guidance.succession import Landing, land, successors
from portal.foundation.people.models import User

SHARED_FOR_SECONDS = 60
"""How long a cache on the way may keep an anonymous page, and so the most that it can be out of date."""
P = ParamSpec("P")


def public_page(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page for everybody. A cache may share it only if no cookie came with the request."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        if response.has_header("Cache-Control"):
            return response
        if request.COOKIES:
            patch_cache_control(response, private=True, no_cache=True)
        else:
            patch_cache_control(response, public=True, max_age=SHARED_FOR_SECONDS)
        return response

    return login_not_required(require_safe(page))


@public_page
def contents(request: HttpRequest) -> HttpResponse:
    """What members rely on today, section by section, and then what stands beside it."""
    sections = Prefetch("sections", Section.objects.in_order())
    readable = list(
        Edition.objects.readable().in_reading_order().prefetch_related(sections, EditionPdf.objects.for_links())
    )
    context = {
        "editions": [edition for edition in readable if not edition.document.is_beside],
        "beside": [edition for edition in readable if edition.document.is_beside],
        "explained": _plain_english_beside(readable),
        **_for_this_reader(request.user),
    }
    return render(request, "guidance/contents.html", context)


def _plain_english_beside(readable: list[Edition]) -> Edition | None:
    """The plain English in force while something adopted is what members rely on: a help to read it, no more."""
    if not any(edition.document.is_adopted for edition in readable):
        return None
    return Edition.objects.in_force().filter(document__kind=Kind.PLAIN).select_related("document").first()


def _for_this_reader(user: User | AnonymousUser) -> dict[str, object]:
    """What the contents say besides to a member in office, and to those who look after the guidance."""
    if not isinstance(user, User):
        return {}
    may_see_reviews = can_see_reviews(user)
    return {
        "has_to_confirm": can_confirm(user) and Edition.objects.relied_on().not_confirmed_by(user).exists(),
        "may_edit": can_edit(user),
        "may_see_reviews": may_see_reviews,
        "may_keep_search": can_publish(user),
        "may_count": can_count_confirmations(user),
        "may_answer_feedback": can_answer_feedback(user),
        "may_give_feedback": can_give_feedback(user),
        "overdue": list(Document.objects.overdue()) if may_see_reviews else [],
    }


@public_page
def section(request: HttpRequest, document: str, number: str) -> HttpResponse:
    """One section of the text in force, with its points."""
    edition = get_object_or_404(Edition.objects.in_force().select_related("document"), document__slug=document)
    return section_page(request, edition, number)


def section_page(request: HttpRequest, edition: Edition, number: str, *, is_pinned: bool = False) -> HttpResponse:
    """A section of this edition. Pinned: its links stay in the edition, and it says when that is superseded."""
    section = get_object_or_404(edition.sections, number=number)
    versions = list(PointVersion.objects.with_place().with_reviews().filter(section=section).order_by("order"))
    is_in_force = not is_pinned or Edition.objects.in_force().filter(pk=edition.pk).exists()
    notes = PointVersion.objects.notes_for(versions) if is_in_force else {}
    is_relied_on = Edition.objects.readable().filter(pk=edition.pk).exists()
    glossary = glossary_for(edition) if is_relied_on and not is_pinned else Glossary(())
    introduced = next((v for v in versions if v.number == section.lead_in_before), versions[0] if versions else None)
    context = {
        "edition": edition,
        "section": section,
        "rows": [
            (v, section.lead_in if v == introduced else "", notes.get(v.number), _marked(v, glossary)) for v in versions
        ],
        "explained": [word for v in versions for word in _listed(v, glossary)],
        "has_words": glossary.met,
        "previous": edition.sections.filter(order__lt=section.order).order_by("-order").first(),
        "next": edition.sections.filter(order__gt=section.order).order_by("order").first(),
        "is_relied_on": is_relied_on,
        "is_in_force": is_in_force,
        "is_pinned": is_pinned,
    }
    return render(request, "guidance/section.html", context)


def _marked(version: PointVersion, glossary: Glossary) -> list[list[Piece]]:
    """The text of a point with the words that are explained elsewhere. Markdown is not cut: see `_listed`."""
    if version.is_markdown:
        return version.paragraphs
    return glossary.mark(version.paragraphs, inside=version.point_id)


def _listed(version: PointVersion, glossary: Glossary) -> list[Word]:
    """The words of a Markdown text that are explained elsewhere, to be listed below it."""
    if not version.is_markdown:
        return []
    return glossary.found_in(version.text, inside=version.point_id)


@public_page
def point(request: HttpRequest, point_id: str) -> HttpResponse:
    """The permanent address of a point: the version in force, or the last there was, and says which."""
    history = _history(point_id)
    landing = _land(history)
    return _point_page(request, landing.shown, history, landing)


@public_page
def wording(request: HttpRequest, point_id: str, edition: int) -> HttpResponse:
    """A point as one edition worded it, in force or not: what an answer of that time cited."""
    history = _history(point_id)
    asked = [version for version in history if version.edition.number == edition]
    if not asked:
        raise Http404
    return _point_page(request, asked[0], history, _land(history))


def _history(point_id: str) -> list[PointVersion]:
    """Every version of a point that was ever in force, newest first; 404 when there is none."""
    newest_first = ("-edition__effective_from", "-edition__number")
    versions = list(
        PointVersion.objects.once_in_force()
        .with_reviews()
        .select_related("point")
        .filter(point=point_id)
        .order_by(*newest_first)
    )
    if not versions:
        raise Http404
    return versions


def _land(history: list[PointVersion]) -> Landing:
    published = Edition.objects.filter(document=history[0].edition.document_id).exclude(state=Edition.State.DRAFT)
    return land(history, published, today())


def _point_page(
    request: HttpRequest, version: PointVersion, history: list[PointVersion], landing: Landing
) -> HttpResponse:
    is_in_force = version == landing.in_force
    is_relied_on = is_in_force and Edition.objects.readable().filter(pk=version.edition_id).exists()
    is_replaced = is_in_force and not is_relied_on  # plain English, while something adopted is in force
    beside = PointVersion.objects.with_place().filter(edition=version.edition_id)
    glossary = glossary_for(version.edition) if is_relied_on else Glossary(())
    context = {
        "version": version,
        "edition": version.edition,
        "paragraphs": _marked(version, glossary),
        "explained": _listed(version, glossary),
        "has_words": glossary.met,
        "may_give_feedback": isinstance(request.user, User) and can_give_feedback(request.user),
        "address": f"{settings.PORTAL_URL}{version.get_absolute_url()}",
        "is_in_force": is_in_force,
        "ended": landing.ended,
        "goes_on_in": [] if landing.in_force else _successors(version),
        "life": list(version.point.life()),
        "successor": None if is_in_force else landing.in_force,
        "is_replaced": is_replaced,
        "adopted": PointVersion.objects.in_force().filter(number=version.number).first() if is_replaced else None,
        "note": PointVersion.objects.notes_for([version]).get(version.number) if is_in_force else None,
        "previous": beside.filter(order__lt=version.order).order_by("-order").first(),
        "next": beside.filter(order__gt=version.order).order_by("order").first(),
        "others": [other for other in history if other != version],
        "rests_on": in_reading_order(version.rests_on) if version.rests_on else [],
        "grounds": grounds_of(version.edition, points=[version.point_id]) if version.edition.document.is_beside else [],
    }
    return render(request, "guidance/point.html", context)


def _successors(version: PointVersion) -> list[PointVersion]:
    """The points in force in which one that is gone goes on."""
    document = version.edition.document_id
    begun = Edition.objects.once_in_force().filter(document=document).values("pk")
    steps = Lineage.objects.to_successors().filter(edition__in=begun).order_by("made_at", "pk")
    links = list(steps.values_list("point", "to"))
    current = Edition.objects.in_force().filter(document=document).values("pk")
    reached = PointVersion.objects.with_place().filter(edition__in=current, point__in=[to for _, to in links])
    standing = {each.point_id: each for each in reached}
    return [standing[point_id] for point_id in successors(version.point_id, links, standing)]
