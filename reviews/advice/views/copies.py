"""The member's own copy of a request: a page to print and a file to keep. Neither begins or tells anything."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from portal.foundation.audit.actions import record_read
from portal.foundation.people.requests import SignedInRequest
from reviews.advice import asking, copying, showing
from reviews.advice.marks import answers_of
from reviews.advice.views.common import asked_item


@never_cache
@require_GET
def printable(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Everything that the member may read, on one page without furniture."""
    item = asked_item(request, pk)
    if item.submitted_at is None:
        return redirect(item)
    record_read("advice.copied", by=request.user, about=item)
    wordings = list(item.wordings.all())
    latest = wordings[-1].text if wordings else ""
    context = {
        "item": item,
        "nature": copying.NATURE,
        "at": timezone.now(),
        "state": showing.MEMBER_STATES[item.state][0],
        "answers": answers_of(item),
        "wordings": wordings,
        "lines": showing.answered_rows(item, asking.questions_for(item, is_member=True), wording=latest),
        "entries": showing.timeline(
            list(item.messages.all()), list(item.history.select_related("by")), for_member=True
        ),
    }
    return render(request, "advice/copy.html", context)


@never_cache
@require_GET
def download(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The same as a file (JSON)."""
    item = asked_item(request, pk)
    if item.submitted_at is None:
        return redirect(item)
    record_read("advice.copied", by=request.user, about=item)
    return JsonResponse(
        copying.own_copy(item, at=timezone.now()),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": f'attachment; filename="{item.reference}.json"'},
    )
