"""That the parties of a case were told how it stands, and what ends or begins with that.

Inside the transaction of whoever writes it down; the case is locked by then.
"""

from datetime import date, datetime

from django.utils import timezone

from portal.foundation.people.models import User
from reviews.conduct import clocks
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.facts import everybody_told, told_since
from reviews.conduct.models import Case, Complainant, Subject, Told
from reviews.conduct.states import Limit


def note_told(
    case: Case,
    *,
    on: date,
    way: str,
    by: User,
    complainant: Complainant | None = None,
    subject: Subject | None = None,
    words: str = "",
) -> Told:
    """One party was told. When all were, what waits for that ends, and the time to the next update begins anew."""
    if (complainant is None) == (subject is None):
        raise Refused("Say which party was told.")
    made = Told(case=case, complainant=complainant, subject=subject, on=on, way=way, words=words, by=by)
    made.save(force_insert=True)
    now = timezone.now()
    if everybody_told(case):
        clocks.stop(case, (Limit.SEND_DECISION, Limit.NOTICE), at=now, by=by)
    _count_anew(case, now, by)
    return made


def _count_anew(case: Case, now: datetime, by: User) -> None:
    """The month to the next update, once each side was told since this one began."""
    running = clocks.newest(case, Limit.UPDATE)
    if running is None or running.state == running.State.STOPPED or not told_since(case, clocks.began(running)):
        return
    clocks.stop(case, (Limit.UPDATE,), at=now, by=by)
    clocks.start(Limit.UPDATE, case, at=now, by=by)
