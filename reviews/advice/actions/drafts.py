"""A request while it is being written. Nobody but the member, and the delegate who began it, sees it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.files.actions import take_in
from portal.foundation.people.models import User
from reviews.advice import permissions
from reviews.advice.actions.steps import NotAllowed, Stale, WrongState, lock
from reviews.advice.asking import Question
from reviews.advice.models import Picture, Request
from reviews.advice.states import State

MAX_PICTURES = 5
DRAFT_FIELDS = frozenset(
    {
        "office_only",
        "kind",
        "platforms",
        "account",
        "draft_wording",
        "link",
        "intended_at",
        "intended_has_time",
        "is_urgent",
        "urgent_reason",
        "topics",
        "question",
    }
)

TYPED = frozenset({"draft_wording", "urgent_reason", "question"})
"""Texts that are kept while they are typed."""
FILLED_BEFOREHAND = frozenset({"kind", "draft_wording", "topics", "question"})


class NotComplete(Exception):
    """Some questions must be answered before the request is sent."""

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__("Some questions are not answered yet.")
        self.questions = questions


class TooManyPictures(Exception):
    def __init__(self) -> None:
        super().__init__(f"You can add up to {MAX_PICTURES} pictures. Remove one first.")


@transaction.atomic
def begin_draft(*, by: User, member: User, answers: Mapping[str, object] | None = None) -> Request:
    """A request of the member, begun by them or by a delegate who may act for them.

    ``answers`` are filled in beforehand. No page counts as done by them: the member still meets each one.
    """
    if member not in permissions.members_to_ask_for(by):
        raise NotAllowed
    if not FILLED_BEFOREHAND.issuperset(answers or {}):
        raise ValueError("These are no answers that can be filled in beforehand.")
    item = Request.objects.create(member=member, asked_by=by, **(answers or {}))
    record("advice.begun", by=by, about=item, acting_for=member if member != by else None)
    return item


@transaction.atomic
def ask_anew(*, item: Request, by: User) -> Request:
    """A draft linked to a request that can no longer be asked about or opened again. Asked twice, it is the same draft.

    Each page is met again with the earlier answer in place; the wording and the question are new. Who asked the
    Monitoring Officer's office only begins there again. Raises ``NotAllowed`` or ``WrongState``.
    """
    locked = lock(item)
    if not permissions.acts_for(by, locked) or locked.member not in permissions.members_to_ask_for(by):
        raise NotAllowed
    if not permissions.can_ask_anew(by, locked):
        raise WrongState(locked)
    begun = locked.followed_by.filter(state=State.DRAFT, asked_by=by).first()
    if begun is not None:
        return begun
    draft = begin_draft(by=by, member=locked.member, answers={"kind": locked.kind, "topics": locked.topics})
    draft.follows, draft.office_only = locked, locked.office_only
    draft.platforms, draft.account = locked.platforms, locked.account
    draft.save(update_fields=["follows", "office_only", "platforms", "account"])
    return draft


@transaction.atomic
def keep_typed(*, item: Request, by: User, version: int, answers: Mapping[str, str]) -> Request:
    """Keep what is typed so far on a page that is still open. The page does not count as done.

    Text that was emptied stays as it was saved last. Raises ``Stale``, ``WrongState`` or ``NotAllowed``.
    """
    locked = _lock_draft(item, by=by, version=version)
    if not TYPED.issuperset(answers):
        raise ValueError("These are no texts of a draft.")
    changed = [name for name, text in answers.items() if text.strip() and text != getattr(locked, name)]
    if not changed:
        return locked
    for name in changed:
        setattr(locked, name, answers[name])
    locked.version += 1
    locked.changed_at = timezone.now()
    locked.save(update_fields={"version", "changed_at", *changed})
    return locked


@transaction.atomic
def save_draft(*, item: Request, by: User, version: int, step: str, answers: Mapping[str, object]) -> Request:
    """Keep the answers of one page. Raises ``Stale`` when the draft was changed elsewhere in the meantime."""
    locked = _lock_draft(item, by=by, version=version)
    if not DRAFT_FIELDS.issuperset(answers):
        raise ValueError("These are no answers of a draft.")
    if answers.get("office_only") and by.pk != locked.member_id:
        raise NotAllowed
    for field, value in answers.items():
        setattr(locked, field, value)
    return _save(locked, step, *answers)


@transaction.atomic
def add_pictures(*, item: Request, by: User, version: int, uploads: "Sequence[UploadedFile[Any]]") -> Request:
    """Take in the pictures, all or none. Raises ``RefusedFile`` (with its sentence) or ``TooManyPictures``."""
    locked = _lock_draft(item, by=by, version=version)
    if locked.pictures.count() + len(uploads) > MAX_PICTURES:
        raise TooManyPictures
    for upload in uploads:
        Picture.objects.create(item=locked, file=take_in(upload, by=by, room="advice"), by=by)
    return _save(locked, "pictures")


@transaction.atomic
def remove_picture(*, item: Request, by: User, version: int, picture: Picture) -> Request:
    """Leave a picture out of a draft. The stored file stays until retention removes it."""
    locked = _lock_draft(item, by=by, version=version)
    locked.pictures.filter(pk=picture.pk).delete()
    record("advice.picture_removed", by=by, about=locked, data={"picture": str(picture.pk)})
    return _save(locked, "pictures")


def _lock_draft(item: Request, *, by: User, version: int) -> Request:
    locked = lock(item)
    if not permissions.acts_for(by, locked):
        raise NotAllowed
    if not locked.is_draft:
        raise WrongState(locked)
    if locked.version != version:
        raise Stale(locked)
    return locked


def _save(item: Request, step: str, *fields: str) -> Request:
    if step not in item.steps_done:
        item.steps_done = [*item.steps_done, step]
    item.version += 1
    item.changed_at = timezone.now()
    item.save(update_fields={"steps_done", "version", "changed_at", *fields})
    return item
