"""A complainant without an account lost the return code: the office gives another, once it knows who asks."""

from django.utils import timezone

from portal.foundation.people.models import User
from reviews.conduct.actions.moving import tell_office
from reviews.conduct.actions.receiving import make_code, tell_party
from reviews.conduct.actions.refusals import MovedOn, Refused
from reviews.conduct.actions.writing import OFFICE, add, chosen, some, writing
from reviews.conduct.identity import hash_of
from reviews.conduct.models import Grant, NewCode
from reviews.conduct.states import CLOSED_STATES, OPEN_STATES
from reviews.conduct.visibility import Capacity

MOST_A_DAY = 3
"""For one complainant: whoever needs more has another trouble than a lost code."""


def give_new_code(*, grant: Grant, checked: str, way: str, seen: int, by: User) -> str:
    """A new return code, which is kept nowhere: to be read out or printed now. The old one opens nothing any more.

    ``checked`` is how the officer satisfied themself who asks; ``seen`` how many new codes this part had when the page
    was opened. The complainant is told by a neutral mail, where there is an address, that something was done; no mail
    ever holds a code. Raises MovedOn when somebody was quicker, and Refused for somebody without such a code, without
    words, and after three on one day.
    """
    with writing(grant, by, "new_code", who=OFFICE, states=(*OPEN_STATES, *CLOSED_STATES)) as held:
        part = Grant.objects.live().as_(Capacity.COMPLAINANT).filter(case=held, pk=grant.pk, person=None).first()
        if part is None:
            raise Refused("Only a complainant without an account comes back by a code.")
        given = list(NewCode.objects.filter(grant=part))
        if len(given) != seen:
            raise MovedOn("A new code was given since this page was opened, and only that one works now.")
        if len([one for one in given if timezone.localdate(one.at) == timezone.localdate()]) >= MOST_A_DAY:
            raise Refused("Three new codes were given today. Give the next one tomorrow, or write to them by post.")
        code = make_code()
        made = NewCode(case=held, grant=part, number=seen + 1, code_hash=hash_of(code), by=by)
        made.checked = some(checked, "Write down how you made sure who asks.")
        made.way = chosen(way, NewCode.Way.values)
        add(made)
        tell_party(part, f"code:{made.pk}")
        tell_office(held, f"code:{made.pk}", but=by)
        return code
