"""Writing an answer, choosing the points it rests on, and giving it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from guidance.models import PointVersion
from portal.foundation.people.models import User
from reviews.advice import permissions
from reviews.advice.actions.desk import sender
from reviews.advice.actions.steps import NotAllowed, begin, finish, make_findable
from reviews.advice.models import Answer, AnswerDraft, Citation, Request
from reviews.advice.states import Verb

MAX_POINTS = 12


class NoPointGiven(Exception):
    """An answer cites at least one point, or says why none applies."""

    def __init__(self) -> None:
        super().__init__("Choose at least one point of the guidance, or say why none applies.")


@dataclass(frozen=True)
class Advice:
    """What an answer says. ``points`` are the versions it cites, in order."""

    stance: str
    text: str
    suggested_wording: str = ""
    no_point_reason: str = ""
    points: Sequence[PointVersion] = ()


@transaction.atomic
def answer(*, item: Request, by: User, version: int, advice: Advice) -> Request:
    """Answer for the Communications Team. Raises ``NoPointGiven`` and the refusals of ``begin``."""
    return _give(item, Verb.ANSWER, by=by, version=version, advice=advice)


@transaction.atomic
def answer_as_mo(*, item: Request, by: User, version: int, advice: Advice) -> Request:
    """Answer from the Monitoring Officer's office. Raises ``NoPointGiven`` and the refusals of ``begin``."""
    return _give(item, Verb.ANSWER_AS_MO, by=by, version=version, advice=advice)


def _give(item: Request, verb: Verb, *, by: User, version: int, advice: Advice) -> Request:
    locked, step = begin(item, verb, by=by, version=version)
    if not advice.points and not advice.no_point_reason:
        raise NoPointGiven
    given = Answer.objects.create(
        item=locked,
        number=locked.answers.count() + 1,
        source=sender(step),
        stance=advice.stance,
        text=advice.text,
        suggested_wording=advice.suggested_wording,
        wording=locked.wordings.last(),
        no_point_applies=not advice.points,
        no_point_reason="" if advice.points else advice.no_point_reason,
        by=by,
    )
    Citation.objects.bulk_create(
        Citation(answer=given, point=point, point_hash=point.hash, order=number)
        for number, point in enumerate(advice.points, start=1)
    )
    locked.answered_at = timezone.now()
    _discard_draft(locked, by)
    data: dict[str, str | int | bool | None] = {
        "answer": str(given.pk),
        "stance": advice.stance,
        "points": len(advice.points),
    }
    finish(locked, step, by=by, changed=("answered_at",), data=data)
    make_findable(locked)
    return locked


@transaction.atomic
def keep_answer_draft(*, item: Request, by: User, advice: Advice) -> AnswerDraft:
    """Keep what was typed so far, for this adviser only. The chosen points stay as they are."""
    draft = _draft_of(item, by)
    draft.stance, draft.text = advice.stance, advice.text
    draft.suggested_wording, draft.no_point_reason = advice.suggested_wording, advice.no_point_reason
    draft.saved_at = timezone.now()
    draft.save()
    return draft


@transaction.atomic
def cite_points(*, item: Request, by: User, points: Iterable[PointVersion]) -> AnswerDraft:
    """Add points to the draft, up to ``MAX_POINTS``."""
    draft = _draft_of(item, by)
    room = MAX_POINTS - draft.points.count()
    draft.points.add(*list(points)[: max(room, 0)])
    return draft


@transaction.atomic
def drop_point(*, item: Request, by: User, point: PointVersion) -> AnswerDraft:
    draft = _draft_of(item, by)
    draft.points.remove(point)
    return draft


def _draft_of(item: Request, by: User) -> AnswerDraft:
    if not permissions.handles(by, item):
        raise NotAllowed
    return AnswerDraft.objects.select_for_update().get_or_create(item=item, by=by)[0]


def _discard_draft(item: Request, by: User) -> None:
    for draft in item.answer_drafts.filter(by=by):
        draft.points.clear()
        draft.delete()
