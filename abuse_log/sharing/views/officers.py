"""The officers' side: what is shared with them, what they do with it, how much they were shown."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abuse_log import patterns, permissions
from abuse_log.actions import Changed, Refused
from abuse_log.evidence import fields_for
from abuse_log.models import InterestRequest, Share, ShareStep
from abuse_log.sharing import actions
from abuse_log.sharing.exposure import shown_since, week_of
from abuse_log.sharing.forms import InterestAnswerForm, StepForm
from abuse_log.sharing.states import ROLES, Audience
from abuse_log.sharing.times import ACKNOWLEDGE_DAYS, TRIAGE_DAYS, due
from abuse_log.views.common import note_read, require
from portal.foundation.people.models import Role, User
from portal.foundation.people.permissions import is_monitoring_officer
from portal.foundation.people.requests import SignedInRequest
from portal.foundation.records.suppression import said_alone

ROWS = 25


@require_safe
def shared(request: SignedInRequest) -> HttpResponse:
    """What is shared with an office of this person, the newest first."""
    require(permissions.can_be_shared_with(request.user))
    page = Paginator(Share.objects.visible_to(request.user).in_list(), ROWS).get_page(request.GET.get("page"))
    context = {
        "shares": page,
        "previous_href": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_href": f"?page={page.next_page_number()}" if page.has_next() else "",
        "shown": shown_since([request.user], week_of(timezone.now())).get(request.user.pk, 0),
    }
    return render(request, "abuse_log/sharing/shared.html", context)


def _load(request: SignedInRequest, share: UUID) -> Share:
    mine = Share.objects.visible_to(request.user).select_related("incident__member", "shared_by")
    return get_object_or_404(mine.prefetch_related("steps__noted_by"), pk=share)


@require_http_methods(["GET", "HEAD", "POST"])
def shared_record(request: SignedInRequest, share: UUID) -> HttpResponse:
    found = _load(request, share)
    standing, last = found.standing, found.latest
    initial = {"seen": last.number if last else 0, "stage": standing}
    form = StepForm(request.POST if request.method == "POST" else None, standing=standing, initial=initial)
    if form.is_bound and form.is_valid() and _noted(request, found, form):
        return redirect(found)
    note_read(request, found.incident, "shared")
    return render(request, "abuse_log/sharing/shared_record.html", _shown(request.user, found, last) | {"form": form})


def _noted(request: SignedInRequest, share: Share, form: StepForm) -> bool:
    try:
        actions.note_step(share=share, by=request.user, **form.cleaned_data)
    except Changed as changed:
        form.add_error(None, f"{changed} Open this page anew to see it.")
    except Refused as refusal:
        form.add_error("stage", str(refusal))
    else:
        messages.success(request, "Noted. The member sees where it stands.")
        return True
    return False


def _shown(user: User, share: Share, last: ShareStep | None) -> dict[str, object]:
    incident = share.incident
    may = permissions.may(user, incident)
    return {
        "share": share,
        "incident": incident,
        "may": may,
        "last": last,
        "risk": incident.risk_levels.first(),
        "decision": incident.decisions.first(),
        "reports": incident.reports.all(),
        "police_reports": incident.police_reports.all(),
        "words": incident.words.count() if may.read else 0,
        "accounts": incident.accounts.count() if may.read else 0,
        "is_spared": share.is_content and not may.read,
        "elsewhere": _elsewhere(user, share),
        "acknowledge_by": due(share.shared_at, ACKNOWLEDGE_DAYS),
        "triage_by": due(share.shared_at, TRIAGE_DAYS),
    }


def _elsewhere(user: User, share: Share) -> str:
    """Across members, for the Monitoring Officer's office alone, and as a number; "" for none."""
    if share.audience != Audience.OFFICE or not is_monitoring_officer(user):
        return ""
    number = patterns.members_elsewhere(share.incident)
    return said_alone(number) if number else ""


@require_safe
def shared_accounts(request: SignedInRequest, share: UUID) -> HttpResponse:
    found = _load(request, share)
    require(permissions.may(request.user, found.incident).read and found.is_content)
    note_read(request, found.incident, "accounts")
    letters = fields_for.letters_of(request.user, found.incident)
    accounts = [fields_for.on_page(fields_for.ACCOUNT, row, letters) for row in found.incident.accounts.all()]
    context = {"share": found, "incident": found.incident, "accounts": accounts}
    return render(request, "abuse_log/sharing/shared_accounts.html", context)


@require_safe
def exposure(request: SignedInRequest) -> HttpResponse:
    """What I was shown this week, and my choice; for a safety lead, what each officer was shown."""
    require(permissions.can_be_shared_with(request.user))
    everybody = User.objects.holding(*(role for roles in ROLES.values() for role in roles))
    is_lead = request.user.has_role(Role.SAFETY_LEAD)
    people = list(everybody.order_by("full_name", "pk")) if is_lead else [request.user]
    times = shown_since(people, week_of(timezone.now()))
    context = {
        "is_lead": is_lead,
        "mine": times.get(request.user.pk, 0),
        "people": [(one, times.get(one.pk, 0)) for one in people],
        "is_spared": permissions.is_spared(request.user),
    }
    return render(request, "abuse_log/sharing/exposure.html", context)


@require_POST
def spare_me(request: SignedInRequest) -> HttpResponse:
    require(permissions.can_be_shared_with(request.user))
    is_spared = request.POST.get("spared") == "yes"
    actions.spare_me(by=request.user, is_spared=is_spared)
    messages.success(request, "You are shown the one line only." if is_spared else "You can ask for content again.")
    return redirect("abuse_log:exposure")


@require_safe
def interests(request: SignedInRequest) -> HttpResponse:
    require(is_monitoring_officer(request.user))
    seen = InterestRequest.objects.visible_to(request.user).select_related("member", "answered_by")
    context = {"waiting": seen.unanswered().order_by("asked_at"), "answered": seen.exclude(answered_at=None)[:ROWS]}
    return render(request, "abuse_log/sharing/interests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def interest_answer(request: SignedInRequest, asked: UUID) -> HttpResponse:
    require(is_monitoring_officer(request.user))
    found = get_object_or_404(InterestRequest.objects.visible_to(request.user).select_related("member"), pk=asked)
    require(found.member_id != request.user.pk)
    form = InterestAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            given = form.cleaned_data
            actions.answer_interest(asked=found, by=request.user, is_agreed=given["answer"], note=given["note"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Answered. The member gets a mail that says only that something waits.")
            return redirect("abuse_log:interests")
    return render(request, "abuse_log/sharing/interest_answer.html", {"asked": found, "form": form})
