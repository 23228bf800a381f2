"""The list of records, a new one, one of them, and its details."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from abuse_log import actions, keeping, permissions
from abuse_log.evidence.views.adding import show_refused, take_files
from abuse_log.evidence.views.common import for_record
from abuse_log.forms import PICTURES_AT_ONCE, SECTION_TITLES, SECTIONS, NewRecordForm, told
from abuse_log.life.days import being_erased, erasure_of
from abuse_log.life.leaving import reads_until
from abuse_log.models import Incident, Link
from abuse_log.sharing.views import common as sharing
from abuse_log.sharing.views.common import shared_with
from abuse_log.states import headline
from abuse_log.taxonomy import Choice, Stand
from abuse_log.views.common import load, note_read, require
from portal.foundation.deadlines.models import Reminder
from portal.foundation.people.models import Grade, User
from portal.foundation.people.permissions import members_helped_by
from portal.foundation.people.requests import SignedInRequest

ROWS = 25
SUMMED_UP = frozenset({"line", "where", "when", "kind"})


@dataclass(frozen=True)
class Row:
    """One line of the list. A helper who only records sees the reference and the date of what they made."""

    incident: Incident
    shows_line: bool
    reminder: Reminder | None
    is_going: bool


@require_safe
def records(request: SignedInRequest) -> HttpResponse:
    require(permissions.can_open_list(request.user))
    page = Paginator(Incident.objects.kept_by(request.user).in_list(), ROWS).get_page(request.GET.get("page"))
    context = {
        "rows": _rows(request.user, list(page)),
        "page": page,
        "previous_href": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_href": f"?page={page.next_page_number()}" if page.has_next() else "",
        "can_record": permissions.members_to_record_for(request.user).exists(),
        "has_own": request.user.is_member,
        "has_mine": any(incident.member_id == request.user.pk for incident in page),
        "is_helper": any(incident.member_id != request.user.pk for incident in page),
    }
    return render(request, "abuse_log/records.html", context)


def _rows(user: User, incidents: list[Incident]) -> list[Row]:
    nexts = keeping.next_by_incident(incidents)
    opened = {user.pk, *members_helped_by(user, Grade.SUMMARIES).values_list("pk", flat=True)}
    going = being_erased(incidents)
    return [
        Row(
            incident,
            shows_line=incident.member_id in opened and incident.pk not in going,
            reminder=nexts.get(incident.pk) if incident.member_id in opened else None,
            is_going=incident.pk in going,
        )
        for incident in incidents
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    members = permissions.members_to_record_for(request.user)
    require(members.exists())
    can_ring = permissions.somebody_rings()
    is_posted = request.method == "POST"
    form = NewRecordForm(
        request.POST if is_posted else None, request.FILES if is_posted else None, members=members, can_ring=can_ring
    )
    if is_posted and (form.is_valid() or form.can_save_without_pictures):
        return _save_new(request, form)
    context = {
        "form": form,
        "can_ring": can_ring,
        "member": members[0] if len(members) == 1 else None,
        "helpers": permissions.helpers_of(members[0]) if len(members) == 1 else [],
    }
    return render(request, "abuse_log/new.html", context)


def _save_new(request: SignedInRequest, form: NewRecordForm) -> HttpResponse:
    given = form.cleaned_data
    # The text is safe in the database before a picture is touched.
    incident = actions.record_incident(
        key=given["key"],
        member=given["member"],
        by=request.user,
        summary=given["summary"],
        said=given["said"],
        link=given["link"],
    )
    saved = f"Saved as {incident.neutral_reference}. You can stop here; the rest can wait."
    messages.success(request, f"{saved} Once you have your copies, you can block or report.")
    if given.get("ring"):
        _ring(request, incident.member)
    uploads = request.FILES.getlist("pictures")
    if len(uploads) > PICTURES_AT_ONCE:
        refused = [str(sentence) for sentence in form.errors["pictures"]]
    else:
        refused = take_files(request.user, incident, uploads)
    if refused:
        return show_refused(request, incident, refused)
    return redirect(incident)


def _ring(request: SignedInRequest, member: User) -> None:
    try:
        actions.ask_to_be_rung(member=member, by=request.user)
    except actions.NobodyToRing as nobody:
        messages.error(request, str(nobody))
    else:
        messages.success(request, "The safety leads have been asked to ring. If it gets worse, ring 999.")


@require_safe
def detail(request: SignedInRequest, ref: str) -> HttpResponse:
    incident, may = load(request, ref)
    office = shared_with(request.user, incident) if may.is_officer else None
    if office is not None:
        may = permissions.may(request.user, incident, by_share=False)
        if not may.add:
            return redirect(office)
    if not may.see_line:
        return render(request, "abuse_log/receipt.html", {"incident": incident, "may": may, "office": office})
    note_read(request, incident, "record")
    context = {
        "office": office,
        "incident": incident,
        "may": may,
        "words": incident.words.count(),
        **for_record(incident, may),
        "accounts": incident.accounts.count(),
        "links": Link.objects.among(incident).count(),
        "tasks": _tasks(incident) if may.read else [],
        "risk": incident.risk_levels.first() if may.read else None,
        **_tracks(incident),
        "reminder": keeping.next_by_incident([incident]).get(incident.pk),
        "asked": keeping.asked_now(incident),
        "helpers": permissions.helpers_of(incident.member),
        **sharing.for_record(incident, may),
        "erasure": erasure_of(incident) if may.read else None,
        "reads_until": reads_until(request.user) if may.has_left else None,
    }
    return render(request, "abuse_log/record.html", context)


def _tracks(incident: Incident) -> dict[str, object]:
    """What is being done, track by track, and the one line made from all of them."""
    decision = incident.decisions.select_related("decided_by").first()
    reports, police = list(incident.reports.all()), list(incident.police_reports.all())
    stand = incident.standsteps.first()
    line = headline(
        decision.choice if decision else Choice.UNDECIDED,
        [report.status for report in reports],
        [report.status for report in police],
        stand.stand if stand else Stand.OPEN,
    )
    return {
        "decision": decision,
        "reports": reports,
        "police_reports": police,
        "stand": stand,
        "support_steps": incident.supportsteps.count(),
        "page_steps": incident.pagesteps.count(),
        "headline": line,
    }


def _tasks(incident: Incident) -> list[dict[str, object]]:
    """The sections that the summary above does not show, and whether anything is written in them."""
    is_told = told(incident)
    return [
        {"section": name, "title": title, "is_told": is_told[name]}
        for name, title in SECTION_TITLES.items()
        if name not in SUMMED_UP
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, ref: str, section: str) -> HttpResponse:
    incident, may = load(request, ref)
    if section not in SECTIONS:
        raise Http404
    require(may.read)
    kind = SECTIONS[section]
    form = kind(request.POST) if request.method == "POST" else kind.showing(incident)
    if not may.judge:
        form.leave_to_the_member()
    if form.is_bound and form.is_valid():
        try:
            actions.change_details(
                incident=incident, by=request.user, version=form.cleaned_data["version"], changes=form.changes()
            )
        except actions.Refused as refusal:
            incident.refresh_from_db()
            form.refuse(str(refusal), incident.version)
        else:
            return redirect(incident)
    note_read(request, incident, section)
    context = {
        "incident": incident,
        "form": form,
        "heading": SECTION_TITLES[section],
        "now": kind.standing(incident) if form.non_field_errors() else None,
    }
    return render(request, "abuse_log/edit.html", context)
