"""The pages on which the dates of elections are kept."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.foundation.deadlines.models import Calendar
from portal.foundation.deadlines.words import day_in_words
from portal.foundation.deadlines.working_days import CalendarName
from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from reviews.advice.elections.actions import PeriodChanged, change_period, end_period, enter_period
from reviews.advice.elections.dates import latest_notice, ordinary_poll
from reviews.advice.elections.forms import EndForm, PeriodForm
from reviews.advice.elections.models import PreElectionPeriod
from reviews.advice.elections.permissions import can_change_period, can_end_period, can_keep_periods

WORK_OUT = "work_out"
SHOWN = 100
"""Periods on the list; a council has one or two a year."""


@never_cache
@require_safe
def periods(request: SignedInRequest) -> HttpResponse:
    """All periods, the latest poll first."""
    _keeper(request.user)
    calendar = Calendar.objects.working(CalendarName.ELECTION)
    rows = [
        {
            "period": period,
            "latest_notice": latest_notice(period.poll_date, calendar),
            "can_change": can_change_period(request.user, period),
            "can_end": can_end_period(request.user, period),
        }
        for period in PreElectionPeriod.objects.with_wards()[:SHOWN]
    ]
    return render(request, "advice/elections/list.html", {"rows": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: SignedInRequest) -> HttpResponse:
    """Enter the dates. One button only works out the latest day for the notice."""
    _keeper(request.user)
    form = _form(request)
    if _is_sent(request) and form.is_valid():
        enter_period(dates=form.dates(), by=request.user)
        messages.success(request, "The dates are entered. Whom they concern sees them from the first day on.")
        return redirect("advice:elections")
    return _page(request, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Mend the dates. What falls inside is marked by the new ones."""
    period = get_object_or_404(PreElectionPeriod.objects.visible_to(request.user).with_wards(), pk=pk)
    if not can_change_period(request.user, period):
        raise PermissionDenied
    form = _form(request, period)
    if not (_is_sent(request) and form.is_valid()):
        return _page(request, form, period)
    try:
        change_period(period=period, dates=form.dates(), version=form.cleaned_data["version"], by=request.user)
    except PeriodChanged as changed:
        form = PeriodForm(_renewed(request, changed), initial=_initial(period), prompt=_prompt(form.poll_typed()))
        form.add_error(None, f"{changed} Compare before you save: {_said(changed.period)}.")
        return _page(request, form, period, status=409)
    messages.success(request, "The dates are changed.")
    return redirect("advice:elections")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """End a period before the close of poll."""
    period = get_object_or_404(PreElectionPeriod.objects.visible_to(request.user).with_wards(), pk=pk)
    if not can_end_period(request.user, period):
        raise PermissionDenied
    form = EndForm(request.POST if request.method == "POST" else None, initial={"version": period.version})
    if not form.is_valid():
        return render(request, "advice/elections/end.html", {"form": form, "period": period})
    said = form.cleaned_data
    try:
        end_period(period=period, because=said["because"], version=said["version"], by=request.user)
    except PeriodChanged as changed:
        form = EndForm(_renewed(request, changed))
        form.add_error(None, f"{changed} They are now: {_said(changed.period)}.")
        return render(request, "advice/elections/end.html", {"form": form, "period": changed.period}, status=409)
    messages.success(request, "The period has ended.")
    return redirect("advice:elections")


def _keeper(user: User) -> None:
    if not can_keep_periods(user):
        raise PermissionDenied


def _is_sent(request: SignedInRequest) -> bool:
    return request.method == "POST" and request.POST.get("do") != WORK_OUT


def _form(request: SignedInRequest, period: PreElectionPeriod | None = None) -> PeriodForm:
    initial = _initial(period) if period else {}
    if request.method != "POST":
        return PeriodForm(initial=initial, prompt=_prompt(period.poll_date if period else None))
    typed = PeriodForm(request.POST, initial=initial).poll_typed()
    return PeriodForm(request.POST, initial=initial, prompt=_prompt(typed))


def _renewed(request: SignedInRequest, changed: PeriodChanged) -> QueryDict:
    """What was typed, made from the dates as they are now: saved again, it goes through."""
    data = request.POST.copy()
    data["version"] = str(changed.period.version)
    return data


def _page(
    request: SignedInRequest, form: PeriodForm, period: PreElectionPeriod | None = None, status: int = 200
) -> HttpResponse:
    """What is missing is no error while the day is only worked out."""
    is_asked = request.method == "POST" and not _is_sent(request)
    for name in set(form.errors) - {"poll_date"} if is_asked else ():
        del form.errors[name]
    return render(request, "advice/elections/period.html", {"form": form, "period": period}, status=status)


def _prompt(poll: date | None) -> str:
    """The computed day beside the field: for the poll that was typed, else for the next ordinary one."""
    day = poll or ordinary_poll(timezone.localdate())
    latest = latest_notice(day, Calendar.objects.working(CalendarName.ELECTION))
    if latest is None:
        return "We cannot work out the latest day: the calendar does not reach to this year."
    return (
        f"For a poll on {day_in_words(day)} the latest is {day_in_words(latest)}: the 25th day before it, as the rules"
        " for local elections count. Enter the day on which it is really published."
    )


def _initial(period: PreElectionPeriod) -> dict[str, object]:
    return {
        "version": period.version,
        "kind": period.kind,
        "wards": list(period.wards.all()),
        "poll_date": period.poll_date,
        "notice_date": period.notice_date,
        "starts_on": period.starts_on,
    }


def _said(period: PreElectionPeriod) -> str:
    days = (("first day", period.starts_on), ("notice", period.notice_date), ("poll", period.poll_date))
    return f"{period}, {period.place()}, " + ", ".join(f"{what} {day_in_words(day)}" for what, day in days)
