"""Who is let into a case, and who is shut out again. Each verb is one transaction in the name of whoever acts."""

import uuid
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.outbox import actions as outbox
from portal.foundation.people.models import User
from reviews.conduct.actions.refusals import Conflicted, MovedOn, NobodyToTell, Refused
from reviews.conduct.cover import tell_of_unheld
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case, Declaration, Grant, Subject
from reviews.conduct.permissions import GIVEN, can_give_grants, grant_of, may_hold, people_for
from reviews.conduct.visibility import PARTIES, Capacity

GAVE_UP = "The officer before declared a conflict of interest."
EMERGENCY_HOURS = 24
"""How long an emergency opening lasts."""


def give_grant(
    *,
    case: Case,
    person: User,
    capacity: Capacity,
    reason: str,
    by: User,
    serves: Subject | None = None,
    ends_at: datetime | None = None,
) -> Grant:
    """Let somebody into the case. Raises Refused when ``by`` does not hold it, for themself, without a reason, or when
    the person is a party, has declared a conflict, or has a part already.
    """
    with acting_as(by.pk):
        if not can_give_grants(by, case) or person == by or capacity in PARTIES:
            raise Refused("Only the holding officer lets others into a case, and never themself.")
        if not reason.strip():
            raise Refused("Say why this person is to have a part in the case.")
        _refuse_stake(case, person)
        if capacity not in GIVEN or not people_for(capacity, case, by).filter(pk=person.pk).exists():
            raise Refused("This person may not have that part: it is for somebody with the role for it, and in office.")
        grant = Grant(
            case=case, person=person, capacity=capacity, reason=reason, given_by=by, serves=serves, ends_at=ends_at
        )
        _add(grant)
        record("conduct.grant.given", by=by, about=case, data={"grant": str(grant.pk), "capacity": capacity})
        _tell(case, person, f"grant:{grant.pk}")
        return grant


def revoke_grant(*, grant: Grant, reason: str, by: User) -> Grant:
    """End a grant at once. Raises Refused for a party's, for one's own as the holding officer, and without a reason."""
    with acting_as(by.pk):
        grant = Grant.objects.select_related("case").select_for_update(of=("self",), no_key=True).get(pk=grant.pk)
        if not can_give_grants(by, grant.case) or grant.capacity in PARTIES or grant.person_id == by.pk:
            raise Refused("Only the holding officer ends a part in the case, and never a party’s or their own.")
        if not reason.strip():
            raise Refused("Say why this part in the case ends.")
        return _end(grant, reason, by)


def declare(*, case: Case, has_conflict: bool, words: str, by: User, hand_to: User | None = None) -> Declaration:
    """Answer the question about a conflict of interest. A conflict ends every part in the case at once and for good.

    A holding officer with a conflict may hand the case to somebody else in the same act (``hand_to``): a deputy, or an
    officer from outside with a deputy's role. With nobody to hand it to it is unheld from then on, and closed to them
    all the same: whoever may cover is told, and the administrators, who appoint. Raises Refused for somebody who may
    not hold it.
    """
    with acting_as(by.pk):
        grant = grant_of(by, case)
        if grant is None:
            raise Case.DoesNotExist
        if has_conflict and not words.strip():
            raise Refused("Say what the conflict is.")
        is_unheld = has_conflict and grant.capacity == Capacity.HOLDER and hand_to is None
        if is_unheld:
            _end(grant, GAVE_UP, by)
        elif has_conflict and grant.capacity == Capacity.HOLDER and hand_to is not None:
            if hand_to == by or not may_hold(hand_to):
                raise Refused("Choose an officer who may hold the case instead of you.")
            _refuse_stake(case, hand_to)
            _hold(case, hand_to, by, GAVE_UP, instead_of=grant)
        made = Declaration(case=case, person=by, has_conflict=has_conflict, words=words)
        made.save(force_insert=True)
        record("conduct.declared", by=by, about=case, data={"conflict": has_conflict})
        if is_unheld:
            tell_of_unheld(case.pk, key=str(made.pk))
        return made


def hand_over(*, case: Case, to: User, reason: str, by: User) -> Grant:
    """Pass the holding of a case to another officer. Raises Refused for somebody who may not hold it."""
    with acting_as(by.pk):
        grant = grant_of(by, case)
        if grant is None or grant.capacity != Capacity.HOLDER or not may_hold(to) or to == by:
            raise Refused("A case passes from its holding officer to another officer who may hold it.")
        if not reason.strip():
            raise Refused("Say why the case passes on.")
        _refuse_stake(case, to)
        new = _hold(case, to, by, reason, instead_of=grant)
        record("conduct.handed_over", by=by, about=case, data={"to": str(to.pk)})
        return new


