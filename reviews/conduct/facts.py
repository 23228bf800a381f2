"""What a case's facts say, for guards and pages alike: since when it stands where it stands, and what is recorded.

They read in the name of whoever asks. Times are UTC, days Europe/London.
"""

from collections import Counter
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from reviews.conduct.models import Alleged, Case, Complainant, Finding, Hearing, Noted, Step, Subject, Told
from reviews.conduct.states import Verb


def entered(case: Case) -> datetime:
    """When the case came to the state in which it is; a hold between does not count."""
    steps = Step.objects.filter(case=case, state_after=case.state)
    came = steps.exclude(verb__in=[Verb.RESUME, Verb.REVIEW_HOLD]).exclude(state_before=case.state).last()
    return came.at if came is not None else case.received_at


def round_began(case: Case) -> datetime:
    """When the case was received, or last opened again."""
    again = Step.objects.filter(case=case, verb=Verb.REOPEN).last()
    return again.at if again is not None else case.received_at


def hearing_of(case: Case) -> Hearing | None:
    """The hearing that was arranged last, since the case was received or opened again."""
    return Hearing.objects.filter(case=case, at__gte=round_began(case)).last()


def hearing_began(case: Case, now: datetime) -> bool:
    hearing = hearing_of(case)
    return hearing is not None and hearing.starts_at <= now


def newest_findings(case: Case) -> dict[Alleged, Finding | None]:
    """For each allegation against each member what was found in the hearing that stands last."""
    findings = Finding.objects.filter(case=case, at__gte=round_began(case)).order_by("at", "id")
    by_alleged = {finding.alleged_id: finding for finding in findings}
    return {alleged: by_alleged.get(alleged.pk) for alleged in Alleged.objects.filter(case=case)}


def times_reminded(case: Case) -> int:
    """How often each complainant was reminded of the question that waits: by the portal, each for themself, or as the
    holding officer put it on record.
    """
    reminded = Noted.objects.of(case, Noted.Kind.REMINDED).filter(at__gte=entered(case))
    times: Counter[UUID | None] = Counter(reminded.values_list("grant_id", flat=True))
    parts = Complainant.objects.filter(case=case).values_list("grant_id", flat=True)
    return times[None] + min((times[part] for part in parts), default=0)


def referral_is_due(case: Case) -> bool:
    """Row 19: a crime, or an offence under section 34, is suspected, and nobody has referred it or said why not."""
    suspected = Noted.objects.of(case, Noted.Kind.CRIME, Noted.Kind.INTEREST).last()
    if suspected is None:
        return False
    answered = Step.objects.filter(
        case=case, verb__in=[Verb.REFER_TO_POLICE, Verb.REFER_ELSEWHERE], at__gte=suspected.at
    )
    return not (
        answered.exists() or Noted.objects.of(case, Noted.Kind.NO_REFERRAL).filter(at__gte=suspected.at).exists()
    )


def left_office(subject: Subject, today: date) -> bool:
    """Whether the portal knows that this member is out of office: noted, or no term runs (row 20a)."""
    if subject.left_office_on is not None:
        return subject.left_office_on <= today
    if subject.member is None:
        return False
    return not subject.member.terms.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today).exists()


def everybody_told(case: Case) -> bool:
    """Whether it is recorded that each complainant and each member was told since the case came to its state."""
    told = Told.objects.filter(case=case, at__gte=entered(case))
    return _are_told(told, Complainant.objects.filter(case=case), Subject.objects.filter(case=case))


def told_since(case: Case, since: datetime) -> bool:
    """Whether each complainant, and each member who knows of the case, was told on or after the day of ``since``, and
    it was written down after it. A member who is not notified yet cannot be told how it stands.
    """
    told = Told.objects.filter(case=case, at__gte=since, on__gte=timezone.localdate(since))
    knowing = Subject.objects.filter(case=case, notified_at__isnull=False)
    return _are_told(told, Complainant.objects.filter(case=case), knowing)


def _are_told(told: QuerySet[Told], complainants: QuerySet[Complainant], subjects: QuerySet[Subject]) -> bool:
    untold = complainants.exclude(Exists(told.filter(complainant=OuterRef("pk"))))
    untold_of = subjects.exclude(Exists(told.filter(subject=OuterRef("pk"))))
    return not (untold.exists() or untold_of.exists())
