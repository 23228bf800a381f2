"""Fictional complaints. A case is always received by the verb itself, so that what stands behind the wall is whole."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from portal.foundation.people.models import RoleGrant, User
from reviews.conduct.actions.grants import declare, give_grant
from reviews.conduct.actions.receiving import Received, WhatIsAlleged, WhoComplains, receive
from reviews.conduct.actions.telling import told_of
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Allegation, Case, Grant, Subject
from reviews.conduct.visibility import Capacity
from tests.factories.people import RoleGrantFactory, TermFactory, UserFactory

CONDUCT_ON = date(2026, 10, 5)
LONG = timedelta(days=7_300)


def officer() -> User:
    return UserFactory(roles=("monitoring_officer",))


def deputy() -> User:
    return UserFactory(roles=("deputy_monitoring_officer",))


def member() -> User:
    return UserFactory(roles=("member",))


def received(*members: User, **how: Any) -> Received:
    """A complaint about the members (one new one if none is named), in one allegation against all of them."""
    against = [person.pk for person in members or (member(),)]
    usual: dict[str, Any] = {
        "who": WhoComplains(name="Rosa Complainant", email="rosa@resident.example"),
        "words": "A post called my work on the allotments dishonest.",
        "alleged": [WhatIsAlleged("Called me dishonest in a post.", CONDUCT_ON, against)],
        "source": Case.Source.FORM,
    }
    return receive(**(usual | how))


ROLE_FOR = {
    Capacity.INVESTIGATOR: "investigator",
    Capacity.COUNCILS_IP: "independent_person",
    Capacity.MEMBERS_IP: "independent_person",
    Capacity.PANEL: "member",
}


def fit_for(capacity: Capacity) -> User:
    """Somebody new who may have that part."""
    return made_fit(UserFactory(), capacity)


def made_fit(person: User, capacity: Capacity) -> User:
    """They have the role that the part needs, from today on if they had it not."""
    role = ROLE_FOR.get(capacity)
    if role is not None and not RoleGrant.objects.not_ended().filter(user=person, role=role).exists():
        RoleGrantFactory(user=person, role=role)
        if role == "member":
            TermFactory(user=person, ends_on=timezone.localdate() + LONG)  # the database asks its own clock too
        person.__dict__.pop("_roles_today", None)
    return person


def let_in(case: Case, person: User, capacity: Capacity, by: User, **how: Any) -> Grant:
    """Given a part, and cleared: nothing stands against it."""
    made_fit(person, capacity)
    grant = give_grant(case=case, person=person, capacity=capacity, reason="needed for the case", by=by, **how)
    declare(case=case, has_conflict=False, words="", by=person)
    return grant


def tell_words(subject: Subject, by: User) -> None:
    """Each allegation against the member as it was typed, for the member to read; in the holder's own transaction."""
    for allegation in Allegation.objects.filter(against__subject=subject, told=None):
        told_of(allegation, allegation.words, by).save(force_insert=True)


def notified(case: Case, member: User, by: User) -> Grant:
    """The member is told of it by the holding officer, and has their part from now on."""
    with acting_as(by.pk):
        grant = Grant(case=case, person=member, capacity=Capacity.SUBJECT, given_by=by)
        grant.save(force_insert=True)
        subject = Subject.objects.get(case=case, member=member)
        tell_words(subject, by)
        subject.grant, subject.notified_at = grant, timezone.now()
        subject.save(update_fields=["grant", "notified_at"])
        return grant


def held_case(*members: User, by: User | None = None) -> tuple[Case, User]:
    """A case whose holding officer has declared that no conflict stands against it."""
    holder = by or officer()
    case = received(*members).case
    declare(case=case, has_conflict=False, words="", by=holder)
    with acting_as(holder.pk):
        return Case.objects.get(pk=case.pk), holder
