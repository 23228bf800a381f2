"""Keeping the standard texts of the desk."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from guidance.models import PointVersion
from portal.foundation.audit.actions import record
from portal.foundation.people.models import User
from reviews.advice import permissions
from reviews.advice.actions.steps import NotAllowed
from reviews.advice.models import StandardText, StandardTextPoint, StandardTextVersion


class TextChanged(Exception):
    """Somebody wrote a newer version after the page was opened."""

    def __init__(self, text: StandardText) -> None:
        super().__init__("Somebody changed this text after you opened the page. What you typed is still here.")
        self.text = text


@transaction.atomic
def keep_text(
    *, text: StandardText | None, seen: int, title: str, body: str, points: Sequence[PointVersion], by: User
) -> StandardText:
    """Write a new text, or the next version of one. ``seen``: the number of the version that was changed.

    Raises ``NotAllowed`` and ``TextChanged``.
    """
    if not permissions.can_keep_texts(by):
        raise NotAllowed
    kept = StandardText.objects.create(owner=by) if text is None else _lock(text)
    number = kept.versions.count()
    if text is not None and number != seen:
        raise TextChanged(kept)
    version = StandardTextVersion.objects.create(text=kept, number=number + 1, title=title, body=body, by=by)
    StandardTextPoint.objects.bulk_create(
        StandardTextPoint(version=version, point=point, point_hash=point.hash) for point in points
    )
    record("advice.text_kept", by=by, about=kept, data={"version": version.number})
    return kept


@transaction.atomic
def end_text(*, text: StandardText, by: User) -> StandardText:
    """Take a text out of use; its versions stay. Done twice, it changes nothing. Raises ``NotAllowed``."""
    if not permissions.can_keep_texts(by):
        raise NotAllowed
    kept = _lock(text)
    if kept.ended_at is None:
        kept.ended_at = timezone.now()
        kept.save(update_fields=["ended_at"])
        record("advice.text_ended", by=by, about=kept)
    return kept


def _lock(text: StandardText) -> StandardText:
    return StandardText.objects.select_for_update().get(pk=text.pk)
