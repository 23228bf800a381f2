"""The council's arrangements as dated entries: a limit, a rule, a stage, a sanction (Localism Act 2011, section 28(6)).

An entry begins today or later and is never changed; what it replaces stays as it was. A clock that runs keeps the limit
with which it began, and a decision is measured by the sanctions of its own day (guard CG7).
"""

from datetime import date
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from portal.foundation.audit.actions import record
from portal.foundation.people.models import User
from reviews.conduct.actions.refusals import MovedOn, Refused
from reviews.conduct.models import LocalRule, Sanction, Stage, TimeLimit
from reviews.conduct.permissions import can_arrange
from reviews.conduct.states import OPTIONAL_STATES

AT_MOST = 400
"""Of a limit or a rule: more is a slip of the keyboard."""
YES_OR_NO = (LocalRule.Key.ASSESSMENT_VIEW,)
Row = TypeVar("Row", TimeLimit, LocalRule, Sanction, Stage)


def set_limit(*, key: str, amount: int, basis: str, valid_from: date, by: User) -> TimeLimit:
    """From a day on a limit has this amount, in the unit it always had. Raises Refused; MovedOn for a day taken."""
    before = TimeLimit.objects.filter(key=key).order_by("valid_from").last()
    if before is None:
        raise Refused("There is no such limit.")
    _within(amount, 1)
    return _enter(TimeLimit(key=key, amount=amount, unit=before.unit, basis=basis, valid_from=valid_from), by)


def set_rule(*, key: str, amount: int, basis: str, valid_from: date, by: User) -> LocalRule:
    """From a day on a rule of the council has this number; 1 and 0 are yes and no. Raises as ``set_limit``."""
    if key not in LocalRule.Key.values:
        raise Refused("There is no such rule.")
    if key in YES_OR_NO and amount not in (0, 1):
        raise Refused("This rule is 1 for yes or 0 for no.")
    _within(amount, 0)
    return _enter(LocalRule(key=key, amount=amount, basis=basis, valid_from=valid_from), by)


def allow_sanction(
    *, words: str, basis: str, valid_from: date, by: User, requires_legal_check: bool = False, key: str = ""
) -> Sanction:
    """From a day on something may follow a breach. ``key`` names one that is in the catalogue and not in force.

    Raises Refused while it is in force already, or without what it rests on; MovedOn for a day taken.
    """
    key = key or slugify(words)[:40]
    if Sanction.objects.on(valid_from).filter(key=key).exists():
        raise MovedOn("That is in force on that day already.")
    made = Sanction(key=key, words=words, basis=basis, valid_from=valid_from)
    made.requires_legal_check = requires_legal_check
    return _enter(made, by)


def begin_stage(*, key: str, basis: str, valid_from: date, by: User) -> Stage:
    """From a day on the arrangements have a stage. Raises Refused for one that the portal cannot do."""
    if key not in OPTIONAL_STATES:
        raise Refused("The portal has no steps for this stage yet: an entry alone does not bring it.")
    if Stage.objects.on(valid_from).filter(key=key).exists():
        raise MovedOn("That is in force on that day already.")
    return _enter(Stage(key=key, basis=basis, valid_from=valid_from), by)


def end(*, entry: Sanction | Stage, last_day: date, by: User) -> None:
    """Name the last day of a sanction or a stage: today or later. A case that is in a stage stays in it.

    Raises Refused; MovedOn when it was ended before.
    """
    _may(by)
    if last_day < max(timezone.localdate(), entry.valid_from or date.max):
        raise Refused("The last day is today or later, and not before the first.")
    with transaction.atomic():
        ended = type(entry)._default_manager.filter(pk=entry.pk, valid_to=None, valid_from__isnull=False)
        if not ended.update(valid_to=last_day):
            raise MovedOn("It was ended by somebody else meanwhile.")
        record("conduct.arranged", by=by, about=entry, data={"key": entry.key, "until": last_day.isoformat()})


def _enter(row: Row, by: User) -> Row:
    _may(by)
    if not row.basis.strip():
        raise Refused("Say what it rests on.")
    if row.valid_from is None or row.valid_from < timezone.localdate():
        raise Refused("An entry begins today or later: what was so yesterday stays as it was.")
    row.entered_by, row.entered_at = by, timezone.now()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            record("conduct.arranged", by=by, about=row, data={"key": row.key, "from": row.valid_from.isoformat()})
    except IntegrityError as twice:
        raise MovedOn("There is an entry for that day already. Choose another day.") from twice
    return row


def _may(by: User) -> None:
    if not can_arrange(by):
        raise Refused("Only the Monitoring Officer and the deputy enter what the council arranges.")


def _within(amount: int, least: int) -> None:
    if not least <= amount <= AT_MOST:
        raise Refused(f"Enter a number from {least} to {AT_MOST}.")
