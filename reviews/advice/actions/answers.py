"""Writing an answer, choosing the points it rests on, and giving it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from guidance.models import PointVersion
from portal.foundation.audit.actions import record
from portal.foundation.outbox import actions as outbox
from portal.foundation.people.models import User
from reviews.advice import permissions
from reviews.advice.actions.desk import sender
from reviews.advice.actions.steps import NotAllowed, Stale, WrongState, begin, finish, lock, make_findable, readers_of
from reviews.advice.choices import Stance
from reviews.advice.models import Answer, AnswerDraft, Citation, Note, Request, SecondLook
from reviews.advice.models.papers import fingerprint
from reviews.advice.states import Part, Step, Told, Verb

MAX_POINTS = 12
HELD = ("send_at", "held_version", "not_sent_because")


class NoPointGiven(Exception):
    """An answer cites at least one point, or says why none applies."""

    def __init__(self) -> None:
        super().__init__("Choose at least one point of the guidance, or say why none applies.")


@dataclass(frozen=True)
class Advice:
    """What an answer says. ``points`` are the versions it cites, in order.

    ``risks`` are the adviser's tags, in the order of the list; ``is_privileged`` counts from the Monitoring Officer's
    office only; ``here_because`` is kept as a note when the desk answers.
    """

    stance: str
    text: str
    suggested_wording: str = ""
    no_point_reason: str = ""
    points: Sequence[PointVersion] = ()
    unreviewed_because: str = ""
    risks: Sequence[str] = ()
    is_privileged: bool = False
    here_because: str = ""

    @property
    def content_hash(self) -> str:
        """What a second look is bound to: stance, words, and which points. SHA-256, 64 hexadecimal digits."""
        said = [self.stance, self.text, self.suggested_wording, self.no_point_reason]
        return fingerprint(json.dumps([*said, *sorted(str(point.pk) for point in self.points)], ensure_ascii=False))


class NeedsSecondLook(Exception):
    """Advice against a post is read by a colleague first, or says why it was not."""

    def __init__(self) -> None:
        super().__init__("Ask a colleague to look at advice against a post before it goes out, or say why nobody can.")


class ColleagueDisagrees(NeedsSecondLook):
    """Somebody looked and said no to these very words; that nobody could look is then not true."""

    def __init__(self) -> None:
        Exception.__init__(
            self,
            "A colleague has looked and does not agree with these words. Change them and ask again, ask another "
            "colleague, or pass the request to the Monitoring Officer.",
        )


class NotHeld(Exception):
    """There is nothing to undo: it went out already, or was never to."""

    def __init__(self) -> None:
        super().__init__("There is nothing to undo. The answer has gone out, or was not waiting to.")


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
    look = check(locked, step, advice, by=by)
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
        second_look=look,
        unreviewed_because="" if look or not _needs_look(step, advice) else advice.unreviewed_because,
        risks=list(advice.risks),
        is_privileged=advice.is_privileged and step.who is Part.OFFICE,
        by=by,
    )
    if advice.here_because and step.who is Part.ADVISER:
        Note.objects.create(item=locked, sort=Note.Sort.HERE, text=advice.here_because, by=by)
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


def check(item: Request, step: Step, advice: Advice, *, by: User) -> SecondLook | None:
    """The second look that the answer rests on, if it needs one. Raises ``NoPointGiven`` or ``NeedsSecondLook``."""
    if not advice.points and not advice.no_point_reason:
        raise NoPointGiven
    if not _needs_look(step, advice):
        return None
    looks = item.second_looks.filter(content_hash=advice.content_hash)
    agreed = looks.filter(agrees=True).exclude(by=by)
    if (wording := item.wordings.last()) is not None:
        agreed = agreed.filter(asked_at__gte=wording.at)  # a look at advice on an earlier wording says nothing
    look = agreed.order_by("at").first()
    if look is None and looks.filter(agrees=False).exists():
        raise ColleagueDisagrees
    if look is None and not advice.unreviewed_because:
        raise NeedsSecondLook
    return look


def _needs_look(step: Step, advice: Advice) -> bool:
    return step.who is Part.ADVISER and advice.stance == Stance.ADVISE_AGAINST


@transaction.atomic
def ask_second_look(*, item: Request, by: User, version: int, advice: Advice) -> SecondLook:
    """Ask the colleagues at the desk to read an answer before it goes out. They are told by mail.

    Raises the refusals of ``begin``, and ``NoPointGiven``.
    """
    locked, _step = begin(item, Verb.ANSWER, by=by, version=version)
    if not advice.points and not advice.no_point_reason:
        raise NoPointGiven
    keep_answer_draft(item=locked, by=by, advice=advice).points.set(advice.points)
    open_ones = locked.second_looks.filter(content_hash=advice.content_hash, asked_by=by, by=None)
    look = open_ones.first() or _new_look(locked, by, advice)
    record("advice.second_look_asked", by=by, about=locked, data={"look": str(look.pk)})
    for colleague in readers_of(locked, Told.ADVISERS_NEW):
        if colleague != by:
            key = f"advice.second_look:{look.pk}:{colleague.pk}"
            outbox.add("advice.second_look", key=key, payload={"look": str(look.pk), "person": str(colleague.pk)})
    return look


def _new_look(item: Request, by: User, advice: Advice) -> SecondLook:
    look = SecondLook.objects.create(
        item=item,
        asked_by=by,
        stance=advice.stance,
        text=advice.text,
        suggested_wording=advice.suggested_wording,
        no_point_reason="" if advice.points else advice.no_point_reason,
        content_hash=advice.content_hash,
    )
    look.points.set(advice.points)
    return look


@transaction.atomic
def take_second_look(*, look: SecondLook, by: User, agrees: bool, note: str = "") -> SecondLook:
    """Say whether an answer may go out as it stands. Whoever asked is told. Raises ``NotAllowed``, ``WrongState``."""
    item = lock(look.item)
    locked = SecondLook.objects.select_for_update(of=["self"]).select_related("item").get(pk=look.pk)
    if locked.by_id is not None:
        raise WrongState(item)
    if not permissions.can_take_second_look(by, locked):
        raise NotAllowed
    locked.by, locked.at, locked.agrees, locked.note = by, timezone.now(), agrees, note
    locked.save(update_fields=["by", "at", "agrees", "note"])
    record("advice.second_look_taken", by=by, about=item, data={"look": str(locked.pk), "agrees": agrees})
    outbox.add(
        "advice.second_look_taken",
        key=f"advice.second_look_taken:{locked.pk}",
        payload={"look": str(locked.pk), "person": str(locked.asked_by_id)},
    )
    return locked


@transaction.atomic
def hold_answer(*, item: Request, by: User, version: int, advice: Advice) -> AnswerDraft:
    """Let an answer go out after a short while (`ADVICE_HOLD_SECONDS`), in which it can be undone.

    Everything is checked now, as it will be then. Raises what ``answer`` raises.
    """
    locked = lock(item)
    verb = Verb.ANSWER_AS_MO if Part.OFFICE in permissions.parts(by, locked) and locked.with_office else Verb.ANSWER
    locked, step = begin(item, verb, by=by, version=version)
    check(locked, step, advice, by=by)
    draft = keep_answer_draft(item=locked, by=by, advice=advice)
    draft.points.set(advice.points)
    draft.send_at = timezone.now() + timedelta(seconds=settings.ADVICE_HOLD_SECONDS)
    draft.held_version, draft.not_sent_because = version, ""
    draft.save(update_fields=HELD)
    record("advice.answer_held", by=by, about=locked)
    outbox.add(
        "advice.release",
        key=f"advice.release:{draft.pk}:{draft.send_at.isoformat()}",
        payload={"draft": str(draft.pk)},
        due_at=draft.send_at,
    )
    return draft


@transaction.atomic
def undo_hold(*, item: Request, by: User) -> AnswerDraft:
    """Take a held answer back; it is a draft again. Raises ``NotHeld``."""
    locked = lock(item)
    draft = AnswerDraft.objects.select_for_update().filter(item=locked, by=by, send_at__isnull=False).first()
    if draft is None:
        raise NotHeld
    draft.send_at = draft.held_version = None
    draft.save(update_fields=["send_at", "held_version"])
    record("advice.answer_undone", by=by, about=locked)
    return draft


@transaction.atomic
def release(*, draft: AnswerDraft) -> Request | None:
    """Send a held answer whose time has come; None when it was undone meanwhile.

    When it can no longer be given (the member took the request back, a colleague took it over, the words lost their
    second look), it stays a draft that says why.
    """
    item = lock(draft.item)
    held = AnswerDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if held is None or held.send_at is None or held.held_version is None or held.send_at > timezone.now():
        return None
    try:
        with transaction.atomic():
            verb = Verb.ANSWER_AS_MO if item.with_office else Verb.ANSWER
            return _give(item, verb, by=held.by, version=held.held_version, advice=held_advice(held))
    except (NotAllowed, Stale, WrongState, NoPointGiven, NeedsSecondLook) as refusal:
        _keep_unsent(held, str(refusal)[:200] or "You may no longer answer this request.")
        return None


def _keep_unsent(held: AnswerDraft, because: str) -> None:
    """It stays a draft that says why, and whoever wrote it is told."""
    outbox.add(
        "advice.not_sent",
        key=f"advice.not_sent:{held.pk}:{held.send_at.isoformat() if held.send_at else ''}",
        payload={"draft": str(held.pk), "person": str(held.by_id)},
    )
    held.send_at = held.held_version = None
    held.not_sent_because = because
    held.save(update_fields=HELD)


def held_advice(draft: AnswerDraft) -> Advice:
    """What a draft would say if it were sent."""
    return Advice(
        stance=draft.stance,
        text=draft.text,
        suggested_wording=draft.suggested_wording,
        no_point_reason=draft.no_point_reason,
        points=draft.cited(),
        unreviewed_because=draft.unreviewed_because,
        risks=tuple(draft.risks),
        is_privileged=draft.is_privileged,
        here_because=draft.here_because,
    )


@transaction.atomic
def keep_answer_draft(*, item: Request, by: User, advice: Advice) -> AnswerDraft:
    """Keep what was typed so far, for this adviser only. The chosen points stay as they are.

    Other words than those that wait to go out take these back: nothing goes out that nobody sent.
    """
    draft = _draft_of(item, by)
    kept = held_advice(draft)
    if kept != replace(advice, points=kept.points):
        _take_back(draft)
    draft.stance, draft.text = advice.stance, advice.text
    draft.suggested_wording, draft.no_point_reason = advice.suggested_wording, advice.no_point_reason
    draft.unreviewed_because = advice.unreviewed_because
    draft.risks, draft.is_privileged = list(advice.risks), advice.is_privileged
    draft.here_because = advice.here_because
    draft.saved_at = timezone.now()
    draft.save()
    return draft


@transaction.atomic
def cite_points(*, item: Request, by: User, points: Iterable[PointVersion]) -> AnswerDraft:
    """Add points to the draft, up to ``MAX_POINTS``."""
    draft = _take_back(_draft_of(item, by))
    room = MAX_POINTS - draft.points.count()
    draft.points.add(*list(points)[: max(room, 0)])
    draft.save(update_fields=HELD)
    return draft


@transaction.atomic
def drop_point(*, item: Request, by: User, point: PointVersion) -> AnswerDraft:
    draft = _take_back(_draft_of(item, by))
    draft.points.remove(point)
    draft.save(update_fields=HELD)
    return draft


def _take_back(draft: AnswerDraft) -> AnswerDraft:
    """Set (not save) that it does not go out by itself any more, if it was to."""
    if draft.send_at is not None:
        draft.send_at = draft.held_version = None
        draft.not_sent_because = "You changed it while it was waiting to go out."
    return draft


def _draft_of(item: Request, by: User) -> AnswerDraft:
    if not permissions.handles(by, item):
        raise NotAllowed
    return AnswerDraft.objects.select_for_update().get_or_create(item=item, by=by)[0]


def _discard_draft(item: Request, by: User) -> None:
    for draft in item.answer_drafts.filter(by=by):
        draft.points.clear()
        draft.delete()
