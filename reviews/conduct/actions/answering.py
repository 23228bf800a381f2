"""More time for a party: given or not, and told to whoever it concerns (brief, 5.3).

Both are one transaction in the holding officer's name, and raise as the verbs of ``assessing`` do.
"""

from datetime import date

from django.utils import timezone

from portal.foundation.people.models import User
from reviews.conduct import clocks
from reviews.conduct.actions.receiving import tell_party
from reviews.conduct.actions.refusals import MovedOn, NotNow, Refused
from reviews.conduct.actions.writing import add, some, writing
from reviews.conduct.facts import entered
from reviews.conduct.models import Asked, Case, Complainant, Grant, Noted, Reply, Subject
from reviews.conduct.states import Limit

EXTENDED = (Limit.COMMENTS, Limit.RESOLUTION, Limit.DRAFT_COMMENTS)
"""Limits of other people, to whom more time may be given."""
BY_THE_MEMBER = (Limit.COMMENTS, Limit.DRAFT_COMMENTS)
"""Those for which a subject member asks for more."""
ONCE = 2


def give_more_time(*, case: Case, limit: Limit, reason: str, by: User) -> date:
    """Begin a limit of somebody else anew: comments, or an informal resolution (that one once). The new last day.

    Those whose time it is are told, and whoever had asked for it has their answer.
    """
    with writing(case, by, f"more_time.{limit}") as held:
        words = f"{limit.label}: {some(reason, 'Say why more time is given.')}"
        clock = clocks.newest(held, limit) if limit in EXTENDED else None
        if clock is None or clock.state == clock.State.STOPPED:
            raise NotNow("No such time runs now.")
        if limit == Limit.RESOLUTION and clocks.begun_since(held, limit, entered(held)) >= ONCE:
            raise Refused("More time for this was given once.")
        now = timezone.now()
        clocks.stop(held, (limit,), at=now, by=by)
        clocks.start(limit, held, at=now, by=by)
        until = clocks.last_day(limit, now)
        noted = Noted(case=held, kind=Noted.Kind.MORE_TIME, on=timezone.localdate(now), words=words, by=by)
        add(noted)
        if limit in BY_THE_MEMBER:
            for asked in waiting(held):
                add(Reply(case=held, asked=asked, is_granted=True, until=until, by=by))
        for grant in _whose_time(held, limit):
            tell_party(grant, f"more_time:{noted.pk}")
        return until


def refuse_more_time(*, asked: Asked, reason: str, by: User) -> Reply:
    """Say no to a request for more time. Whoever asked is told, and reads the reason. Late comments are read too."""
    with writing(asked, by, "more_time_refused") as held:
        found = Asked.objects.select_related("grant").get(case=held, pk=asked.pk, kind=Asked.Kind.MORE_TIME)
        if Reply.objects.filter(asked=found).exists():
            raise MovedOn("This request was answered before.")
        made = Reply(case=held, asked=found, is_granted=False, by=by)
        made.words = some(reason, "Say why no more time is given.")
        add(made)
        tell_party(found.grant, f"more_time:{made.pk}")
        return made


def waiting(case: Case) -> list[Asked]:
    """The requests for more time that nobody answered, the oldest first."""
    asked = Asked.objects.filter(case=case, kind=Asked.Kind.MORE_TIME).exclude(
        pk__in=Reply.objects.filter(case=case).values("asked")
    )
    return list(asked.select_related("grant__person"))


def _whose_time(case: Case, limit: Limit) -> list[Grant]:
    """A member’s comments are theirs; to a draft report and to a resolution each side belongs."""
    knowing = Subject.objects.filter(case=case, grant__isnull=False).select_related("grant")
    whose = [subject.grant for subject in knowing if subject.grant is not None]
    if limit != Limit.COMMENTS:
        whose += [one.grant for one in Complainant.objects.filter(case=case).select_related("grant")]
    return whose
