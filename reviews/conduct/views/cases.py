"""The board of somebody's cases, what is there for cover, one case, and who looked at it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from portal.foundation.audit.models import Event
from portal.foundation.people.requests import SignedInRequest
from reviews.conduct import permissions
from reviews.conduct.board import board_rows, counted, for_cover
from reviews.conduct.facts import round_began
from reviews.conduct.identity import walled
from reviews.conduct.keeping import keeping_of
from reviews.conduct.models import Case, Paper, Step
from reviews.conduct.paging import ROWS, next_href, write_place
from reviews.conduct.standing import COMES_NEXT, STILL_TO_TELL
from reviews.conduct.states import State, Verb
from reviews.conduct.views.common import Part, on_case, require
from reviews.conduct.views.facts import facts_open
from reviews.conduct.views.findings import has_findings
from reviews.conduct.views.moving import steps_open
from reviews.conduct.views.reading import case_page
from reviews.conduct.views.recorded import recorded
from reviews.conduct.visibility import Artefact, Capacity

VIEW_STATES = (State.ASSESSMENT, State.FINAL_REPORT, State.LOCAL_RESOLUTION, State.HEARING_SCHEDULED)


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
        "follows": any(not row.is_party for row in rows),
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
    steps = steps_open(part)
    context = {"part": part, "case": part.case, "open": steps, **case_page(part)}
    context |= {"has_aside": any(row["is_aside"] for row in steps), "has_main": not all(r["is_aside"] for r in steps)}
    closing = STILL_TO_TELL if context["dues"] else ""
    context |= {"comes_next": COMES_NEXT.get(State(part.case.state), closing), "view_is_asked": view_is_asked(part)}
    context |= {"facts": facts_open(part), "recorded": recorded(part.case)}
    context["keeping"] = keeping_of(part.case) if part.is_holder else None
    context["sees_findings"] = part.reads(Artefact.DECISION) and has_findings(part.case)
    return render(request, "conduct/case.html", context)


def view_is_asked(part: Part) -> bool:
    """Of the council's Independent Person: at the assessment, and once more after the final report."""
    if part.capacity != Capacity.COUNCILS_IP or part.case.state not in VIEW_STATES:
        return False
    since = round_began(part.case)
    if part.case.state != State.ASSESSMENT:
        since = Step.objects.filter(case=part.case, verb=Verb.FINISH_REPORT).latest("at").at
    return not Paper.objects.filter(
        case=part.case, kind=Artefact.VIEW, grant=part.grant, written_at__gte=since
    ).exists()


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
