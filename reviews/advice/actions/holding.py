"""Finding that an answer still holds, though the guidance that it cites has changed since."""

from django.db import transaction

from portal.foundation.audit.actions import record
from portal.foundation.people.models import User
from reviews.advice import permissions
from reviews.advice.actions.steps import NotAllowed, lock
from reviews.advice.marks import MarkedAnswer, answers_of
from reviews.advice.models import CitationReview, Request


class GuidanceMoved(Exception):
    """What the answer rests on, or the answer, is no longer what the page showed. Nothing was saved."""

    def __init__(self) -> None:
        super().__init__("The guidance or the answer changed while this page was open.")


@transaction.atomic
def confirm_holds(*, item: Request, by: User, seen: str) -> MarkedAnswer:
    """Keep that `by` found the latest answer to hold with what stands in the guidance now. A second time is none.

    `seen` is the fingerprint (`MarkedAnswer.seen`) of what the page showed. Raises NotAllowed, or GuidanceMoved.
    """
    locked = lock(item)
    latest = next(reversed(answers_of(locked)), None)
    if latest is None or not permissions.can_confirm_answer(by, latest.answer):
        raise NotAllowed
    if latest.seen != seen:
        raise GuidanceMoved
    if latest.open_marks:
        CitationReview.objects.bulk_create(
            CitationReview(citation=mark.citation, found=mark.standing.now, by=by) for mark in latest.open_marks
        )
        data: dict[str, str | int | bool | None] = {"answer": str(latest.answer.pk), "points": len(latest.open_marks)}
        record("advice.still_holds", by=by, about=locked, data=data)
    return latest
