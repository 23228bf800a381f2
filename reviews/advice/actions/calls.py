"""Writing down for a member what they asked on the telephone or in person."""

from collections.abc import Mapping

from django.db import transaction

from portal.foundation.audit.actions import record
from portal.foundation.people.models import User
from reviews.advice import permissions
from reviews.advice.actions.asking import send
from reviews.advice.actions.drafts import DRAFT_FIELDS
from reviews.advice.actions.steps import NotAllowed
from reviews.advice.models import Request
from reviews.advice.states import Part, Verb, step_for


@transaction.atomic
def log_call(*, member: User, answers: Mapping[str, object], by: User) -> Request:
    """Send a request as the member asked it; it is theirs, and says who wrote it down. Never one for the office only.

    Raises ``NotAllowed``, and ``NotComplete`` when a required question is open.
    """
    if not permissions.can_log_call(by, member) or answers.get("office_only"):
        raise NotAllowed
    if not DRAFT_FIELDS.issuperset(answers):
        raise ValueError("These are no answers of a draft.")
    item = Request.objects.create(member=member, asked_by=member, logged_by=by, **answers)
    record("advice.logged", by=by, about=item)
    step = step_for(Verb.SUBMIT, item, by=by.pk, parts={Part.ASKER})
    if step is None:
        raise NotAllowed
    return send(item, step, by=by)
