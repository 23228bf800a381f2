"""Closing and reopening accounts, and what else an administrator does for one person."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from portal.foundation.audit import actions as audit
from portal.foundation.outbox import actions as outbox
from portal.foundation.people.actions.delegations import end_delegations_of
from portal.foundation.people.actions.locks import (
    as_now,
    keep_an_administrator,
    lock_administrators,
    lock_person,
)
from portal.foundation.people.actions.refusals import Refused
from portal.foundation.people.actions.sensitive import end_sessions, forget_second_factor
from portal.foundation.people.models import Role, User
from portal.foundation.people.permissions import can_close_account, can_give_roles, can_reset_second_factor


@transaction.atomic
def deactivate(user: User, *, by: User) -> None:
    """Close an account: sessions end with their next request, and delegations from and to the person end.

    Raises ``PermissionDenied`` for oneself and for the holder of a sensitive role, who loses that role first.
    """
    lock_administrators()
    person = lock_person(user)
    if not can_close_account(as_now(by), person):
        raise PermissionDenied
    if not person.is_active:
        raise Refused("This account is already closed.")
    if person.has_role(Role.ADMINISTRATOR):
        keep_an_administrator(person)
    end_delegations_of(person, by=by)
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_sessions(person)
    audit.record("people.account_closed", by=by, about=person)


@transaction.atomic
def reactivate(user: User, *, by: User) -> None:
    """Reopen an account with the roles it had. Old sessions stay ended. Raises ``Refused`` if it is open."""
    person = lock_person(user)
    if not can_close_account(as_now(by), person):
        raise PermissionDenied
    if person.is_active:
        raise Refused("This account is already open.")
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record("people.account_reopened", by=by, about=person)


@transaction.atomic
def reset_second_factor(user: User, *, by: User) -> None:
    """For somebody who lost their telephone: they enrol anew at the next sign-in. They are told by mail.

    Raises ``PermissionDenied`` for the holder of a sensitive role, where two people decide.
    """
    person = lock_person(user)
    if not can_reset_second_factor(as_now(by), person):
        raise PermissionDenied
    forget_second_factor(person)
    audit.record("people.second_factor_reset", by=by, about=person)
    outbox.add(
        "people.second_factor_reset",
        key=f"people.second_factor_reset:{person.pk}:{person.session_round}",
        payload={"to": str(person.pk)},
    )


@transaction.atomic
def mark_political_assistant(user: User, *, is_one: bool, by: User) -> None:
    """Note that somebody works for a party group (or no longer). A political assistant helps no member here.

    Raises ``Refused`` when nothing would change, or when the person is in office.
    """
    person = lock_person(user)
    if not can_give_roles(as_now(by), person):
        raise PermissionDenied
    if person.is_political_assistant == is_one:
        raise Refused("This is already so.")
    if is_one and person.terms.filter(ends_on__gte=timezone.localdate()).exists():
        raise Refused("Somebody in office, or due to be, cannot be a political assistant.")
    if is_one:
        end_delegations_of(person, by=by, as_member=False)
    person.is_political_assistant = is_one
    person.save(update_fields=["is_political_assistant"])
    audit.record("people.political_assistant_noted", by=by, about=person, data={"is_one": is_one})