def break_glass(*, reference: str, reason: str, by: User) -> Grant:
    """Open a case in an emergency for a day, and tell the holding officer, or else the office.

    The database refuses it to anybody without the office, and to whoever has a stake or declared a conflict. Raises
    Refused without a reason; NobodyToTell when nobody but themself could be told; MovedOn when it is open already.
    """
    if not reason.strip():
        raise Refused("Say why the case must be opened now.")
    with acting_as(by.pk):
        case = _case_called(reference)
        if grant_of(by, case) is not None:
            raise MovedOn("You have a part in this case already.")
        told = _told_of(case)
        if not told:
            raise NobodyToTell("Nobody else could be told of this, so the case stays shut.")
        now = timezone.now()
        grant = Grant(case=case, person=by, capacity=Capacity.BREAK_GLASS, reason=reason, given_by=by)
        grant.given_at, grant.ends_at = now, now + timedelta(hours=EMERGENCY_HOURS)
        _add(grant)
        record("conduct.opened_in_emergency", by=by, about=case, data={"grant": str(grant.pk)})
        for person in told:
            _tell(case, person, f"emergency:{grant.pk}:{person.pk}")
        return grant


def take_over(*, case_id: uuid.UUID, reason: str, by: User) -> Grant:
    """Take a case that nobody can hold any more: its officer left, or has a conflict.

    The database ends what is left of the old holding, and refuses whoever has no office or a stake. Raises Refused
    without a reason, and for a case that somebody holds.
    """
    if not reason.strip():
        raise Refused("Say why you take the case.")
    with acting_as(by.pk):
        if not (may_hold(by) and _is_freed(case_id)):
            raise Refused("Somebody holds this case, or it is not for you to take.")
        case = Case(pk=case_id)
        before = grant_of(by, case)
        if before is not None:
            _end(before, reason, by)
        grant = Grant(case=case, person=by, capacity=Capacity.HOLDER, reason=reason, given_by=by)
        _add(grant)
        record("conduct.taken_over", by=by, about=case, data={"grant": str(grant.pk)})
        return grant


def _is_freed(case_id: uuid.UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.conduct_free(%s)", [case_id])
        return bool(cursor.fetchone()[0])


def _refuse_stake(case: Case, person: User) -> None:
    if Declaration.objects.filter(case=case, person=person, has_conflict=True).exists():
        raise Conflicted("This person declared a conflict of interest in this case.")
    if Subject.objects.filter(case=case, member=person).exists():
        raise Conflicted("This person is a party to the case.")
    if Grant.objects.filter(case=case, person=person, revoked_at=None).exists():
        raise Refused("This person has a part in the case already. End that one first.")


def _hold(case: Case, person: User, by: User, reason: str, instead_of: Grant | None = None) -> Grant:
    new = Grant(case=case, person=person, capacity=Capacity.HOLDER, given_by=by, reason=reason)
    if instead_of is not None:
        _end(instead_of, reason, by)
    _add(new)
    _tell(case, person, f"grant:{new.pk}")
    return new


def _add(grant: Grant) -> None:
    """Whatever was looked at before, two at once meet in the database: it knows one part a person and one holder."""
    try:
        with transaction.atomic():
            grant.save(force_insert=True)
    except IntegrityError as twice:
        raise MovedOn("Somebody changed meanwhile who has a part in this case. Look at it again.") from twice


def _end(grant: Grant, reason: str, by: User) -> Grant:
    live = Grant.objects.select_for_update(of=("self",), no_key=True).filter(pk=grant.pk, revoked_at=None)
    if live.first() is None:
        raise MovedOn("This part in the case was ended already.")
    grant.revoked_at, grant.revoked_by, grant.revoked_because = timezone.now(), by, reason
    grant.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
    record("conduct.grant.ended", by=by, about=grant.case, data={"grant": str(grant.pk)})
    return grant


def _tell(case: Case, person: User, key: str) -> None:
    outbox.add(
        "conduct.for_you", key=f"conduct.for_you:{key}", payload={"case": str(case.pk), "person": str(person.pk)}
    )


def _case_called(reference: str) -> Case:
    """Raises Refused when no such case is there for them; it is the same whether it exists or not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.conduct_called(%s)", [reference.strip().upper()])
        found = cursor.fetchone()
    if found is None:
        raise Refused("There is no case of this reference that you could open.")
    return Case(pk=found[0], reference=reference.strip().upper())


def _told_of(case: Case) -> list[User]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.conduct_told_of(%s)", [case.pk])
        return list(User.objects.filter(pk__in=[row[0] for row in cursor.fetchall()]))
