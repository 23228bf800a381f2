"""Keep a draft to sleep on, throw it away, and delete what has had its time."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from guidance.models import SleepingDraft, deleted_after
from guidance.permissions import can_sleep_on
from guidance.sleeping.times import BY_ID
from portal.foundation.audit.actions import record
from portal.foundation.outbox import actions as outbox
from portal.foundation.people.models import User

KIND = "guidance.slept_on"
MOST = 20
"""Drafts that one person may sleep on at a time: enough for anybody, and no store of texts."""


class Refused(Exception):
    """The draft cannot be kept; the message is one sentence for the person who asked."""


@transaction.atomic
def sleep_on(*, key: UUID, wording: str, when: str, by: User) -> SleepingDraft:
    """Keep a draft for `by` alone, and have them reminded. `key` becomes its id: a second press keeps nothing twice.

    `when` is an id of `guidance.sleeping.times`. Raises PermissionDenied, Refused.
    """
    if not can_sleep_on(by):
        raise PermissionDenied
    # The lock on the owner keeps two forms sent at once from passing the limit together.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    mine = SleepingDraft.objects.visible_to(by)
    if kept := mine.filter(pk=key).first():
        return kept
    if SleepingDraft.objects.filter(pk=key).exists():
        raise Refused("This page has been used before. Open it again.")
    if mine.count() >= MOST:
        raise Refused(f"You sleep on {MOST} drafts already. Throw one away first.")
    now = timezone.now()
    remind_at = BY_ID[when].moment(now)
    draft = SleepingDraft(
        pk=key, owner=by, wording=wording, kept_at=now, remind_at=remind_at, delete_at=deleted_after(remind_at)
    )
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError as taken:  # somebody else's press of the same moment, which the look above could not see
        raise Refused("This page has been used before. Open it again.") from taken
    # Once the draft is gone the mail finds nothing to remind of (guidance.emails.slept_on), so nothing is cancelled.
    outbox.add(KIND, key=f"{KIND}:{draft.pk}", payload={"draft": str(draft.pk)}, due_at=remind_at)
    record("guidance.draft_kept", by=by, about=draft)
    return draft


@transaction.atomic
def throw_away(*, draft: UUID, by: User) -> None:
    """Delete one's own draft at once. Raises SleepingDraft.DoesNotExist when it is not theirs or gone."""
    mine = SleepingDraft.objects.visible_to(by).get(pk=draft)
    if not _delete(mine):
        raise SleepingDraft.DoesNotExist
    record("guidance.draft_thrown_away", by=by, about=mine)


def delete_over() -> int:
    """Delete every draft whose day has come; how many.

    It looks at what is owed and not at what day it is: it may run at any time, and by several at once.
    """
    return sum(_delete_over(draft) for draft in SleepingDraft.objects.over().defer("wording"))


@transaction.atomic
def _delete_over(draft: SleepingDraft) -> bool:
    if is_gone_now := _delete(draft):
        record("guidance.draft_deleted", by=None, about=draft)
    return is_gone_now


def _delete(draft: SleepingDraft) -> bool:
    """True for the one of several at once whose deletion it was. The row goes; the audit keeps its id."""
    deleted, _ = SleepingDraft.objects.filter(pk=draft.pk).delete()
    return deleted > 0
