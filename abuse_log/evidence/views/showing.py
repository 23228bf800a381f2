"""What is sealed, shown to who asks; what people say about it; and who did what with it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from abuse_log.actions.refusals import Refused
from abuse_log.evidence import actions, chain, fields_for
from abuse_log.evidence.actions.stamping import authorities
from abuse_log.evidence.forms import DescriptionForm
from abuse_log.evidence.models import Description, Exhibit
from abuse_log.evidence.taxonomy import Deed
from abuse_log.evidence.views.common import covered_copy, find_exhibit
from abuse_log.views.common import load, note_read, require
from portal.foundation.files import responses
from portal.foundation.people.requests import SignedInRequest

ENTRIES, LATEST = 50, 4


@require_safe
def evidence(request: SignedInRequest, ref: str) -> HttpResponse:
    """Every exhibit by its label and kind. Neither names nor pictures: a name may say it all."""
    incident, may = load(request, ref)
    require(may.read)
    note_read(request, incident, "evidence")
    context = {"incident": incident, "may": may, "exhibits": incident.exhibits.with_files()}
    return render(request, "abuse_log/evidence/list.html", context)


@require_safe
def exhibit(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    found = find_exhibit(incident, number)
    note_read(request, incident, "exhibit", number)
    letters = fields_for.letters_of(request.user, incident) if may.is_officer else ""
    description = found.descriptions.select_related("written_by").first()
    context = {
        "incident": incident,
        "exhibit": found,
        "may": may,
        "description": description,
        "told": fields_for.on_page(fields_for.EXHIBIT, description, letters) if description and letters else [],
        "shows_name": not may.is_officer or fields_for.goes_whole(found.stored, letters),
        "redactions": found.redactions.with_files(),
        "stamps": incident.stamps.filter(object_hash=found.stored.sha256),
        "has_authorities": bool(authorities()),
        **_neighbours(found),
    }
    return render(request, "abuse_log/evidence/exhibit.html", context)


@require_safe
def exhibit_show(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    """The copy of one picture, since somebody asked for it. The file itself is logged when it is fetched.

    An officer is shown the covered copy where the member covered something.
    """
    incident, may = load(request, ref)
    require(may.read)
    found = find_exhibit(incident, number)
    copy = covered_copy(found) if may.is_officer else None
    context = {"incident": incident, "exhibit": found, "may": may, "copy": copy, **_neighbours(found)}
    return render(request, "abuse_log/evidence/show.html", context)


def _neighbours(found: Exhibit) -> dict[str, Exhibit | None]:
    others = found.incident.exhibits
    return {
        "next": others.filter(number__gt=found.number).first(),
        "previous": others.filter(number__lt=found.number).last(),
    }


@require_safe
def exhibit_file(request: SignedInRequest, ref: str, number: int) -> HttpResponseBase:
    incident, may = load(request, ref)
    require(may.read)
    found = find_exhibit(incident, number)
    require(not may.is_officer or covered_copy(found) is None)
    answer = responses.safe_copy(found.stored)
    actions.note_view(exhibit=found, by=request.user, deed=Deed.VIEW_COPY)
    return answer


@require_safe
def exhibit_original(request: SignedInRequest, ref: str, number: int) -> HttpResponseBase:
    incident, may = load(request, ref)
    require(may.take_original)
    found = find_exhibit(incident, number)
    actions.note_view(exhibit=found, by=request.user, deed=Deed.VIEW_ORIGINAL)
    return responses.original(found.stored)


@require_http_methods(["GET", "HEAD", "POST"])
def exhibit_describe(request: SignedInRequest, ref: str, number: int) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.read)
    found = find_exhibit(incident, number)
    form = DescriptionForm(request.POST) if request.method == "POST" else DescriptionForm.showing(found)
    if form.is_bound and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            actions.describe(exhibit=found, by=request.user, version=version, said=form.changes())
        except Refused as refusal:
            last = found.descriptions.first()
            form.refuse(str(refusal), last.number if last else 0)
        else:
            messages.success(request, "Saved. What was said before is kept as well.")
            return redirect("abuse_log:exhibit", ref, number)
    note_read(request, incident, "description", number)
    context = {"incident": incident, "exhibit": found, "form": form, "standing": _standing(form, found)}
    return render(request, "abuse_log/evidence/describe.html", context)


def _standing(form: DescriptionForm, found: Exhibit) -> Description | None:
    """What somebody else has said meanwhile, for who must compare it with what they wrote."""
    return found.descriptions.select_related("written_by").first() if form.non_field_errors() else None


@require_safe
def custody(request: SignedInRequest, ref: str) -> HttpResponse:
    """Who did what, the newest first; the chain is checked each time the page is opened."""
    incident, may = load(request, ref)
    require(may.read)
    note_read(request, incident, "custody")
    entries = incident.custody.select_related("actor")
    broken = chain.first_broken(chain.line_of(entry) for entry in entries)
    page = Paginator(entries.order_by("-seq"), ENTRIES).get_page(request.GET.get("page"))
    context = {
        "incident": incident,
        "page": page,
        "stamps": incident.stamps.of_custody().order_by("-lines", "authority")[:LATEST],
        "broken": broken,
        "previous_href": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_href": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "abuse_log/evidence/custody.html", context)
