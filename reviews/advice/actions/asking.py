"""What the member does with a request, or a delegate for them: send, reply, close, withdraw."""

from django.db import transaction
from django.utils import timezone

from portal.foundation.people.models import User
from portal.foundation.records.actions import hidden_reference, next_reference
from reviews.advice import permissions
from reviews.advice.actions.drafts import NotComplete
from reviews.advice.actions.steps import begin, finish, lock, make_findable
from reviews.advice.asking import missing
from reviews.advice.models import Message, Request, WordingVersion
from reviews.advice.models.papers import fingerprint
from reviews.advice.states import Verb


@transaction.atomic
def submit(*, item: Request, by: User, version: int) -> Request:
    """Send the request; it gets its reference. Pressed again, it answers with the request already sent.

    Raises ``NotComplete`` when a required question is open, and the refusals of ``begin``.
    """
    locked = lock(item)
    if locked.submitted_at is not None and permissions.acts_for(by, locked):
        return locked
    locked, step = begin(item, Verb.SUBMIT, by=by, version=version)
    if open_questions := missing(locked):
        raise NotComplete(open_questions)
    locked.submitted_at = timezone.now()
    # A gap in the numbers would tell the desk that somebody asked the Monitoring Officer's office only.
    locked.reference = hidden_reference("ADV") if locked.office_only else next_reference("ADV")
    if locked.office_only:
        locked.with_office, locked.escalated_at = True, locked.submitted_at
    _forget_what_no_longer_applies(locked)
    _fix_wording(locked, locked.draft_wording, by=by)
    locked.draft_wording = ""
    fields = ("submitted_at", "reference", "with_office", "escalated_at", "draft_wording", *_MAY_LAPSE)
    finish(locked, step, by=by, changed=fields, data=_facts(locked))
    make_findable(locked)
    return locked


@transaction.atomic
def reply(*, item: Request, by: User, version: int, text: str, wording: str = "") -> Request:
    """Answer the question that was put to the member; a changed wording becomes its next version."""
    locked, step = begin(item, Verb.REPLY, by=by, version=version)
    Message.objects.create(item=locked, sort=Message.Sort.REPLY, sender=Message.Sender.MEMBER, text=text, by=by)
    _fix_wording(locked, wording, by=by)
    finish(locked, step, by=by)
    make_findable(locked)
    return locked


@transaction.atomic
def close(*, item: Request, by: User, version: int) -> Request:
    """The member has read the answer and is done."""
    locked, step = begin(item, Verb.CLOSE, by=by, version=version)
    return finish(locked, step, by=by)


@transaction.atomic
def withdraw(*, item: Request, by: User, version: int) -> Request:
    """Take the request back. It is kept, and those who advise no longer see what it says."""
    locked, step = begin(item, Verb.WITHDRAW, by=by, version=version)
    return finish(locked, step, by=by)


_MAY_LAPSE = ("platforms", "account", "link", "intended_at", "intended_has_time", "urgent_reason")


def _forget_what_no_longer_applies(item: Request) -> None:
    """An answer that belongs to a question which the final kind does not ask is not sent."""
    if item.kind == "general":
        item.platforms, item.account = [], ""
    if item.kind not in ("posted", "reply"):
        item.link = ""
    if item.kind not in ("before", "reply"):
        item.intended_at, item.intended_has_time = None, False
    if not item.has_wording:
        item.draft_wording = ""
    if not item.is_urgent:
        item.urgent_reason = ""


def _fix_wording(item: Request, text: str, *, by: User) -> None:
    latest = item.wordings.last()
    if not text or (latest is not None and latest.text == text):
        return
    number = latest.number + 1 if latest else 1
    WordingVersion.objects.create(item=item, number=number, text=text, sha256=fingerprint(text), by=by)


def _facts(item: Request) -> dict[str, str | int | bool | None]:
    return {"reference": item.reference, "kind": item.kind, "urgent": item.is_urgent, "office_only": item.office_only}
