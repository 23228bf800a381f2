"""The board of somebody's cases, what is there for cover, one case, and who looked at it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from portal.foundation.audit.models import Event
from portal.foundation.people.requests import SignedInRequest
from reviews.conduct import permissions
from reviews.conduct.board import board_rows, counted, for_cover
from reviews.conduct.identity import walled
from reviews.conduct.keeping import keeping_of
from reviews.conduct.models import Case
from reviews.conduct.paging import ROWS, next_href, write_place
from reviews.conduct.views.common import Part, on_case, require
from reviews.conduct.views.facts import facts_for
from reviews.conduct.views.findings import has_findings
from reviews.conduct.views.moving import steps_open
from reviews.conduct.views.reading import case_page
from reviews.conduct.views.recorded import recorded
from reviews.conduct.visibility import Artefact, Capacity


@require_safe
@walled
def board(request: SignedInRequest) -> HttpResponse:
    """The user's cases; those that one is conflicted on are not there, and count for nothing."""
    is_closed = request.GET.get("show") == "closed"
    mine = Case.objects.on_board(request.user)
    rows, last = board_rows(mine.done() if is_closed else mine.to_do(), request.GET.get("after", ""))
    context = {
        "rows": rows,
        "counted": counted(mine),
        "is_closed": is_closed,
        "next_href": next_href(last, show="closed") if is_closed else next_href(last),
        "can_cover": permissions.can_cover(request.user),
        "can_open_in_emergency": permissions.can_open_in_emergency(request.user),
        "can_keep_code": permissions.can_keep_code(request.user),
    }
    return render(request, "conduct/board.html", context)


@require_safe
@walled
def cover(request: SignedInRequest) -> HttpResponse:
    require(permissions.can_cover(request.user))
    found = for_cover(request.user, request.GET.get("after", ""))
    last = write_place(found[ROWS - 1].received_at, found[ROWS - 1].id) if len(found) > ROWS else ""
    return render(request, "conduct/cover.html", {"rows": found[:ROWS], "next_href": next_href(last)})


@require_safe
@on_case
def case(request: SignedInRequest, part: Part) -> HttpResponse:
    """All of the case that the reader may see, and what they can do now. Each look is written down."""
    if part.is_party:
        return redirect("conduct:mine", part.case.pk)
    part.note_read("case")
    context = {"part": part, "case": part.case, "open": steps_open(part), **case_page(part)}
    context |= {"facts": facts_for(part.capacity, part.case.state), "recorded": recorded(part.case)}
    context["keeping"] = keeping_of(part.case) if part.is_holder else None
    context["sees_findings"] = part.reads(Artefact.DECISION) and has_findings(part.case)
    return render(request, "conduct/case.html", context)


@require_safe
@on_case
def looks(request: SignedInRequest, part: Part) -> HttpResponse:
    """Who was shown what of the case, newest first, for its holding officer."""
    require(part.is_holder)
    part.note_read("looks")
    after = request.GET.get("after", "")
    seen = Event.objects.about(part.case).filter(is_read=True).select_related("actor").order_by("-seq")
    if after.isascii() and after.isdigit() and len(after) < 18:
        seen = seen.filter(seq__lt=int(after))
    found = list(seen[: ROWS + 1])
    rows = [_look(event) for event in found[:ROWS]]
    last = str(found[ROWS - 1].seq) if len(found) > ROWS else ""
    context = {"part": part, "case": part.case, "rows": rows, "next_href": next_href(last)}
    return render(request, "conduct/looks.html", context)


WHAT = {
    "case": "The case",
    "paper": "A paper",
    "file": "A file",
    "people": "Who has a part",
    "profiles": "Looks at public profiles",
    "told_words": "Words for the member",
    "looks": "This list",
    "cite": "Paragraphs of the Code",
    "record": "What is on record",
    "findings": "Findings and what follows",
}


def _look(event: Event) -> dict[str, Any]:
    kind, capacity = str(event.data.get("kind", "")), str(event.data.get("capacity", ""))
    what = WHAT.get(str(event.data.get("what", "")), "A page")
    return {
        "at": event.at,
        "who": event.actor,
        "what": f"{what}: {Artefact(kind).label}" if kind in Artefact.values else what,
        "paper": event.data.get("paper", ""),
        "capacity": Capacity(capacity).label if capacity in Capacity.values else "",
    }
