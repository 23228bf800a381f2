"""Ordinary roles: given and ended by one administrator."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from portal.foundation.audit import actions as audit
from portal.foundation.people.actions.delegations import end_delegations_of
from portal.foundation.people.actions.locks import (
    as_now,
    keep_an_administrator,
    lock_administrators,
    lock_person,
)
from portal.foundation.people.actions.refusals import Refused
from portal.foundation.people.models import Role, RoleGrant, SensitiveRequest, User
from portal.foundation.people.permissions import JUDGES_MEMBERS, can_end_role, can_grant_role


@transaction.atomic
def grant_role(
    user: User, role: str, *, by: User, starts_on: date | None = None, ends_on: date | None = None
) -> RoleGrant:
    """Give an ordinary role from a day on (today), until a last day or for good.

    Raises ``PermissionDenied`` for a sensitive role and for oneself; ``Refused`` when it is held or due.
    """
    person = lock_person(user)
    if not can_grant_role(as_now(by), person, role):
        raise PermissionDenied
    if not person.is_active:
        raise Refused("This account is closed. Reopen it first.")
    grant = give(person, role, by=by, starts_on=starts_on or timezone.localdate(), ends_on=ends_on)
    audit.record("people.role_given", by=by, about=person, data={"role": role, "grant": str(grant.pk)})
    user.forget_roles()
    return grant


@transaction.atomic
def end_role(grant: RoleGrant, *, by: User) -> None:
    """End a role now. Raises ``Refused`` if it was ended before, ``LastAdministrator`` if nobody would be left."""
    if grant.role == Role.ADMINISTRATOR:
        lock_administrators()
    person = lock_person(grant.user)
    locked = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    if locked.ended_at is not None:
        raise Refused("This role was already ended.")
    if not can_end_role(as_now(by), locked):
        raise PermissionDenied
    if locked.role == Role.ADMINISTRATOR:
        keep_an_administrator(person)
    end(locked, by=by)
    audit.record("people.role_ended", by=by, about=person, data={"role": locked.role, "grant": str(locked.pk)})
    grant.user.forget_roles()


def give(
    person: User,
    role: str,
    *,
    by: User | None,
    starts_on: date,
    ends_on: date | None = None,
    note: str = "",
    decision: SensitiveRequest | None = None,
) -> RoleGrant:
    """Write the grant for a person who is held by the caller. A grant that ran out is closed to make room."""
    for old in person.grants.not_ended().filter(role=role):
        if old.ends_on is None or old.ends_on >= timezone.localdate():
            raise Refused(f"{person} already has this role, or will have it.")
        end(old, by=by)
    if role in JUDGES_MEMBERS:
        end_delegations_of(person, by=by, as_member=False)
    return RoleGrant.objects.create(
        user=person,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=by,
        note=note,
        decision=decision,
    )


def end(grant: RoleGrant, *, by: User | None) -> None:
    """Close a grant that the caller holds."""
    grant.ended_at = timezone.now()
    grant.ended_by = by
    grant.save(update_fields=["ended_at", "ended_by"])
