"""What comes next for a draft, for the person who looks at it: one sentence, and the buttons that are theirs."""

from dataclasses import dataclass

from guidance.editing.care import care_for
from guidance.editing.stages import approvals, has_approved, wants_officer
from guidance.models import Edition, Stage
from guidance.permissions import can_discard, can_publish, is_author
from portal.foundation.people.models import User
from portal.foundation.people.permissions import is_monitoring_officer


@dataclass(frozen=True)
class NextStep:
    """The main thing to do, and what else may be done."""

    sentence: str
    may_submit: bool = False
    may_approve: bool = False
    may_send_back: bool = False
    may_publish: bool = False
    may_discard: bool = False


def next_step(
    edition: Edition, stage: Stage, user: User, *, points: int, missing: list[str], is_untouched: bool
) -> NextStep:
    """`missing`: what `missing_for_publication` says. `is_untouched`: it says what the edition before says."""
    may_discard = can_discard(user, edition)
    if stage == Stage.DRAFT and is_untouched:
        sentence = "Nothing is changed yet. Find the point below and edit it, or add one."
        return NextStep(sentence, may_discard=may_discard)
    if stage in {Stage.DRAFT, Stage.RETURNED}:
        return NextStep(_writing(stage, points), may_submit=points > 0, may_discard=may_discard)
    may_approve = _may_approve(edition, user)
    may_publish = can_publish(user) and not missing
    return NextStep(
        _reviewing(edition, user, may_approve=may_approve, may_publish=may_publish, missing=missing),
        may_approve=may_approve,
        may_send_back=can_publish(user),
        may_publish=may_publish,
        may_discard=may_discard,
    )


def _writing(stage: Stage, points: int) -> str:
    if not points:
        return "Add a section, and write its first point."
    if stage == Stage.RETURNED:
        return "It was sent back. Change what was asked for, then send it for review again."
    return "Write, and tell of each change. When it is as it should be, send it for review."


def _reviewing(edition: Edition, user: User, *, may_approve: bool, may_publish: bool, missing: list[str]) -> str:
    if may_publish:
        return "Nothing is missing: publish it."
    if may_approve:
        return "Read what changed. Approve it, or send it back."
    if not missing:
        return "Nothing is missing. Somebody who may publish does it now."
    if is_author(user, edition):
        return "You wrote on it, so somebody else approves it. Whatever you edit now needs a new review."
    return "It waits for what is still missing."


def _may_approve(edition: Edition, user: User) -> bool:
    """Whether this person's approval is still of use."""
    if not can_publish(user) or is_author(user, edition):
        return False
    given = approvals(edition)
    if has_approved(edition, user, care_for(edition.effective_from)):
        return False
    return not given or (is_monitoring_officer(user) and wants_officer(edition, given))
