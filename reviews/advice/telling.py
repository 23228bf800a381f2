"""Who is told by mail that a point which their answer cites has changed: once for each change, from the worker."""

from datetime import timedelta

from django.utils import timezone

from portal.foundation.outbox import actions as outbox
from portal.foundation.outbox.actions import Entry
from reviews.advice.actions.steps import readers_of
from reviews.advice.marks import touched_answers
from reviews.advice.models import Request
from reviews.advice.states import State, Told

TOLD_OF = timedelta(days=365)
"""Whose answer is older is not told by mail; the mark on it stands all the same."""


def tell_of_changes() -> None:
    """Adds a mail for each answer that nobody has found to hold since. Done twice, it adds nothing."""
    recent = Request.objects.filter(
        answered_at__gte=timezone.now() - TOLD_OF, state__in=(State.ANSWERED, State.FOLLOW_UP, State.CLOSED)
    )
    for marked in touched_answers(recent):
        item = marked.answer.item
        outbox.add_all(
            Entry(
                "advice.guidance_changed",
                key=f"advice.guidance_changed:{marked.answer.pk}:{marked.seen}:{person.pk}",
                payload={"request": str(item.pk), "person": str(person.pk)},
            )
            for person in readers_of(item, Told.MEMBER_ANSWERED)
        )
