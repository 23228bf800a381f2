"""One reminder: what it asks and why, put off or declined; and what a member wants of reminders."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abuse_log import actions, keeping, permissions, reminders
from abuse_log.forms import SECTIONS, SnoozeForm, WishesForm
from abuse_log.keeping import Subject
from abuse_log.models import Incident
from abuse_log.permissions import May
from abuse_log.views.common import load, require
from portal.foundation.deadlines.models import Reminder
from portal.foundation.deadlines.words import day_in_words
from portal.foundation.people.requests import SignedInRequest


@require_safe
def reminder(request: SignedInRequest, ref: str, reminder: UUID) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.see_line)
    found, subject = keeping.find(incident, reminder)
    return _page(request, may, found, subject, SnoozeForm())


@require_POST
def reminder_snooze(request: SignedInRequest, ref: str, reminder: UUID) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.act)
    found, subject = keeping.find(incident, reminder)
    form = SnoozeForm(request.POST)
    if not form.is_valid():
        return _page(request, may, found, subject, form)
    until = reminders.morning_after(timezone.now(), form.cleaned_data["days"])
    try:
        actions.put_off(reminder=found, incident=incident, by=request.user, until=until)
    except actions.NoLongerWaiting as over:
        messages.info(request, str(over))
    else:
        messages.success(request, f"You will be reminded again on {day_in_words(timezone.localdate(until))}.")
    return redirect(incident)


@require_POST
def reminder_decline(request: SignedInRequest, ref: str, reminder: UUID) -> HttpResponse:
    incident, may = load(request, ref)
    require(may.act)
    found, _subject = keeping.find(incident, reminder)
    try:
        actions.decline(reminder=found, incident=incident, by=request.user)
    except actions.NoLongerWaiting as over:
        messages.info(request, str(over))
    else:
        messages.success(request, "This reminder will not come. The record itself is unchanged.")
    return redirect(incident)


def _page(request: SignedInRequest, may: May, found: Reminder, subject: Subject, form: SnoozeForm) -> HttpResponse:
    nudge = reminders.nudge_of(found.rule)
    context = {
        "incident": subject.incident,
        "may": may,
        "reminder": found,
        "form": form,
        "asks": nudge.asks if nudge and may.read else "Something about this record waits for an answer.",
        "fact": nudge.fact if nudge and may.read else None,
        "why": reminders.why(nudge) if nudge and may.read else found.why,
        "opens": _opens(nudge.opens if nudge else "", subject) if may.read else "",
        "is_asked": keeping.is_asked(found, subject),
    }
    return render(request, "abuse_log/reminder.html", context)


def _opens(opens: str, subject: Subject) -> str:
    """The page that helps: of the report that it is about, of a section of the details, or another of the record."""
    ref = subject.incident.neutral_reference
    if not isinstance(subject.thing, Incident):
        return subject.thing.get_absolute_url()
    if opens in SECTIONS:
        return reverse("abuse_log:edit", args=[ref, opens])
    return reverse(f"abuse_log:{opens}", args=[] if opens == "threatened" else [ref])


@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: SignedInRequest) -> HttpResponse:
    """For who has records of their own; a helper does not choose for the member."""
    is_owner = request.user.is_member or request.user.records_about.exists()
    require(is_owner and permissions.can_open_list(request.user))
    now = keeping.wishes_of(request.user)
    initial = {
        "wanted": [family for family in reminders.FAMILIES if family not in now.muted],
        "wants_wellbeing": now.wants_wellbeing,
        "quiet_begins": f"{now.quiet.begins:%H:%M}",
        "quiet_ends": f"{now.quiet.ends:%H:%M}",
    }
    form = WishesForm(request.POST) if request.method == "POST" else WishesForm(initial=initial)
    if form.is_bound and form.is_valid():
        actions.wish(member=request.user, by=request.user, wishes=form.wishes())
        messages.success(request, "Your choices are kept.")
        return redirect("abuse_log:list")
    return render(request, "abuse_log/wishes.html", {"form": form})
