"""What becomes of feedback on a point.

| from           | verb             | to       | who may                              | who is told by mail      |
|----------------|------------------|----------|--------------------------------------|--------------------------|
|                | send             | open     | members in office, those who help    | nobody; the queue is it  |
| open, answered | answer           | answered | editors                              | the sender               |
| open           | take back        | closed   | the sender                           | nobody                   |
| open, answered | close            | closed   | editors                              | nobody                   |
| open, answered | come into force  | closed   | the portal: an edition whose change  | the sender               |
|                |                  |          | note answers it came into force      |                          |

The sender and the editors see it, nobody else; no mail holds a word of it.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from guidance.lineage import ChangeNote
from guidance.models import Edition, Feedback, FeedbackStep, PointVersion
from guidance.models.feedback import MOST_OPEN
from guidance.permissions import can_answer_feedback, can_close_feedback, can_give_feedback
from guidance.refusals import Refused, Stale
from portal.foundation.audit.actions import Fact, record
from portal.foundation.outbox.actions import add
from portal.foundation.people.models import User
from portal.foundation.records.actions import next_reference

ANSWERED = "guidance.feedback_answered"
IN_FORCE = "guidance.feedback_in_force"
CHANGED = "Something was done about it since you opened this page. It stands below."
State, Kind = Feedback.State, FeedbackStep.Kind


@transaction.atomic
def send(version: PointVersion, *, reason: str, words: str, by: User) -> Feedback:
    """Keeps what `by` found wrong with a version of a point. The same words once more are the same feedback.

    Raises PermissionDenied, and Refused when the person has too much open already.
    """
    if not can_give_feedback(by):
        raise PermissionDenied
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # so that two presses take turns
    mine = list(Feedback.objects.sent_by(by).filter(state=State.OPEN))
    same = (each for each in mine if (each.version_id, each.reason, each.words) == (version.pk, reason, words))
    if (sent_before := next(same, None)) is not None:
        return sent_before
    if len(mine) >= MOST_OPEN:
        raise Refused(f"You have {MOST_OPEN} open already. Wait for a reply to one of them, or take one back.")
    feedback = Feedback.objects.create(
        reference=next_reference("FBK"), version=version, reason=reason, words=words, by=by
    )
    data: dict[str, Fact] = {"reference": feedback.reference, "point": version.point_id, "reason": reason}
    record("guidance.feedback_sent", by=by, about=feedback, data=data)
    return feedback


@transaction.atomic
def answer(feedback: Feedback, *, words: str, outcome: str, seen: int, by: User) -> FeedbackStep:
    """Replies to the sender, who is told that there is a reply. `seen`: the steps that the page showed.

    Raises PermissionDenied, Stale, Refused.
    """
    if not can_answer_feedback(by):
        raise PermissionDenied
    locked = _locked(feedback, seen)
    step = _step(locked, Kind.ANSWERED, seen + 1, outcome=outcome, words=words, by=by)
    _move(locked, State.ANSWERED)
    payload = {"feedback": str(locked.pk), "step": str(step.number)}
    add(ANSWERED, key=f"{ANSWERED}:{locked.pk}:{step.number}", payload=payload)
    record("guidance.feedback_answered", by=by, about=locked, data={"step": step.number, "outcome": outcome})
    return step


@transaction.atomic
def close(feedback: Feedback, *, seen: int, by: User) -> FeedbackStep:
    """Ends it: an editor at any time, the sender while nobody has replied. PermissionDenied, Stale, Refused."""
    locked = _locked(feedback, seen)
    if not can_close_feedback(by, locked):
        raise PermissionDenied
    step = _step(locked, Kind.CLOSED, seen + 1, by=by)
    _move(locked, State.CLOSED)
    record("guidance.feedback_closed", by=by, about=locked, data={"step": step.number})
    return step


def tell_senders() -> int:
    """Closes the feedback that an edition in force answers, and tells the senders; how many were told now.

    It asks what is owed and not what day it is: it may run at any time, as often as one likes, by several at once.
    """
    begun = Edition.objects.once_in_force().values("pk")
    owed = ChangeNote.objects.filter(edition__in=begun, answers__isnull=False).exclude(answers__state=State.CLOSED)
    return sum(_came_into_force(*pair) for pair in sorted(set(owed.values_list("answers", "edition")), key=str))


@transaction.atomic
def _came_into_force(feedback: UUID, edition: UUID) -> bool:
    locked = Feedback.objects.select_for_update().get(pk=feedback)
    if locked.state == State.CLOSED:
        return False
    step = FeedbackStep(feedback=locked, kind=Kind.IN_FORCE, number=locked.steps_taken() + 1, edition_id=edition)
    step.save(force_insert=True)
    _move(locked, State.CLOSED)
    add(IN_FORCE, key=f"{IN_FORCE}:{feedback}:{edition}", payload={"feedback": str(feedback), "edition": str(edition)})
    record("guidance.feedback_in_force", by=None, about=locked, data={"edition": str(edition)})
    return True


def _locked(feedback: Feedback, seen: int) -> Feedback:
    locked = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if locked.steps_taken() != seen:
        raise Stale(CHANGED)
    if locked.state == State.CLOSED:
        raise Refused("It is closed already.")
    return locked


def _step(
    feedback: Feedback, kind: FeedbackStep.Kind, number: int, *, by: User, outcome: str = "", words: str = ""
) -> FeedbackStep:
    return FeedbackStep.objects.create(feedback=feedback, kind=kind, number=number, outcome=outcome, words=words, by=by)


def _move(feedback: Feedback, state: Feedback.State) -> None:
    feedback.state = state
    feedback.save(update_fields=["state"])
