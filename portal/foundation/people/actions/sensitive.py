"""Two people give or end a sensitive role, or reset its holder's second factor: one asks, another confirms."""

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from portal.foundation.audit import actions as audit
from portal.foundation.outbox import actions as outbox
from portal.foundation.people.actions.locks import as_now, lock_person
from portal.foundation.people.actions.refusals import Refused
from portal.foundation.people.actions.roles import end, give
from portal.foundation.people.models import SENSITIVE_ROLES, Role, SensitiveRequest, User
from portal.foundation.people.permissions import (
    can_ask_sensitive,
    can_confirm_sensitive,
    can_refuse_sensitive,
)

Kind = SensitiveRequest.Kind


@transaction.atomic
def ask_sensitive(user: User, *, kind: str, role: str = "", by: User) -> SensitiveRequest:
    """Ask for what needs a second person. Holds for seven days; the person concerned and auditors are told.

    Raises ``PermissionDenied`` for oneself; ``Refused`` when it would change nothing or was asked already.
    """
    person = lock_person(user)
    if not can_ask_sensitive(as_now(by), person):
        raise PermissionDenied
    _check_sense(person, kind, role)
    if SensitiveRequest.objects.waiting().filter(user=person, kind=kind, role=role).exists():
        raise Refused("This has been asked for already, and waits for a second person.")
    request = SensitiveRequest.objects.create(user=person, kind=kind, role=role, asked_by=by)
    _settle("people.sensitive_asked", request, by)
    return request


@transaction.atomic
def confirm_sensitive(request: SensitiveRequest, *, by: User) -> None:
    """The second person agrees, and it is done at once.

    Raises ``Refused`` when it was decided, has expired, or no longer makes sense; ``PermissionDenied`` for
    anybody who is not a second person (``permissions.are_two_people``).
    """
    locked = _lock_waiting(request)
    if not can_confirm_sensitive(as_now(by), locked):
        raise PermissionDenied
    person = lock_person(locked.user)
    _check_sense(person, locked.kind, locked.role)
    locked.confirmed_by = by
    locked.confirmed_at = timezone.now()
    locked.save(update_fields=["confirmed_by", "confirmed_at"])
    _carry_out(locked, person, by)
    _settle("people.sensitive_confirmed", locked, by)
    request.user.forget_roles()


@transaction.atomic
def refuse_sensitive(request: SensitiveRequest, *, by: User) -> None:
    """The second person says no, or the asker withdraws it. Raises ``Refused`` if it was decided or has expired."""
    locked = _lock_waiting(request)
    if not can_refuse_sensitive(as_now(by), locked):
        raise PermissionDenied
    locked.refused_by = by
    locked.refused_at = timezone.now()
    locked.save(update_fields=["refused_by", "refused_at"])
    _settle("people.sensitive_refused", locked, by)


def forget_second_factor(person: User) -> None:
    """Remove codes and recovery codes, and end every session. The caller holds the person."""
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person)


def end_sessions(person: User) -> None:
    """Every session of the person ends with its next request. The caller holds the person."""
    person.session_round += 1
    person.save(update_fields=["session_round"])


def _lock_waiting(request: SensitiveRequest) -> SensitiveRequest:
    rows = SensitiveRequest.objects.select_for_update(of=("self",)).select_related("user", "asked_by")
    locked = rows.get(pk=request.pk)
    if locked.is_decided:
        raise Refused("This was already decided.")
    if locked.has_expired:
        raise Refused("This has expired. Ask again.")
    return locked


def _check_sense(person: User, kind: str, role: str) -> None:
    held = person.grants.not_over().filter(role=role).exists()
    if kind == Kind.GRANT and not person.is_active:
        raise Refused("This account is closed. Reopen it first.")
    if kind == Kind.GRANT and held:
        raise Refused(f"{person} already has this role.")
    if kind == Kind.END and not held:
        raise Refused(f"{person} does not have this role.")
    if kind == Kind.RESET_SECOND_FACTOR and not person.has_role(*SENSITIVE_ROLES):
        raise Refused(f"{person} has no sensitive role. An administrator can reset their second factor alone.")


def _carry_out(request: SensitiveRequest, person: User, by: User) -> None:
    if request.kind == Kind.GRANT:
        give(person, request.role, by=by, starts_on=timezone.localdate(), decision=request)
    elif request.kind == Kind.END:
        for grant in person.grants.not_ended().filter(role=request.role):
            end(grant, by=by)
    else:
        forget_second_factor(person)


def _settle(verb: str, request: SensitiveRequest, by: User) -> None:
    """Write it down, and tell the person concerned and every auditor."""
    data = {"user": str(request.user.pk), "kind": request.kind, "role": request.role}
    audit.record(verb, by=by, about=request, data=data)
    for reader in {request.user, *User.objects.holding(Role.AUDITOR)}:
        outbox.add(
            "people.sensitive",
            key=f"{verb}:{request.pk}:{reader.pk}",
            payload={"request": str(request.pk), "to": str(reader.pk), "step": verb.rpartition("_")[2]},
        )
