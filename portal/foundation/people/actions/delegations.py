"""A member appoints who helps them, and ends it."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from portal.foundation.audit import actions as audit
from portal.foundation.outbox import actions as outbox
from portal.foundation.people.actions.locks import lock_person
from portal.foundation.people.actions.refusals import Refused
from portal.foundation.people.models import Delegation, User
from portal.foundation.people.models.delegations import LONGEST
from portal.foundation.people.permissions import (
    MONITORING_OFFICERS,
    can_appoint_delegate,
    can_revoke_delegation,
    may_help_members,
)


@transaction.atomic
def appoint_delegate(*, delegate: User, grade: str, starts_on: date, ends_on: date, by: User) -> Delegation:
    """The member lets somebody help them, a year at most. The delegate is told, and for a second member the
    Monitoring Officer and deputies too.

    Raises ``Refused`` for a person who may not help members, for dates that do not hold, and when the person
    helps this member already.
    """
    if not can_appoint_delegate(by):
        raise PermissionDenied
    helper = lock_person(delegate)
    _check(helper, by, starts_on, ends_on)
    for old in Delegation.objects.select_for_update().filter(member=by, delegate=helper, revoked_at=None):
        if old.ends_on >= timezone.localdate():
            raise Refused(f"{helper} already helps you. End that first to change it.")
        _revoke(old, by=by)
    several = Delegation.objects.to_come().filter(delegate=helper).exclude(member=by).exists()
    delegation = Delegation.objects.create(
        member=by,
        delegate=helper,
        grade=grade,
        starts_on=starts_on,
        ends_on=ends_on,
        is_one_of_several=several,
    )
    audit.record(
        "people.delegate_appointed",
        by=by,
        about=delegation,
        data={"delegate": str(helper.pk), "grade": grade, "is_one_of_several": several},
    )
    _tell(delegation)
    return delegation


def _check(helper: User, member: User, starts_on: date, ends_on: date) -> None:
    if helper.pk == member.pk:
        raise Refused("You cannot be your own delegate.")
    if not may_help_members(helper):
        raise Refused(f"{helper} cannot be a delegate.")
    if starts_on < timezone.localdate():
        raise Refused("The first day must be today or later.")
    if ends_on < starts_on:
        raise Refused("The last day must be the same as or after the first day.")
    if ends_on > starts_on + LONGEST:
        raise Refused("A delegate can be appointed for a year at most.")


def _tell(delegation: Delegation) -> None:
    outbox.add(
        "people.delegate_appointed",
        key=f"people.delegate_appointed:{delegation.pk}",
        payload={"delegation": str(delegation.pk)},
    )
    if not delegation.is_one_of_several:
        return
    for officer in User.objects.holding(*MONITORING_OFFICERS):
        outbox.add(
            "people.delegate_of_several",
            key=f"people.delegate_of_several:{delegation.pk}:{officer.pk}",
            payload={"delegation": str(delegation.pk), "to": str(officer.pk)},
        )


@transaction.atomic
def revoke_delegation(delegation: Delegation, *, by: User) -> None:
    """End it now: by the member, or by the delegate who steps down. Raises ``Refused`` if it was ended before."""
    locked = Delegation.objects.select_for_update().get(pk=delegation.pk)
    if locked.revoked_at is not None:
        raise Refused("This was already ended.")
    if not can_revoke_delegation(by, locked):
        raise PermissionDenied
    _revoke(locked, by=by)
    audit.record("people.delegation_ended", by=by, about=locked)


def end_delegations_of(person: User, *, by: User | None, as_member: bool = True) -> None:
    """End what a person who leaves, or may no longer help, still had running. The caller holds the person.

    ``as_member``: also end what others do for them.
    """
    running = Delegation.objects.select_for_update().to_come().order_by("pk")
    theirs = list(running.filter(delegate=person))
    if as_member:
        theirs += list(running.filter(member=person))
    for delegation in theirs:
        _revoke(delegation, by=by or person)
        audit.record("people.delegation_ended", by=by, about=delegation)


def _revoke(delegation: Delegation, *, by: User) -> None:
    delegation.revoked_at = timezone.now()
    delegation.revoked_by = by
    delegation.save(update_fields=["revoked_at", "revoked_by"])
