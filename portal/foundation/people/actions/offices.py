"""Wards and terms of office."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.foundation.audit import actions as audit
from portal.foundation.people.actions.delegations import end_delegations_of
from portal.foundation.people.actions.locks import lock_person
from portal.foundation.people.actions.refusals import Refused
from portal.foundation.people.actions.roles import give
from portal.foundation.people.models import Role, Term, User, Ward
from portal.foundation.people.permissions import can_give_roles, can_keep_people


@transaction.atomic
def start_term(user: User, *, kind: str, ward: Ward | None, starts_on: date, ends_on: date, by: User) -> Term:
    """Put somebody into office from a day to a last day. The role of a member comes with it.

    Raises ``Refused`` when the dates do not hold, when another term covers a day of it, or for a political
    assistant.
    """
    person = lock_person(user)
    if not can_give_roles(by, person):
        raise PermissionDenied
    _check(person, ward, starts_on, ends_on)
    if not person.grants.in_force().filter(role=Role.MEMBER).exists():
        give(person, Role.MEMBER, by=by, starts_on=min(starts_on, timezone.localdate()))
    end_delegations_of(person, by=by, as_member=False)
    term = Term.objects.create(user=person, kind=kind, ward=ward, starts_on=starts_on, ends_on=ends_on)
    audit.record("people.term_started", by=by, about=person, data={"term": str(term.pk), "kind": kind})
    user.forget_roles()
    return term


def _check(person: User, ward: Ward | None, starts_on: date, ends_on: date) -> None:
    if not person.is_active:
        raise Refused("This account is closed. Reopen it first.")
    if person.is_political_assistant:
        raise Refused("A political assistant cannot be a member.")
    if ends_on < starts_on:
        raise Refused("The last day must be the same as or after the first day.")
    if ward is not None and not ward.is_valid(starts_on):
        raise Refused("The ward does not exist on the first day.")
    if person.terms.overlapping(starts_on, ends_on).exists():
        raise Refused(f"{person} has another term of office on some of these days.")


@transaction.atomic
def end_term(term: Term, *, last_day: date, by: User) -> None:
    """Bring the end of a term forward. With a last day before today, the member's access ends at once.

    Raises ``Refused`` when the term is over, or the day is not within it.
    """
    if not can_give_roles(by, term.user):
        raise PermissionDenied
    person = lock_person(term.user)
    locked = Term.objects.select_for_update().get(pk=term.pk)
    if locked.ends_on < timezone.localdate():
        raise Refused("This term is over already.")
    if not locked.starts_on <= last_day <= locked.ends_on:
        raise Refused("The last day must be within the term.")
    before, locked.ends_on = locked.ends_on, last_day
    locked.save(update_fields=["ends_on"])
    data = {"term": str(locked.pk), "ends_on_before": before.isoformat(), "ends_on": last_day.isoformat()}
    audit.record("people.term_ended", by=by, about=person, data=data)
    term.user.forget_roles()


@transaction.atomic
def add_ward(*, name: str, valid_from: date, by: User) -> Ward:
    """Raises ``Refused`` when a ward of that name has no end yet."""
    if not can_keep_people(by):
        raise PermissionDenied
    if Ward.objects.filter(name__iexact=name.strip(), valid_to=None).exists():
        raise Refused("There is already a ward of this name. End it first.")
    try:
        with transaction.atomic():
            ward = Ward.objects.create(name=name.strip(), valid_from=valid_from)
    except IntegrityError as two_at_once:
        raise Refused("There is already a ward of this name. End it first.") from two_at_once
    audit.record("people.ward_added", by=by, about=ward)
    return ward


@transaction.atomic
def end_ward(ward: Ward, *, last_day: date, by: User) -> None:
    """Raises ``Refused`` when the ward has an end, or the day is before its first."""
    if not can_keep_people(by):
        raise PermissionDenied
    locked = Ward.objects.select_for_update().get(pk=ward.pk)
    if locked.valid_to is not None:
        raise Refused("This ward already has a last day.")
    if last_day < locked.valid_from:
        raise Refused("The last day must be the same as or after the first day.")
    locked.valid_to = last_day
    locked.save(update_fields=["valid_to"])
    audit.record("people.ward_ended", by=by, about=locked)
