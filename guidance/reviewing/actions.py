"""Set who owns a document and when it is reviewed; note that it was; remind its owners."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from guidance.models import LONDON, Document, OwnerRole, ReviewStep, months_later, today
from guidance.permissions import can_note_review, can_plan_review
from portal.foundation.audit.actions import record
from portal.foundation.outbox.actions import Entry, add_all
from portal.foundation.people.models import Role, User
from portal.foundation.people.permissions import MONITORING_OFFICERS

KIND = "guidance.review_due"
DAYS_BEFORE = (60, 30, 0, -14)
"""When the owners are reminded: days before the review date; -14 is two weeks after it."""
LONGEST_PLAN = 36
"""Months. A text on law that nobody looks at for longer is not looked after."""


class Stale(Exception):
    """Somebody else set or noted something since the page was opened."""


class Refused(Exception):
    """The day cannot be taken; the message is one sentence for the person who asked."""


@transaction.atomic
def plan_review(*, document: UUID, owner_role: str, next_review_on: date, note: str, seen: int, by: User) -> ReviewStep:
    """Set owner and date. `seen` counts the steps that `by` had before them.

    Raises PermissionDenied, Stale, Refused.
    """
    locked = _lock(document)
    if not can_plan_review(by):
        raise PermissionDenied
    return _step(locked, ReviewStep.Kind.PLANNED, OwnerRole(owner_role), next_review_on, note, seen=seen, by=by)


@transaction.atomic
def note_no_change(*, document: UUID, next_review_on: date, note: str, seen: int, by: User) -> ReviewStep:
    """Note that the document was reviewed and stays as it is. Raises PermissionDenied, Stale, Refused."""
    locked = _lock(document)
    if not can_note_review(by, locked):
        raise PermissionDenied
    return _step(
        locked, ReviewStep.Kind.NO_CHANGE, OwnerRole(locked.owner_role), next_review_on, note, seen=seen, by=by
    )


def _lock(document: UUID) -> Document:
    return Document.objects.select_for_update(no_key=True).get(pk=document)


def _step(
    document: Document,
    kind: ReviewStep.Kind,
    owner_role: OwnerRole,
    next_review_on: date,
    note: str,
    *,
    seen: int,
    by: User,
) -> ReviewStep:
    if document.steps_taken() != seen:
        raise Stale("Somebody changed the review of this document while the page was open. This is how it stands now.")
    on = today()
    if not on < next_review_on <= months_later(on, LONGEST_PLAN):
        raise Refused("The next review must be after today, and within three years")
    step = ReviewStep.objects.create(
        document=document,
        number=seen + 1,
        kind=kind,
        owner_role=owner_role,
        next_review_on=next_review_on,
        note=note,
        on=on,
        by=by,
    )
    document.owner_role, document.next_review_on = owner_role, next_review_on
    document.save(update_fields=["owner_role", "next_review_on"])
    data = {"owner": str(owner_role), "next": next_review_on.isoformat()}
    record(f"guidance.review_{kind}", by=by, about=document, data=data)
    return step


def remind_owners() -> int:
    """Remind whoever holds the owner role of each document whose time has come; how many mails are on their way.

    It looks at what is owed and not at what day it is: it may run at any time, as often as one likes, by several at
    once. After days without it the owners get one mail, for the latest time that has come. Somebody who takes the
    role over later gets it too.
    """
    return sum(_remind(document) for document in Document.objects.kept())


@transaction.atomic
def _remind(document: Document) -> int:
    steps = document.steps_taken()
    stage = stage_reached(document.next_review_on, since=_date_known_since(document), on=today())
    if stage is None:
        return 0
    entries = [
        Entry(
            KIND,
            key=f"{KIND}:{document.pk}:{steps}:{stage}:{reader.pk}",
            payload={"document": str(document.pk), "to": str(reader.pk), "steps": str(steps)},
        )
        for reader in owners_of(document)
    ]
    add_all(entries)
    return len(entries)


def stage_reached(next_review_on: date, *, since: date, on: date) -> int | None:
    """The latest of DAYS_BEFORE whose day has come; None before the first.

    Days before `since`, when the date was set, do not count: who sets a date ten days ahead knows of it.
    """
    days = ((next_review_on - timedelta(days=before), before) for before in DAYS_BEFORE)
    come = [before for day, before in days if since <= day <= on]
    return come[-1] if come else None


def _date_known_since(document: Document) -> date:
    newest = document.review_steps.order_by("-number").first()
    return newest.on if newest else timezone.localdate(document.created_at, LONDON)


def owners_of(document: Document) -> Iterable[User]:
    """Who holds the owner role today; when nobody does, the Monitoring Officer and deputy; else the administrators."""
    chain: tuple[tuple[str, ...], ...] = ((document.owner_role,), MONITORING_OFFICERS, (Role.ADMINISTRATOR,))
    for roles in chain:
        if holders := list(User.objects.holding(*roles)):
            return holders
    return []
