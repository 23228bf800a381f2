"""The investigating officer's looks at public profiles: the log, and the form for the next one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.foundation.people.requests import SignedInRequest
from reviews.conduct.actions import looking as actions
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.clocks import local_rule
from reviews.conduct.forms.looking import ProfileLookForm
from reviews.conduct.models import LocalRule, ProfileLook
from reviews.conduct.paging import ROWS, next_href, read_place, write_place
from reviews.conduct.states import OPEN_STATES
from reviews.conduct.views.common import READ_OR_SEND, Part, on_case, require
from reviews.conduct.visibility import Artefact, Capacity

LONGEST_TRIED = 500
"""No account and no address is longer; what is longer is refused by the form."""


@require_http_methods(READ_OR_SEND)
@on_case
def profiles(request: SignedInRequest, part: Part) -> HttpResponse:
    """What was looked at, newest first, for those who read it; and the form, for whoever investigates."""
    require(part.reads(Artefact.LOOK))
    may_log = part.capacity == Capacity.INVESTIGATOR and part.case.state in OPEN_STATES
    require(request.method != "POST" or may_log)
    looks = _looks_before(request) if request.method == "POST" else 0
    is_repeated = actions.is_repeated(looks)
    form = ProfileLookForm(request.POST if request.method == "POST" else None, is_repeated=is_repeated)
    if form.is_bound and form.is_valid():
        try:
            actions.log_look(case=part.case, look=actions.Seen(**form.cleaned_data), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            told = " The holding officer is told that this profile was looked at again." if is_repeated else ""
            messages.success(request, f"Logged.{told}")
            return redirect("conduct:profiles", part.case.pk)
    part.note_read("profiles")
    rows, next_place = _page(part, request.GET.get("after", ""))
    context = {
        "part": part,
        "case": part.case,
        "form": form if may_log else None,
        "looks": looks if is_repeated else 0,
        "unasked": local_rule(LocalRule.Key.LOOKS_UNASKED, timezone.now()),
        "within": local_rule(LocalRule.Key.LOOKS_WITHIN, timezone.now()),
        "rows": rows,
        "next_href": next_href(next_place),
    }
    return render(request, "conduct/profiles.html", context)


def _looks_before(request: SignedInRequest) -> int:
    typed = [request.POST.get(name, "")[:LONGEST_TRIED] for name in ("account", "address")]
    return actions.looks_before(*(text.encode(errors="ignore").decode() for text in typed))


def _page(part: Part, after: str) -> tuple[list[ProfileLook], str]:
    found = ProfileLook.objects.filter(case=part.case).select_related("by").order_by("-at", "-id")
    if place := read_place(after):
        found = found.before(*place)
    rows = list(found[: ROWS + 1])
    last = write_place(rows[ROWS - 1].at, rows[ROWS - 1].pk) if len(rows) > ROWS else ""
    return rows[:ROWS], last
