"""What a case's facts say, for guards and pages alike: since when it stands where it stands, and what is recorded.

They read in the name of whoever asks. Times are UTC, days Europe/London.
"""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from reviews.conduct.models import Alleged, Case, Complainant, Finding, Noted, Step, Subject, Told
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


def newest_findings(case: Case) -> dict[Alleged, Finding | None]:
    """For each allegation against each member what was found in the hearing that stands last."""
    findings = Finding.objects.filter(case=case, at__gte=round_began(case)).order_by("at", "id")
    by_alleged = {finding.alleged_id: finding for finding in findings}
    return {alleged: by_alleged.get(alleged.pk) for alleged in Alleged.objects.filter(case=case)}


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
    since = entered(case)
    told = Told.objects.filter(case=case, at__gte=since)
    complainants = Complainant.objects.filter(case=case).exclude(Exists(told.filter(complainant=OuterRef("pk"))))
    subjects = Subject.objects.filter(case=case).exclude(Exists(told.filter(subject=OuterRef("pk"))))
    return not (complainants.exists() or subjects.exists())
