"""The time limits of a case as clocks of ``deadlines``. They warn and never decide (guard CG11).

A limit is the dated row that holds on the day the clock begins (``TimeLimit``); the clock keeps it for good.
"""

from datetime import datetime

from portal.foundation.audit.actions import Actor
from portal.foundation.deadlines import actions
from portal.foundation.deadlines.clocks import Policy
from portal.foundation.deadlines.models import Clock
from reviews.conduct.models import Case, TimeLimit
from reviews.conduct.states import Limit


def limit_on(limit: Limit, at: datetime) -> TimeLimit:
    """The limit in force on the London day of ``at``. Raises TimeLimit.DoesNotExist when none is entered."""
    return TimeLimit.objects.filter(key=limit, valid_from__lte=at.date()).latest("valid_from")


def start(limit: Limit, case: Case, *, at: datetime, by: Actor | None) -> Clock:
    """Start the clock of a limit for a case; the second time in one case it is a new clock with the next number."""
    row = limit_on(limit, at)
    taken = Clock.objects.about(case).filter(name__startswith=f"conduct.{limit}.").count()
    return actions.start_clock(
        name=f"conduct.{limit}.{taken + 1}",
        about=case,
        policy=Policy(unit="working_days", amount=row.amount),
        at=at,
        by=by,
    )
