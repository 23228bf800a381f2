"""What happens by itself when a time has come: each is an item of the outbox, and asks first whether it is still right.

Nothing here decides for a person: chasers, closing after silence, warnings, and sending what was held for a moment.
Running one twice changes nothing: the request has moved on, or the mail's key is taken.
"""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.core.mail import EmailMessage
from django.db.models import Max, Q
from django.utils import timezone

from portal.foundation.outbox import actions as outbox
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import Role, User
from portal.foundation.people.permissions import MONITORING_OFFICERS
from reviews.advice import permissions
from reviews.advice.actions import Stale, WrongState, close_answered, close_unanswered, release
from reviews.advice.actions.steps import readers_of
from reviews.advice.models import Absence, AnswerDraft, Request
from reviews.advice.policies import OPENS
from reviews.advice.states import Later, State, Told
from reviews.advice.times import days_later

LAST_CHASE = 7
"""Working days after the question, of the last chaser before the request is closed."""
THEN = 3
"""Working days that the member has after the last chaser, also when it went out late."""


def chase(item: Item) -> EmailMessage | None:
    """Ask the member for the reply that is waited for; once only, when the portal stood still and two are due."""
    stem, _, days = item.dedupe_key.rpartition(":")
    last = Item.objects.filter(dedupe_key=f"{stem}:{LAST_CHASE}")
    if days != str(LAST_CHASE) and last.filter(Q(due_at__lte=timezone.now()) | Q(sent_at__isnull=False)).exists():
        return None
    found = Request.objects.filter(
        pk=_id(item, "request"), version=int(item.payload["version"]), state=State.AWAITING_MEMBER
    ).first()
    for person in readers_of(found, Told.MEMBER_QUESTION) if found else ():
        outbox.add(
            "advice.chased",
            key=f"{item.dedupe_key}:{person.pk}",
            payload={"request": item.payload["request"], "person": str(person.pk), "version": item.payload["version"]},
        )
    return None


def give_up(item: Item) -> EmailMessage | None:
    """Close a request whose question had no reply; not before the last chaser is out and has had its days."""
    if (wait := _days_of_the_chaser(item)) is not None:
        key = f"{Later.GIVE_UP}:{item.payload['request']}:{item.payload['version']}:{wait.isoformat()}"
        outbox.add(item.kind, key=key, payload=item.payload, due_at=wait)
        return None
    _close(item, close_unanswered)
    return None


def _days_of_the_chaser(item: Item) -> datetime | None:
    """Until when the last chaser lets the request stay open; None when its days are over, or none can be sent.

    After standing still for days everything is due at once. Without this the request would be closed in the minute
    in which its member is reminded, or before.
    """
    now = timezone.now()
    chaser = f"{Later.CHASE}:{item.payload['request']}:{item.payload['version']}:{LAST_CHASE}"
    mails = Item.objects.filter(Q(dedupe_key=chaser) | Q(dedupe_key__startswith=f"{chaser}:"))
    if mails.waiting().exists():
        return days_later(now, 1)
    sent = mails.aggregate(latest=Max("sent_at"))["latest"]
    if sent is None:
        return None
    until = days_later(timezone.localtime(sent).replace(hour=OPENS.hour), THEN)
    return until if until > now else None


def let_go(item: Item) -> EmailMessage | None:
    """Close an answered request about which nothing more was asked."""
    _close(item, close_answered)
    return None


def _close(item: Item, act: Callable[..., Request]) -> None:
    found = Request.objects.filter(pk=_id(item, "request")).first()
    if found is None:
        return
    try:
        act(item=found, version=int(item.payload["version"]))
    except (Stale, WrongState):
        return  # it has moved on, so there is nothing to close


def watch(item: Item) -> EmailMessage | None:
    """Warn whoever holds a request, their cover when they are away, and the leads, of a time near or passed."""
    due, which = datetime.fromisoformat(item.payload["due"]), item.payload["which"]
    if item.payload["when"] == "before" and due <= timezone.now():
        return None  # it is told late, and the warning that the time has passed says all
    field = "look_by" if which == "look" else "due_at"
    found = Request.objects.open().filter(pk=_id(item, "request"), **{field: due}).first()
    for person in _warned(found) if found else ():
        outbox.add(
            "advice.warned",
            key=f"{item.dedupe_key}:{person.pk}",
            payload={**item.payload, "person": str(person.pk)},
        )
    return None


def _warned(item: Request) -> list[User]:
    roles = MONITORING_OFFICERS if item.with_office else (Role.COMMS_LEAD,)
    people = {person.pk: person for person in User.objects.holding(*roles)}
    if item.holder is not None:
        people[item.holder.pk] = item.holder
        covers = User.objects.filter(pk__in=Absence.objects.today().filter(person=item.holder).values("cover"))
        people |= {cover.pk: cover for cover in covers}
    return [person for person in people.values() if permissions.handles(person, item)]


def release_held(item: Item) -> EmailMessage | None:
    """Send an answer that was held for a moment, unless it was undone."""
    draft = AnswerDraft.objects.filter(pk=_id(item, "draft")).select_related("item").first()
    if draft is not None:
        release(draft=draft)
    return None


def _id(item: Item, name: str) -> uuid.UUID:
    return uuid.UUID(item.payload[name])
