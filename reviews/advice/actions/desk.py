"""What those who advise do with a request: the Communications Team, and the Monitoring Officer's office."""

from django.db import transaction
from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.people.models import User
from reviews.advice import permissions
from reviews.advice.actions.steps import NotAllowed, WrongState, begin, finish, lock, make_findable
from reviews.advice.models import Message, Note, Request
from reviews.advice.states import Part, Step, Verb


@transaction.atomic
def claim(*, item: Request, by: User, version: int) -> Request:
    """Take a request on, or over from whoever holds it."""
    locked, step = begin(item, Verb.CLAIM, by=by, version=version)
    locked.adviser = by
    return finish(locked, step, by=by, changed=("adviser",))


@transaction.atomic
def ask_member(*, item: Request, by: User, version: int, text: str) -> Request:
    """Put a question to the member. Until they reply, the time for the answer stands still."""
    locked, step = begin(item, Verb.ASK_MEMBER, by=by, version=version)
    return _ask(locked, step, by=by, text=text)


@transaction.atomic
def ask_member_as_mo(*, item: Request, by: User, version: int, text: str) -> Request:
    """The same, from the Monitoring Officer's office; whoever asks has thereby accepted the request."""
    locked, step = begin(item, Verb.ASK_MEMBER_AS_MO, by=by, version=version)
    _take_into_office(locked, by)
    return _ask(locked, step, by=by, text=text, changed=("accepted_by", "accepted_at"))


def _ask(item: Request, step: Step, *, by: User, text: str, changed: tuple[str, ...] = ()) -> Request:
    Message.objects.create(item=item, sort=Message.Sort.QUESTION, sender=sender(step), text=text, by=by)
    finish(item, step, by=by, changed=changed)
    make_findable(item)
    return item


@transaction.atomic
def note(*, item: Request, by: User, text: str) -> Note:
    """Write something down for those who advise. The member never sees it."""
    locked = lock(item)
    if not permissions.handles(by, locked):
        raise NotAllowed
    if not permissions.can_note(by, locked):
        raise WrongState(locked)
    made = Note.objects.create(item=locked, text=text, by=by)
    record("advice.noted", by=by, about=locked, data={"note": str(made.pk)})
    return made


@transaction.atomic
def escalate(*, item: Request, by: User, version: int, reason: str, view: str) -> Request:
    """Pass the request to the Monitoring Officer, with the reason and the adviser's view. The member is told."""
    locked, step = begin(item, Verb.ESCALATE, by=by, version=version)
    Note.objects.create(item=locked, sort=Note.Sort.ESCALATED, reason=reason, text=view, by=by)
    locked.with_office, locked.escalated_at = True, timezone.now()
    locked.accepted_by = locked.accepted_at = None
    changed = ("with_office", "escalated_at", "accepted_by", "accepted_at")
    return finish(locked, step, by=by, changed=changed, data={"reason": reason})


@transaction.atomic
def accept(*, item: Request, by: User, version: int) -> Request:
    """Say who in the Monitoring Officer's office deals with it."""
    locked, step = begin(item, Verb.ACCEPT, by=by, version=version)
    _take_into_office(locked, by)
    return finish(locked, step, by=by, changed=("accepted_by", "accepted_at"))


@transaction.atomic
def return_to_desk(*, item: Request, by: User, version: int, text: str) -> Request:
    """Hand an escalated request back to the adviser who held it, with a note on how to go on."""
    locked, step = begin(item, Verb.RETURN_TO_DESK, by=by, version=version)
    Note.objects.create(item=locked, sort=Note.Sort.RETURNED, text=text, by=by)
    locked.with_office = False
    return finish(locked, step, by=by, changed=("with_office",))


@transaction.atomic
def decline(*, item: Request, by: User, version: int, reason: str, signpost: str, text: str) -> Request:
    """Say kindly why the desk does not advise on this, and who can help instead."""
    locked, step = begin(item, Verb.DECLINE, by=by, version=version)
    Message.objects.create(item=locked, sort=Message.Sort.DECLINED, sender=sender(step), text=text, by=by)
    locked.decline_reason, locked.signpost = reason, signpost
    finish(locked, step, by=by, changed=("decline_reason", "signpost"), data={"reason": reason})
    make_findable(locked)
    return locked


def sender(step: Step) -> Message.Sender:
    """In whose name those who advise speak."""
    return Message.Sender.OFFICE if step.who is Part.OFFICE else Message.Sender.COMMUNICATIONS


def _take_into_office(item: Request, by: User) -> None:
    item.accepted_by, item.accepted_at = by, timezone.now()
