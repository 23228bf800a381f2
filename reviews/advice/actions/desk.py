"""What those who advise do with a request: the Communications Team, and the Monitoring Officer's office."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.people.models import Role, User
from reviews.advice import permissions
from reviews.advice.actions.steps import NotAllowed, WrongState, begin, finish, lock, make_findable
from reviews.advice.models import Message, Note, PrivateRoute, Request
from reviews.advice.states import Part, State, Step, Verb

PRESSED_TWICE = timedelta(minutes=1)
"""Within it the same words from the same person are one note: the button was pressed twice."""


@transaction.atomic
def claim(*, item: Request, by: User, version: int) -> Request:
    """Take a request on, or over from whoever holds it."""
    locked, step = begin(item, Verb.CLAIM, by=by, version=version)
    locked.adviser = by
    return finish(locked, step, by=by, changed=("adviser",))


class NotTheirs(Exception):
    """The person to whom it was to be handed cannot advise on it, or has it already."""

    def __init__(self) -> None:
        super().__init__("Choose a colleague at the desk who has no part in this request and does not hold it already.")


@transaction.atomic
def hand_over(*, item: Request, by: User, version: int, to: User, text: str = "") -> Request:
    """Give a request to a colleague, with a note if there is something to say. Raises ``NotTheirs``."""
    locked, step = begin(item, Verb.HAND_OVER, by=by, version=version)
    if to.pk == locked.adviser_id or not permissions.can_advise_on(to, locked):
        raise NotTheirs
    if text:
        Note.objects.create(item=locked, sort=Note.Sort.HANDED, text=text, by=by)
    locked.adviser = to
    return finish(locked, step, by=by, changed=("adviser",), data={"to": str(to.pk)})


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
    latest = locked.notes.filter(sort=Note.Sort.NOTE, by=by, at__gt=timezone.now() - PRESSED_TWICE).last()
    if latest is not None and latest.text == text:
        return latest
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


@transaction.atomic
def redirect(*, item: Request, by: User, version: int, redirect_to: str, text: str) -> Request:
    """Invite the member to go another way. Nothing is begun there for them (guard CG10)."""
    locked, step = begin(item, Verb.REDIRECT, by=by, version=version)
    Message.objects.create(item=locked, sort=Message.Sort.REDIRECTED, sender=sender(step), text=text, by=by)
    locked.redirect_to = redirect_to
    finish(locked, step, by=by, changed=("redirect_to",), data={"to": redirect_to})
    make_findable(locked)
    return locked


class NotATwin(Exception):
    """Only a request that the same member sent can be the one that was asked twice."""

    def __init__(self) -> None:
        super().__init__("Choose another request that the same member sent. Nobody is told of anybody else’s.")


@transaction.atomic
def mark_duplicate(*, item: Request, by: User, version: int, of: Request) -> Request:
    """Close it as asked twice; the member is shown the other one. Raises ``NotATwin``."""
    # Both rows, in one order: of two advisers who each close one as the other, only one may find it open.
    list(Request.objects.select_for_update().filter(pk__in=[item.pk, of.pk]).order_by("pk"))
    locked, step = begin(item, Verb.MARK_DUPLICATE, by=by, version=version)
    twins = Request.objects.handled_by(by).filter(member=locked.member_id, office_only=False)
    twin = twins.exclude(pk=locked.pk).exclude(state=State.WITHDRAWN).filter(pk=of.pk).first()
    if twin is None or _leads_to(twin, locked):
        raise NotATwin
    locked.duplicate_of = twin
    return finish(locked, step, by=by, changed=("duplicate_of",), data={"of": str(of.pk)})


def _leads_to(item: Request, another: Request) -> bool:
    """Whether it was closed as asked twice, and what it points at ends at the other one."""
    seen = item.duplicate_of
    while seen is not None and seen != another:
        seen = seen.duplicate_of
    return seen is not None


@transaction.atomic
def share_with_mo(*, item: Request, by: User, version: int) -> Request:
    """Let the Monitoring Officer and the other deputies read what one deputy alone had."""
    locked, step = begin(item, Verb.SHARE_WITH_MO, by=by, version=version)
    locked.private_to = None
    return finish(locked, step, by=by, changed=("private_to",))


@transaction.atomic
def set_private_route(*, deputy: User | None, by: User) -> PrivateRoute:
    """Name the deputy who reads first what is for the office only; None: the whole office. For requests from now on."""
    if not permissions.can_set_private_route(by):
        raise NotAllowed
    if deputy is not None and not deputy.has_role(Role.DEPUTY_MONITORING_OFFICER):
        raise NotTheirs
    route = PrivateRoute.objects.create(deputy=deputy, by=by)
    record("advice.private_route_set", by=by, about=route, data={"deputy": str(deputy.pk) if deputy else None})
    return route


def sender(step: Step) -> Message.Sender:
    """In whose name those who advise speak."""
    return Message.Sender.OFFICE if step.who is Part.OFFICE else Message.Sender.COMMUNICATIONS


def _take_into_office(item: Request, by: User) -> None:
    item.accepted_by, item.accepted_at = by, timezone.now()
