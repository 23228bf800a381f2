"""A colleague's second look at advice against a post, before it goes out."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.foundation.people.requests import SignedInRequest
from reviews.advice import actions, permissions
from reviews.advice.forms.looking import LookForm
from reviews.advice.models import Request, SecondLook
from reviews.advice.views.common import handled_item, note_read, withdrawn_page


@never_cache
@require_http_methods(["GET", "POST"])
def second_look(request: SignedInRequest, pk: UUID, look: UUID) -> HttpResponse:
    """The answer as it would go out; a colleague says whether it may, and what was said stays to be read."""
    item = handled_item(request, pk)
    found = get_object_or_404(item.second_looks.select_related("asked_by", "by", "item"), pk=look)
    note_read(request.user, item)
    if item.is_withdrawn:
        return withdrawn_page(request, item)
    if request.method != "POST":
        return _page(request, item, found, LookForm())
    if found.by_id is None and not permissions.can_take_second_look(request.user, found):
        raise PermissionDenied
    form = LookForm(request.POST)
    if not form.is_valid():
        return _page(request, item, found, form)
    try:
        actions.take_second_look(look=found, by=request.user, **form.cleaned_data)
    except actions.WrongState:
        found.refresh_from_db()
        return _page(request, item, found, form, status=409)
    messages.success(request, f"{found.asked_by} has been told what you said.")
    return redirect(item.get_desk_url())


def _page(
    request: SignedInRequest, item: Request, look: SecondLook, form: LookForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "item": item,
        "look": look,
        "form": form,
        "wording": item.wordings.last(),
        "points": look.cited(),
        "can_look": permissions.can_take_second_look(request.user, look),
        "was_late": status != 200,
    }
    return render(request, "advice/second_look.html", context, status=status)
