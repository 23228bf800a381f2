"""Writing down for a member what they asked on the telephone or in person."""

import uuid
from collections.abc import Mapping

from django.db import transaction

from portal.foundation.audit.actions import record
from portal.foundation.people.models import User
from reviews.advice import permissions
from reviews.advice.actions.asking import send
from reviews.advice.actions.drafts import DRAFT_FIELDS
from reviews.advice.actions.steps import NotAllowed, lock
from reviews.advice.models import Request
from reviews.advice.states import Part, Verb, step_for


@transaction.atomic
def log_call(*, member: User, answers: Mapping[str, object], by: User, key: uuid.UUID | None = None) -> Request:
    """Send a request as the member asked it; it is theirs, and says who wrote it down. Never one for the office only.

    ``key`` makes it one request however often the button is pressed: it becomes the request's id.
    Raises ``NotAllowed``, and ``NotComplete`` when a required question is open.
    """
    if not permissions.can_log_call(by, member) or answers.get("office_only"):
        raise NotAllowed
    if not DRAFT_FIELDS.issuperset(answers):
        raise ValueError("These are no answers of a draft.")
    made = Request(id=key or uuid.uuid4(), member=member, asked_by=member, logged_by=by, **answers)
    # A second press waits here until the first has committed, and then finds its row.
    Request.objects.bulk_create([made], ignore_conflicts=True)
    item = lock(made)
    if item.logged_by_id != by.pk or item.member_id != member.pk:
        raise NotAllowed
    if item.submitted_at is not None:
        return item
    record("advice.logged", by=by, about=item)
    step = step_for(Verb.SUBMIT, item, by=by.pk, parts={Part.ASKER})
    if step is None:
        raise NotAllowed
    return send(item, step, by=by)
