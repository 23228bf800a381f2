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


class AnotherCall(Exception):
    """The page was used for a call already, and this is not the same one."""

    def __init__(self) -> None:
        super().__init__("A call was written down from this page already. Press the button again if this is another.")


@transaction.atomic
def log_call(*, member: User, answers: Mapping[str, object], by: User, key: uuid.UUID | None = None) -> Request:
    """Send a request as the member asked it; it is theirs, and says who wrote it down. Never one for the office only.

    ``key`` makes it one request however often the button is pressed: it becomes the request's id.
    Raises ``NotAllowed``, ``AnotherCall`` when the key was used for another call, and ``NotComplete`` when a required
    question is open.
    """
    if not permissions.can_log_call(by, member) or answers.get("office_only"):
        raise NotAllowed
    if not DRAFT_FIELDS.issuperset(answers):
        raise ValueError("These are no answers of a draft.")
    made = Request(id=key or uuid.uuid4(), member=member, asked_by=member, logged_by=by, **answers)
    # A second press waits here until the first has committed, and then finds its row.
    Request.objects.bulk_create([made], ignore_conflicts=True)
    item = lock(made)
    if item.logged_by_id != by.pk:
        raise NotAllowed
    if item.submitted_at is not None:
        return _same(item, made)
    step = step_for(Verb.SUBMIT, item, by=by.pk, parts={Part.ASKER})
    if step is None:
        raise NotAllowed
    sent = send(item, step, by=by)
    # Last: who holds the head of the audit and then waits for the counter of references waits in a circle with
    # whoever sends a request at the same moment.
    record("advice.logged", by=by, about=sent)
    return sent


def _same(item: Request, made: Request) -> Request:
    """The request that was sent, when it says what was written down now. Nothing that was typed goes lost."""
    first = item.wordings.first()
    told = (item.member_id, item.kind, item.question, item.topics, first.text if first else "")
    if told != (made.member_id, made.kind, made.question, made.topics, made.draft_wording if made.has_wording else ""):
        raise AnotherCall
    return item
