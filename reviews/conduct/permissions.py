"""Who may do what with a case. A part in a case is a grant on it; roles say only who may be given which grant.

The functions read, so they run in the transaction of whoever asks (``identity.acting_as``).
"""

from django.db import connection
from django.db.models import Q, QuerySet

from portal.foundation.people.models import Role, User
from portal.foundation.people.permissions import MONITORING_OFFICERS, is_monitoring_officer
from reviews.conduct.models import Case, Declaration, Grant, Step, Subject
from reviews.conduct.states import Verb
from reviews.conduct.visibility import DECLARES_FIRST, PARTIES, Capacity, Reach, reach


def grant_of(user: User, case: Case) -> Grant | None:
    """The user's live part in the case; None when a conflict, an end or nobody's gift leaves them none."""
    return Grant.objects.live().of(user).filter(case=case).select_related("case").first()


def has_declared(user: User, case: Case) -> bool:
    """Whether they answered the question about a conflict; a case that was opened again asks anew (row 24)."""
    said = Declaration.objects.filter(case=case, person=user)
    again = Step.objects.filter(case=case, verb=Verb.REOPEN).last()
    return (said if again is None else said.filter(made_at__gt=again.at)).exists()


def must_declare(user: User, case: Case) -> bool:
    """Whether the question about a conflict comes before anything else (guard CG4)."""
    grant = grant_of(user, case)
    return grant is not None and grant.capacity in DECLARES_FIRST and not has_declared(user, case)


def capacity_in(user: User, case: Case) -> Capacity | None:
    """In what capacity the case is open to the user now; None while they have not declared."""
    found = Grant.objects.live().cleared().of(user).filter(case=case).first()
    return Capacity(found.capacity) if found else None


def can_read(user: User, case: Case, artefact: str) -> bool:
    """Whether all of that kind is open to them, whoever wrote it and to whomever it was sent."""
    capacity = capacity_in(user, case)
    return capacity is not None and reach(capacity, artefact) in (Reach.READ, Reach.WRITE, Reach.HAND_IN)


def can_write(user: User, case: Case, artefact: str) -> bool:
    """Whether they may add one of that kind."""
    capacity = capacity_in(user, case)
    return capacity is not None and reach(capacity, artefact) not in (None, Reach.READ, Reach.SENT)


def can_give_grants(user: User, case: Case) -> bool:
    return capacity_in(user, case) == Capacity.HOLDER


def may_hold(user: User) -> bool:
    """The Monitoring Officer, a deputy, or an officer from outside whom the council gave a deputy's role."""
    return user.is_active and is_monitoring_officer(user)


def can_see_room(user: User) -> bool:
    """Whether the room is shown in the navigation: for whoever has a part in a case, and for the office.

    Asked on every page, outside the wall: one statement, which answers yes or no.
    """
    if user.has_role(Role.MONITORING_OFFICER, Role.DEPUTY_MONITORING_OFFICER):
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.conduct_has_part(%s)", [user.pk])
        return bool(cursor.fetchone()[0])


def can_cover(user: User) -> bool:
    """Whether they may know which cases are there, and take one that nobody holds."""
    return is_monitoring_officer(user)


def can_open_in_emergency(user: User) -> bool:
    return user.has_role(Role.MONITORING_OFFICER, Role.DEPUTY_MONITORING_OFFICER, Role.AUDITOR)


def can_keep_code(user: User) -> bool:
    """Whether they enter editions of the Code of Conduct."""
    return is_monitoring_officer(user)


def can_arrange(user: User) -> bool:
    """Whether they enter a limit, a rule, a stage or a sanction of the council's arrangements."""
    return is_monitoring_officer(user)


GIVEN = (
    Capacity.SUPPORT,
    Capacity.INVESTIGATOR,
    Capacity.COUNCILS_IP,
    Capacity.MEMBERS_IP,
    Capacity.PANEL,
    Capacity.CLERK,
)
"""The capacities that the holding officer gives one by one."""


def people_for(capacity: str, case: Case, by: User) -> QuerySet[User]:
    """Whom the holding officer may choose for a capacity: nobody with a part or a stake, and never themself."""
    match capacity:
        case Capacity.INVESTIGATOR:
            able = User.objects.holding(Role.INVESTIGATOR)
        case Capacity.COUNCILS_IP | Capacity.MEMBERS_IP:
            able = User.objects.holding(Role.INDEPENDENT_PERSON)
        case Capacity.PANEL:
            able = User.objects.holding(Role.MEMBER)
        case Capacity.HOLDER:
            able = User.objects.holding(*MONITORING_OFFICERS)
        case _:
            in_office = User.objects.holding(Role.MEMBER).values("pk")
            able = User.objects.active().exclude(pk__in=in_office).exclude(is_political_assistant=True)
    other_side = {Capacity.COUNCILS_IP: Capacity.MEMBERS_IP, Capacity.MEMBERS_IP: Capacity.COUNCILS_IP}
    mine = Q(revoked_at=None) | Q(capacity__in=[*PARTIES, other_side.get(Capacity(capacity), "")])
    barred = [
        *Grant.objects.filter(mine, case=case, person__isnull=False).values_list("person", flat=True),
        *Subject.objects.filter(case=case).values_list("member", flat=True),
        *Declaration.objects.filter(case=case, has_conflict=True).values_list("person", flat=True),
    ]
    return able.exclude(pk__in=barred).exclude(pk=by.pk).order_by("full_name", "pk")
