"""Keeping what is typed in a draft while it is typed. The page works without this, as it did before."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.foundation.people.requests import SignedInRequest
from reviews.advice import actions, permissions
from reviews.advice.forms.asking import FORMS
from reviews.advice.forms.fields import JustVersion
from reviews.advice.views.common import asked_item

CHANGED = (
    "This draft was changed or sent in another window. What you type here is not kept by itself any more. "
    "Copy it, or press Continue to see both."
)


@never_cache
@require_POST
def keep(request: SignedInRequest, pk: UUID, step: str) -> JsonResponse:
    """The new version, and a line that says when it was kept; 409 when it is not the newest, 422 when it cannot be.

    Nothing is ever kept on top of what is newer: the version that the page was made from must be the present one.
    """
    item = asked_item(request, pk)
    if step not in FORMS or not FORMS[step].typed:
        raise Http404
    if item.is_draft and not permissions.can_edit(request.user, item):
        raise PermissionDenied
    seen = JustVersion(request.POST)
    seen.is_valid()
    try:
        texts = FORMS[step](request.POST, item=item).typed_so_far()
        kept = actions.keep_typed(item=item, by=request.user, version=seen.version_seen(), answers=texts)
    except ValidationError as refusal:
        return JsonResponse({"said": f"Not saved: {' '.join(refusal.messages)}"}, status=422)
    except (actions.Stale, actions.WrongState):
        return JsonResponse({"said": CHANGED}, status=409)
    return JsonResponse({"version": kept.version, "said": f"Saved at {timezone.localtime():%H:%M}"})
